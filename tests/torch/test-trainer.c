/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "torch-fixture.h"

#include <math.h>
#include <string.h>

/* Training: it learns, it says no, and it gives the same bytes when it should. */

#define SIZE 16
#define N    24 /* pictures of the toy problem */
#define T    12

/* Pictures that are bright in one third of their area, and the number of the third. */
static void
toy_pictures (float *in, gint32 *labels)
{
  for (guint i = 0; i < N; i++) {
    labels[i] = i % 3;
    for (guint p = 0; p < 3 * SIZE * SIZE; p++) {
      gboolean bright = (p / SIZE % SIZE) * 3 / SIZE == i % 3;
      in[i * 3 * SIZE * SIZE + p] = (bright ? 1.0f : -1.0f) + 0.3f * sinf (1.7f * i + 0.9f * p);
    }
  }
}

/* Actual losses that follow from the label: the order of the transforms is rotated by it. */
static void
toy_losses (const gint32 *labels, float *losses)
{
  for (guint i = 0; i < N; i++)
    for (guint t = 0; t < T; t++)
      losses[i * T + t] = 0.25f * ((t + 4 * labels[i]) % T);
}

typedef struct {
  float in[N * 3 * SIZE * SIZE], losses[N * T];
  gint32 labels[N];
} Toy;

static Toy *
toy_new (void)
{
  Toy *toy = g_new (Toy, 1);
  toy_pictures (toy->in, toy->labels);
  toy_losses (toy->labels, toy->losses);
  return toy;
}

static double
step_labels (TauTorchTrainer *trainer, const Toy *toy, float rate)
{
  g_autoptr (GError) error = NULL;
  double loss = NAN;
  fixture_torch ()->trainer_step_labels (trainer, toy->in, toy->labels, N, 0, rate, &loss, &error);
  g_assert_no_error (error);
  g_assert_true (isfinite (loss));
  return loss;
}

static double
step_losses (TauTorchTrainer *trainer, const Toy *toy, const char *name, float rate)
{
  static const float answers[N * 2 * 3]; /* for the second head, where there is one */
  g_autoptr (GError) error = NULL;
  double loss = NAN;
  fixture_torch ()->trainer_step_losses (trainer, toy->in, toy->losses, answers, N, name, rate,
                                         &loss, &error);
  g_assert_no_error (error);
  g_assert_true (isfinite (loss));
  return loss;
}

static GBytes *export(TauTorchTrainer *trainer, gboolean averaged)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = fixture_torch ()->trainer_export (trainer, averaged, &error);
  g_assert_no_error (error);
  g_assert_nonnull (bytes);
  return bytes;
}

static void
evaluate (TauTorchTrainer *trainer, gboolean averaged, const Toy *toy, float *out)
{
  g_autoptr (GError) error = NULL;
  fixture_torch ()->trainer_run (trainer, averaged, toy->in, N, out, &error);
  g_assert_no_error (error);
}

/* Each optimiser learns the toy problem to the last picture, in evaluation mode too. */
static void
test_optimizers (void)
{
  const struct {
    TauOptimizer optimizer;
    float rate;
  } cases[] = { { TAU_OPTIMIZER_SGD, 0.02f },
                { TAU_OPTIMIZER_RMSPROP, 0.003f },
                { TAU_OPTIMIZER_ADAMW, 0.005f } };
  g_autofree Toy *toy = toy_new ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TauTrainerSpec spec = fixture_spec ("resnet8", SIZE, 3);
    spec.optimizer = cases[i].optimizer;
    TauTorchTrainer *trainer = fixture_trainer (&spec);
    double first = step_labels (trainer, toy, cases[i].rate), last = first;
    for (guint s = 0; s < 40; s++)
      last = step_labels (trainer, toy, cases[i].rate);
    g_assert_cmpfloat (last, <, first / 4);

    float out[N * 3];
    evaluate (trainer, FALSE, toy, out);
    for (guint n = 0; n < N; n++)
      for (gint32 c = 0; c < 3; c++)
        g_assert_cmpfloat (out[n * 3 + toy->labels[n]], >=, out[n * 3 + c]);
    fixture_torch ()->trainer_free (trainer);
  }
}

