/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ours:K+chain:N: apply, predict again, apply, against the same done by hand. */
#include "evaluate/tau-evaluate-private.h"

#include "dataset/tau-samples.h"
#include "evaluate/evaluate-fixture.h"
#include "evaluate/tau-classify.h"
#include "image/tau-resample.h"
#include "ranking/tau-ranking.h"

#include <math.h>
#include <string.h>

/* A predictor that says something else of every image, and often prefers identity. */
static const TauModelApi *real;
static TauModelApi api;
static TauTorchModel *predictor;
static gint n_shown, n_predicted;
static guint64 salt; /* which of such predictors it is */

static void
predict (const float *planes, gsize n_values, float out[TAU_N_TRANSFORMS])
{
  const guint8 *bytes = (const guint8 *)planes;
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325) + salt;
  for (gsize i = 0; i < n_values * sizeof *planes; i++)
    hash = (hash ^ bytes[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
    hash = (hash ^ hash >> 29) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9) + t;
    out[t] = (hash >> 40) / 16777216.0f * (t == TAU_TRANSFORM_IDENTITY ? 0.3f : 1);
  }
}

static gboolean
run (TauTorchModel *model, const float *in, gsize n, float *out, GCancellable *cancellable,
     GError **error)
{
  g_atomic_int_add (model == predictor ? &n_predicted : &n_shown, n);
  if (model != predictor)
    return real->model_run (model, in, n, out, cancellable, error);
  for (gsize i = 0; i < n; i++)
    predict (in + i * 3 * 32 * 32, 3 * 32 * 32, out + i * TAU_N_TRANSFORMS);
  return TRUE;
}

