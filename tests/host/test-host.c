/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models in their own process: the same answers as in this one, and no way for a model to do
 * anything else. */

#include "host/tau-host.h"
#include "torch/torch-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE      32
#define N_OUTPUTS 5

typedef struct {
  char *folder, *path, *goal;
  const TauModelApi *host;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
  self->path = g_build_filename (self->folder, "model.pt", NULL);
  self->goal = g_build_filename (self->folder, "goal", NULL);
  self->host = tau_host_get ();
  self->host->set_threads (1);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->goal);
  tau_host_set_memory (0);
}

static void
write_hostile (Fixture *self, const char *kind)
{
  const char *const command[] = { g_getenv ("TAUSCOPE_WRITE_HOSTILE"), kind, self->path, self->goal,
                                  NULL };
  fixture_spawn (command);
}

static TauTorchModel *
load (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  TauTorchModel *model = self->host->model_load (self->path, -1, SIZE, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (model);
  return model;
}

static void
assert_refused (Fixture *self, int code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (self->host->model_load (self->path, -1, SIZE, NULL, &error));
  g_assert_error (error, TAU_TORCH_ERROR, code);
  fixture_assert_sentence (error, self->path);
}

/* The process still answers, or a new one does. */
static void
assert_works (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->folder, "good.pt", NULL);
  g_autofree float *in = fixture_pictures (2, SIZE);
  float out[2 * N_OUTPUTS];
  fixture_write_model (path, "resnet8", SIZE, N_OUTPUTS, 3);
  TauTorchModel *model = self->host->model_load (path, -1, SIZE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (self->host->model_run (model, in, 2, out, NULL, &error));
  g_assert_no_error (error);
  self->host->model_free (model);
}

/* The only child of this program. */
static GPid
find_process (void)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  for (const char *name; (name = g_dir_read_name (tasks)) != NULL;) {
    g_autofree char *path = g_build_filename ("/proc/self/task", name, "children", NULL);
    g_autofree char *text = NULL;
    if (g_file_get_contents (path, &text, NULL, NULL) && *text != '\0')
      return g_ascii_strtoull (text, NULL, 10);
  }
  g_assert_not_reached ();
}

/* -- the same as without ----------------------------------------- */

