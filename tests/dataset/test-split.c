/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset.h"

#include <string.h>

/* The validation fold: stratified, by seed, the same every time. */

static char *
describe (TauDataset *dataset, guint index)
{
  return g_strdup_printf ("%u", index);
}

static void
free_bare (TauDataset *dataset)
{
  g_free (dataset);
}

/* Labels without pictures. */
static const TauDatasetClass bare_class = { NULL, describe, free_bare };

/* counts[c] images of class c, mixed. */
static TauDataset *
bare_new (const guint *counts, guint n_classes)
{
  guint n = 0, left[16];
  for (guint c = 0; c < n_classes; c++)
    n += left[c] = counts[c];
  TauDataset *self = g_new0 (TauDataset, 1);
  tau_dataset_init (self, &bare_class, n);
  for (guint c = 0; c < n_classes; c++)
    g_ptr_array_add (self->classes, g_strdup_printf ("%u", c));
  for (guint i = 0, c = 0; i < n; i++) {
    while (left[c % n_classes] == 0)
      c++;
    self->labels[i] = c % n_classes;
    left[c++ % n_classes]--;
  }
  return self;
}

static const guint counts[] = { 100, 37, 1, 0, 2, 5, 1000 };

static guint
count_class (TauDataset *dataset, const guint8 *fold, guint class)
{
  guint n = 0;
  for (guint i = 0; i < dataset->n_images; i++)
    n += dataset->labels[i] == class && fold[i];
  return n;
}

static void
test_stratified (void)
{
  g_autoptr (TauDataset) dataset = bare_new (counts, G_N_ELEMENTS (counts));
  g_autofree guint8 *fold = g_malloc (dataset->n_images);
  const double shares[] = { 0, 0.1, 0.2, 0.5, 1 };
  for (guint s = 0; s < G_N_ELEMENTS (shares); s++)
    for (guint64 seed = 0; seed < 5; seed++) {
      memset (fold, 77, dataset->n_images);
      tau_dataset_split (dataset, shares[s], seed, fold);
      for (guint i = 0; i < dataset->n_images; i++)
        g_assert_cmpint (fold[i], <=, 1); /* in one of the two, and all are */
      for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
        g_assert_cmpuint (count_class (dataset, fold, c), ==, (guint)(shares[s] * counts[c] + 0.5));
    }
}

static void
test_seed (void)
{
  g_autoptr (TauDataset) dataset = bare_new (counts, G_N_ELEMENTS (counts));
  guint n = dataset->n_images;
  g_autofree guint8 *a = g_malloc (n), *b = g_malloc (n), *c = g_malloc (n);
  tau_dataset_split (dataset, 0.2, 1, a);
  tau_dataset_split (dataset, 0.2, 1, b);
  tau_dataset_split (dataset, 0.2, 2, c);
  g_assert_cmpmem (a, n, b, n);
  guint both = 0;
  for (guint i = 0; i < n; i++)
    both += a[i] && c[i];
  /* Two draws of a fifth have a twenty-fifth in common: 45.8 of 1145, standard deviation 5. */
  g_assert_cmpuint (both, >, 20);
  g_assert_cmpuint (both, <, 75);
}

/* A fold must not be another after an update: predictors were trained without it. */
static void
test_stable (void)
{
  const guint small[] = { 10, 10 };
  g_autoptr (TauDataset) dataset = bare_new (small, 2);
  guint8 fold[20];
  g_autoptr (GString) text = g_string_new (NULL);
  tau_dataset_split (dataset, 0.3, 42, fold);
  for (guint i = 0; i < 20; i++)
    g_string_append_c (text, '0' + fold[i]);
  g_assert_cmpstr (text->str, ==, "00100101000000111000");
}

/* Of a set that is corrupted already, no picture is in both folds. */
static void
test_variants (void)
{
  const guint two[] = { 30, 30 };
  g_autoptr (TauDataset) dataset = bare_new (two, 2);
  guint8 fold[60];
  dataset->n_variants = 6; /* of 10 pictures, classes by turns */
  tau_dataset_split (dataset, 0.4, 3, fold);
  for (guint i = 10; i < 60; i++)
    g_assert_cmpuint (fold[i], ==, fold[i % 10]);
  g_assert_cmpuint (count_class (dataset, fold, 0), ==, 6 * 2);
  g_assert_cmpuint (count_class (dataset, fold, 1), ==, 6 * 2);
}

/* Which images are chosen has nothing to do with where they stand. */
static void
test_spread (void)
{
  const guint two[] = { 500, 500 };
  g_autoptr (TauDataset) dataset = bare_new (two, 2);
  g_autofree guint8 *fold = g_malloc (1000);
  guint first_half = 0;
  for (guint64 seed = 0; seed < 20; seed++) {
    tau_dataset_split (dataset, 0.2, seed, fold);
    for (guint i = 0; i < 500; i++)
      first_half += fold[i];
  }
  g_assert_cmpuint (first_half, >, 1800); /* of 4000, standard deviation 28 */
  g_assert_cmpuint (first_half, <, 2200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/split/stratified", test_stratified);
  g_test_add_func ("/split/seed", test_seed);
  g_test_add_func ("/split/stable", test_stable);
  g_test_add_func ("/split/variants", test_variants);
  g_test_add_func ("/split/spread", test_spread);
  return g_test_run ();
}
