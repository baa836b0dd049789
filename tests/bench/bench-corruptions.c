/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints a Markdown table of the time that each corruption takes on one core, beside that of the
 * same in Python: as SPEC section 4 gives it, and measured here, in turns with ours, where Python's
 * packages are installed. Usage: bench-corruptions [NAME...] */
#include "python-bench.h"
#include "corruption/tau-corruption.h"
#include "corruption/tau-ice.h"
#include "torch/tau-torch.h"

#include <locale.h>
#include <math.h>

/* A figure is the least of N_ROUNDS means over at least ROUND_MS. */
#define N_ROUNDS  4
#define ROUND_MS  4.0
#define PYTHON_MS 15.0

/* CPU ms per image and severity, in the order of the registry. */
static const double python_ms[2][TAU_N_CORRUPTIONS][TAU_N_SEVERITIES] = {
  {
      { 0.199, 0.202, 0.202, 0.214, 0.201 }, /* gaussian_noise */
      { 0.403, 0.412, 0.432, 0.443, 0.481 }, /* shot_noise */
      { 0.315, 0.311, 0.296, 0.288, 0.303 }, /* impulse_noise */
      { 0.468, 0.49, 0.536, 0.516, 0.521 },  /* defocus_blur */
      { 15.4, 15.5, 15.5, 29.1, 29 },        /* glass_blur */
      { 2, 2.09, 2.06, 2.3, 2.34 },          /* motion_blur */
      { 2.86, 4.59, 5.52, 6.55, 8.73 },      /* zoom_blur */
      { 2.39, 2.75, 2.73, 3.04, 3.26 },      /* snow */
      { 7.92, 7.61, 8, 8.11, 7.81 },         /* frost */
      { 1, 0.957, 0.917, 0.943, 0.927 },     /* fog */
      { 0.827, 0.871, 0.812, 0.749, 0.824 }, /* brightness */
      { 0.177, 0.182, 0.183, 0.16, 0.168 },  /* contrast */
      { 0.966, 1.23, 1.15, 1.14, 1.15 },     /* elastic_transform */
      { 0.083, 0.082, 0.094, 0.092, 0.074 }, /* pixelate */
      { 0.269, 0.221, 0.217, 0.245, 0.285 }, /* jpeg_compression */
      { 0.207, 0.201, 0.199, 0.208, 0.213 }, /* speckle_noise */
      { 0.339, 0.377, 0.446, 0.45, 0.375 },  /* gaussian_blur */
      { 0.637, 0.62, 0.638, 0.555, 0.563 },  /* spatter */
      { 0.795, 0.953, 0.901, 0.744, 0.971 }, /* saturate */
  },
  {
      { 5.75, 5.99, 6.15, 6.1, 6.35 },       /* gaussian_noise */
      { 15.2, 16.3, 15.2, 11.4, 10.1 },      /* shot_noise */
      { 3.29, 3.48, 3.62, 4.01, 4.44 },      /* impulse_noise */
      { 8.97, 8.29, 8.23, 9.84, 11.2 },      /* defocus_blur */
      { 1280, 745, 2350, 1560, 1460 },       /* glass_blur */
      { 78.4, 94.9, 99.1, 98.6, 119 },       /* motion_blur */
      { 160, 160, 115, 140, 93.9 },          /* zoom_blur */
      { 53.6, 70, 66.1, 69.2, 74.9 },        /* snow */
      { 9.65, 8.66, 9, 9.1, 8.93 },          /* frost */
      { 4.29, 4.48, 4.48, 4.35, 4.54 },      /* fog */
      { 21.2, 20.4, 27.2, 26.6, 26.9 },      /* brightness */
      { 3.12, 3.09, 2.93, 2.9, 3.15 },       /* contrast */
      { 162, 40.2, 25.4, 25.4, 25 },         /* elastic_transform */
      { 0.85, 0.702, 0.629, 0.564, 0.53 },   /* pixelate */
      { 0.748, 0.695, 0.811, 0.704, 0.774 }, /* jpeg_compression */
      { 5.73, 5.81, 5.71, 5.82, 6.07 },      /* speckle_noise */
      { 2.4, 2.97, 4.23, 8.26, 10.7 },       /* gaussian_blur */
      { 9.78, 9.48, 9.05, 6.14, 6.19 },      /* spatter */
      { 25.8, 25.1, 25.5, 28.5, 25.8 },      /* saturate */
  },
};

/* A picture as photographs are: smooth shapes, edges and a little noise. */
static TauImage *
draw_picture (int side)
{
  TauRandom random;
  tau_random_init (&random, 1, 2);
  TauImage *image = tau_image_new (side, side);
  guint8 *p = image->data;
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++)
      for (int c = 0; c < 3; c++) {
        double u = x / (double)side, v = y / (double)side;
        double value = 120 + 60 * sin (7 * u + 3 * v + c) + (u * u + v > 0.7 ? 40 : -30);
        *p++ = (guint8)CLAMP (value + tau_random_uniform (&random, -9, 9), 0, 255);
      }
  return image;
}

/* The pictures that SPEC's figures come from, where the reference is there: JPEG's time in Python
 * depends on what it shows. */
static TauImage *
load_picture (int side)
{
  const char *shared = g_getenv ("TAUSCOPE_SHARED");
  g_autofree char *path =
      g_build_filename (shared != NULL ? shared : "../shared", "reference", "inputs",
                        side == 32 ? "cifar20/cifar_00_airplane_0000.png"
                                   : "imagenet6/imagenet_0_golden_retriever.png",
                        NULL);
  TauImage *image = tau_image_load (path, NULL);
  return image != NULL ? image : draw_picture (side);
}

