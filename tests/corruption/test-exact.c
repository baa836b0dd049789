/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The corruptions against outputs of the reference implementations, with its recorded random
 * variates: bit for bit but for ties of one level (SPEC, before section 1). */
#include "corruption/tau-corruption.h"
#include "npz.h"
#include "pcg64.h"

#include <string.h>

/* What a tie may do: one level in less than 1 % of the values. */
#define MAX_TIES_PERCENT 1.0

static const char *const preset_names[] = { "auto", "cifar", "imagenet" };

static void
assert_same (const guint8 *expected, const guint8 *got, gsize n, const char *what)
{
  gsize ties = 0;
  int worst = 0;
  for (gsize i = 0; i < n; i++) {
    int difference = ABS ((int)expected[i] - got[i]);
    worst = MAX (worst, difference);
    ties += difference > 0;
  }
  if (ties > 0)
    g_test_message ("%s: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " values differ, by up to %d",
                    what, ties, n, worst);
  if (worst > 1 || 100.0 * ties / n >= MAX_TIES_PERCENT) {
    g_test_message ("%s is not the reference's", what);
    g_test_fail ();
  }
}

static Npz *
open_reference (const char *folder, TauPreset preset, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_strdup_printf ("%s_%s.npz", preset_names[preset], name);
  g_autofree char *path = reference_path (folder, file);
  if (path == NULL)
    return NULL;
  Npz *npz = npz_open (path, &error);
  g_assert_no_error (error);
  return npz;
}

static Npy *
get_array (Npz *npz, const char *name)
{
  g_autoptr (GError) error = NULL;
  Npy *npy = npz_get (npz, name, &error);
  g_assert_no_error (error);
  return npy;
}

static void
test_exact (gconstpointer data)
{
  const TauCorruption *corruption = data;
  for (TauPreset preset = TAU_PRESET_CIFAR; preset <= TAU_PRESET_IMAGENET; preset++) {
    g_autoptr (Npz) inputs = open_reference ("corruptions-exact", preset, "inputs");
    if (inputs == NULL)
      return;
    g_autoptr (Npz) outputs = open_reference ("corruptions-exact", preset, corruption->name);
    g_autoptr (Npy) x = get_array (inputs, "x");
    g_autoptr (Npy) out = get_array (outputs, "out");
    gsize images = x->dims[0], height = x->dims[1], width = x->dims[2];
    gsize n = width * height * 3;
    g_autofree guint8 *got = g_malloc (n);
    TauVariates none = { 0 };

    g_assert_cmpuint (out->n, ==, TAU_N_SEVERITIES * images * n);
    for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++)
      for (gsize i = 0; i < images; i++) {
        const guint8 *in = (const guint8 *)npy_data (x) + i * n;
        const guint8 *expected = (const guint8 *)npy_data (out) + ((severity - 1) * images + i) * n;
        g_autofree char *what = g_strdup_printf ("%s %s, severity %d, image %d", corruption->name,
                                                 preset_names[preset], severity, (int)i);
        corruption->apply (in, width, height, preset, severity, &none, got);
        assert_same (expected, got, n, what);
      }
  }
}

/* impulse_noise: the reference records the seed of numpy's generator, which is drawn again here,
 * twice per value: whether it is replaced, then whether by salt. Our one uniform says both. */
static void
draw_impulse (guint64 seed, TauPreset preset, int severity, gsize n, TauVariates *variates)
{
  static const double shares[2][5] = { { .01, .02, .03, .05, .07 }, { .03, .06, .09, .17, .27 } };
  double share = shares[preset == TAU_PRESET_IMAGENET][severity - 1];
  double *u = variates->values[0] = g_new (double, n);
  Pcg64 generator;
  pcg64_init (&generator, seed);
  for (gsize i = 0; i < n; i++)
    u[i] = pcg64_uniform (&generator) <= share;
  for (gsize i = 0; i < n; i++) {
    gboolean salt = pcg64_uniform (&generator) <= 0.5;
    u[i] = u[i] == 0.0 ? 1.0 : share * (salt ? 0.25 : 0.75);
  }
}

/* The recorded arrays in the order of consumption are slots 0, 1, ... */
static void
load_variates (Npz *npz, const char *key, TauVariates *variates)
{
  for (int slot = 0; slot < TAU_MAX_VARIATES; slot++) {
    g_autofree char *name = g_strdup_printf ("%s_rnd%d", key, slot);
    g_autoptr (Npy) values = npz_get (npz, name, NULL);
    if (values == NULL)
      return;
    variates->values[slot] = npy_to_doubles (values);
    variates->lengths[slot] = values->n;
  }
}

static void
test_replay (gconstpointer data)
{
  const TauCorruption *corruption = data;
  for (TauPreset preset = TAU_PRESET_CIFAR; preset <= TAU_PRESET_IMAGENET; preset++) {
    g_autoptr (Npz) inputs = open_reference ("corruptions-exact", preset, "inputs");
    if (inputs == NULL)
      return;
    g_autoptr (Npz) replay = open_reference ("corruptions-replay", preset, corruption->name);
    g_autoptr (Npy) x = get_array (inputs, "x");
    gsize height = x->dims[1], width = x->dims[2];
    gsize n = width * height * 3;
    g_autofree guint8 *got = g_malloc (n);
    int compared = 0;

    for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++)
      for (gsize i = 0; i < x->dims[0]; i++) {
        g_autofree char *key = g_strdup_printf ("s%d_i%d", severity, (int)i);
        g_autofree char *name = g_strconcat (key, "_out", NULL);
        g_autoptr (Npy) out = npz_get (replay, name, NULL);
        if (out == NULL)
          continue;
        g_autofree char *what =
            g_strdup_printf ("%s %s %s", corruption->name, preset_names[preset], key);
        TauVariates variates = { 0 };
        load_variates (replay, key, &variates);
        if (g_str_equal (corruption->name, "impulse_noise")) {
          guint64 seed = (guint64)variates.values[0][0];
          tau_variates_clear (&variates);
          draw_impulse (seed, preset, severity, n, &variates);
        }
        corruption->apply ((const guint8 *)npy_data (x) + i * n, width, height, preset, severity,
                           &variates, got);
        assert_same (npy_data (out), got, n, what);
        tau_variates_clear (&variates);
        compared++;
      }
    g_assert_cmpint (compared, >, 0);
  }
}

int
main (int argc, char **argv)
{
  static const char *const mine[] = {
    "gaussian_noise",   "shot_noise",    "impulse_noise", "defocus_blur", "glass_blur",
    "motion_blur",      "zoom_blur",     "brightness",    "contrast",     "pixelate",
    "jpeg_compression", "speckle_noise", "gaussian_blur", "saturate",
  };
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (mine); i++) {
    const TauCorruption *corruption = tau_corruption_get (tau_corruption_find (mine[i]));
    g_autofree char *path = g_strdup_printf ("/corruption/exact/%s", corruption->name);
    g_test_add_data_func (path, corruption, corruption->random ? test_replay : test_exact);
  }
  return g_test_run ();
}
