/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay.h"

#include "corruption/tau-frost.h"
#include "npz.h"
#include "pcg64.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static const char *const preset_names[] = { "auto", "cifar", "imagenet" };

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

/* The recorded arrays in the order of consumption are slots 0, 1, ...; fog's, one for each level
 * and kind of point, are one slot here. */
static void
load_variates (Npz *npz, const char *key, const Replay *replay, TauVariates *variates)
{
  gboolean in_one_slot = g_str_equal (replay->corruption->name, "fog");
  for (int k = 0;; k++) {
    g_autofree char *name = g_strdup_printf ("%s_rnd%d", key, k);
    g_autoptr (Npy) npy = npz_get (npz, name, NULL);
    if (npy == NULL)
      break;
    g_autofree double *values = npy_to_doubles (npy);
    int slot = in_one_slot ? 0 : k;
    gsize have = variates->lengths[slot];
    variates->values[slot] = g_renew (double, variates->values[slot], have + npy->n);
    memcpy (variates->values[slot] + have, values, npy->n * sizeof *values);
    variates->lengths[slot] = have + npy->n;
  }
  if (g_str_equal (replay->corruption->name, "impulse_noise")) {
    guint64 seed = (guint64)variates->values[0][0];
    tau_variates_clear (variates);
    draw_impulse (seed, replay->preset, replay->severity, replay->n, variates);
  }
}

/* The reference's frost is photographs that are not here. What its unclipped output tells of the
 * piece that was laid over the picture is put into a texture at the recorded place, which is given
 * to the program as a file of the user's folder, and must come out again. FALSE: the reference's
 * photographs hold whole levels, this does not. */
static gboolean
make_textures (const char *folder, const Replay *replay, int side, const guint8 *in,
               const float *before_truncation, const TauVariates *variates)
{
  static const double params[2][TAU_N_SEVERITIES][2] = {
    { { 1, .2 }, { 1, .3 }, { .9, .4 }, { .85, .4 }, { .75, .45 } },
    { { 1, .4 }, { .8, .6 }, { .7, .7 }, { .65, .7 }, { .6, .75 } },
  };
  static const int sizes[5][2] = {
    { 900, 600 }, { 560, 315 }, { 560, 315 }, { 527, 350 }, { 660, 495 }
  };
  static const char *const names[5] = { "frost1.png", "frost2.png", "frost3.png", "frost4.jpg",
                                        "frost5.jpg" };
  gboolean cifar = replay->preset == TAU_PRESET_CIFAR;
  const double *p = params[!cifar][replay->severity - 1];
  int step = cifar ? 5 : 1, first = cifar ? 2 : 0;

  for (int k = 0; k < 5; k++) {
    gboolean used = k == variates->values[0][0];
    g_autoptr (TauImage) texture = tau_image_new (used ? sizes[k][0] : TAU_IMAGE_MIN_SIDE,
                                                  used ? sizes[k][1] : TAU_IMAGE_MIN_SIDE);
    g_autofree char *path = g_build_filename (folder, names[k], NULL);
    g_autoptr (GError) error = NULL;
    memset (texture->data, 0, tau_image_n_bytes (texture));
    for (int i = 0; used && i < 3 * side * side; i++) {
      int y = first + step * ((int)variates->values[1][0] + i / 3 / side);
      int x = first + step * ((int)variates->values[2][0] + i / 3 % side);
      double ice = before_truncation[i] >= 255 ? 255 : (before_truncation[i] - p[0] * in[i]) / p[1];
      if (fabs (ice - rint (ice)) > 1e-3)
        return FALSE;
      texture->data[3 * ((gsize)y * texture->width + x) + i % 3] = (guint8)rint (ice);
    }
    tau_image_save_png (texture, path, &error);
    g_assert_no_error (error);
  }
  return TRUE;
}

static void
remove_folder (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
  g_dir_close (dir);
  g_rmdir (folder);
}

static void
apply_frost (const Replay *replay, Npz *npz, const char *key, int side, const guint8 *in,
             const TauVariates *variates, guint8 *got)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strconcat (key, "_outf", NULL);
  g_autoptr (Npy) before_truncation = get_array (npz, name);
  g_autofree char *folder = g_dir_make_tmp ("tau-frost-XXXXXX", &error);
  g_assert_no_error (error);
  gboolean made = make_textures (folder, replay, side, in, npy_data (before_truncation), variates);
  g_assert_true (made);
  tau_frost_set_textures_folder (folder, &error);
  g_assert_no_error (error);
  replay->corruption->apply (in, side, side, replay->preset, replay->severity, variates, got);
  tau_frost_set_textures_folder (NULL, NULL);
  remove_folder (folder);
}

static void
compare_exact (Replay *replay, Npy *x, ReplayFunc func, gpointer data)
{
  g_autoptr (Npz) npz =
      open_reference ("corruptions-exact", replay->preset, replay->corruption->name);
  g_autoptr (Npy) out = get_array (npz, "out");
  gsize images = x->dims[0];
  TauVariates none = { 0 };
  g_assert_cmpuint (out->n, ==, TAU_N_SEVERITIES * images * replay->n);
  for (replay->severity = 1; replay->severity <= TAU_N_SEVERITIES; replay->severity++)
    for (gsize i = 0; i < images; i++) {
      replay->image = i;
      replay->expected =
          (const guint8 *)npy_data (out) + ((replay->severity - 1) * images + i) * replay->n;
      replay->corruption->apply ((const guint8 *)npy_data (x) + i * replay->n, x->dims[2],
                                 x->dims[1], replay->preset, replay->severity, &none, replay->got);
      func (replay, data);
    }
}

static void
compare_recorded (Replay *replay, Npy *x, ReplayFunc func, gpointer data)
{
  const TauCorruption *corruption = replay->corruption;
  g_autoptr (Npz) npz = open_reference ("corruptions-replay", replay->preset, corruption->name);
  for (replay->severity = 1; replay->severity <= TAU_N_SEVERITIES; replay->severity++)
    for (gsize i = 0; i < x->dims[0]; i++) {
      const guint8 *in = (const guint8 *)npy_data (x) + i * replay->n;
      g_autofree char *key = g_strdup_printf ("s%d_i%d", replay->severity, (int)i);
      g_autofree char *name = g_strconcat (key, "_out", NULL);
      g_autoptr (Npy) out = npz_get (npz, name, NULL);
      if (out == NULL)
        continue; /* a few of the images were recorded */
      TauVariates variates = { 0 };
      load_variates (npz, key, replay, &variates);
      if (g_str_equal (corruption->name, "frost"))
        apply_frost (replay, npz, key, x->dims[1], in, &variates, replay->got);
      else
        corruption->apply (in, x->dims[2], x->dims[1], replay->preset, replay->severity, &variates,
                           replay->got);
      tau_variates_clear (&variates);
      replay->image = i;
      replay->expected = npy_data (out);
      func (replay, data);
    }
}

gboolean
replay_compare (const TauCorruption *corruption, TauPreset preset, ReplayFunc func, gpointer data)
{
  g_autoptr (Npz) inputs = open_reference ("corruptions-exact", preset, "inputs");
  if (inputs == NULL)
    return FALSE;
  g_autoptr (Npy) x = get_array (inputs, "x");
  gsize n = x->dims[1] * x->dims[2] * 3;
  g_autofree guint8 *got = g_malloc (n);
  Replay replay = { .corruption = corruption, .preset = preset, .n = n, .got = got };
  (corruption->random ? compare_recorded : compare_exact) (&replay, x, func, data);
  return TRUE;
}
