/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two ways to code a picture, the portable one and that with AVX2, give the same bytes. */
#include "corruption/jpeg/tau-jpeg.h"
#include "base/tau-random.h"

#define MAX_SIDE 80
#define ROUNDS   1500

/* Noise, black and white, stripes, ramps, and one colour: what takes sums to their ends, and flat
 * blocks. */
static guint8
draw_value (TauRandom *random, int kind, int x, int y, int channel)
{
  switch (kind) {
  case 0:
    return tau_random_below (random, 256);
  case 1:
    return tau_random_below (random, 2) ? 255 : 0;
  case 2:
    return (x / 8 + y / 8 + channel) % 2 ? 255 : 0;
  case 3:
    return (x + y) % 2 ? 255 : 0;
  case 4:
    return (guint8)(3 * x + y * channel);
  default:
    return (guint8)(40 + 70 * channel);
  }
}

static void
test_same (void)
{
  TauRandom random;
  tau_random_init (&random, 3, 4);
  for (int round = 0; round < ROUNDS; round++) {
    int width = 1 + tau_random_below (&random, MAX_SIDE);
    int height = 1 + tau_random_below (&random, MAX_SIDE), n = 3 * width * height;
    g_autofree guint8 *in = g_malloc (n), *plain = g_malloc (n), *quick = g_malloc (n);
    for (int i = 0; i < n; i++)
      in[i] = draw_value (&random, round % 6, i / 3 % width, i / 3 / width, i % 3);
    guint8 steps[2][64];
    for (int i = 0; i < 128; i++)
      steps[i / 64][i % 64] =
          1 + (round % 5 == 0 ? (guint)round % 255 : tau_random_below (&random, 255));
    if (!tau_jpeg_code_avx2 (in, width, height, steps, quick)) {
      g_test_skip ("This processor or compiler has no AVX2");
      return;
    }
    tau_jpeg_code_plain (in, width, height, steps, plain);
    g_assert_cmpmem (plain, n, quick, n);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jpeg/same", test_same);
  return g_test_run ();
}