static void
test_same (Fixture *self, gconstpointer architecture)
{
  const TauModelApi *here = &fixture_torch ()->models;
  g_autoptr (GError) error = NULL;
  const guint n = 70; /* more than a batch */
  g_autofree float *in = fixture_pictures (n, SIZE);
  g_autofree float *expected = g_new (float, n *N_OUTPUTS), *found = g_new (float, n *N_OUTPUTS);
  if (architecture != NULL)
    fixture_write_model (self->path, architecture, SIZE, N_OUTPUTS, 3);
  else
    fixture_write_attention (self->path, SIZE, N_OUTPUTS);

  TauTorchModel *inside = here->model_load (self->path, -1, SIZE, NULL, NULL);
  TauTorchModel *outside = load (self);
  g_assert_cmpint (self->host->model_n_outputs (outside), ==, N_OUTPUTS);
  g_assert_cmpuint (self->host->model_multiply_adds (outside), ==,
                    here->model_multiply_adds (inside));
  g_assert_cmpstr (self->host->version (), ==, here->version ());
  g_assert_cmpint (self->host->has_fast_blas (), ==, here->has_fast_blas ());
  g_assert_true (here->model_run (inside, in, n, expected, NULL, NULL));

  float *shared = self->host->buffer_new (n * 3 * SIZE * SIZE, NULL);
  memcpy (shared, in, n * 3 * SIZE * SIZE * sizeof *in);
  const float *const inputs[] = { in, shared, shared }; /* copied, and in place */
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++) {
    self->host->set_threads (i == 2 ? 2 : 1);
    memset (found, 0xff, n * N_OUTPUTS * sizeof *found);
    g_assert_true (self->host->model_run (outside, inputs[i], n, found, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpmem (found, n * N_OUTPUTS * sizeof *found, expected,
                     n * N_OUTPUTS * sizeof *expected);
  }
  self->host->buffer_free (shared);
  here->model_free (inside);
  self->host->model_free (outside);
}

static void
test_weights (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  fixture_write_model (self->path, "compact", SIZE, 12, 3);
  g_autoptr (GBytes) here = fixture_torch ()->models.read_weights (self->path, -1, NULL, NULL);
  g_autoptr (GBytes) there = self->host->read_weights (self->path, -1, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (here, there));
}

/* Weights are taken from bytes that a model may have made: cut short or changed, they are refused
 * or fit another network, and nothing else happens. */
static void
test_damaged_weights (Fixture *self, gconstpointer data)
{
  const TauTorchApi *torch = fixture_torch ();
  TauTrainerSpec spec = fixture_spec ("compact", SIZE, 12);
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  gsize size;
  fixture_write_model (self->path, "compact", SIZE, 12, 3);
  g_autoptr (GBytes) bytes = torch->models.read_weights (self->path, -1, NULL, NULL);
  const guint8 *whole = g_bytes_get_data (bytes, &size);
  g_autofree guint8 *copy = g_memdup2 (whole, size);
  for (guint i = 0; i < 200; i++) {
    g_autoptr (GError) error = NULL;
    const gsize cut = i % 2 == 0 ? size : size * (i + 1) / 201;
    copy[i] ^= 0x81;
    g_autoptr (GBytes) bad = g_bytes_new (copy, cut);
    copy[i] ^= 0x81;
    if (!torch->trainer_load_weights (trainer, bad, "start.pt", &error))
      fixture_assert_sentence (error, NULL);
  }
  torch->trainer_free (trainer);
}

/* A model that gives another number of answers when it is loaded again is refused: memory was
 * reserved for the first number. */
static void
test_fickle (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = g_build_filename (self->folder, "other.pt", NULL), *contents = NULL;
  g_autofree float *in = fixture_pictures (1, SIZE);
  float out[N_OUTPUTS + 1];
  gsize size;
  out[N_OUTPUTS] = 77;
  fixture_write_model (self->path, "resnet8", SIZE, N_OUTPUTS, 3);
  fixture_write_model (other, "resnet8", SIZE, 4000, 3);
  TauTorchModel *model = load (self);
  g_assert_true (g_file_get_contents (other, &contents, &size, NULL));
  FILE *file = fopen (self->path, "w"); /* the same file, which the model holds open */
  g_assert_cmpuint (fwrite (contents, 1, size, file), ==, size);
  fclose (file);
  g_assert_cmpint (kill (find_process (), SIGKILL), ==, 0);
  g_assert_false (self->host->model_run (model, in, 1, out, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (self->host->model_run (model, in, 1, out, NULL, &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SHAPE);
  fixture_assert_sentence (error, self->path);
  g_assert_cmpfloat (out[N_OUTPUTS], ==, 77);
  self->host->model_free (model);
}

/* Several threads ask at once, each with its own images. */
static gpointer
ask_often (gpointer data)
{
  TauTorchModel *model = data;
  const TauModelApi *host = tau_host_get ();
  g_autofree float *in = fixture_pictures (4, SIZE);
  float first[4 * N_OUTPUTS], found[4 * N_OUTPUTS];
  host->set_threads (1);
  for (guint i = 0; i < 50; i++) {
    g_autoptr (GError) error = NULL;
    float *buffer = host->buffer_new ((1 + i % 3) * 4 * 3 * SIZE * SIZE, NULL);
    memcpy (buffer, in, 4 * 3 * SIZE * SIZE * sizeof *in);
    g_assert_true (host->model_run (model, buffer, 4, i == 0 ? first : found, NULL, &error));
    g_assert_no_error (error);
    if (i > 0)
      g_assert_cmpmem (found, sizeof found, first, sizeof first);
    host->buffer_free (buffer);
  }
  return NULL;
}

/* A model that was freed may be used again, but not when its file is another. */
static void
test_kept (Fixture *self, gconstpointer data)
{
  g_autofree float *in = fixture_pictures (2, SIZE);
  float out[3][2 * N_OUTPUTS];
  for (guint i = 0; i < 3; i++) {
    if (i != 1) /* the file of the second is that of the first */
      fixture_write_model (self->path, "resnet8", SIZE, N_OUTPUTS, 3 + i);
    TauTorchModel *model = load (self);
    g_assert_true (self->host->model_run (model, in, 2, out[i], NULL, NULL));
    self->host->model_free (model);
    self->host->model_free (load (self));
  }
  g_assert_cmpmem (out[1], sizeof out[1], out[0], sizeof out[0]);
  g_assert_true (memcmp (out[2], out[0], sizeof out[0]) != 0);
}

static void
test_threads (Fixture *self, gconstpointer data)
{
  GThread *threads[4];
  fixture_write_model (self->path, "resnet8", SIZE, N_OUTPUTS, 3);
  TauTorchModel *model = load (self);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ask", ask_often, model);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  self->host->model_free (model);
}

/* -- what a model may not do -------------------------------------- */

static void
test_denied (Fixture *self, gconstpointer kind)
{
  write_hostile (self, kind);
  const gboolean reads = g_str_equal (kind, "map-read");
  if (reads)
    g_assert_true (g_file_set_contents (self->goal, "a secret of thirty-two bytes....", -1, NULL));
  assert_refused (self, TAU_TORCH_ERROR_DENIED);
  g_assert_cmpint (g_file_test (self->goal, G_FILE_TEST_EXISTS), ==, reads);
  assert_works (self);
}

static void
test_memory (Fixture *self, gconstpointer data)
{
  write_hostile (self, "greedy");
  assert_refused (self, TAU_TORCH_ERROR_MEMORY);
  write_hostile (self, "many");
  assert_refused (self, TAU_TORCH_ERROR_SHAPE);
  tau_host_set_memory ((guint64)1 << 30);
  assert_works (self);
}

static gpointer
crash_later (gpointer data)
{
  g_usleep (500 * 1000);
  g_assert_cmpint (kill (find_process (), SIGSEGV), ==, 0);
  return NULL;
}

static void
test_crash (Fixture *self, gconstpointer data)
{
  tau_host_start ();
  assert_works (self);
  write_hostile (self, "endless");
  GThread *thread = g_thread_new ("crash", crash_later, NULL);
  assert_refused (self, TAU_TORCH_ERROR_CRASHED);
  g_thread_join (thread);
  assert_works (self);
}

static gpointer
cancel_later (gpointer cancellable)
{
  g_usleep (300 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* Loops for ever, in a run or already while it is loaded: cancelling ends it, between two operators
 * of the network if there are any, else with the process; other models are then loaded again
 * without a word. */
static void
test_endless (Fixture *self, gconstpointer kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *good = g_build_filename (self->folder, "good.pt", NULL);
  g_autofree float *in = fixture_pictures (2, SIZE);
  float before[2 * N_OUTPUTS], after[2 * N_OUTPUTS];
  fixture_write_model (good, "resnet8", SIZE, N_OUTPUTS, 3);
  TauTorchModel *other = self->host->model_load (good, -1, SIZE, NULL, NULL);
  g_assert_true (self->host->model_run (other, in, 2, before, NULL, NULL));

  write_hostile (self, kind);
  const pid_t process = find_process ();
  GThread *thread = g_thread_new ("cancel", cancel_later, cancellable);
  g_assert_null (self->host->model_load (self->path, -1, SIZE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);

  g_clear_error (&error);
  g_assert_true (self->host->model_run (other, in, 2, after, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (after, sizeof after, before, sizeof before);
  g_assert_cmpint (find_process () == process, ==, g_str_equal (kind, "endless"));
  self->host->model_free (other);
}

/* What a model prints goes nowhere. */
static void
test_print (Fixture *self, gconstpointer data)
{
  if (g_test_subprocess ()) {
    write_hostile (self, "print");
    self->host->model_free (load (self));
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout_unmatched ("*red*");
  g_test_trap_assert_stderr_unmatched ("*red*");
}

/* -- what is no model ---------------------------------------------- */

/* Every byte of the weights is under a checksum. */
static void
test_bit_rot (Fixture *self, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autofree char *bytes = NULL;
  gsize size;
  fixture_write_model (self->path, "resnet8", SIZE, N_OUTPUTS, 3);
  g_assert_true (g_file_get_contents (self->path, &bytes, &size, NULL));
  for (guint i = 0; i < 20; i++) {
    const gsize at = size / 4 + g_rand_int_range (rand, 0, size / 2);
    bytes[at] ^= 0x40;
    g_assert_true (g_file_set_contents (self->path, bytes, size, NULL));
    bytes[at] ^= 0x40;
    g_autoptr (GError) error = NULL;
    TauTorchModel *model = self->host->model_load (self->path, -1, SIZE, NULL, &error);
    if (model != NULL)
      self->host->model_free (model); /* padding between two members */
    else
      g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FILE);
    g_test_message ("%zu: %s", at, error != NULL ? error->message : "passed");
  }
}

static void
test_no_file (Fixture *self, gconstpointer data)
{
  assert_refused (self, TAU_TORCH_ERROR_FILE);
  g_assert_cmpint (mkfifo (self->path, 0600), ==, 0);
  assert_refused (self, TAU_TORCH_ERROR_FILE);
  g_remove (self->path);
  g_assert_true (g_file_set_contents (self->path, "no model", -1, NULL));
  assert_refused (self, TAU_TORCH_ERROR_FILE);
}

/* A process that cannot be started is a sentence. */
static void
test_no_program (void)
{
  if (g_test_subprocess ()) {
    g_autoptr (GError) error = NULL;
    g_setenv ("TAUSCOPE_MODEL_HOST", "/nowhere/host", TRUE);
    g_assert_null (tau_host_get ()->model_load ("/dev/null", -1, SIZE, NULL, &error));
    g_clear_error (&error);
    g_autofree char *path = g_build_filename (g_get_tmp_dir (), "tau-no-model.pt", NULL);
    g_assert_true (g_file_set_contents (path, "x", 1, NULL));
    g_assert_null (tau_host_get ()->model_load (path, -1, SIZE, NULL, &error));
    g_remove (path);
    g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_MODULE);
    fixture_assert_sentence (error, "/nowhere/host");
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

/* The end of the program ends the process, whatever it does. */
static void
test_orphan (Fixture *self, gconstpointer data)
{
  int ends[2];
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *program =
      g_test_build_filename (G_TEST_BUILT, "..", "src", "host", "tauscope-model-host", NULL);
  const char *const arguments[] = { program, "3", "cpu", "0", NULL };
  const int target = 3;
  GPid pid;
  g_spawn_async_with_pipes_and_fds (NULL, arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                    -1, -1, -1, &ends[1], &target, 1, &pid, NULL, NULL, NULL,
                                    &error);
  g_assert_no_error (error);
  close (ends[1]);
  close (ends[0]);
  int status;
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)
  ADD ("/host/same/convolutions", "resnet8", test_same);
  ADD ("/host/same/products", NULL, test_same);
  ADD ("/host/weights", NULL, test_weights);
  ADD ("/host/weights-damaged", NULL, test_damaged_weights);
  ADD ("/host/fickle", NULL, test_fickle);
  ADD ("/host/kept", NULL, test_kept);
  ADD ("/host/threads", NULL, test_threads);
  ADD ("/host/denied/map-write", "map-write", test_denied);
  ADD ("/host/denied/map-read", "map-read", test_denied);
  ADD ("/host/denied/save", "save", test_denied);
  ADD ("/host/denied/load-save", "load-save", test_denied);
  ADD ("/host/memory", NULL, test_memory);
  ADD ("/host/crash", NULL, test_crash);
  ADD ("/host/endless/run", "endless", test_endless);
  ADD ("/host/endless/load", "load-endless", test_endless);
  ADD ("/host/print", NULL, test_print);
  ADD ("/host/bit-rot", NULL, test_bit_rot);
  ADD ("/host/no-file", NULL, test_no_file);
  g_test_add_func ("/host/no-program", test_no_program);
  ADD ("/host/orphan", NULL, test_orphan);
  return g_test_run ();
}
