/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-measure.h"
#include "dataset/tau-samples.h"
#include "train/tau-train-run.h"
#include "ranking/tau-ranking.h"

#include "torch/torch-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Samples, lists of corruptions, and measures, all with known answers; no network is needed. */

/* -- samples */

static void
test_prepare (void)
{
  g_autoptr (TauImage) wide = tau_image_new (60, 20);
  for (int i = 0; i < 60 * 20; i++)
    memset (wide->data + 3 * i, i % 60 < 20 || i % 60 >= 40 ? 255 : 80, 3);
  g_autoptr (TauImage) square = tau_prepare_image (wide, 16);
  g_assert_cmpint (square->width, ==, 16);
  g_assert_cmpint (square->height, ==, 16);
  for (gsize i = 0; i < tau_image_n_bytes (square); i++)
    g_assert_cmpint (square->data[i], ==, 80); /* the centre only */
  g_autoptr (TauImage) same = tau_prepare_image (square, 16);
  g_assert_true (same == square);
}

/* Picture number i of class `c` is filled with the colour (10 i, 50 c, 0). */
static void
save_flat (const char *folder, const char *class, guint c, guint i)
{
  g_autofree char *sub = g_build_filename (folder, class, NULL);
  g_autofree char *name = g_strdup_printf ("%02u.png", i);
  g_autofree char *path = g_build_filename (sub, name, NULL);
  g_autoptr (TauImage) image = tau_image_new (20, 20);
  for (int p = 0; p < 400; p++)
    memcpy (image->data + 3 * p, (guint8[]){ 10 * i, 50 * c, 0 }, 3);
  g_assert_cmpint (g_mkdir_with_parents (sub, 0755), ==, 0);
  g_assert_true (tau_image_save_png (image, path, NULL));
}

