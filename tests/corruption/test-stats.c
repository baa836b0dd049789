/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own draws against the statistics of many draws of the reference (SPEC section 1): mean
 * |diff|, RMSE and the mean of diff in each channel, per image. */
#include "corruption/tau-corruption.h"
#include "npz.h"

#include <json-glib/json-glib.h>
#include <math.h>

#define DRAWS       16
#define FIRST_ENTRY 6 /* mean |diff|, RMSE, diff mean R, G, B */
#define N_ENTRIES   5
#define SLACK       0.05 /* levels */

/* 150 or 500 comparisons are made for a corruption, of means that are not quite normal and hang
 * together (a picture's channels): a few may lie outside by chance, none far outside. */
#define MAX_OUTSIDE 0.02

static const char *const preset_names[] = { "auto", "cifar", "imagenet" };

typedef struct {
  const TauCorruption *corruption;
  TauPreset preset;
} Case;

static void
measure (const TauImage *in, const TauImage *out, double entries[N_ENTRIES])
{
  gsize pixels = (gsize)in->width * in->height;
  double sum[3] = { 0 }, absolute = 0, square = 0;
  for (gsize i = 0; i < 3 * pixels; i++) {
    int difference = (int)out->data[i] - in->data[i];
    sum[i % 3] += difference;
    absolute += ABS (difference);
    square += difference * difference;
  }
  entries[0] = absolute / (3 * pixels);
  entries[1] = sqrt (square / (3 * pixels));
  for (int c = 0; c < 3; c++)
    entries[2 + c] = sum[c] / pixels;
}

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

/* One image: |mean - mean_ref| <= 4 sd sqrt (1/draws + 1/draws_ref) + 0.05 levels. */
static void
compare_image (const Case *test, int severity, JsonObject *stats, guint index, TauImage *in,
               Score *score)
{
  int reference_draws = json_object_get_int_member (stats, "draws");
  int draws = test->corruption->random ? DRAWS : 1;
  double mean[N_ENTRIES] = { 0 };
  for (int draw = 0; draw < draws; draw++) {
    double entries[N_ENTRIES];
    g_autoptr (TauImage) out =
        tau_corrupt (test->corruption, in, severity, test->preset, 1000 + draw);
    measure (in, out, entries);
    for (int k = 0; k < N_ENTRIES; k++)
      mean[k] += entries[k] / draws;
  }
  for (int k = 0; k < N_ENTRIES; k++) {
    double expected = number (stats, "mean", index, FIRST_ENTRY + k);
    double sd = number (stats, "sd", index, FIRST_ENTRY + k);
    double error = sd * sqrt (1.0 / draws + 1.0 / MAX (reference_draws, 1));
    double distance = fabs (mean[k] - expected) - SLACK;
    score->compared++;
    if (distance <= 4 * error)
      continue;
    score->outside++;
    score->far |= distance > 7 * error;
    g_test_message ("%s %s, severity %d, image %u, entry %d: %.3f, reference %.3f +- %.3f",
                    test->corruption->name, preset_names[test->preset], severity, index,
                    FIRST_ENTRY + k, mean[k], expected, 4 * error + SLACK);
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
  for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
    char key[2] = { '0' + severity, '\0' };
    JsonObject *stats = json_object_get_object_member (mine, key);
    for (guint i = 0; i < inputs->dims[0]; i++) {
      g_autoptr (TauImage) in = get_input (inputs, i);
      compare_image (test, severity, stats, i, in, &score);
    }
  }
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
       */
      g_autofree char *path =
          g_strdup_printf ("/corruption/stats/%s/%s", preset_names[preset], test->corruption->name);
      if (!g_str_equal (test->corruption->name, "frost"))
        g_test_add_data_func_full (path, test, test_stats, g_free);
      else
        g_free (test);
    }
  return g_test_run ();
}
