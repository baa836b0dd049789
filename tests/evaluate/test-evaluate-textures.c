/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frost with given textures is another corruption than frost with the drawn ones: an evaluation
 * never takes the answers of one for those of the other. */
#include "corruption/tau-frost.h"
#include "evaluate/evaluate-fixture.h"
#include "evaluate/tau-evaluate-private.h"

static void
set_textures (const char *folder)
{
  g_autoptr (GError) error = NULL;
  tau_frost_set_textures_folder (folder, &error);
  g_assert_no_error (error);
}

static TauEvaluateSpec *
frost_spec_new (Fixture *f, const char *corruptions, const char *methods)
{
  TauEvaluateSpec *spec = fixture_spec_new (f, methods);
  g_assert_true (tau_evaluate_spec_set_corruptions (spec, corruptions, NULL));
  g_assert_true (tau_evaluate_spec_set_severities (spec, "5", NULL));
  return spec;
}

/* The textures are given, changed and taken away; each time the second run finds all answers. */
static void
test_textures (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = frost_spec_new (f, "clean,frost,fog", "all");
  g_autoptr (TauEvaluation) drawn = fixture_evaluate (f, spec);
  char *tables[2] = { NULL };
  g_assert_cmpuint (drawn->n_inferences, ==, N_IMAGES * 3 * 12);

  for (guint i = 0; i < 2; i++) {
    fixture_write_textures (f->folder, 50 + 90 * i);
    set_textures (f->folder);
    g_autoptr (TauEvaluation) first = fixture_evaluate (f, spec);
    g_autoptr (TauEvaluation) second = fixture_evaluate (f, spec);
    /* Clean and fog are as before. */
    g_assert_cmpuint (first->n_inferences, ==, N_IMAGES * 12);
    g_assert_cmpuint (second->n_inferences, ==, 0);
    fixture_assert_same (first, second);
    tables[i] = fixture_tables (first);
  }
  g_assert_cmpstr (tables[0], !=, tables[1]);

  set_textures (NULL);
  g_autoptr (TauEvaluation) again = fixture_evaluate (f, spec);
  g_assert_cmpuint (again->n_inferences, ==, 0);
  fixture_assert_same (drawn, again);
  g_free (tables[0]);
  g_free (tables[1]);
}

/* The policy of gps+corrupted is searched on frost among the others. */
static void
test_policy (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = frost_spec_new (f, "clean", "gps:1+corrupted");
  g_autoptr (TauEvaluation) drawn = fixture_evaluate (f, spec);
  fixture_write_textures (f->folder, 50);
  set_textures (f->folder);
  g_autoptr (TauEvaluation) given = fixture_evaluate (f, spec);
  g_autoptr (TauEvaluation) second = fixture_evaluate (f, spec);
  g_assert_cmpuint (given->n_inferences, ==, drawn->n_validation * 12);
  g_assert_cmpuint (second->n_inferences, ==, 0);
  set_textures (NULL);
  g_autoptr (TauEvaluation) again = fixture_evaluate (f, spec);
  g_assert_cmpuint (again->n_inferences, ==, 0);
}

/* Answers to images of other textures than the rest must not come in. */
static void
test_changed (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = frost_spec_new (f, "frost,fog", "gps:1+corrupted");
  g_autoptr (TauPlan) plan = tau_plan_new (f->session, spec, &error);
  g_assert_no_error (error);
  TauBlock *block = g_ptr_array_index (plan->blocks, 0);
  tau_block_load (block, f->pack->target.input_size + f->pack->margin, NULL);
  fixture_write_textures (f->folder, 50);
  set_textures (f->folder);
  const TauCorruptionSpec cells[] = {
    g_array_index (plan->cells, TauCorruptionSpec, 1), /* fog */
    g_array_index (plan->cells, TauCorruptionSpec, 0),
    g_array_index (plan->validation_cells, TauCorruptionSpec, 0),
  };
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++) {
    g_autoptr (TauUnit) unit = tau_unit_new (plan, block, &cells[i], i == 2);
    TauImage *pictures[TAU_BLOCK] = { NULL };
    g_assert_cmpint (tau_unit_corrupt (unit, pictures, &error), ==, i == 0);
    if (i > 0) {
      g_assert_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_TEXTURES);
      fixture_assert_sentence (error, NULL);
      g_clear_error (&error);
      tau_unit_compute (unit, NULL);
      g_assert_error (unit->error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_TEXTURES);
    }
    for (guint p = 0; p < TAU_BLOCK; p++)
      tau_image_unref (pictures[p]);
  }
  set_textures (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/evaluate/textures/frost", test_textures);
  fixture_test ("/evaluate/textures/policy", test_policy);
  fixture_test ("/evaluate/textures/changed", test_changed);
  return g_test_run ();
}
