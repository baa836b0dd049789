/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-truth.h"
#include "torch/torch-fixture.h"
#include "train/tau-train.h"

#include <math.h>

/* The actual losses that trainings learn from. */

static TauPack *
train_pack (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = g_build_filename (folder, "pack", NULL);
  TauTrainTargetOptions options;
  tau_train_target_options_init (&options);
  options.dataset = "signs:train";
  options.out = out;
  options.architecture = "resnet8";
  options.input_size = 32;
  options.epochs = 1;
  options.batch = 32;
  options.limit = 40;
  options.flip = FALSE;
  options.n_threads = 1;
  options.command = "tauscope-cli train-target";
  tau_train_target (&options, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  TauPack *pack = tau_pack_load (out, &error);
  g_assert_no_error (error);
  return pack;
}

static TauTruth *
compute (TauSession *session, const TauTruthSpec *spec)
{
  g_autoptr (GError) error = NULL;
  TauTruth *truth = tau_truth_compute (session, spec, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return truth;
}

static void
assert_same_truth (const TauTruth *a, const TauTruth *b)
{
  g_assert_cmpuint (a->n, ==, b->n);
  g_assert_cmpint (a->size, ==, b->size);
  g_assert_cmpmem (a->pictures, a->n * a->size * a->size * 3, b->pictures,
                   b->n * b->size * b->size * 3);
  g_assert_cmpmem (a->labels, a->n * sizeof (gint32), b->labels, b->n * sizeof (gint32));
  g_assert_cmpmem (a->losses, a->n * TAU_N_TRANSFORMS * sizeof (float), b->losses,
                   b->n * TAU_N_TRANSFORMS * sizeof (float));
}

/* The same on more threads and from the store; losses belong to the probabilities; another seed or
 * label is not found there. */
static void
test_truth (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *db = g_build_filename (folder, "db", NULL);
  g_autoptr (TauPack) pack = train_pack (folder);
  g_autoptr (TauStore) store = tau_store_open (db, &error);
  g_autoptr (TauSession) session = tau_session_open (pack, NULL, 1, NULL, &error);
  g_autoptr (TauDataset) dataset = tau_dataset_open ("signs:test", &error);
  g_autoptr (TauSamples) samples = tau_samples_load (dataset, 32, 40, 1, NULL, &error);
  g_assert_no_error (error);
  guint chosen[40];
  for (guint i = 0; i < 40; i++)
    chosen[i] = 39 - i;
  TauTruthSpec spec = { .samples = samples,
                        .chosen = chosen,
                        .n_chosen = 40,
                        .copies = 2,
                        .share = 0.5,
                        .seed = 3,
                        .predictor_size = 24,
                        .probabilities = TRUE,
                        .n_threads = 1 };
  g_assert_true (tau_corruption_set_parse ("all", &spec.corruptions, &error));
  g_autoptr (TauTruth) one = compute (session, &spec);
  g_assert_cmpuint (one->n, ==, 80);
  for (guint i = 0; i < one->n; i++) {
    g_assert_cmpint (one->labels[i], ==, samples->labels[39 - i / 2]);
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
      float p = one->probabilities[(i * TAU_N_TRANSFORMS + t) * 26 + one->labels[i]];
      g_assert_cmpfloat_with_epsilon (one->losses[i * TAU_N_TRANSFORMS + t], -logf (p), 1e-4);
    }
  }

  spec.n_threads = 3;
  session->store = store;
  g_autoptr (TauTruth) three = compute (session, &spec);
  assert_same_truth (one, three);
  g_assert_cmpuint (three->n_cached, ==, 0);
  g_autoptr (TauTruth) cached = compute (session, &spec);
  assert_same_truth (one, cached);
  g_assert_cmpuint (cached->n_cached, ==, 80);
  g_assert_cmpmem (one->probabilities, 80 * TAU_N_TRANSFORMS * 26 * sizeof (float),
                   cached->probabilities, 80 * TAU_N_TRANSFORMS * 26 * sizeof (float));

  /* Losses alone are kept under their label. */
  spec.probabilities = FALSE;
  g_autoptr (TauTruth) losses = compute (session, &spec);
  assert_same_truth (one, losses);
  g_assert_cmpuint (losses->n_cached, ==, 0);
  samples->labels[5]++;
  g_autoptr (TauTruth) other_label = compute (session, &spec);
  g_assert_cmpuint (other_label->n_cached, ==, 78);
  samples->labels[5]--;

  /* Other copies are other images; those that are plain are known. */
  spec.first_copy = 2;
  g_autoptr (TauTruth) others = compute (session, &spec);
  g_assert_cmpuint (others->n_cached, <, 60);
  g_assert_null (others->store_problem);
  fixture_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/truth", test_truth);
  return g_test_run ();
}
