/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/gallery/tau-thumbnail-loader.h"

#include "app/jobs/tau-picture.h"

/* Few enough that any other request waits only a few milliseconds. */
#define BATCH    4
#define MAX_KEPT 1500 /* of what is not visible: 40 MB */

struct _TauThumbnailLoader {
  GObject parent_instance;

  TauWorker *worker;
  TauThumbnailNext next;
  gpointer next_data;
  GQueue wanted;         /* of TauSample, owned: visible, and without a thumbnail */
  GHashTable *visible;   /* of TauSample */
  GQueue kept;           /* of TauSample, owned: were visible, the oldest first */
  GHashTable *failed;    /* of TauSample */
  GCancellable *loading; /* NULL: nothing is being loaded */
  GPtrArray *batch;      /* of TauSample: what is */
};

G_DEFINE_FINAL_TYPE (TauThumbnailLoader, tau_thumbnail_loader, G_TYPE_OBJECT)

enum { LOADED, N_SIGNALS };

static guint signals[N_SIGNALS];

static gboolean
is_missing (TauThumbnailLoader *self, TauSample *sample)
{
  return tau_sample_get_thumbnail (sample) == NULL && !g_hash_table_contains (self->failed, sample);
}

static void
keep (TauThumbnailLoader *self, TauSample *sample)
{
  g_queue_push_tail (&self->kept, g_object_ref (sample));
  while (self->kept.length > MAX_KEPT) {
    g_autoptr (TauSample) oldest = g_queue_pop_head (&self->kept);
    if (!g_hash_table_contains (self->visible, oldest))
      tau_sample_set_thumbnail (oldest, NULL);
  }
}

static void
on_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauThumbnailLoader) self = data; /* reference held by the request */
  g_autoptr (GPtrArray) thumbnails = tau_worker_answer (result, NULL);
  g_autoptr (GPtrArray) batch = g_steal_pointer (&self->batch);
  const gboolean stopped = g_cancellable_is_cancelled (self->loading);
  g_clear_object (&self->loading);
  if (stopped)
    return;
  for (guint i = 0; thumbnails != NULL && i < thumbnails->len; i++) {
    TauSample *sample = g_ptr_array_index (batch, i);
    TauImage *thumbnail = g_ptr_array_index (thumbnails, i);
    if (thumbnail != NULL)
      tau_sample_set_thumbnail (sample, thumbnail);
    else
      g_hash_table_add (self->failed, g_object_ref (sample));
    if (thumbnail != NULL && !g_hash_table_contains (self->visible, sample))
      keep (self, sample);
    g_signal_emit (self, signals[LOADED], 0, sample);
  }
  tau_thumbnail_loader_go_on (self);
}

/* Takes what is visible, or else the next one. */
static GPtrArray *
take_batch (TauThumbnailLoader *self)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func (g_object_unref);
  while (batch->len < BATCH && self->wanted.length > 0) {
    g_autoptr (TauSample) sample = g_queue_pop_head (&self->wanted);
    if (g_hash_table_contains (self->visible, sample) && is_missing (self, sample))
      g_ptr_array_add (batch, g_steal_pointer (&sample));
  }
  for (TauSample *sample; batch->len == 0 && (sample = self->next (self->next_data)) != NULL;)
    if (is_missing (self, sample))
      g_ptr_array_add (batch, g_object_ref (sample));
  return batch->len > 0 ? g_steal_pointer (&batch) : NULL;
}

void
tau_thumbnail_loader_go_on (TauThumbnailLoader *self)
{
  if (self->loading != NULL || self->worker == NULL)
    return;
  self->batch = take_batch (self);
  if (self->batch == NULL)
    return;
  self->loading = g_cancellable_new ();
  tau_picture_load_thumbnails_async (self->worker, self->batch, self->loading, on_loaded_cb,
                                     g_object_ref (self));
}

/* -- the object ----------------------------------------------------------------------------- */

/* The owner is gone, and `next` with it. */
static void
tau_thumbnail_loader_dispose (GObject *object)
{
  TauThumbnailLoader *self = TAU_THUMBNAIL_LOADER (object);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->worker);
  G_OBJECT_CLASS (tau_thumbnail_loader_parent_class)->dispose (object);
}

static void
tau_thumbnail_loader_finalize (GObject *object)
{
  TauThumbnailLoader *self = TAU_THUMBNAIL_LOADER (object);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->batch, g_ptr_array_unref);
  g_queue_clear_full (&self->wanted, g_object_unref);
  g_queue_clear_full (&self->kept, g_object_unref);
  g_hash_table_unref (self->visible);
  g_hash_table_unref (self->failed);
  G_OBJECT_CLASS (tau_thumbnail_loader_parent_class)->finalize (object);
}

static void
tau_thumbnail_loader_class_init (TauThumbnailLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_thumbnail_loader_dispose;
  G_OBJECT_CLASS (klass)->finalize = tau_thumbnail_loader_finalize;
  signals[LOADED] = g_signal_new ("loaded", TAU_TYPE_THUMBNAIL_LOADER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, TAU_TYPE_SAMPLE);
}

static void
tau_thumbnail_loader_init (TauThumbnailLoader *self)
{
  g_queue_init (&self->wanted);
  g_queue_init (&self->kept);
  self->visible = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->failed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

TauThumbnailLoader *
tau_thumbnail_loader_new (TauThumbnailNext next, gpointer data)
{
  TauThumbnailLoader *self = g_object_new (TAU_TYPE_THUMBNAIL_LOADER, NULL);
  self->next = next;
  self->next_data = data;
  return self;
}

void
tau_thumbnail_loader_set_worker (TauThumbnailLoader *self, TauWorker *worker)
{
  g_set_object (&self->worker, worker);
  tau_thumbnail_loader_go_on (self);
}

void
tau_thumbnail_loader_want (TauThumbnailLoader *self, TauSample *sample)
{
  g_hash_table_add (self->visible, g_object_ref (sample));
  if (!is_missing (self, sample))
    return;
  g_queue_push_tail (&self->wanted, g_object_ref (sample));
  tau_thumbnail_loader_go_on (self);
}

void
tau_thumbnail_loader_drop (TauThumbnailLoader *self, TauSample *sample)
{
  g_autoptr (TauSample) held = g_object_ref (sample);
  g_hash_table_remove (self->visible, sample);
  if (tau_sample_get_thumbnail (sample) != NULL)
    keep (self, sample);
}

gboolean
tau_thumbnail_loader_has_failed (TauThumbnailLoader *self, TauSample *sample)
{
  return g_hash_table_contains (self->failed, sample);
}

gboolean
tau_thumbnail_loader_has_failures (TauThumbnailLoader *self)
{
  return g_hash_table_size (self->failed) > 0;
}
