/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-samples.h"

#include "base/tau-parallel.h"
#include "dataset/files/tau-prefetch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

TauImage *
tau_prepare_image (TauImage *image, int side)
{
  if (image->width == side && image->height == side)
    return tau_image_ref (image);
  g_autoptr (TauImage) square = tau_image_center_square (image);
  return tau_image_resize_bicubic (square, side, side);
}

static TauImage *
prepare (TauImage *image, gpointer side)
{
  return tau_prepare_image (image, GPOINTER_TO_INT (side));
}

/* Appends the readable images of order[0..n-1]; there is room for all of them. */
static void
fill (TauSamples *self, TauDataset *dataset, const guint *order, guint n, int n_threads,
      GCancellable *cancellable)
{
  gsize bytes = (gsize)self->side * self->side * 3;
  g_autoptr (TauPrefetch) prefetch =
      tau_prefetch_new (dataset, order, n, 8 * MAX (n_threads, 1), n_threads, prepare,
                        GINT_TO_POINTER (self->side), cancellable);
  for (TauPrefetchItem item; tau_prefetch_next (prefetch, &item); tau_prefetch_item_clear (&item)) {
    if (item.image == NULL) {
      self->n_unreadable++;
      continue;
    }
    memcpy (self->pixels + self->n * bytes, item.image->data, bytes);
    self->labels[self->n] = dataset->labels[item.index];
    self->indices[self->n++] = item.index;
  }
}

TauSamples *
tau_samples_load (TauDataset *dataset, int side, guint limit, int n_threads,
                  GCancellable *cancellable, GError **error)
{
  g_autofree guint *order = tau_count_up (dataset->n_images);
  const guint n = tau_spread (order, dataset->n_images, limit);
  g_autoptr (TauSamples) self = g_new0 (TauSamples, 1);
  self->side = side;
  self->pixels = g_try_malloc ((gsize)n * side * side * 3);
  if (self->pixels == NULL) {
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY,
                 _ ("“%s” does not fit into memory; use --limit"), dataset->spec);
    return NULL;
  }
  self->labels = g_new (gint32, n);
  self->indices = g_new (guint, n);

  fill (self, dataset, order, n, n_threads, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !tau_dataset_check (dataset, error))
    return NULL;
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