/* After the session was opened. */
static void
replace_predictor (Fixture *f)
{
  real = f->session->torch;
  predictor = f->session->predictor;
  api = *real;
  api.model_run = run;
  f->session->torch = &api;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  salt = 0;
  fixture_set_up (f, data);
  replace_predictor (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  f->session->torch = real;
  fixture_tear_down (f, data);
}

static void
reopen_store (Fixture *f, const char *name)
{
  f->session->torch = real;
  fixture_open_store (f, name);
  replace_predictor (f);
}

/* -- by hand -------------------------------------------------------------------------------- */

static void
predict_view (const TauPack *pack, const guint8 *view, double out[TAU_N_TRANSFORMS])
{
  const TauPackModel *model = &pack->predictor;
  float planes[3 * 32 * 32], losses[TAU_N_TRANSFORMS];
  g_assert_cmpint (model->input_size, ==, 32);
  g_assert_cmpint (pack->target.input_size, ==, 32);
  tau_pixels_to_planes (view, 32 * 32, model->mean, model->std, planes);
  predict (planes, 3 * 32 * 32, losses);
  tau_widen (losses, TAU_N_TRANSFORMS, out);
}

/* Follows the chain that begins with `first`; view: what it shows in the end. */
static TauComposition
follow (const TauPack *pack, const TauImage *picture, guint first, guint most, double threshold,
        guint8 view[32 * 32 * 3])
{
  g_autofree guint8 *whole = g_memdup2 (picture->data, tau_image_n_bytes (picture)),
                    *next = g_malloc (tau_image_n_bytes (picture));
  TauComposition chain = { 1, { first } };
  for (;;) {
    const guint last = chain.transforms[chain.n - 1];
    double predicted[TAU_N_TRANSFORMS];
    tau_transform_apply (last, whole, 32, pack->margin, view);
    predict_view (pack, view, predicted);
    const guint best = tau_argmin (predicted, TAU_N_TRANSFORMS);
    if (first == 0 || chain.n == most || best == 0 || !(predicted[0] - predicted[best] > threshold))
      return chain;
    tau_transform_apply (last, whole, picture->width, 0, next);
    memcpy (whole, next, tau_image_n_bytes (picture));
    chain.transforms[chain.n++] = best;
  }
}

static void
show (const Fixture *f, const guint8 *view, float *answer)
{
  const TauPack *pack = f->pack;
  const gsize n = 3 * 32 * 32;
  g_autofree float *planes = g_new (float, 2 * n), *both = g_new (float, 2 * 5);
  tau_pixels_to_planes (view, 32 * 32, pack->target.mean, pack->target.std, planes);
  memcpy (planes + n, planes, n * sizeof *planes);
  g_assert_true (real->model_run (f->session->target, planes, 2, both, NULL, NULL));
  tau_softmax (both, 5, answer);
}

/* The mean answer of k chains, and what they show. */
static void
answer_by_hand (const Fixture *f, const TauImage *picture, guint k, guint most, double threshold,
                float answer[5], TauComposition *chains)
{
  guint8 view[32 * 32 * 3];
  double predicted[TAU_N_TRANSFORMS];
  guint order[TAU_N_TRANSFORMS];
  float rows[TAU_N_TRANSFORMS][5];
  tau_transform_apply (0, picture->data, 32, f->pack->margin, view);
  predict_view (f->pack, view, predicted);
  tau_argsort (predicted, TAU_N_TRANSFORMS, order);
  for (guint i = 0; i < k; i++) {
    chains[i] = follow (f->pack, picture, order[i], most, threshold, view);
    show (f, view, rows[i]);
  }
  tau_ensemble_mean (rows[0], 5, NULL, k, answer);
}

static TauImage *
load (Fixture *f, TauDataset *dataset, guint i)
{
  g_autoptr (TauImage) image = tau_dataset_load (dataset, i, NULL);
  return tau_prepare_image (image, f->pack->target.input_size + f->pack->margin);
}

static TauClassifier *
new_classifier (Fixture *f, const char *id)
{
  g_autoptr (GArray) methods = tau_methods_parse (id, NULL);
  g_assert_nonnull (methods);
  return tau_classifier_new (f->session, &g_array_index (methods, TauMethod, methods->len - 1), 7,
                             NULL);
}

/* ------------------------------------------------------------------------------------------- */

/* Each image's answer, what was shown for it, and how often the models ran. */
static void
test_by_hand (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *id;
    guint k, most;
  } cases[] = { { "ours:1+chain:2", 1, 2 },
                { "ours:2+chain:2", 2, 2 },
                { "ours:3+chain:3", 3, 3 },
                { "ours:2+chain:4", 2, 4 } };
  TauCorruptionSpec fog = tau_corruption_spec_parse ("fog", 2, 7, TAU_PRESET_AUTO);
  g_autoptr (TauDataset) dataset = tau_dataset_open (f->dataset, NULL);
  guint lengths[TAU_COMPOSITION_MAX + 1] = { 0 };
  for (guint i = 0; i < N_IMAGES; i++) {
    g_autoptr (TauImage) picture = load (f, dataset, i);
    g_autoptr (TauImage) foggy = tau_corruption_spec_apply (&fog, picture);
    const guint m = i % G_N_ELEMENTS (cases);
    float wanted[5];
    TauComposition chains[TAU_N_TRANSFORMS];
    g_autoptr (TauClassifier) classifier = new_classifier (f, cases[m].id);
    TauClassification found = { 0 };
    guint asked = 1;
    answer_by_hand (f, foggy, cases[m].k, cases[m].most, -1, wanted, chains);
    n_shown = n_predicted = 0;
    g_assert_true (tau_classifier_run (classifier, &picture, &i, 1, &fog, &found, NULL, NULL));
    g_assert_cmpuint (found.n_choices, ==, cases[m].k);
    g_assert_cmpmem (found.choices, cases[m].k * sizeof *chains, chains,
                     cases[m].k * sizeof *chains);
    for (guint c = 0; c < 5; c++)
      g_assert_cmpfloat_with_epsilon (found.probabilities[c], wanted[c], 1e-6);
    for (guint k = 0; k < cases[m].k; k++) {
      lengths[chains[k].n]++;
      /* Asked after every step, unless identity came first or the last step was taken. */
      asked += chains[k].transforms[0] == 0 ? 0 : MIN (chains[k].n, cases[m].most - 1);
    }
    g_assert_cmpint (n_predicted, >=, asked);
    g_assert_cmpint (n_predicted, <=, asked + cases[m].most); /* the last of an odd number twice */
    g_assert_cmpint (n_shown, <=, cases[m].k + 2);
    tau_classification_clear (&found);
  }
  for (guint n = 1; n <= TAU_COMPOSITION_MAX; n++)
    g_assert_cmpuint (lengths[n], >, 0);
}

