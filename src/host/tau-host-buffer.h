/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "host/tau-host-process.h"

G_BEGIN_DECLS

/* Memory that the program and the model process share. All functions are thread-safe. */

/* `size` bytes, not cleared; a freed buffer is used again. Sets a TAU_TORCH_ERROR FAILED. */
gpointer tau_host_buffer_new (gsize size, GError **error);
void tau_host_buffer_free (gpointer data);

/* Where `data` lies in a buffer. FALSE if it lies in none. `serial` numbers the processes of the
 * program: news->fd is -1 if that process knows the buffer. If not, the caller must tell it the
 * news. */
gboolean tau_host_buffer_find (gconstpointer data, guint64 serial, TauHostPlace *place,
                               TauHostNews *news);
gboolean tau_host_buffer_has (gconstpointer data);

/* Buffers that were given up since the last call, as an array of guint32; NULL if there are none.
 */
GArray *tau_host_buffer_take_forgotten (void);

G_END_DECLS
