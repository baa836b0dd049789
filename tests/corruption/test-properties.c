/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for every corruption without any reference data. */
#include "corruption/tau-corruption.h"

#include <math.h>
#include <string.h>

/* Waves, an edge and a flat area: something for each corruption to act on. */
static TauImage *
draw_picture (int width, int height)
{
  TauImage *image = tau_image_new (width, height);
  guint8 *p = image->data;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++, p += 3) {
      double u = x / (double)width, v = y / (double)height;
      p[0] = (guint8)(128 + 90 * sin (9 * u + 4 * v));
      p[1] = u + v < 0.8 ? 60 : (guint8)(100 + 80 * u);
      p[2] = (guint8)(110 + 70 * cos (6 * v));
    }
  return image;
}

static TauImage *
flat_picture (int side, guint8 value)
{
  TauImage *image = tau_image_new (side, side);
  memset (image->data, value, tau_image_n_bytes (image));
  return image;
}

static double
mean_difference (const TauImage *a, const TauImage *b)
{
  double sum = 0.0;
  gsize n = tau_image_n_bytes (a);
  for (gsize i = 0; i < n; i++)
    sum += ABS ((int)a->data[i] - b->data[i]);
  return sum / n;
}

static const TauCorruption *
find (const char *name)
{
  int index = tau_corruption_find (name);
  g_assert_cmpint (index, >=, 0);
  return tau_corruption_get (index);
}

/* The benchmark's, whose indices are part of random streams; others come after them. */
static const char *const benchmark[] = {
  "gaussian_noise",
  "shot_noise",
  "impulse_noise",
  "defocus_blur",
  "glass_blur",
  "motion_blur",
  "zoom_blur",
  "snow",
  "frost",
  "fog",
  "brightness",
  "contrast",
  "elastic_transform",
  "pixelate",
  "jpeg_compression",
  "speckle_noise",
  "gaussian_blur",
  "spatter",
  "saturate",
};

static void
test_registry (void)
{
  guint8 list[2][TAU_N_CORRUPTIONS];
  const guint n_trained = tau_corruption_list (FALSE, list[0]),
              n_held_out = tau_corruption_list (TRUE, list[1]);
  guint at[2] = { 0 };
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++) {
    const TauCorruption *corruption = tau_corruption_get (i);
    g_assert_cmpint (tau_corruption_find (corruption->name), ==, (int)i);
    g_assert_nonnull (corruption->title);
    g_assert_nonnull (corruption->apply);
    g_assert_cmpint (corruption->random, ==, corruption->draw != NULL);
    g_assert_cmpint (tau_corruption_get_index (corruption), ==, (int)i);
    g_assert_cmpint (list[corruption->held_out][at[corruption->held_out]++], ==, (int)i);
    if (i >= G_N_ELEMENTS (benchmark))
      continue;
    g_assert_cmpstr (corruption->name, ==, benchmark[i]);
    g_assert_cmpint (corruption->held_out, ==, i >= 15);
    g_assert_cmpfloat (corruption->alexnet_error, >, 0.5);
    g_assert_cmpfloat (corruption->alexnet_error, <, 1);
  }
  g_assert_cmpuint (at[0], ==, n_trained);
  g_assert_cmpuint (at[1], ==, n_held_out);
  g_assert_cmpuint (n_trained + n_held_out, ==, TAU_N_CORRUPTIONS);
  g_assert_cmpint (tau_corruption_get_index (NULL), ==, -1);
  g_assert_cmpint (tau_corruption_find ("rain"), ==, -1);
  g_assert_cmpint (tau_corruption_find (NULL), ==, -1);
}