/* A chain of one step is ours:K, to the last bit. Where identity wins at once a chain is ours:1. */
static void
test_ends_at_once (Fixture *f, gconstpointer data)
{
  const TauCorruptionSpec none = { 0 };
  g_autoptr (TauDataset) dataset = tau_dataset_open (f->dataset, NULL);
  g_autoptr (TauClassifier) chain = new_classifier (f, "ours:1+chain:4"),
                            plain = new_classifier (f, "ours:1");
  guint n_at_once = 0;
  for (guint i = 0; i < N_IMAGES; i++) {
    g_autoptr (TauImage) picture = load (f, dataset, i);
    TauClassification one = { 0 }, other = { 0 };
    g_assert_true (tau_classifier_run (plain, &picture, &i, 1, &none, &one, NULL, NULL));
    if (one.choices[0].transforms[0] == TAU_TRANSFORM_IDENTITY) {
      n_at_once++;
      n_predicted = 0;
      g_assert_true (tau_classifier_run (chain, &picture, &i, 1, &none, &other, NULL, NULL));
      g_assert_cmpmem (one.probabilities, 5 * sizeof (float), other.probabilities,
                       5 * sizeof (float));
      g_assert_cmpmem (one.choices, sizeof one.choices, other.choices, sizeof other.choices);
      g_assert_cmpint (n_predicted, ==, 2); /* once; an odd number is made even */
    }
    tau_classification_clear (&one);
    tau_classification_clear (&other);
  }
  g_assert_cmpuint (n_at_once, >, 0);

  g_autoptr (TauEvaluateSpec) spec =
      fixture_spec_new (f, "ours:1,2,5,ours:1,2,5+chain:1,ours:2+entropy,ours:2+chain:1+entropy");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  for (guint m = 1; m <= 3; m++)
    for (guint s = 0; s < TAU_N_SETS; s++)
      if (!isnan (result->methods[m].nll[s]))
        g_assert_cmpfloat (result->methods[m].nll[s], ==, result->methods[m + 3].nll[s]);
  g_assert_cmpfloat (result->methods[7].nll[TAU_SET_CLEAN], ==,
                     result->methods[8].nll[TAU_SET_CLEAN]);
}

/* The figures of an evaluation, with and without a threshold. */
static void
test_evaluated (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *id;
    guint k, most;
    double threshold;
  } cases[] = { { "ours:1+chain:3", 1, 3, -1 },
                { "ours:2+chain:3", 2, 3, -1 },
                { "ours:1+chain:3+threshold:0.1", 1, 3, 0.1 } };
  TauCorruptionSpec fog = tau_corruption_spec_parse ("fog", 2, 7, TAU_PRESET_AUTO);
  g_autoptr (TauDataset) dataset = tau_dataset_open (f->dataset, NULL);
  g_autofree gint32 *classes = tau_pack_map_classes (f->pack, dataset, NULL);
  g_autoptr (TauEvaluateSpec) spec =
      fixture_spec_new (f, "ours:1+chain:3,ours:2+chain:3,ours:1+chain:3+threshold:0.1,ours:1,all");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  for (guint m = 0; m < G_N_ELEMENTS (cases); m++) {
    guint wrong = 0, n_short = 0;
    double loss = 0;
    for (guint i = 0; i < N_IMAGES; i++) {
      g_autoptr (TauImage) picture = load (f, dataset, i);
      g_autoptr (TauImage) foggy = tau_corruption_spec_apply (&fog, picture);
      float answer[5];
      TauComposition chains[TAU_N_TRANSFORMS];
      answer_by_hand (f, foggy, cases[m].k, cases[m].most, cases[m].threshold, answer, chains);
      /* A threshold puts identity in the place of the first transform too. */
      if (cases[m].threshold >= 0) {
        double predicted[TAU_N_TRANSFORMS];
        guint8 view[32 * 32 * 3];
        tau_transform_apply (0, foggy->data, 32, f->pack->margin, view);
        predict_view (f->pack, view, predicted);
        if (!(predicted[0] - predicted[chains[0].transforms[0]] > cases[m].threshold)) {
          show (f, view, answer);
          n_short++;
        }
      }
      const guint label = classes[dataset->labels[i]];
      wrong += tau_argmax (answer, 5) != label;
      loss += tau_cross_entropy_probabilities (answer, 5, label);
    }
    const TauMethodResult *found = tau_evaluation_find (result, cases[m].id);
    g_assert_cmpfloat_with_epsilon (found->error[TAU_SET_CORRUPTED], 100.0 * wrong / N_IMAGES,
                                    1e-9);
    g_assert_cmpfloat_with_epsilon (found->nll[TAU_SET_CORRUPTED], loss / N_IMAGES, 1e-6);
    g_assert_true ((n_short > 0) == (cases[m].threshold >= 0));
  }
}

/* The same bytes in slices and at once, on one thread and on three, from what is stored, and when
 * a longer chain was asked for before. */