static void
test_samples (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *spec = g_strconcat ("folder:", folder, NULL);
  const char *const classes[] = { "a", "b", "c" };
  for (guint c = 0; c < 3; c++)
    for (guint i = 0; i < 8; i++)
      save_flat (folder, classes[c], c, i);
  g_autofree char *bad = g_build_filename (folder, "b", "03.png", NULL);
  g_assert_true (g_file_set_contents (bad, "not a picture", -1, NULL));

  g_autoptr (TauDataset) dataset = tau_dataset_open (spec, &error);
  g_assert_no_error (error);
  g_autoptr (TauSamples) one = tau_samples_load (dataset, 16, 0, 1, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (TauSamples) four = tau_samples_load (dataset, 16, 0, 4, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (one->n, ==, 23);
  g_assert_cmpuint (one->n_unreadable + dataset->n_unreadable, >=, 1);
  g_assert_cmpmem (one->pixels, one->n * 768, four->pixels, four->n * 768);
  for (guint i = 0; i < one->n; i++) {
    const guint8 *rgb = tau_samples_get (one, i);
    g_assert_cmpint (rgb[1], ==, 50 * one->labels[i]); /* the label is that of the picture */
    g_assert_cmpint (one->labels[i], ==, dataset->labels[one->indices[i]]);
    g_assert_cmpint (one->labels[i], ==, four->labels[i]);
    g_assert_false (one->labels[i] == 1 && rgb[0] == 30); /* the broken one */
  }

  /* A limit takes from all classes. */
  g_autoptr (TauSamples) few = tau_samples_load (dataset, 16, 6, 2, NULL, &error);
  guint counts[3] = { 0 };
  for (guint i = 0; i < few->n; i++)
    counts[few->labels[i]]++;
  g_assert_cmpuint (few->n + few->n_unreadable, ==, 6);
  for (guint c = 0; c < 3; c++)
    g_assert_cmpuint (counts[c], >=, 1);
  g_autoptr (TauSamples) many = tau_samples_load (dataset, 16, 1000, 2, NULL, &error);
  g_assert_cmpuint (many->n, ==, 23);

  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_cancellable_cancel (cancelled);
  g_assert_null (tau_samples_load (dataset, 16, 0, 2, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  /* All gone after it was opened. */
  for (guint c = 0; c < 3; c++) {
    g_autofree char *sub = g_build_filename (folder, classes[c], NULL);
    fixture_remove_folder (sub);
  }
  g_assert_null (tau_samples_load (dataset, 16, 0, 2, NULL, &error));
  g_assert_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY);
  fixture_assert_sentence (error, folder);
  fixture_remove_folder (folder);
}

/* -- lists of corruptions */

/* How many there are; group -1: of all. */
static guint
count (gboolean held_out, int group)
{
  guint8 list[TAU_N_CORRUPTIONS];
  guint n = 0;
  const guint n_all = tau_corruption_list (held_out, list);
  for (guint i = 0; i < n_all; i++)
    n += group < 0 || (int)tau_corruption_get (list[i])->group == group;
  return n;
}

static void
test_corruption_sets (void)
{
  const guint all = count (FALSE, -1), digital = count (FALSE, TAU_CORRUPTION_DIGITAL),
              noise = count (FALSE, TAU_CORRUPTION_NOISE),
              weather = count (FALSE, TAU_CORRUPTION_WEATHER);
  const struct {
    const char *text;
    guint n;
  } good[] = {
    { "none", 0 },
    { "all", all },
    { "heldout", count (TRUE, -1) },
    { "noise", noise },
    { "blur", count (FALSE, TAU_CORRUPTION_BLUR) },
    { "weather", weather },
    { "digital", digital },
    { "fog", 1 },
    { "fog,fog", 1 },
    { "fog,snow", 2 },
    { "weather,fog", weather },
    { "fog,weather", weather },
    { "spatter,noise", 1 + noise },
    { "noise,blur,weather,digital,noise,blur,weather,digital,noise,blur,digital", all },
    { "digital,speckle_noise,gaussian_blur,spatter,saturate,weather,blur,noise,blur", all + 4 },
  };
  TauCorruptionSet set;
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    guint seen[TAU_N_CORRUPTIONS] = { 0 };
    g_assert_true (tau_corruption_set_parse (good[i].text, &set, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (set.n, ==, good[i].n);
    for (guint c = 0; c < set.n; c++)
      g_assert_cmpuint (++seen[set.list[c]], ==, 1);
  }
  g_assert_true (tau_corruption_set_parse ("all", &set, NULL));
  for (guint c = 0; c < set.n; c++)
    g_assert_false (tau_corruption_get (set.list[c])->held_out);
  g_assert_true (tau_corruption_set_parse ("noise", &set, NULL));
  for (guint c = 0; c < set.n; c++)
    g_assert_cmpint (tau_corruption_get (set.list[c])->group, ==, TAU_CORRUPTION_NOISE);

  const char *const bad[] = { "", ",", "mist", "fog,", "fog,mist", "fog, snow", "ALL", "all,fog" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (tau_corruption_set_parse (bad[i], &set, &error));
    g_assert_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC);
    fixture_assert_sentence (error, "none");
  }
}

/* -- measures */

#define N_CLASSES 3
#define T         TAU_N_TRANSFORMS

typedef struct {
  TauTruth truth;
  float predicted[4 * T], losses[4 * T], probabilities[4 * T * N_CLASSES];
  gint32 labels[4];
} Measured;

/* Four images of class 0. The target is right (probability 0.8, loss -log 0.8) on transform `right`
 * of each and wrong (0.1) on the others. */
static Measured *
measured_new (const guint right[4])
{
  Measured *m = g_new0 (Measured, 1);
  for (guint i = 0; i < 4; i++)
    for (guint t = 0; t < T; t++) {
      float p = t == right[i] ? 0.8f : 0.1f;
      float *row = m->probabilities + (i * T + t) * N_CLASSES;
      row[0] = p;
      row[1] = t == right[i] ? 0.1f : 0.7f;
      row[2] = 1 - row[0] - row[1];
      m->losses[i * T + t] = -logf (p);
      m->predicted[i * T + t] = 0.01f * t;
    }
  m->truth = (TauTruth){ .n = 4,
                         .n_classes = N_CLASSES,
                         .losses = m->losses,
                         .probabilities = m->probabilities,
                         .labels = m->labels };
  return m;
}

static void
test_measure (void)
{
  const guint right[4] = { 0, 0, 5, 11 };
  g_autofree Measured *m = measured_new (right);
  TauMeasure out;
  const double gap = log (0.8) - log (0.1);

  /* The predictor always says identity first: right for the first two images. */
  tau_measure (&m->truth, m->predicted, &out);
  g_assert_cmpuint (out.n, ==, 4);
  g_assert_cmpfloat (out.error_center, ==, 50);
  g_assert_cmpfloat (out.error_ours1, ==, 50);
  g_assert_cmpfloat (out.error_oracle, ==, 0);
  g_assert_cmpfloat (out.error_all, ==, 100); /* one right answer in twelve does not carry it */
  g_assert_cmpfloat_with_epsilon (out.regret, gap / 2, 1e-6);

  /* A perfect predictor. */
  tau_measure (&m->truth, m->losses, &out);
  g_assert_cmpfloat (out.error_ours1, ==, 0);
  g_assert_cmpfloat_with_epsilon (out.regret, 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (out.spearman, 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (out.pearson, 1, 1e-9);
  /* The mean of 0.8 and 0.1 against 0.1 and 0.7 is right still. */
  g_assert_cmpfloat (out.error_ours2, ==, 0);

  /* The worst one: correlation -1, never right. */
  float reversed[4 * T];
  for (guint i = 0; i < 4 * T; i++)
    reversed[i] = -m->losses[i];
  tau_measure (&m->truth, reversed, &out);
  g_assert_cmpfloat_with_epsilon (out.spearman, -1, 1e-9);
  g_assert_cmpfloat (out.error_ours1, ==, 100);
  g_assert_cmpfloat_with_epsilon (out.regret, gap, 1e-6);
}

/* Where the correlation is undefined the image is left out of its mean; nowhere defined: NAN. */
static void
test_measure_undefined (void)
{
  const guint right[4] = { 0, 1, 2, 3 };
  g_autofree Measured *m = measured_new (right);
  TauMeasure out;
  float flat[4 * T] = { 0 };
  tau_measure (&m->truth, flat, &out);
  g_assert_true (isnan (out.spearman));
  g_assert_true (isnan (out.pearson));
  g_assert_cmpfloat (out.error_ours1, ==, out.error_center); /* ties go to the first */

  memcpy (flat, m->losses, sizeof (float) * T);
  tau_measure (&m->truth, flat, &out);
  g_assert_cmpfloat_with_epsilon (out.spearman, 1, 1e-9);

  TauTruth empty = m->truth;
  empty.n = 0;
  tau_measure (&empty, flat, &out);
  g_assert_cmpuint (out.n, ==, 0);
  g_assert_cmpfloat (out.error_center, ==, 0);
}

/* -- epochs as JSON */

static void
test_epochs (void)
{
  g_autoptr (GArray) none = tau_epochs_from_json ("[1, null, []]");
  g_assert_cmpuint (none->len, ==, 0);
  TauEpoch epoch;
  tau_epoch_init (&epoch, 1);
  g_array_append_val (none, epoch);
  epoch = (TauEpoch){ 2, 1.0 / 3, { .spearman = 0.1, .error_ours1 = 7.5, .error_all = 1 }, 90 };
  g_array_append_val (none, epoch);
  g_autofree char *text = tau_epochs_to_json (none);
  g_assert_null (strstr (text, "nan")); /* which is not JSON */
  g_autoptr (GArray) back = tau_epochs_from_json (text);
  g_assert_cmpuint (back->len, ==, 2);
  const TauEpoch *empty = &g_array_index (back, TauEpoch, 0), *full = empty + 1;
  g_assert_cmpuint (empty->epoch, ==, 1);
  g_assert_true (isnan (empty->loss) && isnan (empty->seconds));
  g_assert_true (isnan (empty->measure.spearman) && isnan (empty->measure.error_oracle));
  g_assert_cmpuint (full->epoch, ==, 2);
  g_assert_cmpfloat (full->loss, ==, epoch.loss);
  g_assert_cmpfloat (full->measure.spearman, ==, 0.1);
  g_assert_cmpfloat (full->measure.error_ours1, ==, 7.5);
  g_assert_cmpfloat (full->measure.error_all, ==, 1);
  g_assert_cmpfloat (full->seconds, ==, 90);
}

/* -- the learning rate */

static void
test_rate (void)
{
  g_assert_cmpfloat_with_epsilon (tau_train_rate (0.2, 0.15, 0), 0.01, 1e-12);
  g_assert_cmpfloat_with_epsilon (tau_train_rate (0.2, 0.15, 0.15), 0.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (tau_train_rate (0.2, 0.15, 1), 0, 1e-12);
  for (int i = 0; i < 100; i++) {
    double now = tau_train_rate (1, 0.1, i / 100.0),
           next = tau_train_rate (1, 0.1, (i + 1) / 100.0);
    g_assert_true (i < 10 ? next > now : next < now);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/prepare", test_prepare);
  g_test_add_func ("/train/samples", test_samples);
  g_test_add_func ("/train/corruption-sets", test_corruption_sets);
  g_test_add_func ("/train/epochs", test_epochs);
  g_test_add_func ("/train/measure/known", test_measure);
  g_test_add_func ("/train/measure/undefined", test_measure_undefined);
  g_test_add_func ("/train/rate", test_rate);
  return g_test_run ();
}
