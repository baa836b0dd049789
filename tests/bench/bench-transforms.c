/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-random.h"
#include "transform/tau-transform.h"

#include <locale.h>
#include <stdlib.h>
#include <time.h>

/* Prints, as a Markdown table, the milliseconds on one core of each transform and of all twelve,
 * beside the Python figures of SPEC section 4. A figure is the median of N_RUNS runs of at least
 * RUN_MS. */
#define N_RUNS 15
#define RUN_MS 8.0

typedef struct {
  int size, margin;
  double python_all;               /* ms: mirror built once, 12 operations on the 3x image */
  double python[TAU_N_TRANSFORMS]; /* ms: each, mirror included */
} Case;

static const Case cases[] = {
  { 32, 0, 4.52, { 0.19, 0.85, 1.12, 0.33, 0.46, 0.57, 0.47, 0.42, 0.47, 0.50, 0.31, 0.32 } },
  { 224,
    0,
    183,
    { 4.36, 47.07, 37.18, 10.26, 18.11, 7.14, 18.99, 17.22, 21.07, 20.42, 8.28, 10.05 } },
  { 224, 32, 0, { 0 } },
};

typedef struct {
  const Case *c;
  const guint8 *in;
  guint8 *out[TAU_N_TRANSFORMS];
  int index; /* of a transform, or -1 for all */
} Work;

static double
now_ms (void)
{
  struct timespec t;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
}

static void
run_once (const Work *work)
{
  if (work->index < 0)
    tau_transform_apply_all (work->in, work->c->size, work->c->margin, work->out);
  else
    tau_transform_apply (work->index, work->in, work->c->size, work->c->margin, work->out[0]);
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double
measure (const Work *work)
{
  double runs[N_RUNS];
  run_once (work);
  for (int r = 0; r < N_RUNS; r++) {
    double start = now_ms (), end;
    int n = 0;
    do {
      run_once (work);
      n++;
      end = now_ms ();
    } while (end - start < RUN_MS);
    runs[r] = (end - start) / n;
  }
  qsort (runs, N_RUNS, sizeof runs[0], compare_doubles);
  return runs[N_RUNS / 2];
}

static void
print_row (const char *name, const Case *c, double ms, double python)
{
  g_autofree char *size = c->margin > 0 ? g_strdup_printf ("%d→%d", c->size + c->margin, c->size)
                                        : g_strdup_printf ("%d", c->size);
  if (python > 0)
    g_print ("| %s | %s | %.4f | %.2f | %.1f× |\n", name, size, ms, python, python / ms);
  else
    g_print ("| %s | %s | %.4f | – | – |\n", name, size, ms);
}

/* A smooth picture with some noise: what the branches and tables see of a photograph. */
static guint8 *
make_picture (int side)
{
  guint8 *rgb = g_malloc ((gsize)side * side * 3);
  TauRandom random;
  tau_random_init (&random, 1, 2);
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++)
      for (int c = 0; c < 3; c++)
        rgb[((gsize)y * side + x) * 3 + c] =
            40 + (x * (c + 1) + y * (3 - c)) * 40 / side + tau_random_below (&random, 30);
  return rgb;
}

int
main (void)
{
  setlocale (LC_ALL, ""); /* the table's signs need it */
  g_print ("| transform | size | ms | Python ms | ratio |\n|---|---|---|---|---|\n");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Case *c = &cases[i];
    g_autofree guint8 *in = make_picture (c->size + c->margin);
    Work work = { .c = c, .in = in };
    for (int k = 0; k < TAU_N_TRANSFORMS; k++)
      work.out[k] = g_malloc ((gsize)c->size * c->size * 3);
    for (work.index = 0; work.index < TAU_N_TRANSFORMS; work.index++)
      print_row (tau_transform_get (work.index)->id, c, measure (&work), c->python[work.index]);
    work.index = -1;
    print_row ("all 12", c, measure (&work), c->python_all);
    for (int k = 0; k < TAU_N_TRANSFORMS; k++)
      g_free (work.out[k]);
  }
  return 0;
}