/* The least that a cross-entropy with softmax (-losses) can be; the same for every picture. */
static double
toy_entropy (const Toy *toy)
{
  double sum = 0, mean = 0;
  for (guint t = 0; t < T; t++) {
    sum += exp (-toy->losses[t]);
    mean += exp (-toy->losses[t]) * toy->losses[t];
  }
  return log (sum) + mean / sum;
}

/* All but the loss that needs a sorter (test-sorter.c). */
static GStrv
list_losses (void)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (guint i = 0; tau_losses[i].name != NULL; i++)
    if (!g_str_equal (tau_losses[i].name, "sodeep"))
      g_strv_builder_add (names, tau_losses[i].name);
  return g_strv_builder_end (names);
}

/* Each ranking loss brings the transform of the lowest actual loss to the lowest prediction. */
static void
test_losses (void)
{
  g_auto (GStrv) names = list_losses ();
  g_autofree Toy *toy = toy_new ();
  for (guint i = 0; names[i] != NULL; i++) {
    TauTrainerSpec spec = fixture_spec ("compact", SIZE, T);
    TauTorchTrainer *trainer = fixture_trainer (&spec);
    double first = step_losses (trainer, toy, names[i], 0.003f), last = first;
    for (guint s = 0; s < 40; s++)
      last = step_losses (trainer, toy, names[i], 0.003f);
    double least = g_str_equal (names[i], "listwise") ? toy_entropy (toy) : 0;
    g_assert_cmpfloat (last - least, <, (first - least) / 2);

    float out[N * T];
    guint n_right = 0;
    evaluate (trainer, FALSE, toy, out);
    for (guint n = 0; n < N; n++) {
      guint lowest = 0;
      for (guint t = 1; t < T; t++)
        if (out[n * T + t] < out[n * T + lowest])
          lowest = t;
      n_right += toy->losses[n * T + lowest] == 0;
    }
    g_assert_cmpuint (n_right, >=, N * 3 / 4);
    fixture_torch ()->trainer_free (trainer);
  }
}

