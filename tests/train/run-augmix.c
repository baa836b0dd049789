/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-number.h"
#include "train/tau-augmix.h"
#include "train/tau-train-run.h"

#include <stdio.h>
#include <string.h>

/* For comparison with Python. Images are SIZE x SIZE RGB bytes on standard input.
 *
 *   run-augmix operation NAME AMOUNT SIZE              writes each image, until the input ends
 *   run-augmix draw CORRUPTIONS SIZE SEED COUNT        writes mixtures as lines of words
 *   run-augmix mix CORRUPTIONS SIZE SEED COUNT         writes the normalised planes of each mixture
 *                                                      of one image as float32
 */

static guint8 *
read_image (int size)
{
  const gsize n = (gsize)size * size * 3;
  guint8 *rgb = g_malloc (n);
  if (fread (rgb, 1, n, stdin) == n)
    return rgb;
  g_free (rgb);
  return NULL;
}

static void
run_operation (const char *name, double amount, int size)
{
  const gsize n = (gsize)size * size * 3;
  g_autofree guint8 *out = g_malloc (n);
  guint8 *in;
  guint operation = 0;
  while (!g_str_equal (name, tau_operation_name (operation)))
    operation++;
  while ((in = read_image (size)) != NULL) {
    tau_operation_apply (operation, amount, in, size, out);
    fwrite (out, 1, n, stdout);
    g_free (in);
  }
}

static void
print (const TauAugmix *mixture)
{
  for (guint chain = 0; chain < TAU_AUGMIX_WIDTH; chain++) {
    g_autofree char *weight = tau_number_text (mixture->weights[chain], 9);
    printf ("chain %s\n", weight);
    for (guint i = 0; i < mixture->depths[chain]; i++) {
      const TauAugmixStep *step = &mixture->steps[chain][i];
      g_autofree char *amount = tau_number_text (step->amount, 17);
      if (step->corruption < 0)
        printf ("%s %s\n", tau_operation_name (step->operation), amount);
      else
        printf ("corruption %s %d\n", tau_corruption_get (step->corruption)->name, step->severity);
    }
  }
  g_autofree char *share = tau_number_text (mixture->share, 9);
  printf ("share %s\n", share);
}

static void
run_mixtures (gboolean apply, const TauCorruptionSet *corruptions, int size, guint64 seed,
              guint count)
{
  const gsize n = (gsize)size * size * 3;
  g_autofree guint8 *in = apply ? read_image (size) : NULL;
  g_autofree float *planes = g_new (float, n);
  for (guint i = 0; i < count; i++) {
    TauAugmix mixture;
    TauRandom random;
    tau_random_init (&random, seed, i);
    tau_augmix_draw (&mixture, corruptions, size, &random);
    if (!apply) {
      print (&mixture);
      continue;
    }
    tau_augmix_apply (&mixture, in, size, tau_train_mean, tau_train_std, planes);
    fwrite (planes, sizeof (float), n, stdout);
  }
}

int
main (int argc, char **argv)
{
  TauCorruptionSet corruptions;
  if (argc == 5 && g_str_equal (argv[1], "operation")) {
    run_operation (argv[2], g_ascii_strtod (argv[3], NULL), atoi (argv[4]));
    return 0;
  }
  g_assert_cmpint (argc, ==, 6);
  g_assert_true (tau_corruption_set_parse (argv[2], &corruptions, NULL));
  run_mixtures (g_str_equal (argv[1], "mix"), &corruptions, atoi (argv[3]),
                g_ascii_strtoull (argv[4], NULL, 10), atoi (argv[5]));
  return 0;
}
