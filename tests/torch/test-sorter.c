/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "torch-fixture.h"

#include <math.h>
#include <string.h>

/* The learned sorter: it learns to sort, it is the same for the same seed, Python reads it, and a
 * predictor learns from it. */

#define T       12
#define N_STEPS 200 /* far from a good sorter, but enough to see it learn */

static GBytes *
train (guint64 seed, guint n_steps)
{
  g_autoptr (GError) error = NULL;
  GBytes *sorter = fixture_torch ()->sorter_train (seed, n_steps, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (sorter);
  return sorter;
}

static double
measure (GBytes *sorter)
{
  g_autoptr (GError) error = NULL;
  double l1 = NAN;
  g_assert_true (fixture_torch ()->sorter_measure (sorter, 123456, 512, &l1, &error));
  g_assert_no_error (error);
  return l1;
}

/* The same seed gives the same bytes on one thread and on two; another seed others. */
static void
test_same_seed (void)
{
  const TauTorchApi *torch = fixture_torch ();
  g_autoptr (GBytes) one = train (7, 3);
  torch->models.set_threads (2);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) two = torch->sorter_train (7, 3, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  torch->models.set_threads (1);
  g_autoptr (GBytes) other = train (8, 3);
  g_assert_true (g_bytes_equal (one, two));
  g_assert_false (g_bytes_equal (one, other));
}

typedef struct {
  guint n_calls;
  double last;
  GCancellable *cancellable;
} Calls;

static void
on_progress (double fraction, double l1, gpointer data)
{
  Calls *calls = data;
  g_assert_true (calls->n_calls == 0 ? fraction == 0 && isnan (l1)
                                     : fraction > calls->last && fraction < 1 && l1 > 0 && l1 < 2);
  calls->last = fraction;
  if (++calls->n_calls == 3)
    g_cancellable_cancel (calls->cancellable);
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Calls calls = { .cancellable = cancellable };
  g_assert_null (
      fixture_torch ()->sorter_train (1, 100000, on_progress, &calls, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (calls.n_calls, ==, 3);
  g_clear_error (&error);
  g_assert_null (fixture_torch ()->sorter_train (1, 0, NULL, NULL, NULL, &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SPEC);
}

static void
test_damaged (void)
{
  const TauTorchApi *torch = fixture_torch ();
  g_autoptr (GBytes) sorter = train (1, 1);
  TauTrainerSpec spec = fixture_spec ("compact", 16, T);
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  g_autoptr (GBytes) state = torch->trainer_save (trainer, NULL); /* a dictionary of others */
  const gsize size = g_bytes_get_size (sorter);
  GBytes *bad[] = { g_bytes_new (NULL, 0), g_bytes_new ("no sorter", 9),
                    g_bytes_new_from_bytes (sorter, 0, size / 2), g_bytes_ref (state) };
  float numbers[T] = { 0 };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (torch->trainer_set_sorter (trainer, bad[i], &error));
    g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FILE);
    fixture_assert_sentence (error, NULL);
    g_clear_error (&error);
    g_assert_false (torch->sorter_run (bad[i], numbers, 1, numbers, &error));
    g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FILE);
    g_bytes_unref (bad[i]);
  }
  torch->trainer_free (trainer);
}

/* A network of torch.nn with these weights gives the same ranks. */
static const char script[] =
    "import sys\n"
    "try:\n"
    "    import torch\n"
    "except ImportError:\n"
    "    sys.exit(77)\n"
    "torch.set_num_threads(1)\n"
    "weights = torch.load('sorter.pt')\n"
    "gru = torch.nn.GRU(1, 32, 6, batch_first=True, bidirectional=True)\n"
    "head = torch.nn.Linear(64, 1)\n"
    "head.load_state_dict({k[5:]: v for k, v in weights.items() if k.startswith('head.')})\n"
    "gru.load_state_dict({k: v for k, v in weights.items() if not k.startswith('head.')})\n"
    "x, y = (torch.frombuffer(bytearray(open(f, 'rb').read()), dtype=torch.float32)\n"
    "        .view(-1, 12) for f in ('x', 'y'))\n"
    "with torch.no_grad():\n"
    "    difference = (head(gru(x[:, :, None])[0])[:, :, 0] - y).abs().max().item()\n"
    "assert difference < 1e-5, difference\n";

static void
write_file (const char *folder, const char *name, gconstpointer data, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, data, size, NULL));
}

static void
test_python (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autoptr (GBytes) sorter = train (3, 5);
  g_autoptr (GError) error = NULL;
  float x[9 * T], y[9 * T];
  for (guint i = 0; i < G_N_ELEMENTS (x); i++)
    x[i] = sinf (1.3f * i + 0.1f * (i % 7) * i);
  g_assert_true (fixture_torch ()->sorter_run (sorter, x, 9, y, &error));
  write_file (folder, "sorter.pt", g_bytes_get_data (sorter, NULL), g_bytes_get_size (sorter));
  write_file (folder, "x", x, sizeof x);
  write_file (folder, "y", y, sizeof y);

  /* Debian's python3-torch belongs to Debian's own Python. */
  const char *const command[] = { "/usr/bin/python3", "-c", script, NULL };
  g_autofree char *text = NULL;
  int status;
  if (!g_file_test (command[0], G_FILE_TEST_IS_EXECUTABLE)) {
    g_test_skip ("there is no Python to compare with");
    fixture_remove_folder (folder);
    return;
  }
  g_assert_true (g_spawn_sync (folder, (char **)command, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                               NULL, NULL, &text, &status, &error));
  g_assert_no_error (error);
  if (g_spawn_check_wait_status (status, &error))
    g_assert_no_error (error);
  else if (g_error_matches (error, G_SPAWN_EXIT_ERROR, 77))
    g_test_skip ("python3-torch is not installed: nothing to compare with");
  else
    g_error ("%s", text);
  fixture_remove_folder (folder);
}