/* With the target's answers to learn it still learns to rank. */
static void
test_answers (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree Toy *toy = toy_new ();
  float answers[N * 2 * 3] = { 0 }; /* under the second transform the class after the label */
  double first = 0, last = 0;
  TauTrainerSpec spec = fixture_spec ("compact", SIZE, T);
  spec.n_answered = 2, spec.n_classes = 3, spec.imitation = 1;
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  for (guint n = 0; n < N; n++)
    answers[n * 6 + toy->labels[n]] = answers[n * 6 + 3 + (toy->labels[n] + 1) % 3] = 1;
  for (guint s = 0; s <= 40; s++) {
    fixture_torch ()->trainer_step_losses (trainer, toy->in, toy->losses, answers, N, "blend",
                                           0.003f, s == 0 ? &first : &last, &error);
    g_assert_no_error (error);
  }
  g_assert_cmpfloat (last, <, first / 2);
  answers[4] = NAN;
  g_assert_false (fixture_torch ()->trainer_step_losses (trainer, toy->in, toy->losses, answers, N,
                                                         "blend", 0.003f, &last, &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_NAN);
  fixture_torch ()->trainer_free (trainer);
}

/* One output is shifted, the others stay. */
static void
test_shift (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree Toy *toy = toy_new ();
  float before[N * T], after[N * T];
  TauTrainerSpec spec = fixture_spec ("compact", SIZE, T);
  spec.average = 0.9f;
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  step_losses (trainer, toy, "blend", 0.003f);
  for (int averaged = 0; averaged < 2; averaged++) {
    evaluate (trainer, averaged, toy, before);
    g_assert_true (fixture_torch ()->trainer_shift_output (trainer, 1, -2.5f, &error));
    evaluate (trainer, averaged, toy, after);
    for (guint i = 0; i < N * T; i++)
      g_assert_cmpfloat_with_epsilon (after[i], before[i] - (i % T == 1 ? 2.5f : 0), 1e-5);
  }
  fixture_torch ()->trainer_free (trainer);
}

/* The losses themselves at known places: a perfect order, a reversed one, a flat one. The network
 * cannot be told what to answer, but the loss of flat targets is known for all answers. */
static void
test_flat_targets (void)
{
  g_autofree Toy *toy = toy_new ();
  TauTrainerSpec spec = fixture_spec ("compact", SIZE, T);
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  for (guint i = 0; i < N * T; i++)
    toy->losses[i] = 0.7f;
  g_assert_cmpfloat (step_losses (trainer, toy, "regret", 0), ==, 0);
  g_assert_cmpfloat_with_epsilon (step_losses (trainer, toy, "softrank", 0), 1, 1e-5);
  g_assert_cmpfloat (step_losses (trainer, toy, "listwise", 0), >=, log (T) - 1e-5);

  /* Losses far beyond what a softmax can tell apart stay numbers. */
  for (guint i = 0; i < N * T; i++)
    toy->losses[i] = i % T == 0 ? 0 : 1e4f * (i % T);
  g_auto (GStrv) names = list_losses ();
  const guint n = g_strv_length (names);
  for (guint i = 0; i < n; i++) {
    /* The first of the list, blend, is a sum of others and comes last, when these have been learnt:
     * before that it may be as large as 10. */
    const char *name = names[(i + 1) % n];
    g_assert_cmpfloat (step_losses (trainer, toy, name, 0.01f), <, 5);
    step_losses (trainer, toy, name, 0.01f);
  }
  fixture_torch ()->trainer_free (trainer);
}

static void
assert_refused (const TauTrainerSpec *spec, const char *named)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (fixture_torch ()->trainer_new (spec, &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SPEC);
  fixture_assert_sentence (error, named);
}

static void
test_refused (void)
{
  const char *const names[] = { "resnet", "resnet9", "resnet2",     "resnet8x", "resnet+8",
                                "vgg",    "Compact", "resnet00020", "" };
  const TauTorchApi *torch = fixture_torch ();
  g_autofree Toy *toy = toy_new ();
  g_autoptr (GError) error = NULL;
  double loss;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    TauTrainerSpec spec = fixture_spec (names[i], 32, 10);
    assert_refused (&spec, names[i]);
  }
  TauTrainerSpec small = fixture_spec ("resnet8", 15, 10), few = fixture_spec ("resnet8", 32, 1);
  assert_refused (&small, NULL);
  assert_refused (&few, NULL);

  TauTrainerSpec spec = fixture_spec ("compact", SIZE, T);
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  g_assert_false (torch->trainer_step_losses (trainer, toy->in, toy->losses, NULL, N, "rank", 0.1f,
                                              &loss, &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SPEC);
  fixture_assert_sentence (error, "rank");
  g_clear_error (&error);

  toy->labels[3] = T; /* not a class */
  g_assert_false (
      torch->trainer_step_labels (trainer, toy->in, toy->labels, N, 0, 0.1f, &loss, &error));
  g_assert_cmpuint (error->domain, ==, TAU_TORCH_ERROR);
  fixture_assert_sentence (error, NULL);
  torch->trainer_free (trainer);
}

/* A training that has run away says so, once the loss is no longer a number. */
static void
test_runaway (void)
{
  const TauTorchApi *torch = fixture_torch ();
  g_autofree Toy *toy = toy_new ();
  g_autoptr (GError) error = NULL;
  TauTrainerSpec spec = fixture_spec ("resnet8", SIZE, 3);
  spec.optimizer = TAU_OPTIMIZER_SGD;
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  gboolean going = TRUE;
  double loss;
  for (guint s = 0; going && s < 20; s++)
    going = torch->trainer_step_labels (trainer, toy->in, toy->labels, N, 0, 1e30f, &loss, &error);
  g_assert_false (going);
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_NAN);
  fixture_assert_sentence (error, NULL);
  torch->trainer_free (trainer);
}

