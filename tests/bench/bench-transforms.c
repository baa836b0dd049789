/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints, as a Markdown table, the milliseconds on one core of each transform and of all twelve,
 * beside those of the same in Python: measured here, in turns with ours, where Pillow and NumPy are
 * installed, else as SPEC section 4 gives them for another machine. A figure is the least of N_RUNS
 * means over at least RUN_MS. */
#include "python-bench.h"
#include "base/tau-random.h"
#include "transform/tau-transform.h"
#include "torch/tau-torch.h"

#include <locale.h>
#include <math.h>

#define N_RUNS    8
#define RUN_MS    6.0
#define PYTHON_MS 20.0

/* How Python makes all twelve: see tests/compare/transforms.py. */
static const struct {
  const char *id, *title;
} ways[] = {
  { "all", "all 12, Python mirroring for each" },
  { "once", "all 12, Python mirroring once" },
  { "plain", "all 12, Python mirroring once, for rotations and zooms only" },
};
#define N_WAYS G_N_ELEMENTS (ways)

typedef struct {
  int size, margin;
  double python_ways[N_WAYS];
  double python[TAU_N_TRANSFORMS]; /* ms: each, mirror included */
} Case;

static const Case cases[] = {
  { 32,
    0,
    { 5.99, 4.52, 3.05 },
    { 0.19, 0.85, 1.12, 0.33, 0.46, 0.57, 0.47, 0.42, 0.47, 0.50, 0.31, 0.32 } },
  { 224,
    0,
    { 220, 183, 100 },
    { 4.36, 47.07, 37.18, 10.26, 18.11, 7.14, 18.99, 17.22, 21.07, 20.42, 8.28, 10.05 } },
  { 224, 32, { 0 }, { 0 } },
};

typedef struct {
  const Case *c;
  const guint8 *in;
  guint8 *out[TAU_N_TRANSFORMS];
  int index; /* of a transform, or -1 for all */
} Work;

static void
run_once (const Work *work)
{
  if (work->index < 0)
    tau_transform_apply_all (work->in, work->c->size, work->c->margin, work->out);
  else
    tau_transform_apply (work->index, work->in, work->c->size, work->c->margin, work->out[0]);
}

static double
measure_run (const Work *work)
{
  double start = bench_cpu_ms (), spent;
  int n = 0;
  do {
    run_once (work);
    n++;
    spent = bench_cpu_ms () - start;
  } while (spent < RUN_MS);
  return spent / n;
}

/* `what` is what the Python script calls it; `given` its time on another machine. */
static void
print_row (const Work *work, BenchPython *python, const char *what, const char *title, double given)
{
  const Case *c = work->c;
  double ours = INFINITY, theirs = INFINITY;
  run_once (work);
  for (int run = 0; run < N_RUNS; run++) {
    ours = MIN (ours, measure_run (work));
    if (python != NULL && c->margin == 0)
      theirs = MIN (theirs, bench_python_ask (python, "%s %d %g", what, c->size, PYTHON_MS));
  }
  if (python == NULL)
    theirs = given;
  if (c->margin > 0)
    g_print ("| %s | %d→%d | %.4f | – | – |\n", title, c->size + c->margin, c->size, ours);
  else
    g_print ("| %s | %d | %.4f | %.3f | %.1f |\n", title, c->size, ours, theirs, theirs / ours);
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

static void
print_case (const Case *c, BenchPython *python)
{
  g_autofree guint8 *in = make_picture (c->size + c->margin);
  Work work = { .c = c, .in = in };
  for (int k = 0; k < TAU_N_TRANSFORMS; k++)
    work.out[k] = g_malloc ((gsize)c->size * c->size * 3);
  for (work.index = 0; work.index < TAU_N_TRANSFORMS; work.index++) {
    const char *id = tau_transform_get (work.index)->id;
    print_row (&work, python, id, id, c->python[work.index]);
  }
  work.index = -1;
  for (guint i = 0; i < (c->margin > 0 ? 1 : N_WAYS); i++)
    print_row (&work, python, ways[i].id, c->margin > 0 ? "all 12" : ways[i].title,
               c->python_ways[i]);
  for (int k = 0; k < TAU_N_TRANSFORMS; k++)
    g_free (work.out[k]);
}

int
main (void)
{
  tau_torch_prepare ();
  setlocale (LC_ALL, ""); /* the table's signs need it */
  setlocale (LC_NUMERIC, "C");
  char *folder = bench_folder_new ();
  for (int i = 0; i < 2; i++) {
    g_autofree guint8 *rgb = make_picture (cases[i].size);
    g_autofree char *name = g_strdup_printf ("%d.png", cases[i].size);
    g_autoptr (TauImage) picture = tau_image_new_from_data (rgb, cases[i].size, cases[i].size);
    bench_folder_add (folder, picture, name);
  }
  BenchPython *python = bench_python_start ("transforms.py", folder);
  g_print ("Python: %s.\n\n", python != NULL ? "measured here, in turns with ours"
                                             : "as measured on another machine (SPEC section 4)");
  g_print ("| transform | px | ms | Python | times faster |\n|---|--:|--:|--:|--:|\n");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    print_case (&cases[i], python);
  bench_python_stop (python);
  bench_folder_remove (folder);
  return 0;
}