static double
measure_round (const TauCorruption *corruption, TauImage *in, TauPreset preset, int severity)
{
  int n = 0;
  double start = bench_cpu_ms (), spent;
  do {
    tau_image_unref (tau_corrupt (corruption, in, severity, preset, n++));
    spent = bench_cpu_ms () - start;
  } while (spent < ROUND_MS);
  return spent / n;
}

typedef struct {
  double ours, python; /* ms; python: NAN where it is not installed */
} Times;

/* In turns with Python, so that both have their best moments on the same machine. */
static Times
measure (guint index, BenchPython *python, TauImage *in, TauPreset preset, int severity)
{
  const TauCorruption *corruption = tau_corruption_get (index);
  const char *title = preset == TAU_PRESET_IMAGENET ? "imagenet" : "cifar";
  Times best = { INFINITY, python != NULL ? INFINITY : NAN };
  for (int round = 0; round < N_ROUNDS; round++) {
    best.ours = MIN (best.ours, measure_round (corruption, in, preset, severity));
    /* Where one call takes a second it says enough. */
    if (python != NULL && !(best.python < INFINITY && best.python > 500))
      best.python = MIN (best.python, bench_python_ask (python, "%s %s %d %g", corruption->name,
                                                        title, severity, PYTHON_MS));
  }
  return best;
}

/* How many times slower Python is. */
typedef struct {
  double here, spec;
} Ratios;

static void
print_figure (double figure, const char *format)
{
  if (isnan (figure))
    g_print (" – |");
  else
    g_print (format, figure);
}

static Ratios
print_row (guint index, BenchPython *python, TauImage *in, TauPreset preset)
{
  Times sum = { 0, 0 };
  double spec = 0;
  g_print ("| %s | %d |", tau_corruption_get (index)->name, in->width);
  for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
    Times times = measure (index, python, in, preset, severity);
    sum.ours += times.ours;
    sum.python += times.python;
    spec += python_ms[preset == TAU_PRESET_IMAGENET][index][severity - 1];
    g_print (" %.3f%s", times.ours, severity < TAU_N_SEVERITIES ? " /" : " |");
  }
  Ratios ratios = { sum.python / sum.ours, spec / sum.ours };
  g_print (" %.3f |", sum.ours / TAU_N_SEVERITIES);
  print_figure (sum.python / TAU_N_SEVERITIES, " %.3f |");
  print_figure (ratios.here, " %.1f |");
  g_print (" %.3f | %.1f |\n", spec / TAU_N_SEVERITIES, ratios.spec);
  return ratios;
}

static void
print_summary (const char *title, const double *ratios, int n)
{
  double sum = 0, least = INFINITY;
  for (int i = 0; i < n; i++) {
    sum += ratios[i];
    least = MIN (least, ratios[i]);
  }
  if (n > 0 && !isnan (sum))
    g_print (
        "\nWithout glass blur, against Python %s: %.1f times faster on average, %.1f at least.\n",
        title, sum / n, least);
}

static void
print_table (BenchPython *python, TauImage *const pictures[2], const char *const *names)
{
  double here[2 * TAU_N_CORRUPTIONS], spec[2 * TAU_N_CORRUPTIONS];
  int n = 0;
  g_print (
      "| corruption | px | ms at severity 1 / 2 / 3 / 4 / 5 | mean | Python here | times faster | "
      "Python in SPEC | times faster |\n|---|--:|---|--:|--:|--:|--:|--:|\n");
  for (TauPreset preset = TAU_PRESET_CIFAR; preset <= TAU_PRESET_IMAGENET; preset++)
    for (guint i = 0; i < TAU_N_CORRUPTIONS; i++) {
      const char *name = tau_corruption_get (i)->name;
      if (names[0] != NULL && !g_strv_contains (names, name))
        continue;
      Ratios ratios = print_row (i, python, pictures[preset == TAU_PRESET_IMAGENET], preset);
      if (g_str_equal (name, "glass_blur"))
        continue;
      here[n] = ratios.here;
      spec[n++] = ratios.spec;
    }
  print_summary ("measured here", here, n);
  print_summary ("as SPEC section 4 gives it", spec, n);
}

int
main (int argc, char **argv)
{
  tau_torch_prepare ();
  static const char *const frost_names[TAU_N_ICE] = { "frost1.png", "frost2.png", "frost3.png",
                                                      "frost4.jpg", "frost5.jpg" };
  TauImage *pictures[2] = { load_picture (32), load_picture (224) };
  char *folder = bench_folder_new ();
  setlocale (LC_ALL, ""); /* the table's signs need it */
  setlocale (LC_NUMERIC, "C");
  bench_folder_add (folder, pictures[0], "cifar.png");
  bench_folder_add (folder, pictures[1], "imagenet.png");
  for (guint i = 0; i < TAU_N_ICE; i++)
    bench_folder_add (folder, tau_ice_get (i), frost_names[i]);
  BenchPython *python = bench_python_start ("corruptions.py", folder);
  print_table (python, pictures, (const char *const *)argv + 1);
  bench_python_stop (python);
  bench_folder_remove (folder);
  tau_image_unref (pictures[0]);
  tau_image_unref (pictures[1]);
  return 0;
}