static void
test_same (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec =
      fixture_spec_new (f, "ours:1,2+chain:3,ours:2+chain:3+entropy"),
                              longer = fixture_spec_new (f, "ours:4+chain:4,all");
  g_autoptr (TauEvaluation) whole = fixture_evaluate (f, spec);
  spec->n_threads = 3;
  g_autoptr (TauEvaluation) again = fixture_evaluate (f, spec);
  g_assert_cmpuint (again->n_inferences, ==, 0);
  fixture_assert_same (whole, again);
  spec->n_shards = 2;
  for (spec->shard = 1; spec->shard <= 2; spec->shard++) {
    g_autofree char *name = g_strdup_printf ("slice-%u.db", spec->shard);
    reopen_store (f, name);
    g_autoptr (TauEvaluation) slice = fixture_evaluate (f, spec);
    g_assert_false (slice->complete);
  }
  spec->shard = spec->n_shards = 1;
  guint64 n_added;
  reopen_store (f, "merged.db");
  for (guint i = 1; i <= 2; i++) {
    g_autofree char *path = g_strdup_printf ("%s/slice-%u.db", f->folder, i);
    g_assert_true (tau_store_merge_parts (f->store, path, &n_added, NULL, &error));
    g_assert_no_error (error);
  }
  n_predicted = 0;
  g_autoptr (TauEvaluation) merged = fixture_evaluate (f, spec);
  g_assert_cmpuint (merged->n_inferences, ==, 0);
  g_assert_cmpint (n_predicted, ==, 0);
  fixture_assert_same (whole, merged);
  reopen_store (f, "longer.db");
  g_autoptr (TauEvaluation) first = fixture_evaluate (f, longer);
  g_autoptr (TauEvaluation) after = fixture_evaluate (f, spec);
  g_assert_cmpuint (after->n_inferences, >, 0);
  fixture_assert_same (whole, after);
  g_autofree char *summary = tau_evaluation_to_summary (whole);
  g_autoptr (TauEvaluation) back = tau_evaluation_parse (summary, &error);
  g_assert_no_error (error);
  fixture_assert_same (whole, back);
}

/* What chains show is no view of the transforms, and nothing of it outlives the predictor. */
static void
test_apart (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) chains = fixture_spec_new (f, "ours:2+chain:4"),
                              views = fixture_spec_new (f, "10crop,ours:2+5crop,ours:2+flip,all");
  reopen_store (f, "views.db");
  g_autoptr (TauEvaluation) plain = fixture_evaluate (f, views);
  reopen_store (f, "both.db");
  g_autoptr (TauEvaluation) first = fixture_evaluate (f, chains);
  g_autoptr (TauEvaluation) mixed = fixture_evaluate (f, views);
  fixture_assert_same (plain, mixed);
  reopen_store (f, "first.db");
  g_autoptr (TauEvaluation) one = fixture_evaluate (f, chains);
  fixture_assert_same (first, one);
  f->session->torch = real;
  fixture_change_predictor (f); /* another file, and other answers */
  salt = 1;
  replace_predictor (f);
  g_autoptr (TauEvaluation) changed = fixture_evaluate (f, chains);
  reopen_store (f, "second.db");
  g_autoptr (TauEvaluation) anew = fixture_evaluate (f, chains);
  fixture_assert_same (anew, changed);
  g_assert_cmpfloat (one->methods[1].nll[TAU_SET_CLEAN], !=, anew->methods[1].nll[TAU_SET_CLEAN]);
}

/* What they cost at most, and that they are counted before. */
static void
test_cost (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) methods =
      tau_methods_parse ("ours:2+chain:1,ours:1+chain:2,ours:2+chain:3,ours:12+chain:2", &error);
  static const guint predictions[] = { 0, 1, 2, 5, 12 }, views[] = { 1, 2, 1, 2, 12 };
  g_assert_no_error (error);
  for (guint m = 0; m < methods->len; m++) {
    const TauMethod *method = &g_array_index (methods, TauMethod, m);
    g_assert_cmpuint (tau_method_n_predictions (method), ==, predictions[m]);
    g_assert_cmpuint (tau_method_n_views (method), ==, views[m]);
    g_assert_cmpfloat_with_epsilon (tau_method_cost (method, 1, 0.25),
                                    views[m] + predictions[m] * 0.25, 1e-9);
  }
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:2+chain:3");
  TauEvaluateEstimate estimate;
  g_assert_true (tau_evaluate_estimate (f->session, spec, &estimate, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (estimate.predictor_inferences, ==, N_IMAGES * 3 * 5);
  g_assert_cmpuint (estimate.target_inferences, ==, N_IMAGES * 3 * (1 + 2));
  g_strfreev (estimate.remarks);
}

#define chains_test(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  chains_test ("/evaluate/chains/by-hand", test_by_hand);
  chains_test ("/evaluate/chains/ends-at-once", test_ends_at_once);
  chains_test ("/evaluate/chains/evaluated", test_evaluated);
  chains_test ("/evaluate/chains/same", test_same);
  chains_test ("/evaluate/chains/apart", test_apart);
  chains_test ("/evaluate/chains/cost", test_cost);
  return g_test_run ();
}
