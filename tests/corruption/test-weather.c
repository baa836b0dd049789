/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-corruption.h"
#include "corruption/tau-frost.h"
#include "npz.h"

#include <glib/gstdio.h>
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

/* The reference's frost is photographs that are not here. What its unclipped output tells of the
 * piece that was laid over the picture is put into textures at the recorded place, given to the
 * program as the user's folder, and must come out again. */
static gboolean
make_textures (const char *folder, const ReplaySet *set, int severity, const guint8 *in,
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
  gboolean cifar = set->preset == TAU_PRESET_CIFAR;
  const double *p = params[!cifar][severity - 1];
  int side = cifar ? 32 : 224, step = cifar ? 5 : 1, first = cifar ? 2 : 0;

  for (int k = 0; k < 5; k++) {
    g_autoptr (TauImage) texture = tau_image_new (sizes[k][0], sizes[k][1]);
    g_autofree char *path = g_build_filename (folder, names[k], NULL);
    g_autoptr (GError) error = NULL;
    memset (texture->data, 0, tau_image_n_bytes (texture));
    for (int i = 0; k == variates->values[0][0] && i < 3 * side * side; i++) {
      int y = first + step * ((int)variates->values[1][0] + i / 3 / side);
      int x = first + step * ((int)variates->values[2][0] + i / 3 % side);
      double ice = before_truncation[i] >= 255 ? 255 : (before_truncation[i] - p[0] * in[i]) / p[1];
      if (fabs (ice - rint (ice)) > 1e-3)
        return FALSE; /* the reference's photographs hold whole levels: wrong a, b or place */
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
frost_set (const ReplaySet *set)
{
  g_autofree char *file = g_strdup_printf ("%s_frost.npz", set->name);
  g_autofree char *path = reference_path ("corruptions-replay", file);
  if (path == NULL)
    return;
  g_autoptr (GError) error = NULL;
  g_autoptr (Npz) npz = npz_open (path, &error);
  g_assert_no_error (error);
  g_autofree char *folder = g_dir_make_tmp ("tau-frost-XXXXXX", &error);
  g_assert_no_error (error);
  const TauCorruption *frost = find ("frost");
  g_autoptr (GdkPixbuf) pixbuf = open_input (set, 0);
  g_autofree guint8 *in = pixels_of (pixbuf);
  int side = gdk_pixbuf_get_width (pixbuf);
  g_autofree guint8 *out = g_malloc (3 * side * side);

  for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
    g_autofree char *key = g_strdup_printf ("s%d_i0", severity);
    g_autofree char *out_key = g_strconcat (key, "_out", NULL);
    g_autofree char *float_key = g_strconcat (key, "_outf", NULL);
    g_autoptr (Npy) expected = npz_get (npz, out_key, &error);
    g_autoptr (Npy) exact = npz_get (npz, float_key, &error);
    g_assert_no_error (error);
    TauVariates variates = read_variates (npz, key, FALSE);
    g_assert_true (make_textures (folder, set, severity, in, npy_data (exact), &variates));
    tau_frost_set_textures_folder (folder, &error);
    g_assert_no_error (error);
    frost->apply (in, side, side, set->preset, severity, &variates, out);
    g_assert_cmpmem (out, 3 * side * side, npy_data (expected), 3 * side * side);
    tau_variates_clear (&variates);
  }
  tau_frost_set_textures_folder (NULL, NULL);
  remove_folder (folder);
}

static void
test_frost_replay (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (replay_sets); i++)
    frost_set (&replay_sets[i]);
}

/* A picture with edges, a gradient and some texture. */
static TauImage *
make_picture (int width, int height)
{
  TauImage *image = tau_image_new (width, height);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      guint8 *at = image->data + 3 * ((gsize)y * width + x);
      gboolean disc =
          4 * ((x - width / 2) * (x - width / 2) + (y - height / 2) * (y - height / 2)) <
          MIN (width, height) * MIN (width, height) / 2;
      at[0] = disc ? 200 : 255 * x / width;
      at[1] = disc ? 60 : 255 * y / height;
      at[2] = (x * 7 + y * 13) % 64 + 60;
    }
  return image;
}

static const char *const names[] = { "snow", "frost", "fog", "spatter", "elastic_transform" };

static void
test_frost_folder (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauImage) in = make_picture (32, 32);
  g_autoptr (TauImage) before = tau_corrupt (find ("frost"), in, 3, TAU_PRESET_AUTO, 5);
  g_assert_false (tau_frost_set_textures_folder ("/nonexistent", &error));
  g_assert_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/nonexistent/frost1.png"));
  g_assert_nonnull (strstr (error->message, "frost5.jpg"));
  g_assert_cmpuint (tau_frost_textures_id (), ==, 0);
  g_autoptr (TauImage) after = tau_corrupt (find ("frost"), in, 3, TAU_PRESET_AUTO, 5);
  g_assert_cmpmem (before->data, tau_image_n_bytes (before), after->data,
                   tau_image_n_bytes (after));
}

