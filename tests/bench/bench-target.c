/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-session.h"
#include "torch/tau-torch.h"

#include <locale.h>
#include <stdlib.h>

/* How fast the targets of the packs answer, and the share that this is of the speed of multiplying
 * large matrices. bench-target [MATRICES.pt]: a TorchScript model for 32 px that does nothing but
 * that; tests/compare/speed.py makes one and calls this. The two take turns, and a share is the
 * median over the turns, so that other programs disturb both alike. Prints a Markdown table. */

#define N_TURNS     7
#define N_PICTURES  256
#define MATRIX_SIDE 32

typedef struct {
  const TauTorchApi *torch;
  TauTorchModel *model;
  int side;
  gsize batch; /* pictures that go through the model at once */
  float *planes;
  float *rows;
} Bench;

static void
bench_init (Bench *self, const TauTorchApi *torch, TauTorchModel *model, int side, gsize batch)
{
  gsize values = (gsize)N_PICTURES * 3 * side * side;
  *self = (Bench){ .torch = torch, .model = model, .side = side, .batch = batch };
  self->planes = g_new (float, values);
  self->rows = g_new (float, (gsize)N_PICTURES * torch->model_n_outputs (model));
  for (gsize i = 0; i < values; i++)
    self->planes[i] = (float)(i * 7 % 101) / 50 - 1;
}

static void
bench_clear (Bench *self)
{
  g_free (self->planes);
  g_free (self->rows);
}

/* GFLOP/s: two operations for each multiply-add. */
static double
run (const Bench *self)
{
  gsize values = 3 * (gsize)self->side * self->side;
  gsize outputs = self->torch->model_n_outputs (self->model);
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  for (gsize first = 0; first < N_PICTURES; first += self->batch)
    if (!self->torch->model_run (self->model, self->planes + first * values,
                                 MIN (self->batch, N_PICTURES - first),
                                 self->rows + first * outputs, NULL, &error))
      g_error ("%s", error->message);
  double seconds = (g_get_monotonic_time () - began) / 1e6;
  return 2e-9 * self->torch->model_multiply_adds (self->model) * N_PICTURES / seconds;
}

static int
compare_doubles (const void *a, const void *b)
{
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static double
median (double *values)
{
  qsort (values, N_TURNS, sizeof values[0], compare_doubles);
  return values[N_TURNS / 2];
}

static void
print_row (const char *name, const Bench *target, const Bench *matrices)
{
  double speeds[N_TURNS], shares[N_TURNS];
  for (int i = 0; i < 3; i++)
    run (target);
  for (int turn = 0; turn < N_TURNS; turn++) {
    double before = matrices != NULL ? run (matrices) : 0;
    speeds[turn] = run (target);
    double after = matrices != NULL ? run (matrices) : 0;
    shares[turn] = speeds[turn] / ((before + after) / 2);
  }
  double speed = median (speeds);
  double ms = 2e-6 * target->torch->model_multiply_adds (target->model) / speed;
  g_print ("| %s | %" G_GSIZE_FORMAT " | %.3f | %.1f |", name, target->batch, ms, speed);
  if (matrices != NULL)
    g_print (" %.0f %% |\n", 100 * median (shares));
  else
    g_print (" – |\n");
}

static gboolean
bench_pack (TauPack *pack, const Bench *matrices, int n_threads, GError **error)
{
  static const gsize batches[] = { 12, 256 };
  g_autoptr (TauSession) session = tau_session_open (pack, NULL, n_threads, NULL, error);
  if (session == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (batches); i++) {
    Bench target;
    bench_init (&target, session->torch, session->target, pack->target.input_size, batches[i]);
    print_row (pack->name, &target, matrices);
    bench_clear (&target);
  }
  return TRUE;
}

static gboolean
bench (const char *path, GError **error)
{
  int n_threads = g_get_num_processors ();
  g_autoptr (GPtrArray) packs = tau_pack_list (NULL);
  const TauTorchApi *torch = tau_torch_open (error);
  if (torch == NULL)
    return FALSE;
  torch->set_threads (n_threads);
  TauTorchModel *model = NULL;
  Bench matrices;
  if (path != NULL) {
    if ((model = torch->model_load (path, -1, MATRIX_SIDE, NULL, error)) == NULL)
      return FALSE;
    bench_init (&matrices, torch, model, MATRIX_SIDE, 16);
    for (int i = 0; i < 3; i++) /* libtorch's compiler looks at the first runs */
      run (&matrices);
    g_print ("Large matrices: %.1f GFLOP/s\n\n", run (&matrices));
  }
  g_print ("| target | batch | ms an image | GFLOP/s | of the speed with large matrices |\n"
           "|---|--:|--:|--:|--:|\n");
  gboolean done = TRUE;
  for (guint i = 0; done && i < packs->len; i++)
    done = bench_pack (g_ptr_array_index (packs, i), model != NULL ? &matrices : NULL, n_threads,
                       error);
  if (model != NULL) {
    bench_clear (&matrices);
    torch->model_free (model);
  } else if (done) {
    g_print ("\ntests/compare/speed.py fills the last column (it needs python3-torch).\n");
  }
  return done;
}

int
main (int argc, char **argv)
{
  tau_torch_prepare ();
  setlocale (LC_ALL, ""); /* the table's signs need it */
  setlocale (LC_NUMERIC, "C");
  g_autoptr (GError) error = NULL;
  if (bench (argc > 1 ? argv[1] : NULL, &error))
    return 0;
  g_printerr ("bench-target: %s\n", error->message);
  return 1;
}
