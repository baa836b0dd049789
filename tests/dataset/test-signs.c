/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset-fixture.h"

#include <math.h>
#include <string.h>

/* No golden pixels: another version of Cairo may round otherwise. */

enum { N_SAMPLE = 60, N_THREADS = 4 };

static TauDataset *
open_split (const char *spec)
{
  g_autoptr (GError) error = NULL;
  TauDataset *signs = tau_dataset_open (spec, &error);
  g_assert_no_error (error);
  return signs;
}

static TauImage *
load (TauDataset *signs, guint index)
{
  g_autoptr (GError) error = NULL;
  TauImage *image = tau_dataset_load (signs, index, &error);
  g_assert_no_error (error);
  g_assert_cmpint (image->width, ==, 64);
  g_assert_cmpint (image->height, ==, 64);
  return image;
}

static void
test_labels (void)
{
  for (int split = 0; split < 2; split++) {
    g_autoptr (TauDataset) signs = open_split (split == 0 ? "signs:train" : "signs:test");
    guint n_classes = signs->classes->len;
    g_autofree guint *count = g_new0 (guint, n_classes);

    g_assert_cmpuint (n_classes, >=, 16);
    for (guint i = 0; i < signs->n_images; i++) {
      g_assert_cmpuint (signs->labels[i], <, n_classes);
      count[signs->labels[i]]++;
    }
    for (guint i = 0; i < n_classes; i++) {
      g_assert_cmpint (ABS ((int)(count[i] * n_classes) - (int)signs->n_images), <=, n_classes);
      /* Names are different, and find their class. */
      g_assert_cmpint (fixture_find_class (signs, g_ptr_array_index (signs->classes, i)), ==, i);
    }
  }
}

static gpointer
hash_images (gpointer data)
{
  guint64 *hashes = g_new (guint64, N_SAMPLE);
  for (guint i = 0; i < N_SAMPLE; i++) {
    g_autoptr (TauImage) image = load (data, i);
    hashes[i] = tau_image_hash64 (image);
  }
  return hashes;
}

static void
test_same_in_every_thread (void)
{
  g_autoptr (TauDataset) signs = open_split ("signs:train");
  g_autoptr (TauDataset) again = open_split ("signs:train");
  g_autofree guint64 *expected = hash_images (again);
  GThread *threads[N_THREADS];

  for (int i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("signs", hash_images, signs);
  for (int i = 0; i < N_THREADS; i++) {
    g_autofree guint64 *hashes = g_thread_join (threads[i]);
    g_assert_cmpmem (hashes, N_SAMPLE * sizeof *hashes, expected, N_SAMPLE * sizeof *expected);
  }
}

/* No picture occurs twice, in one split or in both. */
static void
test_no_picture_twice (void)
{
  g_autoptr (TauDataset) train = open_split ("signs:train");
  g_autoptr (TauDataset) test = open_split ("signs:test");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < 2 * N_SAMPLE; i++) {
    g_autoptr (TauImage) image = load (i % 2 == 0 ? train : test, i / 2);
    guint64 hash = tau_image_hash64 (image);
    g_assert_true (g_hash_table_add (seen, g_memdup2 (&hash, sizeof hash)));
  }
}

static double
mean_distance (const TauImage *a, const TauImage *b)
{
  gsize n = tau_image_n_bytes (a);
  double sum = 0;
  for (gsize i = 0; i < n; i++)
    sum += ABS (a->data[i] - b->data[i]);
  return sum / n;
}

/* Every picture has contrast, is no copy of another with noise on it, and is neither black nor
 * white. */
static void
test_pictures_vary (void)
{
  g_autoptr (TauDataset) signs = open_split ("signs:test");
  g_autoptr (TauImage) before = NULL;

  for (guint i = 0; i < 200; i++) {
    g_autoptr (TauImage) image = load (signs, i);
    gsize n = tau_image_n_bytes (image);
    double sum = 0, squares = 0;
    for (gsize j = 0; j < n; j++) {
      sum += image->data[j];
      squares += (double)image->data[j] * image->data[j];
    }
    g_assert_cmpfloat (sum / n, >, 8);
    g_assert_cmpfloat (sum / n, <, 247);
    g_assert_cmpfloat (sqrt (squares / n - sum / n * (sum / n)), >, 8);
    if (before != NULL)
      g_assert_cmpfloat (mean_distance (image, before), >, 8);
    g_clear_pointer (&before, tau_image_unref);
    before = g_steal_pointer (&image);
  }
}

/* The class is what a picture shows: in the mean a stop sign is red in the middle, and a sign with
 * an arrow blue. */
static void
test_class_is_seen (void)
{
  g_autoptr (TauDataset) signs = open_split ("signs:train");
  int stop = fixture_find_class (signs, "stop"), ahead = fixture_find_class (signs, "ahead only");
  double red[2] = { 0, 0 };
  guint n[2] = { 0, 0 };

  for (guint i = 0; n[0] < 40 || n[1] < 40; i++) {
    if (signs->labels[i] != stop && signs->labels[i] != ahead)
      continue;
    g_autoptr (TauImage) image = load (signs, i);
    int which = signs->labels[i] == ahead;
    for (int y = 24; y < 40; y++)
      for (int x = 24; x < 40; x++) {
        const guint8 *p = image->data + (y * 64 + x) * 3;
        red[which] += p[0] - p[2];
      }
    n[which]++;
  }
  g_assert_cmpfloat (red[0] / n[0] / 256, >, 20);
  g_assert_cmpfloat (red[1] / n[1] / 256, <, -20);
}

static void
test_errors (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (tau_dataset_open ("signs:all", &error));
  g_assert_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC);
  g_assert_nonnull (strstr (error->message, "all"));
  g_clear_error (&error);

  g_autoptr (TauDataset) signs = open_split ("signs");
  g_assert_null (tau_dataset_load (signs, signs->n_images, &error));
  g_assert_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_NOT_FOUND);
}

static void
test_describe (void)
{
  g_autoptr (TauDataset) signs = open_split ("signs"); /* test, when nothing is said */
  g_autofree char *text = tau_dataset_describe (signs, 12);
  g_assert_cmpstr (text, ==, "signs:test 12");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/signs/labels", test_labels);
  g_test_add_func ("/signs/same-in-every-thread", test_same_in_every_thread);
  g_test_add_func ("/signs/no-picture-twice", test_no_picture_twice);
  g_test_add_func ("/signs/pictures-vary", test_pictures_vary);
  g_test_add_func ("/signs/class-is-seen", test_class_is_seen);
  g_test_add_func ("/signs/errors", test_errors);
  g_test_add_func ("/signs/describe", test_describe);
  return g_test_run ();
}
