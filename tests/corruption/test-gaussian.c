/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Gaussian blur against its definition, written out sample by sample: narrow ones, and ones
 * that reach over the whole picture several times. */
#include "corruption/tau-gaussian.h"
#include "base/tau-random.h"

#include <math.h>
#include <string.h>

#define WIDTH    37
#define HEIGHT   21
#define TRUNCATE 3.0

/* Along x or y, with the weights of whole distances. */
static void
blur_axis (const double *in, gboolean along_x, double sigma, TauBorder border, double *out)
{
  int radius = (int)(TRUNCATE * sigma + 0.5);
  double sum = 0;
  for (int j = -radius; j <= radius; j++)
    sum += exp (-0.5 * j * j / (sigma * sigma));
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) {
      double value = 0;
      for (int j = -radius; j <= radius; j++) {
        int from_x = along_x ? tau_border_index (border, x + j, WIDTH) : x;
        int from_y = along_x ? y : tau_border_index (border, y + j, HEIGHT);
        value += exp (-0.5 * j * j / (sigma * sigma)) / sum * in[from_y * WIDTH + from_x];
      }
      out[y * WIDTH + x] = value;
    }
}

static void
test_definition (void)
{
  static const double sigmas[] = { 0.5, 2, 5, 12, 40 };
  double in[WIDTH * HEIGHT], middle[WIDTH * HEIGHT], expected[WIDTH * HEIGHT];
  double out[WIDTH * HEIGHT];
  TauRandom random;
  tau_random_init (&random, 7, 1);
  tau_random_fill_uniform (&random, -1, 1, in, WIDTH * HEIGHT);

  for (TauBorder border = TAU_BORDER_NEAREST; border <= TAU_BORDER_SYMMETRIC; border++)
    for (guint s = 0; s < G_N_ELEMENTS (sigmas); s++) {
      blur_axis (in, FALSE, sigmas[s], border, middle);
      blur_axis (middle, TRUE, sigmas[s], border, expected);
      tau_gaussian_blur (in, WIDTH, HEIGHT, 1, sigmas[s], TRUNCATE, border, out);
      for (int i = 0; i < WIDTH * HEIGHT; i++)
        g_assert_cmpfloat_with_epsilon (out[i], expected[i], 1e-14);
    }
}

static void
test_in_place (void)
{
  double values[WIDTH * HEIGHT], out[WIDTH * HEIGHT];
  TauRandom random;
  tau_random_init (&random, 8, 1);
  for (double sigma = 1; sigma < 100; sigma *= 6) {
    tau_random_fill_uniform (&random, 0, 1, values, WIDTH * HEIGHT);
    tau_gaussian_blur (values, WIDTH, HEIGHT, 1, sigma, TRUNCATE, TAU_BORDER_SYMMETRIC, out);
    tau_gaussian_blur (values, WIDTH, HEIGHT, 1, sigma, TRUNCATE, TAU_BORDER_SYMMETRIC, values);
    g_assert_cmpmem (values, sizeof values, out, sizeof out);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/corruption/gaussian/definition", test_definition);
  g_test_add_func ("/corruption/gaussian/in-place", test_in_place);
  return g_test_run ();
}