/* The last step of an epoch may do the same, after its loss: no checkpoint is made of that. */
static void
test_runaway_saved (void)
{
  const TauTorchApi *torch = fixture_torch ();
  g_autofree Toy *toy = toy_new ();
  g_autoptr (GError) error = NULL;
  TauTrainerSpec spec = fixture_spec ("resnet8", SIZE, 3);
  spec.optimizer = TAU_OPTIMIZER_SGD;
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  double loss;
  g_assert_true (
      torch->trainer_step_labels (trainer, toy->in, toy->labels, N, 0, INFINITY, &loss, &error));
  g_assert_no_error (error);
  g_assert_null (torch->trainer_save (trainer, &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_NAN);
  fixture_assert_sentence (error, NULL);
  torch->trainer_free (trainer);
}

/* The predictors: the big one builds, trains, exports; the small one is small. */
static void
test_predictors (void)
{
  const TauTorchApi *torch = fixture_torch ();
  TauTrainerSpec spec = fixture_spec ("compact", 32, T);
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  g_assert_cmpuint (torch->trainer_n_parameters (trainer), <, 500000);
  torch->trainer_free (trainer);

  g_autofree float *in = fixture_pictures (4, 32);
  float losses[4 * T];
  double loss = NAN;
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (losses); i++)
    losses[i] = i % 5;
  spec = fixture_spec ("efficientnet-b0", 32, T);
  spec.optimizer = TAU_OPTIMIZER_RMSPROP;
  spec.average = 0.999f;
  trainer = fixture_trainer (&spec);
  g_assert_cmpuint (torch->trainer_n_parameters (trainer), >, 3500000);
  g_assert_cmpuint (torch->trainer_n_parameters (trainer), <, 4500000);
  g_autofree float *before = g_new (float, 4 * T), *after = g_new (float, 4 * T);
  g_assert_true (torch->trainer_run (trainer, FALSE, in, 4, before, &error));
  g_assert_true (
      torch->trainer_step_losses (trainer, in, losses, NULL, 4, "softrank", 0.01f, &loss, &error));
  g_assert_no_error (error);
  g_assert_true (isfinite (loss));
  g_assert_true (torch->trainer_run (trainer, FALSE, in, 4, after, &error));
  g_assert_cmpint (memcmp (before, after, sizeof (float) * 4 * T), !=, 0);
  g_autoptr (GBytes) bytes = export(trainer, TRUE);
  g_assert_cmpuint (g_bytes_get_size (bytes), >, 14 << 20);
  torch->trainer_free (trainer);
}

static TauTorchTrainer *
trained (const TauTrainerSpec *spec, const Toy *toy, guint n_steps)
{
  TauTorchTrainer *trainer = fixture_trainer (spec);
  for (guint s = 0; s < n_steps; s++)
    step_losses (trainer, toy, "blend", 0.003f);
  return trainer;
}

/* Same seed, same bytes; another seed, others. (Dropout is part of it.) */
static void
test_same_seed (void)
{
  const TauTorchApi *torch = fixture_torch ();
  g_autofree Toy *toy = toy_new ();
  TauTrainerSpec spec = fixture_spec ("compact", SIZE, T);
  GBytes *bytes[3];
  for (guint i = 0; i < 3; i++) {
    spec.seed = i < 2 ? 11 : 12;
    TauTorchTrainer *trainer = trained (&spec, toy, 3);
    bytes[i] = export(trainer, FALSE);
    torch->trainer_free (trainer);
  }
  g_assert_true (g_bytes_equal (bytes[0], bytes[1]));
  g_assert_false (g_bytes_equal (bytes[0], bytes[2]));
  for (guint i = 0; i < 3; i++)
    g_bytes_unref (bytes[i]);
}

/* Stopped, saved, restored into a new trainer of another seed, and gone on: the bytes of a training
 * that was never stopped. Evaluating in between changes nothing. */
