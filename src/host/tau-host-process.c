/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host/tau-host-process.h"

#include "base/tau-build-folder.h"
#include "torch/tau-torch.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "tauscope-model-host"

struct _TauHostProcess {
  gatomicrefcount ref_count;
  GPid pid;
  int control;
  GMutex mutex; /* of what follows */
  GArray *idle; /* of int: channels that nobody uses */
  guint32 last_id;
  gboolean greeted, alive, stopped;
  int status;      /* of waitpid(), once it is not alive */
  GError *refusal; /* that it greeted with */
  char *version, *lock_problem;
  gboolean fast_blas;
};

/* -- start and end ----------------------------------------------- */

static char *
find_program (void)
{
  const char *override = g_getenv ("TAUSCOPE_MODEL_HOST");
  if (override != NULL)
    return g_strdup (override);
  char *built = tau_build_folder_file ("src/host/" PROGRAM);
  return built != NULL ? built : g_build_filename (TAU_PKGLIBDIR, PROGRAM, NULL);
}

/* Two ends of a socket; the second one is for the other process. */
static gboolean
open_pair (int ends[2], GError **error)
{
  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0)
    return TRUE;
  g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_MODULE,
               _ ("The model process cannot be reached: %s; close other programs"),
               g_strerror (errno));
  return FALSE;
}

static gboolean
spawn (TauHostProcess *self, const char *device, guint64 memory, int socket, GError **error)
{
  g_autofree char *program = find_program ();
  g_autofree char *bytes = g_strdup_printf ("%" G_GUINT64_FORMAT, memory);
  g_autoptr (GError) local = NULL;
  const int target = 3;
  const char *const arguments[] = { program, "3", device, bytes, NULL };
  if (g_spawn_async_with_pipes_and_fds (NULL, arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                                        NULL, -1, -1, -1, &socket, &target, 1, &self->pid, NULL,
                                        NULL, NULL, &local))
    return TRUE;
  g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_MODULE,
               _ ("The model process “%s” cannot be started (%s); close other programs, or "
                  "install Tauscope again"),
               program, local->message);
  return FALSE;
}

TauHostProcess *
tau_host_process_new (const char *device, guint64 memory, GError **error)
{
  int ends[2];
  if (!open_pair (ends, error))
    return NULL;
  g_autoptr (TauHostProcess) self = g_new0 (TauHostProcess, 1);
  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->idle = g_array_new (FALSE, FALSE, sizeof (int));
  self->control = ends[0];
  self->alive = spawn (self, device, memory, ends[1], error);
  close (ends[1]);
  return self->alive ? g_steal_pointer (&self) : NULL;
}

