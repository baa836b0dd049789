/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "torch-fixture.h"

#include <glib/gstdio.h>
#include <glob.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

/* TorchScript files as models: their numbers, their cost, and what is wrong with them. */

#define SIZE      32
#define N_OUTPUTS 10

typedef struct {
  const TauTorchApi *torch;
  char *folder;
  char *path; /* a resnet8 */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->torch = fixture_torch ();
  self->folder = fixture_make_folder ();
  self->path = g_build_filename (self->folder, "a model.pt", NULL);
  fixture_write_model (self->path, "resnet8", SIZE, N_OUTPUTS, 3);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static TauTorchModel *
load (const char *path, int input_size)
{
  g_autoptr (GError) error = NULL;
  TauTorchModel *model = fixture_torch ()->models.model_load (path, -1, input_size, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (model);
  return model;
}

static float *
run (TauTorchModel *model, const float *in, gsize n)
{
  const TauTorchApi *torch = fixture_torch ();
  g_autoptr (GError) error = NULL;
  float *out = g_new0 (float, n * torch->models.model_n_outputs (model));
  gboolean done = torch->models.model_run (model, in, n, out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (done);
  return out;
}

static void
assert_close (const float *a, const float *b, gsize n, float tolerance)
{
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (fabsf (a[i] - b[i]), <=, tolerance);
}

/* The exported file, loaded and optimised, gives what the trainer gives. */
static void
test_same_as_trainer (Fixture *self, gconstpointer data)
{
  const struct {
    const char *architecture;
    int size, n_outputs;
  } cases[] = { { "resnet8", 32, 10 }, { "resnet14", 64, 26 }, { "resnet8", 16, 3 },
                { "compact", 32, 12 }, { "compact", 64, 12 },  { "efficientnet-b0", 32, 12 } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    TauTrainerSpec spec = fixture_spec (cases[i].architecture, cases[i].size, cases[i].n_outputs);
    TauTorchTrainer *trainer = fixture_trainer (&spec);
    g_autofree float *in = fixture_pictures (3, cases[i].size);
    g_autofree float *expected = g_new (float, 3 * cases[i].n_outputs);
    g_assert_true (self->torch->trainer_run (trainer, FALSE, in, 3, expected, &error));
    g_autoptr (GBytes) bytes = self->torch->trainer_export (trainer, FALSE, &error);
    g_assert_no_error (error);
    self->torch->trainer_free (trainer);
    gsize length;
    const char *contents = g_bytes_get_data (bytes, &length);
    g_assert_true (g_file_set_contents (self->path, contents, length, NULL));

    TauTorchModel *model = load (self->path, cases[i].size);
    g_assert_cmpint (self->torch->models.model_n_outputs (model), ==, cases[i].n_outputs);
    g_autofree float *out = run (model, in, 3);
    assert_close (out, expected, 3 * cases[i].n_outputs, 1e-4f);
    self->torch->models.model_free (model);
  }
}

/* Around the internal batch of 256, any number of pictures gives the rows that each gives alone. */
static void
test_batches (Fixture *self, gconstpointer data)
{
  const gsize sizes[] = { 1, 255, 256, 257, 600 };
  const guint most = 600;
  gsize values = 3 * SIZE * SIZE;
  TauTorchModel *model = load (self->path, SIZE);
  g_autofree float *in = fixture_pictures (most, SIZE);
  g_autofree float *alone = g_new (float, most *N_OUTPUTS);
  for (guint i = 0; i < most; i++) {
    g_autofree float *one = run (model, in + i * values, 1);
    memcpy (alone + i * N_OUTPUTS, one, sizeof (float) * N_OUTPUTS);
  }
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree float *out = run (model, in, sizes[i]);
    assert_close (out, alone, sizes[i] * N_OUTPUTS, 1e-4f);
  }
  /* The pictures differ, so that a row in the wrong place is seen. */
  g_assert_cmpfloat (fabsf (alone[0] - alone[N_OUTPUTS]), >, 1e-3f);
  self->torch->models.model_free (model);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (30000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  const gsize n = 256 * 24; /* seconds of work */
  TauTorchModel *model = load (self->path, SIZE);
  g_autofree float *in = g_new0 (float, n * 3 * SIZE * SIZE);
  g_autofree float *out = g_new0 (float, n *N_OUTPUTS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_false (self->torch->models.model_run (model, in, n, out, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_clear_error (&error);

  /* Cancelled before: nothing is computed. The model works on. */
  out[0] = 77;
  g_assert_false (self->torch->models.model_run (model, in, 1, out, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpfloat (out[0], ==, 77);
  g_autofree float *again = run (model, in, 1);
  self->torch->models.model_free (model);
}

static void
refuse (const char *path, int input_size, TauTorchError code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (fixture_torch ()->models.model_load (path, -1, input_size, NULL, &error));
  g_assert_error (error, TAU_TORCH_ERROR, (int)code);
  fixture_assert_sentence (error, path);
}

/* A network with a stride to 1/4 and fixed linear sizes would refuse other sizes; ours pool. What
 * does not fit: too small a picture, and a model of one output. */
static void
test_wrong_files (Fixture *self, gconstpointer data)
{
  g_autofree char *bad = g_build_filename (self->folder, "bad.pt", NULL);
  g_autofree char *contents = NULL;
  gsize length;

  refuse (bad, SIZE, TAU_TORCH_ERROR_FILE); /* missing */
  refuse (self->folder, SIZE, TAU_TORCH_ERROR_FILE);
  g_assert_true (g_file_set_contents (bad, "", 0, NULL));
  refuse (bad, SIZE, TAU_TORCH_ERROR_FILE);
  g_assert_true (g_file_set_contents (bad, "this is no model\n", -1, NULL));
  refuse (bad, SIZE, TAU_TORCH_ERROR_FILE);

  g_assert_true (g_file_get_contents (self->path, &contents, &length, NULL));
  const gsize cuts[] = { 1, 100, length / 3, length / 2, length - 1000, length - 1 };
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++) {
    g_assert_true (g_file_set_contents (bad, contents, cuts[i], NULL));
    refuse (bad, SIZE, TAU_TORCH_ERROR_FILE);
  }
  if (getuid () == 0) /* root reads everything */
    return;
  g_chmod (self->path, 0);
  refuse (self->path, SIZE, TAU_TORCH_ERROR_FILE);
}

/* libtorch loads many damaged files without a word (packs have checksums for that); whatever it
 * does, it is an error with a sentence or a model, and no crash. */
static void
test_flipped_bytes (Fixture *self, gconstpointer data)
{
  g_autofree char *bad = g_build_filename (self->folder, "bad.pt", NULL);
  g_autofree char *contents = NULL;
  gsize length;
  guint n_refused = 0;
  g_assert_true (g_file_get_contents (self->path, &contents, &length, NULL));
  for (guint i = 0; i < 40; i++) {
    gsize at = i < 20 ? i * 11 : length - 1 - (i - 20) * 37;
    g_autoptr (GError) error = NULL;
    contents[at] ^= 0xff;
    g_assert_true (g_file_set_contents (bad, contents, length, NULL));
    contents[at] ^= 0xff;
    TauTorchModel *model = self->torch->models.model_load (bad, -1, SIZE, NULL, &error);
    if (model != NULL) {
      self->torch->models.model_free (model);
      continue;
    }
    n_refused++;
    g_assert_cmpuint (error->domain, ==, TAU_TORCH_ERROR);
    fixture_assert_sentence (error, bad);
  }
  g_assert_cmpuint (n_refused, >=, 5);
}

/* NaN in the weights is found when the model runs, not shown as an answer. */
static void
test_nan_weights (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length, n_nan = 0;
  g_assert_true (g_file_get_contents (self->path, &contents, &length, NULL));
  /* The entries of the archive are stored, not packed, 64-byte aligned. The weights of the head
   * lie among them as floats; the middle of the file is in the last stage's convolutions. */
  for (gsize at = (length / 2) & ~(gsize)63; n_nan < 16; at += 4, n_nan++) {
    const float nan = NAN;
    memcpy (contents + at, &nan, sizeof nan);
  }
  g_assert_true (g_file_set_contents (self->path, contents, length, NULL));
  TauTorchModel *model = load (self->path, SIZE);
  g_autofree float *in = fixture_pictures (2, SIZE);
  float out[2 * N_OUTPUTS];
  g_assert_false (self->torch->models.model_run (model, in, 2, out, NULL, &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_NAN);
  fixture_assert_sentence (error, NULL);
  self->torch->models.model_free (model);
}

static guint64
multiply_adds (const char *path, const char *architecture, int size, int n_outputs)
{
  fixture_write_model (path, architecture, size, n_outputs, 1);
  TauTorchModel *model = load (path, size);
  guint64 n = fixture_torch ()->models.model_multiply_adds (model);
  fixture_torch ()->models.model_free (model);
  return n;
}

/* Counts by hand: sum of out_h * out_w * out * in * k * k over the convolutions, in * out of the
 * linear layers. He et al. 2016 give 41 million for resnet20. */
static void
test_multiply_adds (Fixture *self, gconstpointer data)
{
  g_assert_cmpuint (multiply_adds (self->path, "resnet20", 32, 10), ==, 40550400 + 64 * 10);
  g_assert_cmpuint (multiply_adds (self->path, "resnet20", 32, 100), ==, 40550400 + 64 * 100);
  /* At 64 px the stem has a 5 x 5 kernel and stride 2, the rest is as at 32 px. */
  g_assert_cmpuint (multiply_adds (self->path, "resnet20", 64, 26), ==,
                    40550400 - 3 * 16 * 9 * 1024 + 3 * 16 * 25 * 1024 + 64 * 26);
  /* compact at 32 px: 16, 16, 8, 8, 4, 4 px wide maps. */
  const guint64 compact = 256 * 3 * 24 * 9 + 256 * 24 * 48 * 9 + 64 * 48 * 64 * 9 +
                          64 * 64 * 64 * 9 + 16 * 64 * 128 * 9 + 16 * 128 * 128 * 9 +
                          (24 + 48 + 64 + 128) * 128 + 128 * 12;
  g_assert_cmpuint (multiply_adds (self->path, "compact", 32, 12), ==, compact);
  /* EfficientNet-B0 has 0.39 G at 224 px; at 64 px about (64 / 224)^2 of it. */
  guint64 b0 = multiply_adds (self->path, "efficientnet-b0", 64, 12);
  g_assert_cmpuint (b0, >, 29000000);
  g_assert_cmpuint (b0, <, 36000000);
}

/* Nothing is said on standard output and standard error but by us. */
static void
test_quiet_subprocess (void)
{
  const TauTorchApi *torch = fixture_torch ();
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.pt", NULL);
  g_autofree float *in = fixture_pictures (2, SIZE);
  g_autoptr (GError) error = NULL;
  fixture_write_model (path, "resnet8", SIZE, N_OUTPUTS, 3);
  TauTorchModel *model = load (path, SIZE);
  g_autofree float *out = run (model, in, 2);
  torch->models.model_free (model);
  fixture_write_model (path, "efficientnet-b0", SIZE, 12, 3);
  model = load (path, SIZE);
  torch->models.model_free (model);
  g_assert_true (g_file_set_contents (path, "no model", -1, NULL));
  g_assert_null (torch->models.model_load (path, -1, SIZE, NULL, &error));

  TauTrainerSpec spec = fixture_spec ("compact", SIZE, 12);
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  g_autofree float *losses = g_new0 (float, 24);
  double loss;
  g_assert_true (
      torch->trainer_step_losses (trainer, in, losses, NULL, 2, "blend", 1e-3f, &loss, NULL));
  g_autoptr (GBytes) state = torch->trainer_save (trainer, NULL);
  g_assert_true (torch->trainer_restore (trainer, state, NULL));
  torch->trainer_free (trainer);
  fixture_remove_folder (folder);
}

static void
test_quiet (void)
{
  if (g_test_subprocess ()) {
    test_quiet_subprocess ();
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("");
}

/* Where libtorch has no CUDA that is said, and the CPU is used on. */
static void
test_device (Fixture *self, gconstpointer data)
{
  const TauTorchApi *torch = self->torch;
  g_autoptr (GError) error = NULL;
  g_autofree float *in = fixture_pictures (2, SIZE);
  TauTorchModel *model = load (self->path, SIZE);
  g_autofree float *expected = run (model, in, 2);
  torch->models.model_free (model);
  g_assert_cmpstr (torch->models.device (), ==, "cpu");

  g_assert_false (torch->models.set_device ("tpu", &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SPEC);
  fixture_assert_sentence (error, "tpu");
  g_clear_error (&error);
  gboolean cuda = torch->models.set_device ("cuda", &error);
  if (!cuda) {
    g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SPEC);
    fixture_assert_sentence (error, "CUDA");
  }
  g_assert_cmpstr (torch->models.device (), ==, cuda ? "cuda" : "cpu");
  g_autofree char *line = tau_torch_describe (&torch->models, 1);
  g_assert_true (!cuda || strstr (line, "OpenBLAS") == NULL); /* it matters on the CPU alone */
  model = load (self->path, SIZE);
  g_autofree float *found = run (model, in, 2);
  assert_close (found, expected, 2 * N_OUTPUTS, 1e-3f);
  torch->models.model_free (model);
  g_assert_true (torch->models.set_device ("cpu", NULL));
}

/* One line says what is used, when the first model starts and when it has changed. */
static void
test_announced (Fixture *self, gconstpointer data)
{
  const TauTorchApi *torch = self->torch;
  g_autofree char *line = tau_torch_describe (&torch->models, 1);
  g_assert_true (g_str_has_prefix (line, "libtorch "));
  g_assert_nonnull (strstr (line, torch->models.version ()));
  g_assert_nonnull (strstr (line, " on cpu, 1 thread"));
  g_assert_true (g_str_has_suffix (line, " thread") == torch->models.has_fast_blas ());
  g_test_expect_message ("Tauscope", G_LOG_LEVEL_INFO, "libtorch * on cpu, 3 threads*");
  tau_torch_announce (&torch->models, 3);
  g_test_assert_expected_messages ();
  tau_torch_announce (&torch->models, 3); /* not again */
}

/* That line says what is missing under Debian's reference BLAS, and nothing of it under OpenBLAS.
 */
static void
test_blas (gconstpointer name)
{
  if (g_test_subprocess ()) {
    const TauTorchApi *torch = fixture_torch ();
    g_autofree char *line = tau_torch_describe (&torch->models, 1);
    gboolean fast = g_str_equal (name, "openblas-pthread");
    g_assert_cmpint (torch->models.has_fast_blas (), ==, fast);
    g_assert_true ((strstr (line, "libopenblas0-pthread") == NULL) == fast);
    return;
  }
  g_autofree char *pattern = g_build_filename ("/usr/lib/*", name, "libblas.so.3", NULL);
  glob_t found;
  if (glob (pattern, 0, NULL, &found) != 0) {
    g_test_skip ("this BLAS is not installed");
    return;
  }
  g_autofree char *folder = g_path_get_dirname (found.gl_pathv[0]);
  g_autofree char *before = g_strdup (g_getenv ("LD_LIBRARY_PATH"));
  globfree (&found);
  g_setenv ("LD_LIBRARY_PATH", folder, TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  if (before != NULL)
    g_setenv ("LD_LIBRARY_PATH", before, TRUE);
  else
    g_unsetenv ("LD_LIBRARY_PATH");
  g_test_trap_assert_passed ();
}

/* A module that is not there, or is no module, is a sentence that says what to do. */
static void
test_no_module (gconstpointer path)
{
  if (g_test_subprocess ()) {
    g_autoptr (GError) error = NULL;
    g_setenv ("TAUSCOPE_TORCH_MODULE", path, TRUE);
    g_assert_null (tau_torch_open (&error));
    g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_MODULE);
    fixture_assert_sentence (error, path);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/torch/model/same-as-trainer", test_same_as_trainer);
  ADD ("/torch/model/batches", test_batches);
  ADD ("/torch/model/cancel", test_cancel);
  ADD ("/torch/model/wrong-files", test_wrong_files);
  ADD ("/torch/model/flipped-bytes", test_flipped_bytes);
  ADD ("/torch/model/nan-weights", test_nan_weights);
  ADD ("/torch/model/multiply-adds", test_multiply_adds);
  ADD ("/torch/model/device", test_device);
  ADD ("/torch/model/announced", test_announced);
  g_test_add_func ("/torch/quiet", test_quiet);
  g_test_add_data_func ("/torch/blas/reference", "blas", test_blas);
  g_test_add_data_func ("/torch/blas/openblas", "openblas-pthread", test_blas);
  g_test_add_data_func ("/torch/no-module/missing", "/nowhere/libtauscope-torch.so",
                        test_no_module);
  g_test_add_data_func ("/torch/no-module/not-a-module", "/etc/hostname", test_no_module);
  return g_test_run ();
}