static void
test_checkpoint (gconstpointer data)
{
  const TauTorchApi *torch = fixture_torch ();
  const TauOptimizer optimizer = GPOINTER_TO_INT (data);
  g_autofree Toy *toy = toy_new ();
  g_autoptr (GError) error = NULL;
  TauTrainerSpec spec = fixture_spec ("compact", SIZE, T);
  spec.optimizer = optimizer;
  spec.average = 0.9f;

  TauTorchTrainer *trainer = trained (&spec, toy, 6);
  g_autoptr (GBytes) whole = export(trainer, FALSE);
  g_autoptr (GBytes) whole_mean = export(trainer, TRUE);
  torch->trainer_free (trainer);

  trainer = trained (&spec, toy, 3);
  float out[N * T];
  evaluate (trainer, TRUE, toy, out);
  evaluate (trainer, FALSE, toy, out);
  g_autoptr (GBytes) state = torch->trainer_save (trainer, &error);
  g_assert_no_error (error);
  torch->trainer_free (trainer);

  spec.seed = 99;
  trainer = fixture_trainer (&spec);
  g_assert_true (torch->trainer_restore (trainer, state, &error));
  g_assert_no_error (error);
  for (guint s = 0; s < 3; s++)
    step_losses (trainer, toy, "blend", 0.003f);
  g_autoptr (GBytes) resumed = export(trainer, FALSE);
  g_autoptr (GBytes) resumed_mean = export(trainer, TRUE);
  torch->trainer_free (trainer);
  g_assert_true (g_bytes_equal (whole, resumed));
  g_assert_true (g_bytes_equal (whole_mean, resumed_mean));
}

static void
test_wrong_state (void)
{
  const TauTorchApi *torch = fixture_torch ();
  TauTrainerSpec spec = fixture_spec ("compact", SIZE, T),
                 other = fixture_spec ("resnet8", SIZE, T);
  TauTorchTrainer *trainer = fixture_trainer (&spec), *resnet = fixture_trainer (&other);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) state = torch->trainer_save (trainer, NULL);
  g_assert_false (torch->trainer_restore (resnet, state, &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SHAPE);
  fixture_assert_sentence (error, NULL);

  const gsize size = g_bytes_get_size (state), cuts[] = { 0, 10, size / 2, size - 1 };
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++) {
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (state, 0, cuts[i]);
    g_clear_error (&error);
    g_assert_false (torch->trainer_restore (trainer, part, &error));
    g_assert_cmpuint (error->domain, ==, TAU_TORCH_ERROR);
    fixture_assert_sentence (error, NULL);
  }
  torch->trainer_free (trainer);
  torch->trainer_free (resnet);
}

/* The moving average is another network than the one that is trained; without one both are the
 * same. The exported average is what was evaluated. */
static void
test_average (void)
{
  const TauTorchApi *torch = fixture_torch ();
  g_autofree Toy *toy = toy_new ();
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "mean.pt", NULL);
  float plain[N * T], mean[N * T], loaded[N * T];
  TauTrainerSpec spec = fixture_spec ("compact", SIZE, T);

  TauTorchTrainer *trainer = trained (&spec, toy, 3);
  evaluate (trainer, FALSE, toy, plain);
  evaluate (trainer, TRUE, toy, mean);
  g_assert_cmpmem (plain, sizeof plain, mean, sizeof mean);
  torch->trainer_free (trainer);

  spec.average = 0.9f;
  trainer = trained (&spec, toy, 10);
  evaluate (trainer, FALSE, toy, plain);
  evaluate (trainer, TRUE, toy, mean);
  g_assert_cmpint (memcmp (plain, mean, sizeof mean), !=, 0);
  g_autoptr (GBytes) bytes = export(trainer, TRUE);
  torch->trainer_free (trainer);
  gsize length = g_bytes_get_size (bytes);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), length, NULL));
  g_autoptr (GError) error = NULL;
  TauTorchModel *model = torch->models.model_load (path, -1, SIZE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (torch->models.model_run (model, toy->in, N, loaded, NULL, &error));
  for (guint i = 0; i < N * T; i++)
    g_assert_cmpfloat_with_epsilon (loaded[i], mean[i], 1e-4);
  torch->models.model_free (model);
  fixture_remove_folder (folder);
}

/* Starting from an exported file gives its answers; a file of another network is refused and names
 * itself. */
