/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-inspect.h"
#include "evaluate/evaluate-fixture.h"
#include "ranking/tau-ranking.h"

#include <math.h>

/* The figures of an evaluation with random networks, and what the store saves. */

#define METHODS "hflip,10crop,random:1,2,ours:1,2,ours:2+flip,ours:2+5crop,all,oracle"

static void
assert_methods (const char *text, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) methods = tau_methods_parse (text, &error);
  g_autoptr (GString) ids = g_string_new (NULL);
  g_assert_no_error (error);
  for (guint i = 0; i < methods->len; i++)
    g_string_append_printf (ids, "%s ", g_array_index (methods, TauMethod, i).id);
  g_assert_cmpstr (ids->str, ==, wanted);
}

static void
test_methods (void)
{
  assert_methods ("all", "center all ");
  assert_methods ("oracle,center", "center oracle ");
  assert_methods ("random:1,2,4,5crop", "center random:1 random:2 random:4 5crop ");
  assert_methods ("gps:1,2+corrupted,gps:1", "center gps:1+corrupted gps:2+corrupted gps:1 ");
  assert_methods ("ours:2+flip,ours:2+5crop,ours:2", "center ours:2+flip ours:2+5crop ours:2 ");
  assert_methods ("ours:12,ours:12", "center ours:12 ");
  assert_methods ("fixed:1,2+corrupted,fixed:2,per-corruption:1,entropy:1",
                  "center fixed:1+corrupted fixed:2+corrupted fixed:2 per-corruption:1 entropy:1 ");
  assert_methods ("ours:1,2+threshold:0.50,ours:2+entropy+flip+threshold:.5,ours:1+threshold:5e-1",
                  "center ours:1+threshold:0.5 ours:2+threshold:0.5 "
                  "ours:2+flip+threshold:0.5+entropy ");
  assert_methods ("ours:1,2+chain:2,ours:2+entropy+chain:4+threshold:1",
                  "center ours:1+chain:2 ours:2+chain:2 ours:2+chain:4+threshold:1+entropy ");
  assert_methods (
      "ours:12+entropy+temperature:1.250+5crop+threshold:0.0123456,ours:1+temperature:3",
      "center ours:12+5crop+threshold:0.0123456+temperature:1.25+entropy "
      "ours:1+temperature:3 ");
  g_autofree char *most = g_strdup_printf ("ours:%d", TAU_N_TRANSFORMS);
  g_autofree char *more = g_strdup_printf ("ours:%d", TAU_N_TRANSFORMS + 1);
  g_autoptr (GArray) methods = tau_methods_parse (most, NULL);
  g_assert_nonnull (methods);
  const char *const wrong[] = { "",
                                "ours",
                                "ours:0",
                                more,
                                "ours:2+up",
                                "center:1",
                                "gps:1+flip",
                                "random:1+flip",
                                "ours:2+",
                                "ours:1,x",
                                "random:1,,2",
                                "none",
                                "ours:-1",
                                "ours:1,2,a",
                                "ours:2+flip,3",
                                "entropy",
                                "entropy:2",
                                "fixed:1+flip",
                                "per-corruption:2",
                                "gps:1+entropy",
                                "ours:1+entropy+entropy",
                                "ours:1+flip+5crop",
                                "ours:1+chain",
                                "ours:1+chain:0",
                                "ours:1+chain:5",
                                "ours:1+chain:2+flip",
                                "ours:1+5crop+chain:2",
                                "ours:1+chain:2+chain:2",
                                "random:1+chain:2",
                                "ours:1+threshold",
                                "ours:1+threshold:",
                                "ours:1+threshold:-1",
                                "ours:1+threshold:1001",
                                "ours:1+threshold:nan",
                                "ours:1+threshold:1x",
                                "ours:1+threshold:1+threshold:2",
                                "ours:1+temperature",
                                "ours:1+temperature:0",
                                "ours:1+temperature:-1",
                                "ours:1+temperature:101",
                                "ours:1+temperature:nan",
                                "ours:1+temperature:1,5x",
                                "ours:1+temperature:2+temperature:2",
                                "all+temperature:2",
                                "ours:1+flip+" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (tau_methods_parse (wrong[i], &error));
    g_assert_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC);
    fixture_assert_sentence (error, NULL);
  }
}

