/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-pool.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

struct _TauPool {
  TauSession *session;
  GCancellable *cancellable;
  GAsyncQueue *todo;     /* of TauPoolTask; a task without a block ends a thread */
  GAsyncQueue *finished; /* of TauPoolTask */
  GPtrArray *threads;
  guint n_open; /* used only by the thread that owns the pool */
};

static gpointer
work (gpointer data)
{
  TauPool *self = data;
  const TauPack *pack = self->session->pack;
  self->session->torch->set_threads (1); /* of this thread */
  for (;;) {
    TauPoolTask *task = g_async_queue_pop (self->todo);
    if (task->block == NULL) {
      g_free (task);
      return NULL;
    }
    if (task->unit == NULL)
      tau_block_load (task->block, pack->target.input_size + pack->margin, self->cancellable);
    else if (!g_cancellable_set_error_if_cancelled (self->cancellable, &task->unit->error))
      tau_unit_compute (task->unit, self->cancellable);
    g_async_queue_push (self->finished, task);
  }
}

TauPool *
tau_pool_new (TauSession *session, int n_threads, GCancellable *cancellable)
{
  TauPool *self = g_new0 (TauPool, 1);
  self->session = session;
  self->cancellable = g_object_ref (cancellable);
  self->todo = g_async_queue_new_full (g_free);
  self->finished = g_async_queue_new_full (g_free);
  self->threads = g_ptr_array_new ();
  for (int i = 0; i < MAX (n_threads, 1); i++)
    g_ptr_array_add (self->threads, g_thread_new ("tau-evaluate", work, self));
  return self;
}

void
tau_pool_push (TauPool *self, TauBlock *block, TauUnit *unit)
{
  TauPoolTask *task = g_new (TauPoolTask, 1);
  *task = (TauPoolTask){ block, unit };
  self->n_open++;
  if (unit == NULL)
    g_async_queue_push_front (self->todo, task);
  else
    g_async_queue_push (self->todo, task);
}

gboolean
tau_pool_next (TauPool *self, guint64 timeout_us, TauPoolTask *task)
{
  g_autofree TauPoolTask *next = g_async_queue_timeout_pop (self->finished, timeout_us);
  if (next == NULL)
    return FALSE;
  *task = *next;
  self->n_open--;
  return TRUE;
}

guint
tau_pool_n_open (const TauPool *self)
{
  return self->n_open;
}

void
tau_pool_free (TauPool *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->threads->len; i++)
    g_async_queue_push (self->todo, g_new0 (TauPoolTask, 1));
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));
  g_ptr_array_unref (self->threads);
  g_async_queue_unref (self->todo);
  g_async_queue_unref (self->finished);
  g_object_unref (self->cancellable);
  g_free (self);
#ifdef __GLIBC__
  malloc_trim (0); /* gives back what tau_torch_prepare() lets the heap keep */
#endif
}
