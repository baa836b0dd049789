/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For ThreadSanitizer only (-Db_sanitize=thread). GLib is not built with it, and synchronises
 * threads by system calls that it does not see; every one of its locks would be reported as
 * missing. Here the functions by which the program uses GLib say what they order, and call the real
 * ones. tsan-openmp.c does the same for the libtorch module. */
#include <dlfcn.h>
#include <gio/gio.h>

void __tsan_acquire (void *address);
void __tsan_release (void *address);

/* The library's own function of this name. */
#define REAL(name)                                                                                 \
  static gsize real_##name;                                                                        \
  if (g_once_init_enter (&real_##name))                                                            \
    g_once_init_leave (&real_##name, (gsize)dlsym (RTLD_NEXT, #name));                             \
  __typeof__ (name) *real = (__typeof__ (name) *)real_##name

#define LOCK(name, Type)                                                                           \
  void name (Type *lock)                                                                           \
  {                                                                                                \
    REAL (name);                                                                                   \
    real (lock);                                                                                   \
    __tsan_acquire (lock);                                                                         \
  }
#define TRY_LOCK(name, Type)                                                                       \
  gboolean name (Type *lock)                                                                       \
  {                                                                                                \
    REAL (name);                                                                                   \
    gboolean taken = real (lock);                                                                  \
    if (taken)                                                                                     \
      __tsan_acquire (lock);                                                                       \
    return taken;                                                                                  \
  }
#define UNLOCK(name, Type)                                                                         \
  void name (Type *lock)                                                                           \
  {                                                                                                \
    REAL (name);                                                                                   \
    __tsan_release (lock);                                                                         \
    real (lock);                                                                                   \
  }

LOCK (g_mutex_lock, GMutex)
TRY_LOCK (g_mutex_trylock, GMutex)
UNLOCK (g_mutex_unlock, GMutex)
LOCK (g_rec_mutex_lock, GRecMutex)
UNLOCK (g_rec_mutex_unlock, GRecMutex)
LOCK (g_rw_lock_reader_lock, GRWLock)
UNLOCK (g_rw_lock_reader_unlock, GRWLock)
LOCK (g_rw_lock_writer_lock, GRWLock)
UNLOCK (g_rw_lock_writer_unlock, GRWLock)

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  REAL (g_cond_wait);
  __tsan_release (mutex);
  real (cond, mutex);
  __tsan_acquire (mutex);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end)
{
  REAL (g_cond_wait_until);
  __tsan_release (mutex);
  gboolean woken = real (cond, mutex, end);
  __tsan_acquire (mutex);
  return woken;
}

/* Whoever drops the last reference frees what all the others wrote. */
#define REF(name, Type, Return)                                                                    \
  Return name (Type object)                                                                        \
  {                                                                                                \
    REAL (name);                                                                                   \
    __tsan_release ((void *)object);                                                               \
    return real (object);                                                                          \
  }
#define UNREF(name, Type)                                                                          \
  void name (Type object)                                                                          \
  {                                                                                                \
    REAL (name);                                                                                   \
    __tsan_release ((void *)object);                                                               \
    __tsan_acquire ((void *)object);                                                               \
    real (object);                                                                                 \
  }

#undef g_object_ref
#undef g_atomic_rc_box_acquire
#undef g_idle_add
REF (g_object_ref, gpointer, gpointer)
UNREF (g_object_unref, gpointer)
REF (g_bytes_ref, GBytes *, GBytes *)
UNREF (g_bytes_unref, GBytes *)
REF (g_ptr_array_ref, GPtrArray *, GPtrArray *)
UNREF (g_ptr_array_unref, GPtrArray *)
REF (g_array_ref, GArray *, GArray *)
UNREF (g_array_unref, GArray *)
REF (g_hash_table_ref, GHashTable *, GHashTable *)
UNREF (g_hash_table_unref, GHashTable *)

gpointer
g_atomic_rc_box_acquire (gpointer block)
{
  REAL (g_atomic_rc_box_acquire);
  __tsan_release (block);
  return real (block);
}

void
g_atomic_rc_box_release_full (gpointer block, GDestroyNotify clear)
{
  REAL (g_atomic_rc_box_release_full);
  __tsan_release (block);
  __tsan_acquire (block);
  real (block, clear);
}

/* -- queues, and calls into another thread's main loop: one token per queue ------ */

void
g_async_queue_push (GAsyncQueue *queue, gpointer data)
{
  REAL (g_async_queue_push);
  __tsan_release (queue);
  real (queue, data);
}

void
g_async_queue_push_front (GAsyncQueue *queue, gpointer data)
{
  REAL (g_async_queue_push_front);
  __tsan_release (queue);
  real (queue, data);
}

gpointer
g_async_queue_pop (GAsyncQueue *queue)
{
  REAL (g_async_queue_pop);
  gpointer data = real (queue);
  __tsan_acquire (queue);
  return data;
}

gpointer
g_async_queue_try_pop (GAsyncQueue *queue)
{
  REAL (g_async_queue_try_pop);
  gpointer data = real (queue);
  __tsan_acquire (queue);
  return data;
}

gpointer
g_async_queue_timeout_pop (GAsyncQueue *queue, guint64 timeout)
{
  REAL (g_async_queue_timeout_pop);
  gpointer data = real (queue, timeout);
  __tsan_acquire (queue);
  return data;
}

typedef struct {
  GSourceFunc func;
  gpointer data;
  GDestroyNotify notify;
} Call;

static gboolean
run_call (gpointer data)
{
  Call *call = data;
  __tsan_acquire (call);
  return call->func (call->data);
}

static void
free_call (gpointer data)
{
  Call *call = data;
  if (call->notify != NULL)
    call->notify (call->data);
  g_free (call);
}

static Call *
new_call (GSourceFunc func, gpointer data, GDestroyNotify notify)
{
  Call *call = g_new (Call, 1);
  *call = (Call){ func, data, notify };
  __tsan_release (call);
  return call;
}

void
g_main_context_invoke_full (GMainContext *context, gint priority, GSourceFunc func, gpointer data,
                            GDestroyNotify notify)
{
  REAL (g_main_context_invoke_full);
  real (context, priority, run_call, new_call (func, data, notify), free_call);
}

void
g_main_context_invoke (GMainContext *context, GSourceFunc func, gpointer data)
{
  g_main_context_invoke_full (context, G_PRIORITY_DEFAULT, func, data, NULL);
}

guint
g_idle_add_full (gint priority, GSourceFunc func, gpointer data, GDestroyNotify notify)
{
  REAL (g_idle_add_full);
  return real (priority, run_call, new_call (func, data, notify), free_call);
}

guint
g_idle_add (GSourceFunc func, gpointer data)
{
  return g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, func, data, NULL);
}

/* -- tasks: what was given to the thread, and what it returned -------------------------- */

static void
run_task (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GTaskThreadFunc func = (GTaskThreadFunc)g_object_get_data (G_OBJECT (task), "tsan-func");
  __tsan_acquire (task);
  func (task, source, data, cancellable);
}

void
g_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  REAL (g_task_run_in_thread);
  g_object_set_data (G_OBJECT (task), "tsan-func", (gpointer)func);
  __tsan_release (task);
  real (task, run_task);
}

void
g_task_return_pointer (GTask *task, gpointer result, GDestroyNotify free_result)
{
  REAL (g_task_return_pointer);
  __tsan_release (task);
  real (task, result, free_result);
}

void
g_task_return_error (GTask *task, GError *error)
{
  REAL (g_task_return_error);
  __tsan_release (task);
  real (task, error);
}

#define RETURN(name, Type)                                                                         \
  void name (GTask *task, Type result)                                                             \
  {                                                                                                \
    REAL (name);                                                                                   \
    __tsan_release (task);                                                                         \
    real (task, result);                                                                           \
  }
#define PROPAGATE(name, Type)                                                                      \
  Type name (GTask *task, GError **error)                                                          \
  {                                                                                                \
    REAL (name);                                                                                   \
    __tsan_acquire (task);                                                                         \
    return real (task, error);                                                                     \
  }

RETURN (g_task_return_boolean, gboolean)
RETURN (g_task_return_int, gssize)
PROPAGATE (g_task_propagate_pointer, gpointer)
PROPAGATE (g_task_propagate_boolean, gboolean)
PROPAGATE (g_task_propagate_int, gssize)
