/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own draws against the statistics of many draws of the reference, by the test of SPEC section
 * 1: mean |diff|, RMSE, the mean of diff in each channel, and its spectrum, per image. */
#include "corruption/tau-corruption.h"
#include "npz.h"
#include "spectrum.h"

#include <json-glib/json-glib.h>
#include <math.h>

#define DRAWS          32
#define FIRST_ENTRY    6    /* of the 22: mean |diff|, RMSE, diff mean R, G, B, then the spectrum */
#define FIRST_SPECTRUM 5    /* of ours */
#define SLACK          0.05 /* levels */
#define SPECTRUM_SLACK 0.05 /* of the reference's */

/* Hundreds of comparisons are made for a corruption, of means that are not quite normal and hang
 * together (a picture's channels and bins): a few may lie outside by chance, none far outside. */
#define MAX_OUTSIDE 0.003

static const char *const preset_names[] = { "auto", "cifar", "imagenet" };

typedef struct {
  const TauCorruption *corruption;
  TauPreset preset;
} Case;

static double
number (JsonObject *stats, const char *member, guint image, guint entry)
{
  JsonArray *images = json_object_get_array_member (stats, member);
  return json_array_get_double_element (json_array_get_array_element (images, image), entry);
}

typedef struct {
  int compared;
  int outside;  /* beyond 4 standard errors and 0.05 levels */
  gboolean far; /* beyond 7 */
} Score;

/* One image: |mean - mean_ref| <= 4 sd sqrt (1/draws + 1/draws_ref) + slack. */
static void
compare_image (const Case *test, int severity, JsonObject *stats, guint index, TauImage *in,
               Spectrum *spectrum, Score *score)
{
  int reference_draws = json_object_get_int_member (stats, "draws");
  int draws = test->corruption->random ? DRAWS : 1;
  double sum[DIFFERENCE_ENTRIES] = { 0 };
  for (int draw = 0; draw < draws; draw++) {
    g_autoptr (TauImage) out =
        tau_corrupt (test->corruption, in, severity, test->preset, 1000 + draw);
    spectrum_add_difference (spectrum, in->data, out->data, sum);
  }
  for (int k = 0; k < DIFFERENCE_ENTRIES; k++) {
    double expected = number (stats, "mean", index, FIRST_ENTRY + k);
    double sd = number (stats, "sd", index, FIRST_ENTRY + k);
    double error = sd * sqrt (1.0 / draws + 1.0 / MAX (reference_draws, 1));
    double slack = k < FIRST_SPECTRUM ? SLACK : SPECTRUM_SLACK * expected;
    double distance = fabs (sum[k] / draws - expected) - slack;
    score->compared++;
    if (distance <= 4 * error)
      continue;
    score->outside++;
    score->far |= distance > 7 * error;
    g_test_message ("%s %s, severity %d, image %u, entry %d: %.3f, reference %.3f +- %.3f",
                    test->corruption->name, preset_names[test->preset], severity, index,
                    FIRST_ENTRY + k, sum[k] / draws, expected, 4 * error + slack);
  }
}

static TauImage *
get_input (Npy *inputs, guint index)
{
  int height = inputs->dims[1], width = inputs->dims[2];
  const guint8 *data = npy_data (inputs);
  return tau_image_new_from_data (data + (gsize)index * width * height * 3, width, height);
}

static void
test_stats (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  const char *preset = preset_names[test->preset];
  g_autofree char *json = g_strdup_printf ("%s_stats.json", preset);
  g_autofree char *file = g_strdup_printf ("%s_inputs.npz", preset);
  g_autofree char *json_path = reference_path ("corruptions-stats", json);
  g_autofree char *path = json_path != NULL ? reference_path ("corruptions-exact", file) : NULL;
  if (path == NULL)
    return;

  g_autoptr (Npz) npz = npz_open (path, &error);
  g_assert_no_error (error);
  g_autoptr (Npy) inputs = npz_get (npz, "x", &error);
  g_assert_no_error (error);
  json_parser_load_from_mapped_file (parser, json_path, &error);
  g_assert_no_error (error);
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));
  JsonObject *all = json_object_get_object_member (root, "stats");
  const char *name = test->corruption->name;
  /* The reference needs a second for one 224 px glass blur: its draws come from a compiled equal.
   */
  if (g_str_equal (name, "glass_blur") && test->preset == TAU_PRESET_IMAGENET)
    name = "glass_blur_numba";
  JsonObject *mine = json_object_get_object_member (all, name);

  Score score = { 0 };
  g_autoptr (Spectrum) spectrum = spectrum_new (inputs->dims[1]);
  for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
    char key[2] = { '0' + severity, '\0' };
    JsonObject *stats = json_object_get_object_member (mine, key);
    for (guint i = 0; i < inputs->dims[0]; i++) {
      g_autoptr (TauImage) in = get_input (inputs, i);
      compare_image (test, severity, stats, i, in, spectrum, &score);
    }
  }
  g_test_message ("%s %s: %d of %d outside", name, preset, score.outside, score.compared);
  if (score.far || score.outside > MAX_OUTSIDE * score.compared)
    g_test_fail ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (TauPreset preset = TAU_PRESET_CIFAR; preset <= TAU_PRESET_IMAGENET; preset++)
    for (guint i = 0; i < TAU_N_CORRUPTIONS; i++) {
      Case *test = g_new (Case, 1);
      *test = (Case){ tau_corruption_get (i), preset };
      /* Frost has its own test: its textures are our own drawings, not the reference's photographs.
       * What is not of the benchmark has no reference. */
      g_autofree char *path =
          g_strdup_printf ("/corruption/stats/%s/%s", preset_names[preset], test->corruption->name);
      if (!g_str_equal (test->corruption->name, "frost") && test->corruption->alexnet_error > 0)
        g_test_add_data_func_full (path, test, test_stats, g_free);
      else
        g_free (test);
    }
  return g_test_run ();
}