#define SIZE 16
#define N    24

typedef struct {
  float in[N * 3 * SIZE * SIZE], losses[N * T];
} Toy;

/* Pictures of three kinds, each with a best transform and an order of its own. */
static void
make_toy (Toy *toy)
{
  for (guint i = 0; i < N; i++) {
    for (guint p = 0; p < 3 * SIZE * SIZE; p++)
      toy->in[i * 3 * SIZE * SIZE + p] = ((p / SIZE % SIZE) * 3 / SIZE == i % 3 ? 1.0f : -1.0f) +
                                         0.3f * sinf (1.7f * i + 0.9f * p);
    for (guint t = 0; t < T; t++)
      toy->losses[i * T + t] = 0.5f * ((t + 4 * (i % 3)) % T);
  }
}

static double
step (TauTorchTrainer *trainer, const Toy *toy)
{
  g_autoptr (GError) error = NULL;
  double loss = NAN;
  fixture_torch ()->trainer_step_losses (trainer, toy->in, toy->losses, NULL, N, "sodeep", 0.003f,
                                         &loss, &error);
  g_assert_no_error (error);
  g_assert_true (isfinite (loss));
  return loss;
}

/* The sorter learns (one that always answers 6.5 / 12 is off by 0.25), and a predictor learns
 * through it: the low actual losses become the low predictions, not the high ones. */
static void
test_learns (void)
{
  const TauTorchApi *torch = fixture_torch ();
  g_autoptr (GBytes) sorter = train (1, N_STEPS), begun = train (1, 1);
  g_autoptr (GError) error = NULL;
  g_autofree Toy *toy = g_new (Toy, 1);
  make_toy (toy);
  g_assert_cmpfloat (measure (begun), >, 0.25);
  g_assert_cmpfloat (measure (sorter), <, 0.22);
  TauTrainerSpec spec = fixture_spec ("compact", SIZE, T);
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  g_assert_true (torch->trainer_check_loss (trainer, "sodeep", &error));
  g_assert_true (torch->trainer_set_sorter (trainer, sorter, &error));
  g_assert_no_error (error);
  double first = step (trainer, toy), last = first;
  for (guint s = 0; s < 40; s++)
    last = step (trainer, toy);
  g_assert_cmpfloat (last, <, first);

  float out[N * T];
  double good = 0, bad = 0;
  g_assert_true (torch->trainer_run (trainer, FALSE, toy->in, N, out, &error));
  for (guint i = 0; i < N * T; i++)
    *(toy->losses[i] < 3 ? &good : &bad) += out[i] / (N * T / 2);
  g_assert_cmpfloat (good, <, bad - 0.1);
  torch->trainer_free (trainer);
}

/* Without a sorter, with another number of outputs, or with an actual loss that is no number. */
static void
test_refused (void)
{
  const TauTorchApi *torch = fixture_torch ();
  g_autoptr (GBytes) sorter = train (1, 1);
  g_autofree Toy *toy = g_new (Toy, 1);
  g_autoptr (GError) error = NULL;
  double loss;
  make_toy (toy);
  TauTrainerSpec spec = fixture_spec ("compact", SIZE, T);
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  g_assert_false (torch->trainer_step_losses (trainer, toy->in, toy->losses, NULL, N, "sodeep",
                                              0.1f, &loss, &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SPEC);
  fixture_assert_sentence (error, "sorter");
  g_clear_error (&error);

  toy->losses[5] = INFINITY;
  g_assert_false (torch->trainer_step_losses (trainer, toy->in, toy->losses, NULL, N, "blend", 0.1f,
                                              &loss, &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_NAN);
  fixture_assert_sentence (error, NULL);
  g_clear_error (&error);
  torch->trainer_free (trainer);

  toy->losses[5] = 1;
  spec.n_outputs = 8;
  trainer = fixture_trainer (&spec);
  g_assert_false (torch->trainer_check_loss (trainer, "sodeep", &error)); /* no sorter is needed */
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SPEC);
  fixture_assert_sentence (error, "12");
  g_clear_error (&error);
  g_assert_true (torch->trainer_check_loss (trainer, "blend", &error));
  g_assert_true (torch->trainer_set_sorter (trainer, sorter, NULL));
  g_assert_false (torch->trainer_step_losses (trainer, toy->in, toy->losses, NULL, N, "sodeep",
                                              0.1f, &loss, &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SPEC);
  fixture_assert_sentence (error, "12");
  torch->trainer_free (trainer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/torch/sorter/same-seed", test_same_seed);
  g_test_add_func ("/torch/sorter/cancel", test_cancel);
  g_test_add_func ("/torch/sorter/damaged", test_damaged);
  g_test_add_func ("/torch/sorter/python", test_python);
  g_test_add_func ("/torch/sorter/learns", test_learns);
  g_test_add_func ("/torch/sorter/refused", test_refused);
  return g_test_run ();
}