static void
test_presets (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (tau_preset_resolve (TAU_PRESET_AUTO, 64, 900), ==, TAU_PRESET_CIFAR);
  g_assert_cmpint (tau_preset_resolve (TAU_PRESET_AUTO, 65, 65), ==, TAU_PRESET_IMAGENET);
  g_assert_cmpint (tau_preset_resolve (TAU_PRESET_IMAGENET, 16, 16), ==, TAU_PRESET_IMAGENET);
  g_assert_cmpint (tau_preset_from_name ("cifar", &error), ==, TAU_PRESET_CIFAR);
  g_assert_cmpint (tau_preset_from_name ("imagenet", &error), ==, TAU_PRESET_IMAGENET);
  g_assert_cmpint (tau_preset_from_name ("auto", &error), ==, TAU_PRESET_AUTO);
  g_assert_no_error (error);
  tau_preset_from_name ("mnist", &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

/* The same key, the same picture; another seed or another picture, other random numbers. */
static void
test_determinism (gconstpointer data)
{
  const TauCorruption *corruption = data;
  g_autoptr (TauImage) in = draw_picture (48, 40);
  g_autoptr (TauImage) copy = tau_image_new_from_data (in->data, in->width, in->height);

  g_autoptr (TauImage) none = tau_corrupt (corruption, in, 0, TAU_PRESET_AUTO, 1);
  g_assert_true (none == in);
  for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
    g_autoptr (TauImage) a = tau_corrupt (corruption, in, severity, TAU_PRESET_AUTO, 1);
    g_autoptr (TauImage) b = tau_corrupt (corruption, copy, severity, TAU_PRESET_CIFAR, 1);
    g_assert_cmpmem (a->data, tau_image_n_bytes (a), b->data, tau_image_n_bytes (b));
    g_assert_cmpmem (in->data, tau_image_n_bytes (in), copy->data, tau_image_n_bytes (copy));
  }
  /* Severity 4: glass blur and spatter move little below. A few seeds: frost draws one of five. */
  g_autoptr (TauImage) first = tau_corrupt (corruption, in, 4, TAU_PRESET_IMAGENET, 1);
  gboolean differs = FALSE;
  for (guint64 seed = 2; seed < 6; seed++) {
    g_autoptr (TauImage) other = tau_corrupt (corruption, in, 4, TAU_PRESET_IMAGENET, seed);
    differs |= memcmp (first->data, other->data, tau_image_n_bytes (other)) != 0;
  }
  g_assert_cmpint (differs, ==, corruption->random);
}

#define N_THREADS 16
#define N_SHARED  (TAU_N_CORRUPTIONS * 2) /* each corruption at two severities */

typedef struct {
  TauImage *in;
  guint64 hashes[N_SHARED];
} Shared;

static void
corrupt_one (gpointer number, gpointer data)
{
  Shared *shared = data;
  guint i = GPOINTER_TO_UINT (number) - 1;
  g_autoptr (TauImage) out = tau_corrupt (tau_corruption_get (i % TAU_N_CORRUPTIONS), shared->in,
                                          i < TAU_N_CORRUPTIONS ? 2 : 5, TAU_PRESET_AUTO, 9);
  shared->hashes[i] = tau_image_hash64 (out);
}

/* One thread after the other, or many at once in any order: the same pictures. */
static void
test_threads (void)
{
  g_autoptr (TauImage) in = draw_picture (80, 72);
  Shared alone = { .in = in }, together = { .in = in };
  GThreadPool *pool = g_thread_pool_new (corrupt_one, &together, N_THREADS, TRUE, NULL);
  for (guint i = N_SHARED; i > 0; i--)
    g_thread_pool_push (pool, GUINT_TO_POINTER (i), NULL);
  for (guint i = 1; i <= N_SHARED; i++)
    corrupt_one (GUINT_TO_POINTER (i), &alone);
  g_thread_pool_free (pool, FALSE, TRUE);
  g_assert_cmpmem (alone.hashes, sizeof alone.hashes, together.hashes, sizeof together.hashes);
}

/* From the smallest side to the largest, and with a coarser grid where the work asks for it. */
static void
test_large (gconstpointer data)
{
  static const int sizes[][2] = { { 4096, 16 }, { 37, 4096 }, { 1793, 1801 } };
  const TauCorruption *corruption = data;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (TauImage) in = draw_picture (sizes[i][0], sizes[i][1]);
    g_autoptr (TauImage) out = tau_corrupt (corruption, in, 4, TAU_PRESET_AUTO, 7);
    g_assert_cmpint (out->width, ==, in->width);
    g_assert_cmpint (out->height, ==, in->height);
    g_assert_cmpfloat (mean_difference (in, out), <, 140.0);
  }
}

/* Nothing assumes the presets' own sizes, or squares. */
static void
test_sizes (gconstpointer data)
{
  static const int sizes[][2] = { { 16, 16 }, { 17, 40 }, { 64, 64 }, { 100, 75 }, { 512, 300 } };
  const TauCorruption *corruption = data;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (TauImage) in = draw_picture (sizes[i][0], sizes[i][1]);
    for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++)
      for (TauPreset preset = TAU_PRESET_CIFAR; preset <= TAU_PRESET_IMAGENET; preset++) {
        /* The small preset is for small pictures: its kernels grow with them. */
        if (preset == TAU_PRESET_CIFAR && sizes[i][0] > 100)
          continue;
        g_autoptr (TauImage) out = tau_corrupt (corruption, in, severity, preset, 7);
        g_assert_cmpint (out->width, ==, in->width);
        g_assert_cmpint (out->height, ==, in->height);
        g_assert_cmpfloat (mean_difference (in, out), <, 140.0);
      }
  }
}

/* Corruptions whose every severity takes the picture further away. */
static void
test_monotonic (void)
{
  static const char *const names[] = {
    "gaussian_noise", "shot_noise", "impulse_noise", "speckle_noise",
    "gaussian_blur",  "contrast",   "zoom_blur",     "brightness",
  };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (TauPreset preset = TAU_PRESET_CIFAR; preset <= TAU_PRESET_IMAGENET; preset++) {
      int side = preset == TAU_PRESET_CIFAR ? 32 : 224;
      g_autoptr (TauImage) in = draw_picture (side, side);
      double last = 0.0;
      for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
        g_autoptr (TauImage) out = tau_corrupt (find (names[i]), in, severity, preset, 3);
        double difference = mean_difference (in, out);
        g_assert_cmpfloat (difference, >, last);
        last = difference;
      }
    }
}

