/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ice that the program draws must act on pictures as the reference's photographs do: mean
 * |diff|, RMSE and the spectrum of the difference within 15 % (SPEC section 1). */
#include "corruption/tau-corruption.h"
#include "corruption/tau-ice.h"
#include "npz.h"
#include "spectrum.h"

#include <json-glib/json-glib.h>
#include <math.h>

#define TOLERANCE 0.15

/* Every texture on every picture, at places drawn here. */
static void
measure (Npy *inputs, TauPreset preset, int severity, int n_places, Spectrum *spectrum,
         double entries[DIFFERENCE_ENTRIES])
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
        spectrum_add_difference (spectrum, in, out, entries);
      }
  for (int k = 0; k < DIFFERENCE_ENTRIES; k++)
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

  g_autoptr (Spectrum) spectrum = spectrum_new (inputs->dims[1]);
  for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
    char key[2] = { '0' + severity, '\0' };
    double entries[DIFFERENCE_ENTRIES] = { 0 };
    JsonArray *expected =
        json_object_get_array_member (json_object_get_object_member (pooled, key), "mean");
    measure (inputs, preset, severity, n_places, spectrum, entries);
    for (int k = 0; k < DIFFERENCE_ENTRIES; k++) {
      double theirs = json_array_get_double_element (expected, 6 + k);
      g_test_message ("%s, severity %d, entry %d: %.1f, reference %.1f (%.3f)", preset_name,
                      severity, 6 + k, entries[k], theirs, entries[k] / theirs);
      /* SPEC names mean |diff|, RMSE and the spectrum; the colours are not among them. */
      if (k < 2 || k >= 5)
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

/* The textures have the sizes of the photographs, are not flat, are drawn once, and are the same
 * bytes whatever compiler built them. */
static void
test_textures (void)
{
  static const int sizes[TAU_N_ICE][2] = {
    { 900, 600 }, { 560, 315 }, { 560, 315 }, { 527, 350 }, { 660, 495 }
  };
  static const char *const sha1[TAU_N_ICE] = { "864168bfe495abf39cf4f55f744f7435f8dea9d4",
                                               "29e81bac46946d91762b4f71294b822ce7ca9ebb",
                                               "faea75c4bfdaf8a8c671f263ee962297ccc3864a",
                                               "7c2df8f086f6f94de3465e5b2b71a138889cc5df",
                                               "2b2f3fb9c7c08fce89935e4cadc7246673be999b" };
  for (guint k = 0; k < TAU_N_ICE; k++) {
    const TauImage *ice = tau_ice_get (k);
    double sum = 0, square = 0;
    g_autofree char *checksum =
        g_compute_checksum_for_data (G_CHECKSUM_SHA1, ice->data, tau_image_n_bytes (ice));
    g_assert_cmpstr (checksum, ==, sha1[k]);
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
