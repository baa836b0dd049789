/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ice that the program draws must act on pictures as the reference's photographs do: mean
 * |diff|, RMSE and the spectrum of the difference within 15 % (SPEC section 1). */
#include "corruption/tau-corruption.h"
#include "corruption/tau-ice.h"
#include "npz.h"

#include <complex.h>
#include <json-glib/json-glib.h>
#include <math.h>

#define TOLERANCE 0.15
#define N_BINS    8
#define N_ENTRIES (2 + N_BINS) /* mean |diff|, RMSE, the bins */

/* A plain recursive transform of any length with small factors. `roots` holds exp (-2 pi i k / (n *
 * step)) at k * step. */
static void
fourier (const double complex *in, gsize stride, gsize n, const double complex *roots, gsize step,
         double complex *out)
{
  gsize p = 2;
  if (n == 1) {
    out[0] = in[0];
    return;
  }
  while (n % p != 0)
    p++;
  gsize m = n / p;
  double complex part[16];
  g_assert_cmpuint (p, <=, G_N_ELEMENTS (part));
  for (gsize r = 0; r < p; r++)
    fourier (in + r * stride, stride * p, m, roots, step * p, out + r * m);
  for (gsize k = 0; k < m; k++) {
    for (gsize r = 0; r < p; r++)
      part[r] = out[r * m + k] * roots[r * k * step];
    for (gsize q = 0; q < p; q++) {
      out[q * m + k] = part[0];
      for (gsize r = 1; r < p; r++)
        out[q * m + k] += part[r] * roots[q * r % p * m * step];
    }
  }
}

/* Adds |FFT2|^2 of a side x side picture, divided by its pixels, to the bins: SPEC section 1. */
static void
add_spectrum (const double complex *picture, gsize side, const double complex *roots,
              double bins[N_BINS], double counts[N_BINS])
{
  g_autofree double complex *rows = g_new (double complex, side *side);
  g_autofree double complex *column = g_new (double complex, side);
  for (gsize y = 0; y < side; y++)
    fourier (picture + y * side, 1, side, roots, 1, rows + y * side);
  for (gsize x = 0; x < side; x++) {
    fourier (rows + x, side, side, roots, 1, column);
    for (gsize y = 0; y < side; y++) {
      double fx = MIN (x, side - x) / (double)side, fy = MIN (y, side - y) / (double)side;
      double radius = hypot (fx, fy);
      if (radius == 0 || radius >= 0.5)
        continue;
      int bin = (int)(radius * 16);
      bins[bin] += creal (column[y] * conj (column[y])) / (side * side);
      counts[bin]++;
    }
  }
}

/* One difference: adds its mean |diff|, RMSE and spectrum. Two real channels go through one
 * transform as a complex number: their cross terms cancel between a mode and its opposite. */
static void
add_difference (const guint8 *in, const guint8 *out, gsize side, const double complex *roots,
                double entries[N_ENTRIES])
{
  gsize n = side * side;
  g_autofree double complex *two = g_new (double complex, n);
  double absolute = 0, square = 0, bins[N_BINS] = { 0 }, counts[N_BINS] = { 0 };
  for (gsize i = 0; i < 3 * n; i++) {
    int d = out[i] - in[i];
    absolute += ABS (d);
    square += d * d;
  }
  entries[0] += absolute / (3 * n);
  entries[1] += sqrt (square / (3 * n));
  for (int pass = 0; pass < 2; pass++) {
    for (gsize i = 0; i < n; i++) {
      const guint8 *a = in + 3 * i, *b = out + 3 * i;
      two[i] = pass == 0 ? (b[0] - a[0]) + I * (b[1] - a[1]) : b[2] - a[2];
    }
    add_spectrum (two, side, roots, bins, counts);
  }
  /* Both passes counted the modes: 3 channels over half of the counts. */
  for (int k = 0; k < N_BINS; k++)
    entries[2 + k] += bins[k] / (3 * counts[k] / 2);
}

