/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-dataset.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Loads images of a data set ahead of their use on its own threads, and hands them over in the
 * order requested, whatever the number of threads. */
typedef struct _TauPrefetch TauPrefetch;

/* Turns a loaded image into the one to keep; called from several threads at once. Never returns
 * NULL. */
typedef TauImage *(*TauPrefetchFunc) (TauImage *image, gpointer data);

typedef struct {
  guint index;     /* into the data set */
  TauImage *image; /* NULL when it cannot be read, */
  GError *error;   /* which then says why */
} TauPrefetchItem;

/* Loads the images order[0..n-1], or 0..n-1 when `order` is NULL. At most `ahead` of them (1 or
 * more) wait in memory at any time, in addition to the one that each thread is loading. `prepare`
 * may be NULL. */
TauPrefetch *tau_prefetch_new (TauDataset *dataset, const guint *order, guint n, guint ahead,
                               int n_threads, TauPrefetchFunc prepare, gpointer data,
                               GCancellable *cancellable);

/* Waits for the next image. FALSE, with nothing in `item`, after the last one and as soon as the
 * cancellable is cancelled. An unreadable image is an item like any other. */
gboolean tau_prefetch_next (TauPrefetch *self, TauPrefetchItem *item);
void tau_prefetch_item_clear (TauPrefetchItem *item);

/* Stops the threads once each has finished its current image. */
void tau_prefetch_free (TauPrefetch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPrefetch, tau_prefetch_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TauPrefetchItem, tau_prefetch_item_clear)

G_END_DECLS
