/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-language.h"
#include "host/tau-host-archive.h"
#include "host/tau-host-lock.h"
#include "host/tau-host-message.h"
#include "torch/tau-torch.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* tauscope-model-host: the process that runs models. It is started by tau-host-process.c and ends
 * with its socket. Usage: tauscope-model-host SOCKET DEVICE BYTES (of memory; 0: no limit). */

typedef struct {
  guint8 *data;
  gsize size;
} Buffer;

typedef struct {
  TauTorchModel *model;
  char *path; /* for messages */
  int input_size;
  struct stat file; /* as it was when the model was loaded */
} Loaded;

typedef struct {
  int control;
  const TauModelApi *models;
  GMutex mutex;        /* of what follows */
  GHashTable *buffers; /* number → Buffer */
  GHashTable *running; /* number of the request → GCancellable */
  Loaded *kept;        /* the model freed last, or NULL */
} Host;

typedef struct {
  Host *host;
  int socket;
} Channel;

static void
buffer_free (gpointer data)
{
  Buffer *buffer = data;
  munmap (buffer->data, buffer->size);
  g_free (buffer);
}

/* -- requests ---------------------------------------------------- */

static void
add_buffer (Host *self, const TauHostRequest *request, int fd)
{
  void *data =
      fd < 0 ? MAP_FAILED : mmap (NULL, request->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED)
    return; /* the request that uses it says so */
  Buffer *buffer = g_new (Buffer, 1);
  *buffer = (Buffer){ data, request->size };
  g_mutex_lock (&self->mutex);
  g_hash_table_insert (self->buffers, GUINT_TO_POINTER (request->buffer), buffer);
  g_mutex_unlock (&self->mutex);
}

/* `bytes` bytes at a place, or NULL. */
static gpointer
find_place (Host *self, const TauHostPlace *place, guint64 bytes, GError **error)
{
  g_mutex_lock (&self->mutex);
  const Buffer *buffer = g_hash_table_lookup (self->buffers, GUINT_TO_POINTER (place->buffer));
  guint8 *data = NULL;
  if (buffer != NULL && place->at <= buffer->size && bytes <= buffer->size - place->at)
    data = buffer->data + place->at;
  g_mutex_unlock (&self->mutex);
  if (data == NULL)
    g_set_error_literal (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_MEMORY,
                         _ ("Not enough memory; close other programs"));
  return data;
}

static void
loaded_free (Host *self, Loaded *loaded)
{
  if (loaded == NULL)
    return;
  self->models->model_free (loaded->model);
  g_free (loaded->path);
  g_free (loaded);
}

/* Who looks into a model frees it, and opens it again to use it: the model freed last is kept until
 * then. It is freed by whatever else is asked, so that it takes no memory from that. */
static void
keep (Host *self, Loaded *loaded)
{
  g_mutex_lock (&self->mutex);
  Loaded *old = g_steal_pointer (&self->kept);
  self->kept = loaded;
  g_mutex_unlock (&self->mutex);
  loaded_free (self, old);
}