static void
test_spec (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = tau_evaluate_spec_new ("signs:test");
  g_assert_cmpuint (spec->corruptions.n, ==, TAU_N_CORRUPTIONS);
  g_assert_true (spec->clean);
  g_assert_true (tau_evaluate_spec_set_corruptions (spec, "fog,noise", &error));
  g_assert_false (spec->clean);
  g_assert_cmpuint (spec->corruptions.n, ==, 4);
  g_assert_true (tau_evaluate_spec_set_severities (spec, "1,3-4", &error));
  g_assert_cmpuint (spec->severities, ==, 0x0d);
  spec->seed = G_MAXUINT64 - 3;
  spec->limit = 17;
  spec->validation = g_strdup ("signs:train");

  g_autofree char *json = tau_evaluate_spec_to_json (spec, NULL);
  g_autoptr (TauEvaluateSpec) back = tau_evaluate_spec_parse (json, &error);
  g_assert_no_error (error);
  g_autofree char *again = tau_evaluate_spec_to_json (back, NULL);
  g_assert_cmpstr (json, ==, again);
  g_assert_true (back->seed == spec->seed);

  static const char *const severities[] = { "", "0", "6", "2-1", "1,", "a" };
  for (guint i = 0; i < G_N_ELEMENTS (severities); i++) {
    g_assert_false (tau_evaluate_spec_set_severities (spec, severities[i], &error));
    g_assert_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC);
    g_clear_error (&error);
  }
  g_assert_cmpuint (spec->severities, ==, 0x0d);
  g_assert_false (tau_evaluate_spec_set_corruptions (spec, "none", &error));
  g_clear_error (&error);
  g_assert_false (tau_evaluate_spec_set_corruptions (spec, "clean,rain", &error));
  g_clear_error (&error);
  g_assert_null (tau_evaluate_spec_parse ("[1", &error));
  g_clear_error (&error);
  g_assert_null (tau_evaluate_spec_parse ("[1]", &error));
  fixture_assert_sentence (error, NULL);
}

/* The same images through tau_inspect(), which knows nothing of this code. */
static void
test_against_inspect (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:1,2,all,oracle");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_autoptr (TauDataset) dataset = tau_dataset_open (f->dataset, &error);
  static const char *const ids[] = { "center", "ours:1", "ours:2", "all", "oracle" };
  static const guint places[] = { 0, 1, 2, 4, 5 }; /* in TauInspection.methods */
  guint wrong[5] = { 0 };
  double nll[5] = { 0 }, spearman = 0, pearson = 0;
  g_assert_no_error (error);
  g_assert_true (result->complete);
  g_assert_cmpuint (result->n_images, ==, N_IMAGES);

  for (guint i = 0; i < N_IMAGES; i++) {
    g_autoptr (TauInspection) inspection = fixture_inspect (f, dataset, i, "speckle_noise");
    for (guint m = 0; m < 5; m++) {
      wrong[m] += !inspection->methods[places[m]].correct;
      nll[m] += inspection->methods[places[m]].loss / N_IMAGES;
    }
    spearman += inspection->spearman / N_IMAGES;
    pearson += tau_pearson (inspection->predicted_relative, inspection->actual_relative,
                            TAU_N_TRANSFORMS) /
               N_IMAGES;
  }
  for (guint m = 0; m < 5; m++) {
    const TauMethodResult *method = tau_evaluation_find (result, ids[m]);
    g_assert_cmpfloat_with_epsilon (method->error[TAU_SET_HELDOUT], 100.0 * wrong[m] / N_IMAGES,
                                    1e-9);
    g_assert_cmpfloat_with_epsilon (method->nll[TAU_SET_HELDOUT], nll[m], 1e-4);
    g_assert_cmpfloat (method->error_low[TAU_SET_HELDOUT], <=, method->error[TAU_SET_HELDOUT]);
    g_assert_cmpfloat (method->error_high[TAU_SET_HELDOUT], >=, method->error[TAU_SET_HELDOUT]);
    g_assert_cmpfloat (method->heldout_mce, ==, method->error[TAU_SET_HELDOUT]);
  }
  g_assert_cmpfloat_with_epsilon (result->spearman[TAU_SET_HELDOUT], spearman, 1e-4);
  g_assert_cmpfloat_with_epsilon (result->pearson[TAU_SET_HELDOUT], pearson, 1e-4);
}

