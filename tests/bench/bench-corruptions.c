/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints a Markdown table of the time that each corruption takes on one core, beside the Python
 * reference's (SPEC section 4). Usage: bench-corruptions [NAME...] */
#include "corruption/tau-corruption.h"

#include <locale.h>
#include <math.h>
#include <time.h>

/* A figure is the least of N_ROUNDS means over at least ROUND_MS. */
#define N_ROUNDS 5
#define ROUND_MS 4.0

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

static double
cpu_ms (void)
{
  struct timespec now;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec * 1e-6;
}

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

static double
measure (const TauCorruption *corruption, TauImage *in, TauPreset preset, int severity)
{
  double best = INFINITY;
  for (int round = 0; round < N_ROUNDS; round++) {
    int n = 0;
    double start = cpu_ms (), spent;
    do {
      tau_image_unref (tau_corrupt (corruption, in, severity, preset, n++));
      spent = cpu_ms () - start;
    } while (spent < ROUND_MS);
    best = MIN (best, spent / n);
  }
  return best;
}

static void
print_row (guint index, int size, TauImage *in, TauPreset preset)
{
  const TauCorruption *corruption = tau_corruption_get (index);
  double ours = 0.0, python = 0.0;
  g_print ("| %s | %d |", corruption->name, size);
  for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
    double ms = measure (corruption, in, preset, severity);
    ours += ms;
    python += python_ms[preset == TAU_PRESET_IMAGENET][index][severity - 1];
    g_print (" %.3f%s", ms, severity < TAU_N_SEVERITIES ? " /" : " |");
  }
  g_print (" %.3f | %.1f |\n", python / TAU_N_SEVERITIES, python / ours);
}

int
main (int argc, char **argv)
{
  setlocale (LC_NUMERIC, "C");
  g_print ("| corruption | px | ms at severity 1 / 2 / 3 / 4 / 5 | Python, mean | times faster |\n"
           "|---|---|---|---|---|\n");
  for (TauPreset preset = TAU_PRESET_CIFAR; preset <= TAU_PRESET_IMAGENET; preset++) {
    int size = preset == TAU_PRESET_CIFAR ? 32 : 224;
    g_autoptr (TauImage) in = draw_picture (size);
    for (guint i = 0; i < TAU_N_CORRUPTIONS; i++)
      if (argc < 2 || g_strv_contains ((const char *const *)argv + 1, tau_corruption_get (i)->name))
        print_row (i, size, in, preset);
  }
  return 0;
}
