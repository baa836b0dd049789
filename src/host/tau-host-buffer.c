/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host/tau-host-buffer.h"

#include "torch/tau-torch.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Freed buffers are kept for the next ones, because the kernel clears new memory page by page. */
#define MAX_KEPT (64 << 20)

typedef struct {
  guint32 number;
  int fd;
  guint8 *data;
  gsize size;
  guint64 told; /* serial number of the process that knows it */
  gboolean used;
} Buffer;

typedef struct {
  GMutex mutex;
  GArray *buffers;   /* of Buffer: a dozen at most */
  GArray *forgotten; /* of guint32, or NULL */
  guint32 last_number;
  gsize kept; /* bytes in buffers that are not used */
} Pool;

static Pool *
lock_pool (void)
{
  static Pool pool;
  g_mutex_lock (&pool.mutex);
  if (pool.buffers == NULL)
    pool.buffers = g_array_new (FALSE, FALSE, sizeof (Buffer));
  return &pool;
}

/* The unused buffer that fits best, without wasting more than half of it. */
static Buffer *
find_kept (Pool *pool, gsize size)
{
  Buffer *best = NULL;
  for (guint i = 0; i < pool->buffers->len; i++) {
    Buffer *buffer = &g_array_index (pool->buffers, Buffer, i);
    if (!buffer->used && buffer->size >= size && buffer->size / 2 <= MAX (size, 1 << 16) &&
        (best == NULL || buffer->size < best->size))
      best = buffer;
  }
  return best;
}

/* The model process cannot make it shorter, which would be a SIGBUS here. */
static gboolean
make (Buffer *buffer, int *failure)
{
  buffer->fd = memfd_create ("tauscope", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  *failure = errno;
  if (buffer->fd < 0)
    return FALSE;
  gpointer data = MAP_FAILED;
  if (ftruncate (buffer->fd, buffer->size) == 0 &&
      fcntl (buffer->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
    data = mmap (NULL, buffer->size, PROT_READ | PROT_WRITE, MAP_SHARED, buffer->fd, 0);
  if (data == MAP_FAILED) {
    *failure = errno;
    close (buffer->fd);
  }
  buffer->data = data;
  return data != MAP_FAILED;
}

gpointer
tau_host_buffer_new (gsize size, GError **error)
{
  Pool *pool = lock_pool ();
  Buffer *kept = find_kept (pool, size);
  gpointer data = NULL;
  int failure = 0;
  if (kept != NULL) {
    kept->used = TRUE;
    pool->kept -= kept->size;
    data = kept->data;
  } else {
    Buffer buffer = { .number = ++pool->last_number, .size = MAX (size, 1), .used = TRUE };
    if (make (&buffer, &failure)) {
      g_array_append_val (pool->buffers, buffer);
      data = buffer.data;
    }
  }
  g_mutex_unlock (&pool->mutex);
  if (data == NULL)
    g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_MEMORY,
                 _ ("Images cannot be shared with the model process (%s); close other programs, or "
                    "raise the limit (ulimit)"),
                 g_strerror (failure));
  return data;
}

static void
give_up (Pool *pool, guint index)
{
  const Buffer *buffer = &g_array_index (pool->buffers, Buffer, index);
  munmap (buffer->data, buffer->size);
  close (buffer->fd);
  if (pool->forgotten == NULL)
    pool->forgotten = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_val (pool->forgotten, buffer->number);
  g_array_remove_index_fast (pool->buffers, index);
}

void
tau_host_buffer_free (gpointer data)
{
  if (data == NULL)
    return;
  Pool *pool = lock_pool ();
  for (guint i = 0; i < pool->buffers->len; i++) {
    Buffer *buffer = &g_array_index (pool->buffers, Buffer, i);
    if (buffer->data != data)
      continue;
    if (pool->kept + buffer->size <= MAX_KEPT) {
      buffer->used = FALSE;
      pool->kept += buffer->size;
    } else {
      give_up (pool, i);
    }
    break;
  }
  g_mutex_unlock (&pool->mutex);
}

static Buffer *
find_around (Pool *pool, const guint8 *at)
{
  for (guint i = 0; i < pool->buffers->len; i++) {
    Buffer *buffer = &g_array_index (pool->buffers, Buffer, i);
    if (at >= buffer->data && at < buffer->data + buffer->size)
      return buffer;
  }
  return NULL;
}

gboolean
tau_host_buffer_find (gconstpointer data, guint64 serial, TauHostPlace *place, TauHostNews *news)
{
  Pool *pool = lock_pool ();
  Buffer *buffer = find_around (pool, data);
  if (buffer != NULL) {
    *place = (TauHostPlace){ buffer->number, (const guint8 *)data - buffer->data };
    *news = (TauHostNews){ buffer->number, buffer->size, buffer->told == serial ? -1 : buffer->fd };
    buffer->told = serial;
  }
  g_mutex_unlock (&pool->mutex);
  return buffer != NULL;
}

gboolean
tau_host_buffer_has (gconstpointer data)
{
  Pool *pool = lock_pool ();
  const gboolean found = find_around (pool, data) != NULL;
  g_mutex_unlock (&pool->mutex);
  return found;
}

GArray *
tau_host_buffer_take_forgotten (void)
{
  Pool *pool = lock_pool ();
  GArray *forgotten = g_steal_pointer (&pool->forgotten);
  g_mutex_unlock (&pool->mutex);
  return forgotten;
}