/* Every view once: the transforms, the mirror, 4 corners and their mirrors, 2 mirrored and 8
 * corners of the chosen; of those some are there already. */
static void
test_once (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) plain = fixture_spec_new (f, "all"),
                              more = fixture_spec_new (f, METHODS);
  g_autoptr (TauEvaluation) first = fixture_evaluate (f, plain);
  g_assert_cmpuint (first->n_inferences, ==, N_IMAGES * 3 * TAU_N_TRANSFORMS);
  g_assert_cmpuint (first->n_reused, ==, 0);

  g_autoptr (TauEvaluation) second = fixture_evaluate (f, more);
  g_assert_cmpuint (second->n_reused, ==, first->n_inferences);
  g_assert_cmpuint (second->n_inferences, <=, N_IMAGES * 3 * (1 + 4 + 4 + 2 + 8));
  g_assert_cmpuint (second->n_inferences, >=, N_IMAGES * 3 * (1 + 4 + 4 + 1 + 4));

  /* In one go it is the same, on one thread too; and again, it costs nothing. */
  const guint64 both = first->n_inferences + second->n_inferences;
  fixture_open_store (f, "second.db");
  more->n_threads = 1;
  g_autoptr (TauEvaluation) whole = fixture_evaluate (f, more);
  g_assert_cmpuint (whole->n_inferences, ==, both);
  fixture_assert_same (second, whole);
  g_autoptr (TauEvaluation) again = fixture_evaluate (f, more);
  g_assert_cmpuint (again->n_inferences, ==, 0);
  g_assert_true (isnan (again->images_per_second));
  fixture_assert_same (whole, again);

  /* One corruption more: only its cell. */
  g_assert_true (tau_evaluate_spec_set_corruptions (more, "clean,fog,speckle_noise,snow", NULL));
  g_autoptr (TauEvaluation) snow = fixture_evaluate (f, more);
  g_assert_cmpuint (snow->n_reused, ==, both);
  g_assert_cmpuint (snow->n_inferences, >, 0);
  g_assert_cmpuint (snow->n_inferences, <=, N_IMAGES * (TAU_N_TRANSFORMS + 1 + 4 + 4 + 2 + 8));
}

/* Identity, and what was chosen where that is another transform; the figures are those of an
 * evaluation that computes everything. */