static double
mean_difference (const TauImage *a, const TauImage *b)
{
  double sum = 0;
  for (gsize i = 0; i < tau_image_n_bytes (a); i++)
    sum += ABS (a->data[i] - b->data[i]);
  return sum / tau_image_n_bytes (a);
}

/* Every size, severity and preset: a picture that is not the input, the same for the same seed and
 * another for another. */
static void
test_sizes (gconstpointer data)
{
  static const int sizes[][2] = { { 16, 16 },   { 17, 40 },  { 64, 64 },  { 100, 75 },
                                  { 512, 300 }, { 16, 700 }, { 224, 224 } };
  const TauCorruption *corruption = find (data);
  g_assert_true (corruption->random);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (TauImage) in = make_picture (sizes[i][0], sizes[i][1]);
    for (int preset = TAU_PRESET_CIFAR; preset <= TAU_PRESET_IMAGENET; preset++)
      for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
        /* One seed may leave a small picture without a drop of water: a few are taken together. */
        double other = 0, effect = 0;
        g_autoptr (TauImage) first = tau_corrupt (corruption, in, severity, preset, 0);
        g_autoptr (TauImage) again = tau_corrupt (corruption, in, severity, preset, 0);
        g_assert_cmpmem (first->data, tau_image_n_bytes (first), again->data,
                         tau_image_n_bytes (again));
        for (int seed = 1; seed <= 3; seed++) {
          g_autoptr (TauImage) out = tau_corrupt (corruption, in, severity, preset, seed);
          other += mean_difference (out, first) / 3;
          effect += mean_difference (out, in) / 3;
        }
        g_test_message ("%s %dx%d preset %d severity %d: %.2f %.2f", corruption->name, in->width,
                        in->height, preset, severity, effect, other);
        g_assert_cmpfloat (other, >, 0);
        g_assert_cmpfloat (effect, >, 0.05);
        g_assert_cmpfloat (effect, <, 150);
      }
  }
}

/* Off its own size a preset looks alike: the effect at twice the size is about as strong. */
static void
test_scale (gconstpointer data)
{
  const TauCorruption *corruption = find (data);
  g_autoptr (TauImage) small = make_picture (224, 224), large = make_picture (448, 448);
  for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
    double effect[2] = { 0, 0 };
    for (int seed = 0; seed < 4; seed++) {
      g_autoptr (TauImage) a = tau_corrupt (corruption, small, severity, TAU_PRESET_IMAGENET, seed);
      g_autoptr (TauImage) b = tau_corrupt (corruption, large, severity, TAU_PRESET_IMAGENET, seed);
      effect[0] += mean_difference (a, small) / 4;
      effect[1] += mean_difference (b, large) / 4;
    }
    g_test_message ("%s %d: %.2f and %.2f levels", corruption->name, severity, effect[0],
                    effect[1]);
    g_assert_cmpfloat (effect[1], >, 0.5 * effect[0]);
    g_assert_cmpfloat (effect[1], <, 2 * effect[0]);
  }
}

/* Nothing to divide by: a black picture, a flat map, a liquid layer without a drop. */
static void
test_degenerate (void)
{
  enum { SIDE = 32, N = SIDE * SIDE };
  guint8 in[3 * N], out[3 * N];
  double zero[N] = { 0 };
  TauVariates variates = { .values = { zero }, .lengths = { N - 1 } };

  memset (in, 0, sizeof in);
  find ("fog")->apply (in, SIDE, SIDE, TAU_PRESET_CIFAR, 3, &variates, out);
  for (int i = 0; i < 3 * N; i++)
    g_assert_cmpint (out[i], ==, 0);
  memset (in, 90, sizeof in);
  variates.lengths[0] = N;
  for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
    find ("spatter")->apply (in, SIDE, SIDE, TAU_PRESET_CIFAR, severity, &variates, out);
    for (int i = 0; i < 3 * N; i++)
      g_assert_cmpint (ABS (out[i] - 90), <=, 1);
  }
  variates.lengths[1] = 1;
  variates.values[1] = zero + 1;
  find ("snow")->apply (in, SIDE, SIDE, TAU_PRESET_CIFAR, 1, &variates, out);
  for (int i = 1; i < 3 * N; i++)
    g_assert_cmpint (out[i], ==, out[i % 3]);
}

int
main (int argc, char **argv)
{
  static const ReplayCase cases[] = {
    { "fog", 0 },
    { "snow", 0 },
    { "spatter", 0 },
    { "elastic_transform", 0 },
  };
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *sizes = g_strconcat ("/weather/sizes/", names[i], NULL);
    g_autofree char *scale = g_strconcat ("/weather/scale/", names[i], NULL);
    g_test_add_data_func (sizes, names[i], test_sizes);
    g_test_add_data_func (scale, names[i], test_scale);
  }
  g_test_add_func ("/weather/degenerate", test_degenerate);
  g_test_add_func ("/weather/frost-folder", test_frost_folder);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/weather/replay/", cases[i].name, NULL);
    g_test_add_data_func (path, &cases[i], test_replay);
  }
  g_test_add_func ("/weather/replay/frost", test_frost_replay);
  return g_test_run ();
}
