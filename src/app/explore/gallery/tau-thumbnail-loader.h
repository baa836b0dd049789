/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-sample.h"

G_BEGIN_DECLS

/* The next image that nobody sees, to learn whether it can be read; NULL: none. */
typedef TauSample *(*TauThumbnailNext) (gpointer data);

/* Loads thumbnails on the worker, few at a time: of what is visible first, then of the others. Of
 * what is not visible only so many are kept that thousands of images fit into memory.
 *
 * Signal "loaded" (TauSample): it has a thumbnail now, or cannot be read. */
#define TAU_TYPE_THUMBNAIL_LOADER (tau_thumbnail_loader_get_type ())
G_DECLARE_FINAL_TYPE (TauThumbnailLoader, tau_thumbnail_loader, TAU, THUMBNAIL_LOADER, GObject)

TauThumbnailLoader *tau_thumbnail_loader_new (TauThumbnailNext next, gpointer data);
/* Nothing is loaded before. */
void tau_thumbnail_loader_set_worker (TauThumbnailLoader *self, TauWorker *worker);
/* It is visible from now on, or not any more. */
void tau_thumbnail_loader_want (TauThumbnailLoader *self, TauSample *sample);
void tau_thumbnail_loader_drop (TauThumbnailLoader *self, TauSample *sample);
/* There may be a next one. */
void tau_thumbnail_loader_go_on (TauThumbnailLoader *self);
/* Whether it could not be read. */
gboolean tau_thumbnail_loader_has_failed (TauThumbnailLoader *self, TauSample *sample);

/* Whether any could not. */
gboolean tau_thumbnail_loader_has_failures (TauThumbnailLoader *self);

G_END_DECLS
