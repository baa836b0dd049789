/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-samples.h"
#include "evaluate/tau-classify.h"
#include "torch/tau-torch.h"

#include <stdlib.h>

/* What a method takes beside center: classifies images that are in memory, in turns with center, on
 * one thread. Loading them would add the same to both. Prints a Markdown table of the medians.
 * bench-classify [PACK [DATASET]]     without arguments: every shipped pack, on signs:test */

#define N_BATCHES 16
#define N_ROUNDS  15

static const char *const methods[] = { "center", "hflip",       "ours:1",       "ours:2",
                                       "ours:4", "ours:1+flip", "ours:2+5crop", "all" };
#define N_METHODS G_N_ELEMENTS (methods)

static TauClassifier *
new_classifier (TauSession *session, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) parsed = tau_methods_parse (id, NULL);
  TauClassifier *self =
      tau_classifier_new (session, &g_array_index (parsed, TauMethod, parsed->len - 1), 0, &error);
  if (self == NULL)
    g_error ("%s", error->message);
  return self;
}

/* ms for an image */
static double
run (const TauClassifier *self, GPtrArray *images)
{
  const TauCorruptionSpec none = { 0 };
  const guint batch = tau_classifier_batch (self), n = MIN (images->len, N_BATCHES * batch);
  const gint64 began = g_get_monotonic_time ();
  for (guint first = 0; first < n; first += batch) {
    TauClassification out[64] = { 0 };
    guint numbers[64];
    const guint some = MIN (batch, n - first);
    g_autoptr (GError) error = NULL;
    for (guint i = 0; i < some; i++)
      numbers[i] = first + i;
    if (!tau_classifier_run (self, (TauImage **)images->pdata + first, numbers, some, &none, out,
                             NULL, &error))
      g_error ("%s", error->message);
    for (guint i = 0; i < some; i++)
      tau_classification_clear (&out[i]);
  }
  return (g_get_monotonic_time () - began) / 1e3 / n;
}

static int
compare_doubles (const void *a, const void *b)
{
  const double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static GPtrArray *
load_images (TauDataset *dataset, const TauPack *pack, guint n)
{
  GPtrArray *images = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_image_unref);
  for (guint i = 0; i < MIN (n, dataset->n_images); i++) {
    g_autoptr (TauImage) image = tau_dataset_load (dataset, i, NULL);
    if (image != NULL)
      g_ptr_array_add (images, tau_prepare_image (image, pack->target.input_size + pack->margin));
  }
  return images;
}

static void
bench_pack (TauPack *pack, TauDataset *dataset)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauSession) session = tau_session_open (pack, NULL, 1, NULL, &error);
  if (session == NULL)
    g_error ("%s", error->message);
  TauClassifier *classifiers[N_METHODS];
  double ms[N_METHODS][N_ROUNDS], over[N_METHODS][N_ROUNDS];
  for (guint m = 0; m < N_METHODS; m++)
    classifiers[m] = new_classifier (session, methods[m]);
  g_autoptr (GPtrArray) images =
      load_images (dataset, pack, N_BATCHES * tau_classifier_batch (classifiers[0]));
  for (guint m = 0; m < N_METHODS; m++)
    run (classifiers[m], images); /* warm */
  for (guint r = 0; r < N_ROUNDS; r++)
    for (guint m = 0; m < N_METHODS; m++) {
      ms[m][r] = run (classifiers[m], images);
      over[m][r] = ms[m][r] / ms[0][r];
    }
  for (guint m = 0; m < N_METHODS; m++) {
    qsort (ms[m], N_ROUNDS, sizeof (double), compare_doubles);
    qsort (over[m], N_ROUNDS, sizeof (double), compare_doubles);
    g_print ("| %s | %s | %.3f | %.2f | %.2f |\n", pack->name, methods[m], ms[m][N_ROUNDS / 2],
             over[m][N_ROUNDS / 2], tau_classifier_cost (classifiers[m]));
    tau_classifier_free (classifiers[m]);
  }
}

int
main (int argc, char **argv)
{
  tau_torch_prepare ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TauDataset) dataset = tau_dataset_open (argc > 2 ? argv[2] : "signs:test", &error);
  g_autoptr (GPtrArray) packs = tau_pack_list (NULL);
  if (dataset == NULL)
    g_error ("%s", error->message);
  g_print ("Images of %s in memory, one thread, median of %d rounds in turns\n\n", dataset->spec,
           N_ROUNDS);
  g_print ("| pack | method | ms for an image | time over center | cost (multiply-adds) |\n");
  g_print ("|---|---|--:|--:|--:|\n");
  for (guint i = 0; i < packs->len; i++) {
    TauPack *pack = g_ptr_array_index (packs, i);
    if (pack->has_predictor && (argc < 2 || g_str_equal (pack->name, argv[1])))
      bench_pack (pack, dataset);
  }
  return 0;
}
