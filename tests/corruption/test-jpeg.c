/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two ways to code blocks, the portable one and that with AVX2, give the same samples. */
#include "corruption/tau-jpeg-blocks.h"
#include "image/tau-random.h"

#define WIDTH  64
#define ROWS   16
#define N      (WIDTH * ROWS)
#define ROUNDS 2000

/* Noise, black and white, stripes and ramps: what takes sums to their ends, and flat blocks. */
static gint16
draw_sample (TauRandom *random, int kind, int i)
{
  switch (kind) {
  case 0:
    return (gint16)tau_random_below (random, 256) - 128;
  case 1:
    return tau_random_below (random, 2) ? 127 : -128;
  case 2:
    return (i / 8) % 2 ? 127 : -128;
  case 3:
    return (i / WIDTH + i) % 2 ? 127 : -128;
  default:
    return (gint16)(i / 16 % 256) - 128;
  }
}

static void
test_pairs (void)
{
  TauRandom random;
  tau_random_init (&random, 3, 4);
  for (int round = 0; round < ROUNDS; round++) {
    gint16 one[N], two[N];
    guint8 steps[64];
    for (int i = 0; i < N; i++)
      one[i] = two[i] = draw_sample (&random, round % 5, i);
    for (int i = 0; i < 64; i++)
      steps[i] = 1 + (round % 3 == 0 ? (guint)round % 255 : tau_random_below (&random, 255));
    if (!tau_jpeg_code_pairs (two, WIDTH, ROWS, WIDTH, steps)) {
      g_test_skip ("This processor or compiler has no AVX2");
      return;
    }
    tau_jpeg_code_blocks (one, WIDTH, ROWS, WIDTH, steps);
    g_assert_cmpmem (one, sizeof one, two, sizeof two);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jpeg/pairs", test_pairs);
  return g_test_run ();
}
