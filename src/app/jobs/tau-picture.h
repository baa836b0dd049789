/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-sample.h"

G_BEGIN_DECLS

/* An opened image. Immutable; used only on the main thread once it is made. */
typedef struct {
  gint ref_count;
  TauSample *sample;
  TauImage *image;    /* as opened */
  TauImage *preview;  /* drawn in the window: not much larger than shown */
  char *sha256;       /* of the pixels as opened */
  TauStoreImage kept; /* what the user had set for it when it was opened */
} TauPicture;

TauPicture *tau_picture_ref (TauPicture *self);
void tau_picture_unref (TauPicture *self);

/* Loads, decodes and shrinks on the worker; a newer request cancels it. The answer is a
 * TauPicture. */
void tau_picture_load_async (TauWorker *worker, TauSample *sample, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);

#define TAU_THUMBNAIL_SIDE 96

/* Square thumbnails of a few samples (of TauSample). The answer is a GPtrArray with a TauImage
 * for each, or NULL where it cannot be read. */
void tau_picture_load_thumbnails_async (TauWorker *worker, GPtrArray *samples,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPicture, tau_picture_unref)

G_END_DECLS
