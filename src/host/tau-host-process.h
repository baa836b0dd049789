/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "host/tau-host-message.h"

G_BEGIN_DECLS

/* The model process as the program sees it: started, asked, and ended. Thread-safe; each thread
 * that asks has a channel to itself while it waits. */

typedef struct _TauHostProcess TauHostProcess;

/* Starts the process and returns without waiting for libtorch, which takes about a second to load.
 * `memory`: bytes that models may use, 0: no limit. Sets a TAU_TORCH_ERROR MODULE if the program
 * tauscope-model-host is not there. */
TauHostProcess *tau_host_process_new (const char *device, guint64 memory, GError **error);
TauHostProcess *tau_host_process_ref (TauHostProcess *self);
/* The last reference ends the process. */
void tau_host_process_unref (TauHostProcess *self);

/* Waits until libtorch is open there. Fails with the error of the process, or cancelled. */
gboolean tau_host_process_wait (TauHostProcess *self, GCancellable *cancellable, GError **error);

/* After tau_host_process_wait(). The reason why it is not locked, or NULL. */
const char *tau_host_process_get_version (TauHostProcess *self);
gboolean tau_host_process_has_fast_blas (TauHostProcess *self);
const char *tau_host_process_get_lock_problem (TauHostProcess *self);

/* FALSE too if it has refused to work. */
gboolean tau_host_process_is_alive (TauHostProcess *self);
/* Whether libtorch is open there. */
gboolean tau_host_process_is_ready (TauHostProcess *self);

/* TRUE if it was ended for another request's cancelling: then this one can be asked again. */
gboolean tau_host_process_was_stopped (TauHostProcess *self);

/* A buffer that the process is told of before the request, or 0. */
typedef struct {
  guint32 buffer;
  guint64 size;
  int fd;
} TauHostNews;

/* Asks and waits for the reply. `text` (a path or NULL) and `fd` (-1: none) go with the request,
 * and before it `news`, n_news of them. A cancelled request gets `patience_ms` to end; then the
 * process is killed. `path` is the model's, for the errors: CRASHED if the process has ended, what
 * the process says, or cancelled. */
gboolean tau_host_process_ask (TauHostProcess *self, TauHostRequest *request, const char *text,
                               int fd, const TauHostNews *news, guint n_news, const char *path,
                               guint patience_ms, TauHostReply *reply, GCancellable *cancellable,
                               GError **error);

/* Tells without waiting. */
void tau_host_process_tell (TauHostProcess *self, const TauHostRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauHostProcess, tau_host_process_unref)

G_END_DECLS