TauHostProcess *
tau_host_process_ref (TauHostProcess *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/* Waits for the process, which has ended or is about to. */
static void
reap_locked (TauHostProcess *self)
{
  if (!self->alive)
    return;
  kill (self->pid, SIGKILL); /* a closed socket alone does not prove that it has ended */
  while (waitpid (self->pid, &self->status, 0) < 0 && errno == EINTR)
    ;
  self->alive = FALSE;
}

static void
stop (TauHostProcess *self)
{
  g_mutex_lock (&self->mutex);
  self->stopped = self->stopped || self->alive;
  reap_locked (self);
  g_mutex_unlock (&self->mutex);
}

void
tau_host_process_unref (TauHostProcess *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  reap_locked (self);
  for (guint i = 0; i < self->idle->len; i++)
    close (g_array_index (self->idle, int, i));
  g_array_unref (self->idle);
  close (self->control);
  g_clear_error (&self->refusal);
  g_free (self->version);
  g_free (self->lock_problem);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

gboolean
tau_host_process_is_alive (TauHostProcess *self)
{
  g_mutex_lock (&self->mutex);
  if (self->alive && waitpid (self->pid, &self->status, WNOHANG) == self->pid)
    self->alive = FALSE;
  gboolean alive = self->alive && self->refusal == NULL;
  g_mutex_unlock (&self->mutex);
  return alive;
}

gboolean
tau_host_process_is_ready (TauHostProcess *self)
{
  g_mutex_lock (&self->mutex);
  gboolean ready = self->greeted && self->refusal == NULL;
  g_mutex_unlock (&self->mutex);
  return ready;
}

gboolean
tau_host_process_was_stopped (TauHostProcess *self)
{
  g_mutex_lock (&self->mutex);
  gboolean stopped = self->stopped;
  g_mutex_unlock (&self->mutex);
  return stopped;
}

/* Ended by itself: why? A closed socket comes before the end, so the process may still be dying. */
static void
set_crashed (TauHostProcess *self, const char *path, GError **error)
{
  g_mutex_lock (&self->mutex);
  for (guint i = 0; self->alive && i < 200; i++) {
    if (waitpid (self->pid, &self->status, WNOHANG) != 0) {
      self->alive = FALSE;
    } else {
      g_mutex_unlock (&self->mutex);
      g_usleep (5000);
      g_mutex_lock (&self->mutex);
    }
  }
  reap_locked (self);
  const int status = self->status;
  g_mutex_unlock (&self->mutex);
  const char *why = WIFSIGNALED (status) ? g_strsignal (WTERMSIG (status)) : _ ("it ended");
  if (path != NULL)
    g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_CRASHED,
                 _ ("The model “%s” crashed (%s); it may be damaged: copy or export it again"),
                 path, why);
  else
    g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_MODULE,
                 _ ("The model process crashed at its start (%s); install libtorch again"), why);
}

/* -- waiting ----------------------------------------------------- */

typedef enum { READY, CANCELLED, LATE } Waited;

/* Waits until there is something to read; at most `ms` (-1: for ever). */
static Waited
wait_for (int socket, int ms, GCancellable *cancellable)
{
  GPollFD fds[2] = { { .fd = socket, .events = G_IO_IN } };
  const gboolean can_cancel = g_cancellable_make_pollfd (cancellable, &fds[1]);
  int found;
  do
    found = g_poll (fds, can_cancel ? 2 : 1, ms);
  while (found < 0 && errno == EINTR);
  if (can_cancel)
    g_cancellable_release_fd (cancellable);
  if (fds[0].revents != 0)
    return READY;
  return found > 0 ? CANCELLED : LATE;
}

static void
greet_locked (TauHostProcess *self)
{
  TauHostReply hello;
  g_autofree char *text = NULL;
  if (!tau_host_receive (self->control, &hello, sizeof hello, &text, NULL))
    return;
  self->greeted = TRUE;
  self->fast_blas = hello.fast_blas;
  if (hello.failed != 0) {
    self->refusal = g_error_new_literal (TAU_TORCH_ERROR, hello.failed, text);
    return;
  }
  char *end = strchr (text, '\n');
  self->version = g_strndup (text, end != NULL ? end - text : (gssize)strlen (text));
  if (!hello.locked)
    self->lock_problem = g_strdup (end != NULL ? end + 1 : "");
}

