/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All corruptions against outputs of the reference implementations, with its recorded random
 * variates: bit for bit but for ties of one level (SPEC, before section 1). */
#include "replay.h"

/* What a tie may do: one level in less than 1 % of the values. Only defocus blur has ties here: the
 * reference takes a Fourier transform for it, whose rounding nobody repeats. */
#define MAX_TIES_PERCENT 1.0

static const char *const preset_names[] = { "auto", "cifar", "imagenet" };

static void
assert_same (const Replay *replay, gpointer data)
{
  int *n_compared = data;
  gsize ties = 0;
  int worst = 0;
  for (gsize i = 0; i < replay->n; i++) {
    int difference = ABS ((int)replay->expected[i] - replay->got[i]);
    worst = MAX (worst, difference);
    ties += difference > 0;
  }
  double most = g_str_equal (replay->corruption->name, "defocus_blur") ? MAX_TIES_PERCENT : 0;
  n_compared[replay->severity - 1]++;
  if (ties > 0)
    g_test_message ("%s %s, severity %d, image %d: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
                    " values differ, by up to %d",
                    replay->corruption->name, preset_names[replay->preset], replay->severity,
                    replay->image, ties, replay->n, worst);
  if (worst > 1 || 100.0 * ties / replay->n > most) {
    g_test_message ("This is not the reference's");
    g_test_fail ();
  }
}

static void
test_exact (gconstpointer corruption)
{
  for (TauPreset preset = TAU_PRESET_CIFAR; preset <= TAU_PRESET_IMAGENET; preset++) {
    int n_compared[TAU_N_SEVERITIES] = { 0 };
    if (!replay_compare (corruption, preset, assert_same, n_compared))
      return;
    /* All five, but for the reference's glass blur at 224 px, which takes seconds: two. */
    int n_severities = 0;
    for (int s = 0; s < TAU_N_SEVERITIES; s++)
      n_severities += n_compared[s] > 0;
    gboolean slow = preset == TAU_PRESET_IMAGENET &&
                    g_str_equal (((const TauCorruption *)corruption)->name, "glass_blur");
    g_assert_cmpint (n_severities, ==, slow ? 2 : TAU_N_SEVERITIES);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++) {
    const TauCorruption *corruption = tau_corruption_get (i);
    if (corruption->alexnet_error <= 0)
      continue; /* not of the benchmark */
    g_autofree char *path = g_strdup_printf ("/corruption/exact/%s", corruption->name);
    g_test_add_data_func (path, corruption, test_exact);
  }
  return g_test_run ();
}
