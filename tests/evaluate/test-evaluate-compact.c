/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evaluations with more than 26 classes, whose answers are kept in the compact form: what they find
 * is what the full answers say, and it does not matter whether an answer was read or computed. */
#include "evaluate/evaluate-fixture.h"
#include "evaluate/result/tau-evaluation-private.h"
#include "ranking/tau-ranking.h"

#include <glib/gstdio.h>

#define METHODS                                                                                    \
  "center,5crop,10crop,ours:1,ours:2+flip,ours:3+entropy,all,oracle,entropy:1,random:2,"           \
  "per-corruption:1"

/* The fixture's pack with so many classes: its own five and further ones. */
static void
widen_pack (Fixture *f, guint n_classes, const char *store)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (f->folder, "target.pt", NULL);
  fixture_write_model (path, "resnet8", 32, n_classes, 5);
  g_autoptr (JsonNode) json = fixture_pack_json (f->folder);
  JsonObject *target = json_object_get_object_member (json_node_get_object (json), "target");
  JsonArray *classes = json_object_get_array_member (target, "classes");
  for (guint c = json_array_get_length (classes); c < n_classes; c++) {
    g_autofree char *name = g_strdup_printf ("animal %u", c);
    json_array_add_string_element (classes, name);
  }
  tau_pack_write (f->folder, json, &error);
  g_assert_no_error (error);
  fixture_open_store (f, store);
}

/* Wrong answers and the loss of the mean over all transforms under fog, from what tau_inspect()
 * says of each image. */
static void
look (Fixture *f, guint *wrong, double *loss)
{
  g_autoptr (TauDataset) dataset = tau_dataset_open (f->dataset, NULL);
  g_autofree float *mean = g_new (float, f->pack->classes->len);
  *wrong = 0;
  *loss = 0;
  for (guint i = 0; i < N_IMAGES; i++) {
    g_autoptr (TauInspection) inspection = fixture_inspect (f, dataset, i, "fog");
    const guint n = inspection->n_classes;
    tau_ensemble_mean (inspection->probabilities, n, NULL, TAU_N_TRANSFORMS, mean);
    *wrong += tau_argmax (mean, n) != (guint)dataset->labels[i];
    *loss += tau_cross_entropy_probabilities (mean, n, dataset->labels[i]) / N_IMAGES;
  }
}

static void
test_figures (Fixture *f, gconstpointer data)
{
  static const guint counts[] = { 27, 300 };
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    g_autofree char *name = g_strdup_printf ("%u.db", counts[i]);
    guint wrong;
    double loss;
    widen_pack (f, counts[i], name);
    g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, METHODS);
    g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
    look (f, &wrong, &loss);
    const TauMethodResult *all = tau_evaluation_find (result, "all");
    g_assert_cmpfloat_with_epsilon (all->error[TAU_SET_CORRUPTED], 100.0 * wrong / N_IMAGES, 1e-9);
    g_assert_cmpfloat_with_epsilon (all->nll[TAU_SET_CORRUPTED], loss, 1e-6);
  }
}

static void
assert_alike (const TauEvaluation *a, const TauEvaluation *b)
{
  for (guint m = 0; m < a->n_methods; m++)
    for (guint s = 0; s < TAU_N_SETS; s++) {
      g_assert_cmpfloat (a->methods[m].error[s], ==, b->methods[m].error[s]);
      g_assert_cmpfloat_with_epsilon (a->methods[m].nll[s], b->methods[m].nll[s], 1e-6);
    }
}

/* The same bytes from what is stored; and the same figures if it was stored in two goes, though the
 * networks then see other batches. */
static void
test_continued (Fixture *f, gconstpointer data)
{
  widen_pack (f, 100, "first.db");
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, METHODS);
  g_autoptr (TauEvaluation) first = fixture_evaluate (f, spec);
  spec->n_threads = 1;
  g_autoptr (TauEvaluation) again = fixture_evaluate (f, spec);
  g_assert_cmpuint (first->n_inferences, >, 0);
  g_assert_cmpuint (again->n_inferences, ==, 0);
  fixture_assert_same (first, again);
  fixture_open_store (f, "second.db");
  g_autoptr (TauEvaluateSpec) few = fixture_spec_new (f, "center,ours:1,random:2");
  g_autoptr (TauEvaluation) begun = fixture_evaluate (f, few);
  g_autoptr (TauEvaluation) continued = fixture_evaluate (f, spec);
  g_assert_cmpuint (begun->n_inferences, >, 0);
  g_assert_cmpuint (continued->n_inferences, <, first->n_inferences);
  assert_alike (first, continued);
}

/* The same images, some in the folder of another class (which does not change their order): their
 * answers are read, and tell of the other labels as much as was kept. */
static void
test_other_labels (Fixture *f, gconstpointer data)
{
  widen_pack (f, 27, "first.db");
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "center,all");
  g_autoptr (TauEvaluation) first = fixture_evaluate (f, spec);
  g_autofree char *ape = g_build_filename (f->folder, "images", "ape", NULL);
  g_autofree char *other = g_build_filename (f->folder, "images", "animal 9", NULL);
  g_assert_cmpint (g_rename (ape, other), ==, 0);
  g_autoptr (TauEvaluation) read = fixture_evaluate (f, spec);
  g_assert_cmpuint (read->n_inferences, ==, 0);
  fixture_open_store (f, "second.db");
  g_autoptr (TauEvaluation) anew = fixture_evaluate (f, spec);
  const TauMethodResult *a = tau_evaluation_find (read, "all"),
                        *b = tau_evaluation_find (anew, "all");
  g_assert_cmpfloat_with_epsilon (a->error[TAU_SET_CORRUPTED], b->error[TAU_SET_CORRUPTED], 1e-9);
  g_assert_cmpfloat_with_epsilon (a->nll[TAU_SET_CORRUPTED], b->nll[TAU_SET_CORRUPTED], 0.1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/evaluate/compact/figures", test_figures);
  fixture_test ("/evaluate/compact/continued", test_continued);
  fixture_test ("/evaluate/compact/other-labels", test_other_labels);
  return g_test_run ();
}