static gboolean
is_same_file (const struct stat *a, const struct stat *b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
         a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
         a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static Loaded *
take_kept (Host *self, const struct stat *file, int input_size)
{
  g_mutex_lock (&self->mutex);
  Loaded *kept = g_steal_pointer (&self->kept);
  g_mutex_unlock (&self->mutex);
  if (kept != NULL && kept->input_size == input_size && is_same_file (&kept->file, file))
    return kept;
  loaded_free (self, kept);
  return NULL;
}

static gboolean
load (Host *self, const TauHostRequest *request, const char *path, int fd,
      GCancellable *cancellable, TauHostReply *reply, GError **error)
{
  struct stat file = { 0 };
  const gboolean known = fstat (fd, &file) == 0;
  Loaded *loaded = known ? take_kept (self, &file, request->input_size) : NULL;
  if (loaded == NULL) {
    if (!tau_host_archive_check (fd, path, error))
      return FALSE;
    TauTorchModel *model =
        self->models->model_load (path, fd, request->input_size, cancellable, error);
    if (model == NULL)
      return FALSE;
    loaded = g_new0 (Loaded, 1);
    *loaded = (Loaded){ .model = model, .input_size = request->input_size, .file = file };
  }
  g_free (loaded->path);
  loaded->path = g_strdup (path);
  reply->model = (guintptr)loaded;
  reply->form = *self->models->model_form (loaded->model);
  return TRUE;
}

static gboolean
describe (Host *self, const TauHostRequest *request, const char *path, int fd,
          GCancellable *cancellable, TauHostReply *reply, GError **error)
{
  return tau_host_archive_check (fd, path, error) &&
         self->models->model_describe (path, fd, request->input_size, &reply->form, cancellable,
                                       error);
}

static gboolean
run (Host *self, const TauHostRequest *request, GCancellable *cancellable, GError **error)
{
  const Loaded *loaded = (gpointer)(guintptr)request->model;
  const guint64 inputs = (guint64)3 * loaded->input_size * loaded->input_size * sizeof (float);
  const guint64 outputs = self->models->model_n_outputs (loaded->model) * sizeof (float);
  const float *in = find_place (self, &request->in, request->n * inputs, error);
  float *out = in != NULL ? find_place (self, &request->out, request->n * outputs, error) : NULL;
  return out != NULL &&
         self->models->model_run (loaded->model, in, request->n, out, cancellable, error);
}

static gboolean
read_weights (Host *self, const TauHostRequest *request, const char *path, int fd,
              GCancellable *cancellable, TauHostReply *reply, GError **error)
{
  if (!tau_host_archive_check (fd, path, error))
    return FALSE;
  g_autoptr (GBytes) bytes = self->models->read_weights (path, fd, cancellable, error);
  if (bytes == NULL)
    return FALSE;
  reply->size = g_bytes_get_size (bytes);
  gpointer out = find_place (self, &request->out, reply->size, error);
  if (out != NULL)
    memcpy (out, g_bytes_get_data (bytes, NULL), reply->size);
  return out != NULL;
}

/* What a model tried is said rather than what came of it; and a model that was to write a file is
 * refused even if it did not notice that it could not. Libraries try to read files of their own and
 * do without, so that counts only if the model failed for it. Requests that run at the same time
 * are refused together: which of them it was is not known. */
static void
judge (const char *path, GError **error)
{
  const TauHostDenied denied = tau_host_get_denied ();
  const gboolean harmless =
      denied == TAU_HOST_DENIED_READING &&
      (*error == NULL || strstr ((*error)->message, g_strerror (EPERM)) == NULL);
  if (denied == TAU_HOST_DENIED_NOTHING || harmless)
    return;
  g_clear_error (error);
  g_set_error (
      error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_DENIED,
      denied == TAU_HOST_DENIED_READING
          ? _ ("“%s” tries to read another file, which is not allowed to a model; do not "
               "use it unless you know why it does that")
      : denied == TAU_HOST_DENIED_WRITING
          ? _ ("“%s” tries to write a file, which is not allowed to a model; do not use it "
               "unless you know why it does that")
          : _ ("“%s” tries to reach the network or other programs, which is not allowed "
               "to a model; do not use it unless you know why it does that"),
      path);
}

static void
set_threads (Host *self, int n)
{
  static GPrivate last;
  if (GPOINTER_TO_INT (g_private_get (&last)) == n)
    return;
  self->models->set_threads (n);
  g_private_set (&last, GINT_TO_POINTER (n));
}

static gboolean
answer (Host *self, int socket, const TauHostRequest *request, const char *path, int fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TauHostReply reply = { .id = request->id };
  gboolean done = FALSE;
  g_mutex_lock (&self->mutex);
  if (g_hash_table_size (self->running) == 0)
    tau_host_forget_denied ();
  g_hash_table_insert (self->running, GUINT_TO_POINTER (request->id), cancellable);
  g_mutex_unlock (&self->mutex);
  set_threads (self, request->n_threads);
  if (request->type != TAU_HOST_LOAD)
    keep (self, NULL);
  if (request->type == TAU_HOST_LOAD)
    done = load (self, request, path, fd, cancellable, &reply, &error);
  else if (request->type == TAU_HOST_RUN)
    done = run (self, request, cancellable, &error);
  else if (request->type == TAU_HOST_DESCRIBE)
    done = describe (self, request, path, fd, cancellable, &reply, &error);
  else if (request->type == TAU_HOST_WEIGHTS)
    done = read_weights (self, request, path, fd, cancellable, &reply, &error);
  if (request->type == TAU_HOST_RUN)
    path = ((Loaded *)(guintptr)request->model)->path;
  g_mutex_lock (&self->mutex);
  judge (path, &error);
  g_hash_table_remove (self->running, GUINT_TO_POINTER (request->id));
  g_mutex_unlock (&self->mutex);
  if (error != NULL)
    reply.failed = error->domain == TAU_TORCH_ERROR ? error->code : -1;
  else if (!done)
    reply.failed = TAU_TORCH_ERROR_FAILED;
  return tau_host_send (socket, &reply, sizeof reply, error != NULL ? error->message : NULL, -1);
}

static gpointer
serve (gpointer data)
{
  g_autofree Channel *channel = data;
  Host *self = channel->host;
  for (;;) {
    TauHostRequest request;
    g_autofree char *text = NULL;
    int fd;
    if (!tau_host_receive (channel->socket, &request, sizeof request, &text, &fd))
      break;
    gboolean sent = TRUE;
    switch (request.type) {
    case TAU_HOST_BUFFER:
      add_buffer (self, &request, fd);
      break;
    case TAU_HOST_FORGET:
      g_mutex_lock (&self->mutex);
      g_hash_table_remove (self->buffers, GUINT_TO_POINTER (request.buffer));
      g_mutex_unlock (&self->mutex);
      break;
    case TAU_HOST_FREE:
      keep (self, (gpointer)(guintptr)request.model);
      break;
    default:
      sent = answer (self, channel->socket, &request, text, fd);
    }
    if (fd >= 0)
      close (fd);
    if (!sent)
      break;
  }
  close (channel->socket);
  return NULL;
}

/* -- the start ----------------------------------------------------- */

/* What a model prints goes nowhere. */
static void
silence (void)
{
  const int null = open ("/dev/null", O_RDWR);
  for (int fd = 0; fd <= 2; fd++)
    dup2 (null, fd);
  if (null > 2)
    close (null);
}

/* Opens libtorch and takes the device; the first message says how that went. */
static gboolean
start (Host *self, const char *device)
{
  g_autoptr (GError) error = NULL;
  TauHostReply hello = { 0 };
  g_autofree char *reason = NULL;
  /* LLVM's OpenMP, which a clang build uses, ends a process in which it cannot bind threads. */
  g_setenv ("KMP_AFFINITY", "disabled", FALSE);
  const TauTorchApi *torch = tau_torch_open (&error);
  if (torch != NULL && torch->models.set_device (device, &error)) {
    self->models = &torch->models;
    torch->warm_up ();
    g_dgettext (GETTEXT_PACKAGE, "Cancelled"); /* opens the catalogue */
    /* The driver of a graphics card opens files whenever it likes. */
    if (!g_str_equal (device, "cpu"))
      reason = g_strdup (_ ("the device is not the CPU"));
    else
      hello.locked = tau_host_lock (&reason);
    hello.fast_blas = torch->models.has_fast_blas ();
  } else {
    hello.failed = error->code;
  }
  g_autofree char *text = error != NULL ? g_strdup (error->message)
                                        : g_strdup_printf ("%s\n%s", self->models->version (),
                                                           reason != NULL ? reason : "");
  return tau_host_send (self->control, &hello, sizeof hello, text, -1) && error == NULL;
}

int
main (int argc, char **argv)
{
  Host self = { 0 };
  if (argc != 4)
    return 2;
  signal (SIGINT, SIG_IGN); /* Ctrl-C is for the program */
  signal (SIGPIPE, SIG_IGN);
  setpgid (0, 0);
  silence ();
  self.control = atoi (argv[1]);
  self.buffers = g_hash_table_new_full (NULL, NULL, NULL, buffer_free);
  self.running = g_hash_table_new (NULL, NULL);
  tau_torch_prepare ();
  setlocale (LC_ALL, "");
  tau_language_prepare ();
  tau_host_limit_memory (g_ascii_strtoull (argv[3], NULL, 10));
  if (!start (&self, argv[2]))
    return 1;

  TauHostRequest request;
  int fd;
  while (tau_host_receive (self.control, &request, sizeof request, NULL, &fd)) {
    if (request.type == TAU_HOST_CHANNEL && fd >= 0) {
      Channel *channel = g_new (Channel, 1);
      *channel = (Channel){ &self, fd };
      g_thread_unref (g_thread_new ("tau-channel", serve, channel));
    } else if (request.type == TAU_HOST_CANCEL) {
      g_mutex_lock (&self.mutex);
      GCancellable *running = g_hash_table_lookup (self.running, GUINT_TO_POINTER (request.id));
      if (running != NULL)
        g_cancellable_cancel (running);
      g_mutex_unlock (&self.mutex);
    }
  }
  _exit (0); /* at once, whatever the models do */
}
