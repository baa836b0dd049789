/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-augmix.h"

#include "base/tau-file.h"
#include "model/tau-pack.h"
#include "torch/torch-fixture.h"
#include "train/tau-train.h"

#include <math.h>

/* The random part of AugMix, and targets trained with it. test-augmix.py compares the arithmetic
 * with its authors'. */

static const TauCorruptionSet none = { 0 };

static void
draw (guint64 number, TauAugmix *out)
{
  TauRandom random;
  tau_random_init (&random, 11, number);
  tau_augmix_draw (out, &none, 32, &random);
}

/* Dirichlet (1, 1, 1): each weight has mean 1/3 and variance 1/18. Beta (1, 1): 1/2 and 1/12.
 * Depths and operations are uniform. */
static void
test_distribution (void)
{
  enum { N = 20000 };
  double sums[4] = { 0 }, squares[4] = { 0 };
  guint depths[TAU_AUGMIX_DEPTH + 1] = { 0 }, operations[TAU_N_OPERATIONS] = { 0 }, n_steps = 0;
  for (guint i = 0; i < N; i++) {
    TauAugmix m;
    draw (i, &m);
    g_assert_cmpfloat_with_epsilon (m.weights[0] + m.weights[1] + m.weights[2], 1, 1e-6);
    const double values[] = { m.weights[0], m.weights[1], m.weights[2], m.share };
    for (guint k = 0; k < 4; k++) {
      g_assert_true (values[k] >= 0 && values[k] <= 1);
      sums[k] += values[k] / N;
      squares[k] += values[k] * values[k] / N;
    }
    for (guint c = 0; c < TAU_AUGMIX_WIDTH; c++) {
      g_assert_true (m.depths[c] >= 1 && m.depths[c] <= TAU_AUGMIX_DEPTH);
      depths[m.depths[c]]++;
      for (guint s = 0; s < m.depths[c]; s++, n_steps++)
        operations[m.steps[c][s].operation]++;
    }
  }
  for (guint k = 0; k < 4; k++) {
    g_assert_cmpfloat_with_epsilon (sums[k], k < 3 ? 1 / 3.0 : 0.5, 0.01);
    g_assert_cmpfloat_with_epsilon (squares[k] - sums[k] * sums[k], k < 3 ? 1 / 18.0 : 1 / 12.0,
                                    0.003);
  }
  for (guint d = 1; d <= TAU_AUGMIX_DEPTH; d++)
    g_assert_cmpfloat_with_epsilon (depths[d] / (3.0 * N), 1 / 3.0, 0.01);
  for (guint o = 0; o < TAU_N_OPERATIONS; o++)
    g_assert_cmpfloat_with_epsilon (operations[o] / (double)n_steps, 1 / 9.0, 0.01);
}

/* What the authors' severity 3 allows at 32 px. */
static void
test_ranges (void)
{
  const struct {
    double low, high;
    gboolean whole;
  } ranges[TAU_N_OPERATIONS] = {
    [TAU_OPERATION_POSTERIZE] = { 3, 4, TRUE },
    [TAU_OPERATION_ROTATE] = { -8, 8, TRUE },
    [TAU_OPERATION_SOLARIZE] = { 180, 254, TRUE },
    [TAU_OPERATION_SHEAR_X] = { -0.09, 0.09, FALSE },
    [TAU_OPERATION_SHEAR_Y] = { -0.09, 0.09, FALSE },
    [TAU_OPERATION_TRANSLATE_X] = { -3, 3, TRUE },
    [TAU_OPERATION_TRANSLATE_Y] = { -3, 3, TRUE },
  };
  for (guint o = 0; o < TAU_N_OPERATIONS; o++) {
    double low = INFINITY, high = -INFINITY;
    TauRandom random;
    tau_random_init (&random, 3, o);
    for (guint i = 0; i < 4000; i++) {
      const double amount = tau_operation_draw (o, TAU_AUGMIX_SEVERITY, 32, &random);
      low = MIN (low, amount);
      high = MAX (high, amount);
      g_assert_true (!ranges[o].whole || amount == round (amount));
    }
    const double margin = ranges[o].whole ? 0 : 0.001;
    g_assert_true (low >= ranges[o].low && low <= ranges[o].low + margin);
    g_assert_true (high <= ranges[o].high && high >= ranges[o].high - margin);
  }
}

/* -- trainings ------------------------------------------------------------------------------ */

typedef struct {
  char *folder;
  TauTrainTargetOptions options;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
  tau_train_target_options_init (&self->options);
  self->options.dataset = "signs:train";
  self->options.architecture = "wrn-10-1";
  self->options.augment = "augmix";
  self->options.corruptions = "blur,spatter";
  self->options.input_size = 32;
  self->options.epochs = 2;
  self->options.batch = 40; /* two shares */
  self->options.limit = 80;
  self->options.flip = FALSE;
  self->options.n_threads = 1;
  self->options.command = "tauscope-cli train-target";
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_remove_folder (self->folder);
  g_free (self->folder);
}

static void
stop_after_one (const TauTrainStatus *status, gpointer data)
{
  if (status->epochs->len == 1)
    g_cancellable_cancel (data);
}