static void
test_only_needed (Fixture *f, gconstpointer data)
{
  static const char *const needs[] = { "ours:1", "random:2", "ours:2+flip,random:1,ours:1",
                                       "ours:1+5crop" };
  g_autoptr (TauEvaluateSpec) full =
      fixture_spec_new (f, "ours:1,random:1,2,ours:2+flip,ours:1+5crop");
  full->correlation = TRUE;
  g_autoptr (TauEvaluation) all = fixture_evaluate (f, full);
  g_assert_true (all->all_losses);
  g_assert_false (isnan (all->spearman[TAU_SET_CLEAN]));

  for (guint i = 0; i < G_N_ELEMENTS (needs); i++) {
    g_autofree char *name = g_strdup_printf ("needed-%u.db", i);
    fixture_open_store (f, name);
    g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, needs[i]);
    g_autoptr (TauEvaluation) some = fixture_evaluate (f, spec);
    g_assert_cmpuint (some->n_inferences, <, N_IMAGES * 3 * TAU_N_TRANSFORMS);
    g_assert_false (some->all_losses);
    for (guint s = 0; s < TAU_N_SETS; s++)
      g_assert_true (isnan (some->spearman[s]) && isnan (some->pearson[s]));
    for (guint m = 0; m < some->n_methods; m++) {
      const TauMethodResult *one = &some->methods[m],
                            *other = tau_evaluation_find (all, one->method.id);
      for (guint c = 0; c < some->n_cells; c++)
        g_assert_cmpfloat (one->cell_error[c], ==, other->cell_error[c]);
      for (guint s = 0; s < TAU_N_SETS; s++)
        if (!isnan (one->nll[s])) /* other batches: the last bits may differ */
          g_assert_cmpfloat_with_epsilon (one->nll[s], other->nll[s], 1e-7);
    }
    if (i > 0)
      continue;
    double other_than_identity = 0;
    for (guint c = 0; c <= TAU_N_CORRUPTIONS; c++)
      if (!isnan (some->choices[c][0])) {
        g_assert_cmpfloat (some->choices[c][0], ==, all->choices[c][0]);
        other_than_identity += N_IMAGES * (1 - some->choices[c][0]);
      }
    g_assert_cmpfloat_with_epsilon (some->n_inferences, N_IMAGES * 3 + other_than_identity, 1e-6);
    /* The rest is added when it is asked for. */
    spec->correlation = TRUE;
    g_autoptr (TauEvaluation) later = fixture_evaluate (f, spec);
    g_assert_cmpuint (later->n_inferences + some->n_inferences, ==,
                      N_IMAGES * 3 * TAU_N_TRANSFORMS);
    g_assert_cmpfloat_with_epsilon (later->spearman[TAU_SET_CLEAN], all->spearman[TAU_SET_CLEAN],
                                    1e-4);
  }
}

/* The target's answers outlive the predictor: only what the new one chose is asked. */
static void
test_other_predictor (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:1,2,ours:1+flip,all");
  g_autoptr (TauEvaluation) first = fixture_evaluate (f, spec);
  fixture_change_predictor (f);
  g_autoptr (TauEvaluation) second = fixture_evaluate (f, spec);
  g_assert_cmpuint (second->n_reused, >=, N_IMAGES * 3 * TAU_N_TRANSFORMS);
  g_assert_cmpuint (second->n_inferences, <=, N_IMAGES * 3);
  g_assert_cmpfloat (tau_evaluation_find (first, "all")->nll[0], ==,
                     tau_evaluation_find (second, "all")->nll[0]);
  g_assert_cmpfloat (tau_evaluation_find (first, "ours:1")->nll[0], !=,
                     tau_evaluation_find (second, "ours:1")->nll[0]);
}

/* Without other images, gps leaves a fifth of them out; and never reports one that it saw. */
static void
test_gps (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "gps:1,3,gps:2+corrupted,all");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_assert_cmpuint (result->n_validation, ==, 5 * 3); /* of 13 in each class */
  g_assert_cmpuint (result->n_images, ==, N_IMAGES - 5 * 3);
  const TauMethodResult *one = tau_evaluation_find (result, "gps:1"),
                        *three = tau_evaluation_find (result, "gps:3");
  g_assert_cmpint (three->n_policy, ==, 3);
  g_assert_cmpuint (one->policy[0], ==, three->policy[0]);
  g_assert_cmpuint (three->policy[1], !=, three->policy[0]);
  g_assert_cmpfloat (three->relative_cost, ==, 3);

  /* Other images: all are reported. */
  fixture_write_pictures (f, "others", N_IMAGES, 20);
  spec->validation = g_strdup_printf ("folder:%s/others", f->folder);
  g_autoptr (TauEvaluation) other = fixture_evaluate (f, spec);
  g_assert_cmpuint (other->n_images, ==, N_IMAGES);
  g_assert_cmpuint (other->n_validation, ==, 20);

  spec->limit = 1;
  g_clear_pointer (&spec->validation, g_free);
  g_assert_null (tau_evaluate (f->session, spec, NULL, NULL, NULL, &error));
  g_assert_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_VALIDATION);
  fixture_assert_sentence (error, "--validation");
}

