/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/files/tau-prefetch.h"

/* Positions of the order go round a ring of `ahead` slots. A thread claims the next position when
 * its slot is free, so that at most `ahead` are claimed and not yet handed over. */
typedef struct {
  TauPrefetchItem item;
  gboolean filled;
} Place;

struct _TauPrefetch {
  TauDataset *dataset;
  guint *order; /* NULL: as they come */
  guint n;
  TauPrefetchFunc prepare;
  gpointer data;
  GCancellable *cancellable;
  gulong cancelled_id;
  GPtrArray *threads;

  GMutex mutex; /* guards everything below */
  GCond changed;
  Place *ring;
  guint ahead;
  guint claimed;   /* positions taken by threads */
  guint delivered; /* positions handed over */
  gboolean stop;
};

static void
load_item (TauPrefetch *self, guint position, TauPrefetchItem *item)
{
  item->index = self->order != NULL ? self->order[position] : position;
  g_autoptr (TauImage) image = tau_dataset_load (self->dataset, item->index, &item->error);
  if (image == NULL)
    return;
  item->image = self->prepare != NULL ? self->prepare (image, self->data) : tau_image_ref (image);
}

static gpointer
worker (gpointer data)
{
  TauPrefetch *self = data;
  g_mutex_lock (&self->mutex);
  while (!self->stop && self->claimed < self->n) {
    if (self->claimed - self->delivered == self->ahead) {
      g_cond_wait (&self->changed, &self->mutex);
      continue;
    }
    guint position = self->claimed++;
    TauPrefetchItem item = { 0 };
    g_mutex_unlock (&self->mutex);
    load_item (self, position, &item);
    g_mutex_lock (&self->mutex);
    self->ring[position % self->ahead] = (Place){ item, TRUE };
    g_cond_broadcast (&self->changed);
  }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

static void
stop (TauPrefetch *self)
{
  g_mutex_lock (&self->mutex);
  self->stop = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
}

static void
on_cancelled_cb (GCancellable *cancellable, gpointer data)
{
  stop (data);
}

TauPrefetch *
tau_prefetch_new (TauDataset *dataset, const guint *order, guint n, guint ahead, int n_threads,
                  TauPrefetchFunc prepare, gpointer data, GCancellable *cancellable)
{
  g_return_val_if_fail (ahead > 0, NULL);
  TauPrefetch *self = g_new0 (TauPrefetch, 1);
  self->dataset = tau_dataset_ref (dataset);
  self->order = g_memdup2 (order, n * sizeof *order);
  self->n = n;
  self->prepare = prepare;
  self->data = data;
  self->ahead = MIN (ahead, MAX (n, 1));
  self->ring = g_new0 (Place, self->ahead);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->threads = g_ptr_array_new ();
  if (cancellable != NULL) {
    self->cancellable = g_object_ref (cancellable);
    self->cancelled_id =
        g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled_cb), self, NULL);
  }
  for (int i = 0; i < CLAMP (n_threads, 1, (int)MIN (self->ahead, 1024)); i++)
    g_ptr_array_add (self->threads, g_thread_new ("tau-prefetch", worker, self));
  return self;
}

gboolean
tau_prefetch_next (TauPrefetch *self, TauPrefetchItem *item)
{
  *item = (TauPrefetchItem){ 0 };
  g_mutex_lock (&self->mutex);
  Place *place = &self->ring[self->delivered % self->ahead];
  while (!self->stop && self->delivered < self->n && !place->filled)
    g_cond_wait (&self->changed, &self->mutex);
  gboolean found = !self->stop && self->delivered < self->n;
  if (found) {
    *item = place->item;
    *place = (Place){ 0 };
    self->delivered++;
    g_cond_broadcast (&self->changed);
  }
  g_mutex_unlock (&self->mutex);
  return found;
}

void
tau_prefetch_item_clear (TauPrefetchItem *item)
{
  g_clear_pointer (&item->image, tau_image_unref);
  g_clear_error (&item->error);
}

void
tau_prefetch_free (TauPrefetch *self)
{
  if (self == NULL)
    return;
  /* Not under the lock, because it waits for a running callback. */
  g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  stop (self);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));
  g_ptr_array_unref (self->threads);
  for (guint i = 0; i < self->ahead; i++)
    tau_prefetch_item_clear (&self->ring[i].item);
  g_free (self->ring);
  g_free (self->order);
  g_clear_object (&self->cancellable);
  tau_dataset_unref (self->dataset);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self);
}