/* The checksum of the network; NULL if it was stopped. */
static char *
train (Fixture *self, const char *name, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = g_build_filename (self->folder, name, NULL);
  self->options.out = out;
  if (!tau_train_target (&self->options, cancellable != NULL ? stop_after_one : NULL, cancellable,
                         cancellable, &error)) {
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    return NULL;
  }
  g_assert_no_error (error);
  g_autofree char *path = g_build_filename (out, "target.pt", NULL);
  return tau_file_sha256 (path, NULL);
}

/* The same bytes on any number of threads, and after a stop; other ones without the Jensen-Shannon
 * term, without corruptions, and without AugMix. */
static void
test_bytes (Fixture *self, gconstpointer data)
{
  g_autofree char *whole = train (self, "one", NULL);
  for (int n = 2; n <= 4; n *= 2) {
    g_autofree char *name = g_strdup_printf ("threads-%d", n);
    self->options.n_threads = n;
    g_autofree char *sum = train (self, name, NULL);
    g_assert_cmpstr (sum, ==, whole);
  }
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_assert_null (train (self, "stopped", cancellable));
  self->options.resume = TRUE;
  g_autofree char *resumed = train (self, "stopped", NULL);
  g_assert_cmpstr (resumed, ==, whole);

  self->options.jsd = FALSE;
  g_autofree char *plain = train (self, "no-jsd", NULL);
  g_assert_cmpstr (plain, !=, whole);
  self->options.corruptions = "none";
  g_autofree char *clean = train (self, "no-corruptions", NULL);
  g_assert_cmpstr (clean, !=, plain);
  self->options.augment = "standard";
  g_autofree char *standard = train (self, "standard", NULL);
  g_assert_cmpstr (standard, !=, clean);
}

/* A checkpoint belongs to its augmentation. */
static void
test_other_checkpoint (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *out = g_build_filename (self->folder, "stopped", NULL);
  g_assert_null (train (self, "stopped", cancellable));
  self->options.out = out;
  self->options.resume = TRUE;
  self->options.corruptions = "blur";
  g_assert_false (tau_train_target (&self->options, NULL, NULL, NULL, &error));
  g_assert_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_CHECKPOINT);
  g_clear_error (&error);
  self->options.corruptions = "blur,spatter";
  self->options.jsd = FALSE;
  g_assert_false (tau_train_target (&self->options, NULL, NULL, NULL, &error));
  g_assert_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_CHECKPOINT);
}

/* pack.json says what the target saw, and the pack knows it when it is read. */
static void
test_record (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  self->options.epochs = 1;
  self->options.jsd = FALSE;
  g_autofree char *sum = train (self, "one", NULL);
  g_autofree char *out = g_build_filename (self->folder, "one", NULL);
  g_autoptr (TauPack) pack = tau_pack_load (out, &error);
  g_assert_no_error (error);
  JsonObject *target = json_object_get_object_member (json_node_get_object (pack->json), "target");
  g_assert_cmpstr (json_object_get_string_member (target, "architecture"), ==, "wrn-10-1");
  g_assert_cmpstr (json_object_get_string_member (target, "augment"), ==, "augmix");
  g_assert_false (json_object_get_boolean_member (target, "jsd"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (target, "corruptions")),
                    ==, 5);
  g_assert_true (pack->knows_target_corruptions);
  g_assert_cmpuint (pack->target_trained_on.n, ==, 5);
  g_assert_true (
      tau_corruption_set_has (&pack->target_trained_on, tau_corruption_find ("spatter")));
  g_autoptr (TauPack) alone = tau_pack_borrow (pack, NULL);
  g_assert_true (alone->knows_target_corruptions && alone->target_trained_on.n == 5);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  const struct {
    const char *augment, *corruptions, *architecture, *named;
  } cases[] = {
    { "mixup", "none", "wrn-10-1", "augmix" },
    { "standard", "fog", "wrn-10-1", "--augment augmix" },
    { "augmix", "none", "wrn-41-2", "wrn-40-2" },
    { "augmix", "none", "wrn-8-2", "wrn-10-2" },
    { "augmix", "none", "wrn-16-0", "wrn-16-2" },
    { "augmix", "none", "resnet21", "6n + 2" },
    { "augmix", "none", "wrn-16", "wrn-16-2" },
  };
  g_autofree char *out = g_build_filename (self->folder, "none", NULL);
  self->options.out = out;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    self->options.augment = cases[i].augment;
    self->options.corruptions = cases[i].corruptions;
    self->options.architecture = cases[i].architecture;
    g_assert_false (tau_train_target (&self->options, NULL, NULL, NULL, &error));
    fixture_assert_sentence (error, cases[i].named);
    g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/augmix/distribution", test_distribution);
  g_test_add_func ("/train/augmix/ranges", test_ranges);
#define ADD(name, function)                                                                        \
  g_test_add ("/train/augmix/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("bytes", test_bytes);
  ADD ("other-checkpoint", test_other_checkpoint);
  ADD ("record", test_record);
  ADD ("refused", test_refused);
  return g_test_run ();
}