static void
assert_overlap (Fixture *f, const TauEvaluateSpec *spec, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (tau_evaluate (f->session, spec, NULL, NULL, NULL, &error));
  g_assert_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_VALIDATION);
  fixture_assert_sentence (error, "--validation");
  fixture_assert_sentence (error, name);
}

/* gps never searches on what is reported: not on the data set itself, nor on a copy of one of its
 * images under another name and in another format. */
static void
test_overlap (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "gps:1");
  g_assert_true (tau_evaluate_spec_set_corruptions (spec, "clean", NULL));
  spec->validation = g_strdup (f->dataset);
  assert_overlap (f, spec, "images/ape/000.png");

  fixture_write_pictures (f, "others", N_IMAGES, 5);
  g_free (spec->validation);
  spec->validation = g_strdup_printf ("folder:%s/others", f->folder);
  g_autoptr (TauEvaluation) apart = fixture_evaluate (f, spec);
  g_assert_cmpuint (apart->n_images, ==, N_IMAGES);
  g_autofree char *last = g_build_filename (f->folder, "images/elk/064.png", NULL),
                  *copy = g_build_filename (f->folder, "others/ape/copy.bmp", NULL);
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new_from_file (last, &error);
  g_assert_true (gdk_pixbuf_save (picture, copy, "bmp", &error, NULL));
  assert_overlap (f, spec, "images/elk/064.png");
  /* Nothing is searched. */
  g_assert_true (tau_evaluate_spec_set_methods (spec, "all", NULL));
  g_autoptr (TauEvaluation) all = fixture_evaluate (f, spec);
  g_assert_cmpuint (all->n_images, ==, N_IMAGES);
}

/* Drawn with replacement: twelve draws are not all twelve transforms. The draws depend on the seed
 * only, and the first is that of random:1. */
static void
test_random (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "random:1,2,12,all");
  g_autoptr (TauEvaluation) first = fixture_evaluate (f, spec);
  g_autoptr (TauEvaluation) again = fixture_evaluate (f, spec);
  fixture_assert_same (first, again);
  for (guint set = 0; set < TAU_N_SETS; set++)
    g_assert_cmpfloat (tau_evaluation_find (first, "random:12")->nll[set], !=,
                       tau_evaluation_find (first, "all")->nll[set]);
  spec->seed++;
  g_autoptr (TauEvaluation) other = fixture_evaluate (f, spec);
  g_assert_cmpfloat (tau_evaluation_find (first, "random:12")->nll[TAU_SET_CLEAN], !=,
                     tau_evaluation_find (other, "random:12")->nll[TAU_SET_CLEAN]);
  g_assert_cmpfloat (tau_evaluation_find (first, "all")->nll[TAU_SET_CLEAN], ==,
                     tau_evaluation_find (other, "all")->nll[TAU_SET_CLEAN]);
}

/* The mean error over a group, and its interval against center: between those of its corruptions,
 * and around the difference. A result read back has them too. */