/* Every texture on every picture, at places drawn here. */
static void
measure (Npy *inputs, TauPreset preset, int severity, int n_places, const double complex *roots,
         double entries[N_ENTRIES])
{
  const TauCorruption *frost = tau_corruption_get (tau_corruption_find ("frost"));
  gsize side = inputs->dims[1];
  double step = preset == TAU_PRESET_CIFAR ? 5 : 1;
  g_autofree guint8 *out = g_malloc (3 * side * side);
  TauRandom random;
  tau_random_init (&random, 11, severity);
  gsize n = 0;
  for (gsize image = 0; image < inputs->dims[0]; image++)
    for (guint k = 0; k < TAU_N_ICE; k++)
      for (int place = 0; place < n_places; place++, n++) {
        const guint8 *in = (const guint8 *)npy_data (inputs) + image * 3 * side * side;
        TauImage *ice = tau_ice_get (k);
        double index = k;
        double row = tau_random_below (&random, (int)rint (ice->height / step) - side);
        double column = tau_random_below (&random, (int)rint (ice->width / step) - side);
        TauVariates variates = { { &index, &row, &column }, { 1, 1, 1 } };
        frost->apply (in, side, side, preset, severity, &variates, out);
        add_difference (in, out, side, roots, entries);
      }
  for (int k = 0; k < N_ENTRIES; k++)
    entries[k] /= n;
}

static void
compare (const char *preset_name, TauPreset preset, int n_places)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *json = g_strdup_printf ("%s_stats.json", preset_name);
  g_autofree char *file = g_strdup_printf ("%s_inputs.npz", preset_name);
  g_autofree char *json_path = reference_path ("corruptions-stats", json);
  g_autofree char *path = json_path != NULL ? reference_path ("corruptions-exact", file) : NULL;
  if (path == NULL)
    return;
  g_autoptr (Npz) npz = npz_open (path, &error);
  g_assert_no_error (error);
  g_autoptr (Npy) inputs = npz_get (npz, "x", &error);
  g_assert_no_error (error);
  json_parser_load_from_file (parser, json_path, &error);
  g_assert_no_error (error);
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));
  JsonObject *pooled =
      json_object_get_object_member (json_object_get_object_member (root, "pooled"), "frost");

  gsize side = inputs->dims[1];
  g_autofree double complex *roots = g_new (double complex, side);
  for (gsize k = 0; k < side; k++)
    roots[k] = cexp (-2 * G_PI * I * k / side);
  for (int severity = 1; severity <= TAU_N_SEVERITIES; severity += 2) {
    char key[2] = { '0' + severity, '\0' };
    double entries[N_ENTRIES] = { 0 };
    JsonArray *expected =
        json_object_get_array_member (json_object_get_object_member (pooled, key), "mean");
    measure (inputs, preset, severity, n_places, roots, entries);
    for (int k = 0; k < N_ENTRIES; k++) {
      double theirs = json_array_get_double_element (expected, k < 2 ? 6 + k : 9 + k);
      g_test_message ("%s, severity %d, entry %d: %.1f, reference %.1f (%.3f)", preset_name,
                      severity, k < 2 ? 6 + k : 9 + k, entries[k], theirs, entries[k] / theirs);
      g_assert_cmpfloat (fabs (entries[k] / theirs - 1), <, TOLERANCE);
    }
  }
}

static void
test_cifar (void)
{
  compare ("cifar", TAU_PRESET_CIFAR, 4);
}

static void
test_imagenet (void)
{
  compare ("imagenet", TAU_PRESET_IMAGENET, 2);
}

/* The textures have the sizes of the photographs, are not flat, and are drawn once. */
static void
test_textures (void)
{
  static const int sizes[TAU_N_ICE][2] = {
    { 900, 600 }, { 560, 315 }, { 560, 315 }, { 527, 350 }, { 660, 495 }
  };
  for (guint k = 0; k < TAU_N_ICE; k++) {
    const TauImage *ice = tau_ice_get (k);
    double sum = 0, square = 0;
    g_assert_true (ice == tau_ice_get (k));
    g_assert_cmpint (ice->width, ==, sizes[k][0]);
    g_assert_cmpint (ice->height, ==, sizes[k][1]);
    gsize n = tau_image_n_bytes (ice);
    for (gsize i = 0; i < n; i++) {
      sum += ice->data[i];
      square += ice->data[i] * ice->data[i];
    }
    g_assert_cmpfloat (square / n - (sum / n) * (sum / n), >, 100);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frost/textures", test_textures);
  g_test_add_func ("/frost/effect/cifar", test_cifar);
  g_test_add_func ("/frost/effect/imagenet", test_imagenet);
  return g_test_run ();
}
