/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-corruption.h"
#include "corruption/tau-frost.h"
#include "npz.h"

#include <math.h>
#include <string.h>

/* Snow, frost, fog, spatter and elastic transform: fed with the variates that the reference
 * consumed, they must give its pixels. */

typedef struct {
  TauPreset preset;
  const char *name;
  const char *inputs; /* folder under reference/inputs */
  int n_images;
} ReplaySet;

static const ReplaySet replay_sets[2] = {
  { TAU_PRESET_CIFAR, "cifar", "cifar20", 4 },
  { TAU_PRESET_IMAGENET, "imagenet", "imagenet6", 1 },
};

static const char *const cifar_inputs[] = { "cifar_00_airplane_0000", "cifar_01_automobile_0000",
                                            "cifar_02_bird_0000", "cifar_03_cat_0000" };
static const char *const imagenet_inputs[] = { "imagenet_0_golden_retriever" };

static const TauCorruption *
find (const char *name)
{
  int index = tau_corruption_find (name);
  g_assert_cmpint (index, >=, 0);
  return tau_corruption_get (index);
}

static GdkPixbuf *
open_input (const ReplaySet *set, int image)
{
  const char *base = set->preset == TAU_PRESET_CIFAR ? cifar_inputs[image] : imagenet_inputs[image];
  g_autofree char *file = g_strconcat (set->inputs, G_DIR_SEPARATOR_S, base, ".png", NULL);
  g_autofree char *path = reference_path ("inputs", file);
  g_autoptr (GError) error = NULL;
  if (path == NULL)
    return NULL;
  GdkPixbuf *pixbuf = gdk_pixbuf_new_from_file (path, &error);
  g_assert_no_error (error);
  return pixbuf;
}

/* The pixels without the padding of rows. */
static guint8 *
pixels_of (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  int channels = gdk_pixbuf_get_n_channels (pixbuf), stride = gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *from = gdk_pixbuf_read_pixels (pixbuf);
  guint8 *to = g_malloc (3 * (gsize)width * height);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      memcpy (to + 3 * ((gsize)y * width + x), from + (gsize)y * stride + x * channels, 3);
  return to;
}

/* The recorded variates of one image. Fog's are one array per level and kind, in one slot here. */
static TauVariates
read_variates (Npz *npz, const char *key, gboolean in_one_slot)
{
  TauVariates variates = { 0 };
  for (int k = 0;; k++) {
    g_autofree char *name = g_strdup_printf ("%s_rnd%d", key, k);
    g_autoptr (Npy) npy = npz_get (npz, name, NULL);
    if (npy == NULL)
      return variates;
    g_autofree double *values = npy_to_doubles (npy);
    int slot = in_one_slot ? 0 : k;
    gsize have = variates.lengths[slot];
    variates.values[slot] = g_renew (double, variates.values[slot], have + npy->n);
    memcpy (variates.values[slot] + have, values, npy->n * sizeof *values);
    variates.lengths[slot] = have + npy->n;
  }
}

/* Counts the values that differ; none by more than one level. */
static gsize
count_differences (const guint8 *ours, const guint8 *theirs, gsize n, const char *what)
{
  gsize different = 0;
  int most = 0;
  for (gsize i = 0; i < n; i++) {
    different += ours[i] != theirs[i];
    most = MAX (most, ABS (ours[i] - theirs[i]));
  }
  if (different > 0)
    g_test_message ("%s: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " values differ, by up to %d",
                    what, different, n, most);
  return most > 1 ? n : different;
}

typedef struct {
  const char *name;
  double ties; /* the share of values that may differ by one level: SPEC names them */
} ReplayCase;

static void
replay_set (const ReplayCase *test, const ReplaySet *set)
{
  g_autofree char *file = g_strdup_printf ("%s_%s.npz", set->name, test->name);
  g_autofree char *path = reference_path ("corruptions-replay", file);
  if (path == NULL)
    return;
  g_autoptr (GError) error = NULL;
  g_autoptr (Npz) npz = npz_open (path, &error);
  g_assert_no_error (error);

  const TauCorruption *corruption = find (test->name);
  for (int image = 0; image < set->n_images; image++) {
    g_autoptr (GdkPixbuf) pixbuf = open_input (set, image);
    if (pixbuf == NULL)
      return;
    g_autofree guint8 *in = pixels_of (pixbuf);
    int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
    gsize n = 3 * (gsize)width * height;
    g_autofree guint8 *out = g_malloc (n);
    for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
      g_autofree char *key = g_strdup_printf ("s%d_i%d", severity, image);
      g_autofree char *out_key = g_strconcat (key, "_out", NULL);
      g_autofree char *what = g_strdup_printf ("%s %s %s", set->name, test->name, key);
      g_autoptr (Npy) expected = npz_get (npz, out_key, &error);
      g_assert_no_error (error);
      TauVariates variates = read_variates (npz, key, g_str_equal (test->name, "fog"));
      corruption->apply (in, width, height, set->preset, severity, &variates, out);
      g_assert_cmpfloat (count_differences (out, npy_data (expected), n, what), <=, test->ties * n);
      tau_variates_clear (&variates);
    }
  }
}

static void
test_replay (gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (replay_sets); i++)
    replay_set (data, &replay_sets[i]);
}

int
main (int argc, char **argv)
{
  static const ReplayCase cases[] = {
    { "fog", 0 },
    { "snow", 0 },
    { "spatter", 0 },
    { "elastic_transform", 0.0015 },
  };
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/weather/replay/", cases[i].name, NULL);
    g_test_add_data_func (path, &cases[i], test_replay);
  }
  return g_test_run ();
}