static void
test_load_weights (void)
{
  const TauTorchApi *torch = fixture_torch ();
  g_autofree Toy *toy = toy_new ();
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "start.pt", NULL);
  g_autoptr (GError) error = NULL;
  float expected[N * T], found[N * T];
  TauTrainerSpec spec = fixture_spec ("compact", SIZE, T);
  spec.average = 0.9f;

  TauTorchTrainer *trainer = trained (&spec, toy, 3);
  g_autoptr (GBytes) bytes = export(trainer, FALSE);
  evaluate (trainer, FALSE, toy, expected);
  torch->trainer_free (trainer);
  gsize length = g_bytes_get_size (bytes);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), length, NULL));

  spec.seed = 77, spec.n_answered = 2, spec.n_classes = 3; /* a second head is in no file */
  trainer = fixture_trainer (&spec);
  g_assert_true (fixture_load_weights (trainer, path, &error));
  g_assert_no_error (error);
  evaluate (trainer, FALSE, toy, found);
  g_assert_cmpmem (found, sizeof found, expected, sizeof expected);
  evaluate (trainer, TRUE, toy, found);
  g_assert_cmpmem (found, sizeof found, expected, sizeof expected);
  step_losses (trainer, toy, "blend", 0.003f); /* and it trains on */
  g_autoptr (GBytes) again = export(trainer, FALSE);
  g_assert_cmpuint (g_bytes_get_size (again), ==, length);
  torch->trainer_free (trainer);

  const TauTrainerSpec others[] = { fixture_spec ("resnet8", SIZE, T),
                                    fixture_spec ("compact", SIZE, T - 1) };
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    trainer = fixture_trainer (&others[i]);
    g_assert_false (fixture_load_weights (trainer, path, &error));
    g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SHAPE);
    fixture_assert_sentence (error, path);
    g_clear_error (&error);
    g_assert_false (fixture_load_weights (trainer, folder, &error));
    g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FILE);
    fixture_assert_sentence (error, folder);
    g_clear_error (&error);
    torch->trainer_free (trainer);
  }
  fixture_remove_folder (folder);
}

/* bfloat16 learns as well. */
static void
test_bfloat16 (void)
{
  g_autofree Toy *toy = toy_new ();
  TauTrainerSpec spec = fixture_spec ("resnet8", SIZE, 3);
  spec.bfloat16 = TRUE;
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  double first = step_labels (trainer, toy, 0.005f), last = first;
  for (guint s = 0; s < 20; s++)
    last = step_labels (trainer, toy, 0.005f);
  g_assert_cmpfloat (last, <, first / 2);
  fixture_torch ()->trainer_free (trainer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/torch/trainer/optimizers", test_optimizers);
  g_test_add_func ("/torch/trainer/losses", test_losses);
  g_test_add_func ("/torch/trainer/answers", test_answers);
  g_test_add_func ("/torch/trainer/shift", test_shift);
  g_test_add_func ("/torch/trainer/flat-targets", test_flat_targets);
  g_test_add_func ("/torch/trainer/refused", test_refused);
  g_test_add_func ("/torch/trainer/runaway", test_runaway);
  g_test_add_func ("/torch/trainer/runaway-saved", test_runaway_saved);
  g_test_add_func ("/torch/trainer/predictors", test_predictors);
  g_test_add_func ("/torch/trainer/same-seed", test_same_seed);
  g_test_add_data_func ("/torch/trainer/checkpoint/sgd", GINT_TO_POINTER (TAU_OPTIMIZER_SGD),
                        test_checkpoint);
  g_test_add_data_func ("/torch/trainer/checkpoint/rmsprop",
                        GINT_TO_POINTER (TAU_OPTIMIZER_RMSPROP), test_checkpoint);
  g_test_add_data_func ("/torch/trainer/checkpoint/adamw", GINT_TO_POINTER (TAU_OPTIMIZER_ADAMW),
                        test_checkpoint);
  g_test_add_func ("/torch/trainer/wrong-state", test_wrong_state);
  g_test_add_func ("/torch/trainer/average", test_average);
  g_test_add_func ("/torch/trainer/load-weights", test_load_weights);
  g_test_add_func ("/torch/trainer/bfloat16", test_bfloat16);
  return g_test_run ();
}
