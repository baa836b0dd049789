/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-picture.h"

/* Twice the side at which the window usually shows an image, for high-resolution screens. */
#define PREVIEW_SIDE 800

TauPicture *
tau_picture_ref (TauPicture *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tau_picture_unref (TauPicture *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_clear_object (&self->sample);
  g_clear_pointer (&self->image, tau_image_unref);
  g_clear_pointer (&self->preview, tau_image_unref);
  g_free (self->sha256);
  tau_store_image_clear (&self->kept);
  g_free (self);
}

/* -- on the worker's thread ------------------------------------------------------------- */

/* Drawing a photograph of 24 million pixels in every frame would keep the main loop busy. */
static TauImage *
make_preview (TauImage *image)
{
  int longer = MAX (image->width, image->height);
  if (longer <= PREVIEW_SIDE)
    return tau_image_ref (image);
  return tau_image_resize_bicubic (image,
                                   MAX (1, (int)((gint64)image->width * PREVIEW_SIDE / longer)),
                                   MAX (1, (int)((gint64)image->height * PREVIEW_SIDE / longer)));
}

static gpointer
load (TauWorkerState *state, gpointer sample, GCancellable *cancellable, GError **error)
{
  g_autoptr (TauImage) image = tau_sample_load (sample, cancellable, error);
  if (image == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  TauPicture *self = g_new0 (TauPicture, 1);
  self->ref_count = 1;
  self->sample = g_object_ref (sample);
  self->preview = make_preview (image);
  self->sha256 = tau_image_sha256 (image);
  if (state->store != NULL)
    tau_store_get_image (state->store, self->sha256, &self->kept, NULL);
  self->image = g_steal_pointer (&image);
  return self;
}

static TauImage *
make_thumbnail (TauSample *sample, GCancellable *cancellable)
{
  g_autoptr (TauImage) image = tau_sample_load (sample, cancellable, NULL);
  if (image == NULL)
    return NULL;
  g_autoptr (TauImage) square = tau_image_center_square (image);
  return square->width <= TAU_THUMBNAIL_SIDE
             ? g_steal_pointer (&square)
             : tau_image_resize_bicubic (square, TAU_THUMBNAIL_SIDE, TAU_THUMBNAIL_SIDE);
}

static gpointer
load_thumbnails (TauWorkerState *state, gpointer request, GCancellable *cancellable, GError **error)
{
  const GPtrArray *samples = request;
  GPtrArray *thumbnails = g_ptr_array_new_full (samples->len, (GDestroyNotify)tau_image_unref);
  for (guint i = 0; i < samples->len && !g_cancellable_is_cancelled (cancellable); i++)
    g_ptr_array_add (thumbnails, make_thumbnail (g_ptr_array_index (samples, i), cancellable));
  return thumbnails;
}

/* -- requests ---------------------------------------------------------------------------- */

void
tau_picture_load_async (TauWorker *worker, TauSample *sample, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_IMAGE, load, g_object_unref,
                                      (GDestroyNotify)tau_picture_unref };
  tau_worker_ask (worker, &kind, g_object_ref (sample), cancellable, callback, data);
}

void
tau_picture_load_thumbnails_async (TauWorker *worker, GPtrArray *samples, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, load_thumbnails,
                                      (GDestroyNotify)g_ptr_array_unref,
                                      (GDestroyNotify)g_ptr_array_unref };
  tau_worker_ask (worker, &kind, g_ptr_array_ref (samples), cancellable, callback, data);
}
