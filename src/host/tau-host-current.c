/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host/tau-host-current.h"

#include "host/tau-host-lock.h"
#include "host/tau-host.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

typedef struct {
  GMutex mutex;
  TauHostProcess *process;
  guint64 serial;
  const char *device; /* interned */
  guint64 memory;
  int warned;    /* atomic */
  int n_threads; /* atomic: of threads that were given none */
} Host;

static Host *
get_host (void)
{
  static Host host = { .device = "cpu", .n_threads = 1 };
  return &host;
}

/* -- the process ------------------------------------------------- */

guint64
tau_host_machine_memory (void)
{
  return (guint64)sysconf (_SC_PHYS_PAGES) * sysconf (_SC_PAGESIZE);
}

guint64
tau_host_default_memory (void)
{
  return MAX (tau_host_machine_memory () / 2, (guint64)2 << 30);
}

static guint64
get_memory_locked (Host *host)
{
  return host->memory > 0 ? host->memory : tau_host_default_memory ();
}

static gboolean
start_locked (Host *host, GError **error)
{
  if (host->process != NULL && tau_host_process_is_alive (host->process))
    return TRUE;
  g_clear_pointer (&host->process, tau_host_process_unref);
  host->serial++;
  host->process = tau_host_process_new (host->device, get_memory_locked (host), error);
  return host->process != NULL;
}

void
tau_host_start (void)
{
  Host *host = get_host ();
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&host->mutex);
  start_locked (host, NULL);
}

static char *
describe_lock (TauHostProcess *process)
{
  const char *problem = tau_host_process_get_lock_problem (process);
  if (problem == NULL)
    return g_strdup (_ ("Models run in a process that cannot open files, use the network or start "
                        "programs."));
  return g_strdup_printf (
      _ ("Models run without a lock here (%s); open only models that you trust."), problem);
}

/* Says once that models run unlocked. */
static void
warn_if_unlocked (Host *host, TauHostProcess *process)
{
  if (TAU_HOST_SANITIZED || tau_host_process_get_lock_problem (process) == NULL ||
      !g_atomic_int_compare_and_exchange (&host->warned, FALSE, TRUE))
    return;
  g_autofree char *text = describe_lock (process);
  g_message ("%s", text);
}

TauHostProcess *
tau_host_get_process (guint64 *serial, GCancellable *cancellable, GError **error)
{
  Host *host = get_host ();
  g_mutex_lock (&host->mutex);
  g_autoptr (TauHostProcess) process =
      start_locked (host, error) ? tau_host_process_ref (host->process) : NULL;
  *serial = host->serial;
  g_mutex_unlock (&host->mutex);
  if (process == NULL || !tau_host_process_wait (process, cancellable, error))
    return NULL;
  warn_if_unlocked (host, process);
  return g_steal_pointer (&process);
}

void
tau_host_set_memory (guint64 bytes)
{
  Host *host = get_host ();
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&host->mutex);
  if (host->memory != bytes)
    g_clear_pointer (&host->process, tau_host_process_unref);
  host->memory = bytes;
}

char *
tau_host_describe_lock (void)
{
  guint64 serial;
  g_autoptr (TauHostProcess) process = tau_host_peek_process (&serial);
  return process != NULL && tau_host_process_is_ready (process) ? describe_lock (process) : NULL;
}

/* -- settings ---------------------------------------------------- */

const char *
tau_host_get_version (void)
{
  guint64 serial;
  g_autoptr (TauHostProcess) process = tau_host_get_process (&serial, NULL, NULL);
  return process != NULL ? g_intern_string (tau_host_process_get_version (process)) : "?";
}

gboolean
tau_host_has_fast_blas (void)
{
  guint64 serial;
  g_autoptr (TauHostProcess) process = tau_host_get_process (&serial, NULL, NULL);
  return process == NULL || tau_host_process_has_fast_blas (process);
}

static GPrivate own_threads; /* the calling thread's number; 0: it was given none */

void
tau_host_set_threads (int n)
{
  g_private_set (&own_threads, GINT_TO_POINTER (n));
  g_atomic_int_set (&get_host ()->n_threads, n);
}

int
tau_host_get_threads (void)
{
  const int own = GPOINTER_TO_INT (g_private_get (&own_threads));
  return own > 0 ? own : g_atomic_int_get (&get_host ()->n_threads);
}

gboolean
tau_host_set_device (const char *device, GError **error)
{
  Host *host = get_host ();
  g_mutex_lock (&host->mutex);
  const gboolean same = g_str_equal (device, host->device);
  const guint64 memory = get_memory_locked (host);
  g_mutex_unlock (&host->mutex);
  if (same)
    return TRUE;
  g_autoptr (TauHostProcess) other = tau_host_process_new (device, memory, error);
  if (other == NULL || !tau_host_process_wait (other, NULL, error))
    return FALSE;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&host->mutex);
  g_clear_pointer (&host->process, tau_host_process_unref);
  host->process = g_steal_pointer (&other);
  host->device = g_intern_string (device);
  host->serial++;
  return TRUE;
}

const char *
tau_host_get_device (void)
{
  Host *host = get_host ();
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&host->mutex);
  return host->device;
}

guint64
tau_host_get_memory (void)
{
  Host *host = get_host ();
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&host->mutex);
  return get_memory_locked (host);
}

TauHostProcess *
tau_host_peek_process (guint64 *serial)
{
  Host *host = get_host ();
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&host->mutex);
  *serial = host->serial;
  return host->process != NULL ? tau_host_process_ref (host->process) : NULL;
}
