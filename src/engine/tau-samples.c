/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tau-samples.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  guint n;
  gint next; /* atomic */
  void (*body) (guint, gpointer);
  gpointer data;
} ParallelFor;

static gpointer
parallel_worker (gpointer data)
{
  ParallelFor *loop = data;
  for (guint i; (i = g_atomic_int_add (&loop->next, 1)) < loop->n;)
    loop->body (i, loop->data);
  return NULL;
}

void
tau_parallel_for (guint n, int n_threads, void (*body) (guint i, gpointer data), gpointer data)
{
  ParallelFor loop = { n, 0, body, data };
  guint helpers = CLAMP (n_threads - 1, 0, (int)n);
  g_autofree GThread **threads = g_new (GThread *, helpers + 1);
  for (guint i = 0; i < helpers; i++)
    threads[i] = g_thread_new ("tau-parallel", parallel_worker, &loop);
  parallel_worker (&loop);
  for (guint i = 0; i < helpers; i++)
    g_thread_join (threads[i]);
}

TauImage *
tau_prepare_image (TauImage *image, int side)
{
  if (image->width == side && image->height == side)
    return tau_image_ref (image);
  g_autoptr (TauImage) square = tau_image_center_square (image);
  return tau_image_resize_bicubic (square, side, side);
}

typedef struct {
  TauDataset *dataset;
  TauSamples *samples;
  GCancellable *cancellable;
  guint8 *readable;
} Loading;

static void
load_one (guint i, gpointer data)
{
  Loading *loading = data;
  TauSamples *samples = loading->samples;
  if (g_cancellable_is_cancelled (loading->cancellable))
    return;
  g_autoptr (TauImage) image = tau_dataset_load (loading->dataset, samples->indices[i], NULL);
  if (image == NULL)
    return;
  g_autoptr (TauImage) prepared = tau_prepare_image (image, samples->side);
  memcpy ((guint8 *)tau_samples_get (samples, i), prepared->data, tau_image_n_bytes (prepared));
  loading->readable[i] = TRUE;
}

/* Closes the gaps that unreadable files left. */
static void
drop_unreadable (TauSamples *self, const guint8 *readable)
{
  gsize bytes = (gsize)self->side * self->side * 3;
  guint kept = 0;
  for (guint i = 0; i < self->n; i++) {
    if (!readable[i])
      continue;
    if (kept != i) {
      memcpy (self->pixels + kept * bytes, self->pixels + i * bytes, bytes);
      self->labels[kept] = self->labels[i];
      self->indices[kept] = self->indices[i];
    }
    kept++;
  }
  self->n_unreadable = self->n - kept;
  self->n = kept;
}

TauSamples *
tau_samples_load (TauDataset *dataset, int side, guint limit, int n_threads,
                  GCancellable *cancellable, GError **error)
{
  guint n = limit > 0 ? MIN (limit, dataset->n_images) : dataset->n_images;
  g_autoptr (TauSamples) self = g_new0 (TauSamples, 1);
  self->n = n;
  self->side = side;
  self->pixels = g_try_malloc ((gsize)n * side * side * 3);
  if (self->pixels == NULL) {
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY,
                 _ ("“%s” does not fit into memory; use --limit"), dataset->spec);
    return NULL;
  }
  self->labels = g_new (gint32, n);
  self->indices = g_new (guint, n);
  for (guint i = 0; i < n; i++) {
    self->indices[i] = (guint64)i * dataset->n_images / n;
    self->labels[i] = dataset->labels[self->indices[i]];
  }

  g_autofree guint8 *readable = g_new0 (guint8, n);
  Loading loading = { dataset, self, cancellable, readable };
  tau_parallel_for (n, n_threads, load_one, &loading);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  drop_unreadable (self, readable);
  if (self->n == 0) {
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY,
                 _ ("No image of “%s” can be read"), dataset->spec);
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
tau_samples_free (TauSamples *self)
{
  if (self == NULL)
    return;
  g_free (self->pixels);
  g_free (self->labels);
  g_free (self->indices);
  g_free (self);
}

const guint8 *
tau_samples_get (const TauSamples *self, guint i)
{
  return self->pixels + (gsize)i * self->side * self->side * 3;
}