static void
test_groups (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "hflip,oracle");
  g_assert_true (tau_evaluate_spec_set_corruptions (spec, "noise,fog,speckle_noise", NULL));
  g_assert_true (tau_evaluate_spec_set_severities (spec, "1,4", NULL));
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  const TauMethodResult *center = &result->methods[0],
                        *oracle = tau_evaluation_find (result, "oracle");
  static const char *const noise[] = { "gaussian_noise", "shot_noise", "impulse_noise" };
  double sum = 0;
  for (guint i = 0; i < G_N_ELEMENTS (noise); i++)
    sum += oracle->ce[tau_corruption_find (noise[i])];
  g_assert_cmpfloat_with_epsilon (oracle->group[TAU_CORRUPTION_NOISE], sum / 3, 1e-9);
  g_assert_true (isnan (oracle->group[TAU_CORRUPTION_WEATHER])); /* fog alone is no group */
  const double difference =
      oracle->group[TAU_CORRUPTION_NOISE] - center->group[TAU_CORRUPTION_NOISE];
  const TauInterval *interval = &oracle->group_difference[TAU_CORRUPTION_NOISE];
  g_assert_cmpfloat (interval->low, <=, difference);
  g_assert_cmpfloat (interval->high, >=, difference);
  g_assert_cmpfloat (interval->low, <, interval->high);
  /* Paired: narrower than from the two intervals; of one corruption alone, wider than of the set.
   */
  const TauInterval *set = &oracle->difference[TAU_SET_CORRUPTED],
                    *fog = &oracle->ce_difference[tau_corruption_find ("fog")];
  g_assert_cmpfloat (set->high - set->low, <,
                     hypot (oracle->error_high[TAU_SET_CORRUPTED] - oracle->error_low[1],
                            center->error_high[TAU_SET_CORRUPTED] - center->error_low[1]));
  g_assert_cmpfloat (fog->high - fog->low, >=, set->high - set->low);
  g_assert_cmpfloat (center->difference[TAU_SET_CORRUPTED].high, ==, 0);

  g_autofree char *summary = tau_evaluation_to_summary (result);
  g_autoptr (TauEvaluation) back = tau_evaluation_parse (summary, &error);
  g_assert_no_error (error);
  fixture_assert_same (result, back);
}

/* Of two images, none is answered right, or both: the interval is not 100 to 100, or 0 to 0. */
static void
test_no_errors (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "oracle,all");
  spec->limit = 2;
  gboolean none = FALSE, all = FALSE;
  for (spec->seed = 0; spec->seed < 2; spec->seed++) {
    g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
    for (guint m = 0; m < result->n_methods; m++)
      for (guint s = 0; s < TAU_N_SETS; s++) {
        const TauMethodResult *method = &result->methods[m];
        const double wilson = 100 * 1.96 * 1.96 / (result->n_images + 1.96 * 1.96);
        if (method->error[s] == 0)
          g_assert_cmpfloat_with_epsilon (method->error_high[s], wilson, 0.01);
        if (method->error[s] == 100)
          g_assert_cmpfloat_with_epsilon (method->error_low[s], 100 - wilson, 0.01);
        none |= method->error[s] == 0;
        all |= method->error[s] == 100;
      }
  }
  g_assert_true (none || all);
}

/* Outcomes are those of the methods: rescued minus broken is what ours:1 wins over center. */
static void
test_outcomes (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:1,oracle");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  const TauMethodResult *center = tau_evaluation_find (result, "center"),
                        *ours = tau_evaluation_find (result, "ours:1");
  guint total = 0;
  for (guint i = 0; i < result->n_cells; i++) {
    const guint *n = result->outcomes + i * TAU_N_OUTCOMES;
    const double won =
        100.0 * ((int)n[TAU_OUTCOME_RESCUED] - (int)n[TAU_OUTCOME_BROKEN]) / N_IMAGES;
    g_assert_cmpfloat_with_epsilon (center->cell_error[i] - ours->cell_error[i], won, 1e-9);
    for (guint o = 0; o < TAU_N_OUTCOMES; o++)
      total += MIN (n[o], TAU_MAX_EXAMPLES_PER_CELL);
  }
  g_assert_cmpuint (total, >, 0);
  g_assert_cmpuint (result->examples->len, ==, total);
  for (guint i = 0; i < result->examples->len; i++) {
    const TauExample *e = &g_array_index (result->examples, TauExample, i);
    g_assert_true ((e->center == e->label) == (e->outcome == TAU_OUTCOME_BROKEN));
    g_assert_true ((e->ours == e->label) == (e->outcome == TAU_OUTCOME_RESCUED));
    g_assert_cmpuint (e->index, <, N_IMAGES);
  }
}

