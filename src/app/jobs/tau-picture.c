/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-picture.h"

/* Twice the side at which the window usually shows an image, for screens of high resolution. */
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

static void
load_job (GTask *task, TauWorkerState *state G_GNUC_UNUSED, gpointer task_data,
          GCancellable *cancellable)
{
  TauSample *sample = task_data;
  GError *error = NULL;
  TauImage *image = tau_sample_load (sample, cancellable, &error);
  if (image == NULL || g_cancellable_set_error_if_cancelled (cancellable, &error)) {
    g_clear_pointer (&image, tau_image_unref);
    g_task_return_error (task, error);
    return;
  }
  TauPicture *self = g_new0 (TauPicture, 1);
  self->ref_count = 1;
  self->sample = g_object_ref (sample);
  self->image = image;
  self->preview = make_preview (image);
  self->sha256 = tau_image_sha256 (image);
  g_task_return_pointer (task, self, (GDestroyNotify)tau_picture_unref);
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

static void
load_thumbnails_job (GTask *task, TauWorkerState *state G_GNUC_UNUSED, gpointer task_data,
                     GCancellable *cancellable)
{
  GPtrArray *samples = task_data;
  GPtrArray *thumbnails = g_ptr_array_new_full (samples->len, (GDestroyNotify)tau_image_unref);
  for (guint i = 0; i < samples->len && !g_cancellable_is_cancelled (cancellable); i++)
    g_ptr_array_add (thumbnails, make_thumbnail (g_ptr_array_index (samples, i), cancellable));
  g_task_return_pointer (task, thumbnails, (GDestroyNotify)g_ptr_array_unref);
}

/* -- requests ---------------------------------------------------------------------------- */

void
tau_picture_load_async (TauWorker *worker, TauSample *sample, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (task, tau_picture_load_async);
  g_task_set_task_data (task, g_object_ref (sample), g_object_unref);
  tau_worker_push (worker, TAU_LANE_IMAGE, task, load_job);
}

TauPicture *
tau_picture_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
tau_picture_load_thumbnails_async (TauWorker *worker, GPtrArray *samples, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (task, tau_picture_load_thumbnails_async);
  g_task_set_task_data (task, g_ptr_array_ref (samples), (GDestroyNotify)g_ptr_array_unref);
  tau_worker_push (worker, TAU_LANE_OTHER, task, load_thumbnails_job);
}

GPtrArray *
tau_picture_load_thumbnails_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