gboolean
tau_host_process_wait (TauHostProcess *self, GCancellable *cancellable, GError **error)
{
  g_mutex_lock (&self->mutex);
  while (!self->greeted && self->alive) {
    g_mutex_unlock (&self->mutex);
    const Waited waited = wait_for (self->control, 50, cancellable);
    if (waited == CANCELLED && g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    g_mutex_lock (&self->mutex);
    if (waited == READY && !self->greeted) {
      greet_locked (self);
      if (!self->greeted) {
        g_mutex_unlock (&self->mutex);
        set_crashed (self, NULL, error);
        return FALSE;
      }
    }
  }
  const gboolean ready = self->greeted && self->refusal == NULL;
  if (self->refusal != NULL)
    g_propagate_error (error, g_error_copy (self->refusal));
  g_mutex_unlock (&self->mutex);
  if (!ready && error != NULL && *error == NULL)
    set_crashed (self, NULL, error);
  return ready;
}

const char *
tau_host_process_get_version (TauHostProcess *self)
{
  return self->version;
}

gboolean
tau_host_process_has_fast_blas (TauHostProcess *self)
{
  return self->fast_blas;
}

const char *
tau_host_process_get_lock_problem (TauHostProcess *self)
{
  return self->lock_problem;
}

/* -- asking ------------------------------------------------------ */

/* A channel that nobody else uses until it is given back; -1 if there can be none. */
static int
take_channel (TauHostProcess *self, guint32 *id, GError **error)
{
  int ends[2], channel = -1;
  g_mutex_lock (&self->mutex);
  *id = ++self->last_id;
  if (self->idle->len > 0) {
    channel = g_array_index (self->idle, int, self->idle->len - 1);
    g_array_set_size (self->idle, self->idle->len - 1);
  } else if (open_pair (ends, error)) {
    const TauHostRequest request = { .type = TAU_HOST_CHANNEL };
    tau_host_send (self->control, &request, sizeof request, NULL, ends[1]);
    close (ends[1]);
    channel = ends[0];
  }
  g_mutex_unlock (&self->mutex);
  return channel;
}

static void
give_channel_back (TauHostProcess *self, int channel)
{
  g_mutex_lock (&self->mutex);
  g_array_append_val (self->idle, channel);
  g_mutex_unlock (&self->mutex);
}

static gboolean
send_request (int channel, const TauHostRequest *request, const char *text, int fd,
              const TauHostNews *news, guint n_news)
{
  for (guint i = 0; i < n_news; i++) {
    const TauHostRequest message = { .type = TAU_HOST_BUFFER,
                                     .buffer = news[i].buffer,
                                     .size = news[i].size };
    if (!tau_host_send (channel, &message, sizeof message, NULL, news[i].fd))
      return FALSE;
  }
  return tau_host_send (channel, request, sizeof *request, text, fd);
}

/* Waits for the reply; a cancelled request ends between two operators of the network, or with the
 * process. */
static gboolean
wait_for_reply (TauHostProcess *self, int channel, guint32 id, guint patience_ms,
                GCancellable *cancellable)
{
  if (wait_for (channel, -1, cancellable) == READY)
    return TRUE;
  const TauHostRequest cancel = { .type = TAU_HOST_CANCEL, .id = id };
  tau_host_send (self->control, &cancel, sizeof cancel, NULL, -1);
  if (wait_for (channel, patience_ms, NULL) == READY)
    return TRUE;
  stop (self);
  return FALSE;
}

gboolean
tau_host_process_ask (TauHostProcess *self, TauHostRequest *request, const char *text, int fd,
                      const TauHostNews *news, guint n_news, const char *path, guint patience_ms,
                      TauHostReply *reply, GCancellable *cancellable, GError **error)
{
  g_autofree char *said = NULL;
  const int channel = take_channel (self, &request->id, error);
  if (channel < 0)
    return FALSE;
  const gboolean answered = send_request (channel, request, text, fd, news, n_news) &&
                            wait_for_reply (self, channel, request->id, patience_ms, cancellable) &&
                            tau_host_receive (channel, reply, sizeof *reply, &said, NULL) &&
                            reply->id == request->id;
  if (!answered) {
    close (channel);
    if (!g_cancellable_set_error_if_cancelled (cancellable, error))
      set_crashed (self, path, error);
    return FALSE;
  }
  give_channel_back (self, channel);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (reply->failed == 0)
    return TRUE;
  g_autofree char *sentence = g_utf8_make_valid (said, -1);
  g_set_error_literal (error, TAU_TORCH_ERROR,
                       reply->failed > 0 ? reply->failed : TAU_TORCH_ERROR_FAILED, sentence);
  return FALSE;
}

void
tau_host_process_tell (TauHostProcess *self, const TauHostRequest *request)
{
  guint32 id;
  const int channel = take_channel (self, &id, NULL);
  if (channel < 0)
    return;
  tau_host_send (channel, request, sizeof *request, NULL, -1);
  give_channel_back (self, channel);
}