/* The record of the job gives the same tables; and damaged it gives an error or gaps, no crash. */
static void
test_summary (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:1,gps:2,all,oracle");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec), again = fixture_evaluate (f, spec);
  g_autoptr (GPtrArray) jobs = tau_store_list_jobs (f->store, TAU_JOB_EVALUATION, 10, &error);
  g_assert_cmpuint (jobs->len, ==, 1); /* the second run found everything: it is no other job */
  g_autoptr (TauStoreJob) job =
      tau_store_get_job (f->store, ((TauStoreJob *)g_ptr_array_index (jobs, 0))->id, &error);
  g_assert_cmpint (job->state, ==, TAU_JOB_DONE);
  g_autoptr (TauEvaluation) back = tau_evaluation_parse (job->summary, &error);
  g_assert_no_error (error);
  fixture_assert_same (result, back);
  g_assert_cmpuint (back->examples->len, ==, result->examples->len);
  g_autofree char *first = tau_evaluation_to_summary (again),
                  *second = tau_evaluation_to_summary (back);
  g_assert_cmpstr (first, ==, second);

  /* Versions before had another Pearson correlation; it is not taken for this one. */
  g_assert_false (isnan (back->pearson[TAU_SET_HELDOUT]));
  g_autoptr (GString) older = g_string_new (job->summary);
  g_assert_cmpuint (g_string_replace (older, "pearson_of", "other", 0), ==, 1);
  g_autoptr (TauEvaluation) old = tau_evaluation_parse (older->str, &error);
  g_assert_no_error (error);
  g_assert_true (isnan (old->pearson[TAU_SET_HELDOUT]));
  g_assert_cmpfloat_with_epsilon (old->spearman[TAU_SET_HELDOUT], back->spearman[TAU_SET_HELDOUT],
                                  1e-12);

  g_assert_null (tau_evaluation_parse ("{}", &error));
  g_assert_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC);
  g_clear_error (&error);
  g_autofree char *inner = tau_evaluate_spec_to_json (spec, NULL);
  g_autofree char *escaped = g_strescape (inner, NULL);
  g_autofree char *gaps = g_strdup_printf (
      "{\"spec\":\"%s\",\"methods\":[3],\"examples\":[[1],7],\"choices\":[]}", escaped);
  g_autoptr (TauEvaluation) empty = tau_evaluation_parse (gaps, &error);
  g_assert_no_error (error);
  g_autofree char *tables = fixture_tables (empty);
  g_assert_nonnull (strstr (tables, "–"));
}

static void
test_mark (void)
{
  g_assert_cmpint (tau_table_mark (-1.1, -2, -0.1), ==, -1);
  g_assert_cmpint (tau_table_mark (-1.0, -2, -0.1), ==, 0);
  g_assert_cmpint (tau_table_mark (1.0, 0.1, 2), ==, 0);
  g_assert_cmpint (tau_table_mark (1.1, 0.1, 2), ==, 1);
  /* By more than a point, but chance alone could do it; or nobody knows. */
  g_assert_cmpint (tau_table_mark (-8, -20, 0), ==, 0);
  g_assert_cmpint (tau_table_mark (8, -1, 17), ==, 0);
  g_assert_cmpint (tau_table_mark (8, NAN, NAN), ==, 0);
  g_assert_cmpint (tau_table_mark (NAN, 1, 2), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evaluate/methods", test_methods);
  g_test_add_func ("/evaluate/spec", test_spec);
  g_test_add_func ("/evaluate/mark", test_mark);
  fixture_test ("/evaluate/against-inspect", test_against_inspect);
  fixture_test ("/evaluate/once", test_once);
  fixture_test ("/evaluate/only-needed", test_only_needed);
  fixture_test ("/evaluate/other-predictor", test_other_predictor);
  fixture_test ("/evaluate/gps", test_gps);
  fixture_test ("/evaluate/overlap", test_overlap);
  fixture_test ("/evaluate/random", test_random);
  fixture_test ("/evaluate/groups", test_groups);
  fixture_test ("/evaluate/no-errors", test_no_errors);
  fixture_test ("/evaluate/outcomes", test_outcomes);
  fixture_test ("/evaluate/summary", test_summary);
  return g_test_run ();
}
