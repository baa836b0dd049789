/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-corruption.h"
#include "corruption/tau-frost.h"

#include <math.h>
#include <string.h>

/* What is special about snow, frost, fog, spatter and elastic transform. */

static const TauCorruption *
find (const char *name)
{
  int index = tau_corruption_find (name);
  g_assert_cmpint (index, >=, 0);
  return tau_corruption_get (index);
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
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *sizes = g_strconcat ("/weather/sizes/", names[i], NULL);
    g_autofree char *scale = g_strconcat ("/weather/scale/", names[i], NULL);
    g_test_add_data_func (sizes, names[i], test_sizes);
    g_test_add_data_func (scale, names[i], test_scale);
  }
  g_test_add_func ("/weather/degenerate", test_degenerate);
  g_test_add_func ("/weather/frost-folder", test_frost_folder);
  return g_test_run ();
}