/* Blurs leave a flat picture as it is, but for the level that truncation takes. */
static void
test_flat (void)
{
  static const char *const names[] = { "gaussian_blur",   "defocus_blur", "zoom_blur",
                                       "motion_blur",     "glass_blur",   "pixelate",
                                       "jpeg_compression" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (int value = 0; value < 256; value += 51) {
      g_autoptr (TauImage) in = flat_picture (40, value);
      for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
        g_autoptr (TauImage) out = tau_corrupt (find (names[i]), in, severity, TAU_PRESET_AUTO, 5);
        int tolerance = g_str_equal (names[i], "jpeg_compression") ? 13 : 1;
        for (gsize k = 0; k < tau_image_n_bytes (out); k++)
          g_assert_cmpint (ABS (out->data[k] - value), <=, tolerance);
      }
    }
}

typedef struct {
  const char *name;
  double mean, sd; /* expected of the output, in 0..1 */
} Moments;

/* On flat grey, where nothing is clipped, the noises have the moments of their distributions. */
static void
test_moments (void)
{
  static const double grey = 102 / 255.0;
  const Moments expected[] = {
    { "gaussian_noise", grey, 0.08 },
    { "speckle_noise", grey, grey * 0.15 },
    { "shot_noise", grey, sqrt (grey / 60) },
    { "impulse_noise", grey * 0.97 + 0.015,
      sqrt (0.97 * grey * grey + 0.015 - pow (grey * 0.97 + 0.015, 2)) },
  };
  g_autoptr (TauImage) in = flat_picture (300, 102);
  gsize n = tau_image_n_bytes (in);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autoptr (TauImage) out =
        tau_corrupt (find (expected[i].name), in, 1, TAU_PRESET_IMAGENET, 11);
    double sum = 0.0, squares = 0.0;
    /* Truncation takes half a level on average from what is not already on a level. */
    double half = g_str_equal (expected[i].name, "impulse_noise") ? 0.0 : 0.5;
    for (gsize k = 0; k < n; k++) {
      double x = (out->data[k] + half) / 255.0;
      sum += x;
      squares += x * x;
    }
    double mean = sum / n;
    double sd = sqrt (squares / n - mean * mean);
    g_test_message ("%s: mean %.5f (%.5f), sd %.5f (%.5f)", expected[i].name, mean,
                    expected[i].mean, sd, expected[i].sd);
    g_assert_cmpfloat (fabs (mean - expected[i].mean), <, 5 * expected[i].sd / sqrt (n) + 5e-4);
    g_assert_cmpfloat (fabs (sd - expected[i].sd), <, 0.02 * expected[i].sd);
  }
}

/* The counts themselves, for means from a fraction to hundreds: mean and variance are equal. */
static void
test_poisson (void)
{
  static const int values[] = { 1, 15, 16, 100, 255 };
  static const double photons[] = { 500, 250, 100, 75, 50 };
  const TauCorruption *shot = find ("shot_noise");
  const int side = 128;
  gsize n = side * side * 3;
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
      g_autoptr (TauImage) in = flat_picture (side, values[i]);
      double lambda = values[i] / 255.0 * photons[severity - 1];
      double sum = 0.0, squares = 0.0;
      TauVariates variates = { 0 };
      TauRandom random;
      tau_random_init (&random, 1, severity);
      shot->draw (in->data, side, side, TAU_PRESET_CIFAR, severity, &random, &variates);
      for (gsize k = 0; k < n; k++) {
        sum += variates.values[0][k];
        squares += variates.values[0][k] * variates.values[0][k];
      }
      double mean = sum / n;
      double variance = squares / n - mean * mean;
      tau_variates_clear (&variates);
      g_assert_cmpfloat (fabs (mean - lambda), <, 5 * sqrt (lambda / n));
      /* The variance of a sample variance: (2 lambda^2 + lambda) / n. */
      g_assert_cmpfloat (fabs (variance - lambda), <,
                         5 * sqrt ((2 * lambda * lambda + lambda) / n));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/corruption/registry", test_registry);
  g_test_add_func ("/corruption/presets", test_presets);
  g_test_add_func ("/corruption/monotonic", test_monotonic);
  g_test_add_func ("/corruption/flat", test_flat);
  g_test_add_func ("/corruption/moments", test_moments);
  g_test_add_func ("/corruption/poisson", test_poisson);
  g_test_add_func ("/corruption/threads", test_threads);
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++) {
    const TauCorruption *corruption = tau_corruption_get (i);
    g_autofree char *determinism = g_strdup_printf ("/corruption/determinism/%s", corruption->name);
    g_autofree char *sizes = g_strdup_printf ("/corruption/sizes/%s", corruption->name);
    g_test_add_data_func (determinism, corruption, test_determinism);
    g_autofree char *large = g_strdup_printf ("/corruption/large/%s", corruption->name);
    g_test_add_data_func (sizes, corruption, test_sizes);
    g_test_add_data_func (large, corruption, test_large);
  }
  return g_test_run ();
}
