/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host/tau-host.h"

#include "host/tau-host-buffer.h"
#include "host/tau-host-current.h"
#include "torch/model/model-limits.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long a cancelled request may take to end before the process is killed: twice as long as the
 * model's slowest batch took, within these bounds. */
#define LEAST_PATIENCE_MS 500
#define MOST_PATIENCE_MS  2500

/* px; more than any input. */
#define MAX_SIZE 4096

struct _TauTorchModel {
  char *path;
  int fd;
  int input_size;
  TauModelForm form; /* n_outputs is 0 until it is known */
  guint slowest_ms;  /* atomic */
  GMutex mutex;      /* of what follows */
  guint64 serial;    /* the process that has loaded it... */
  guint64 number;    /* ...under this number */
};

/* -- asking ------------------------------------------------------ */

/* Explains an error in the program's words: what libtorch says about memory does not name the
 * limit. */
static void
explain (const char *path, GError **error)
{
  if (error == NULL || !g_error_matches (*error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_MEMORY))
    return;
  g_autofree char *limit = g_format_size (tau_host_get_memory ());
  g_clear_error (error);
  g_set_error (
      error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_MEMORY,
      _ ("“%s” needs more memory than is free or than models may use (%s); raise the limit "
         "in the preferences or with --model-memory"),
      path, limit);
}

/* TRUE if a request failed only because another one was cancelled, and can be made again. */
static gboolean
can_repeat (TauHostProcess *process, GCancellable *cancellable, GError **error)
{
  if (!tau_host_process_was_stopped (process) || g_cancellable_is_cancelled (cancellable))
    return FALSE;
  g_clear_error (error);
  return TRUE;
}

/* What the process says of a model, which can do in it what it likes. */
static gboolean
check_form (TauModelForm *form)
{
  form->type[sizeof form->type - 1] = '\0';
  form->container[sizeof form->container - 1] = '\0';
  form->tried[TAU_MODEL_N_SIZES - 1] = 0;
  return form->n_outputs >= 1 && form->n_outputs <= TAU_MAX_OUTPUTS && form->input_size >= 1 &&
         form->input_size <= MAX_SIZE && (form->channels == 1 || form->channels == 3) &&
         g_utf8_validate (form->type, -1, NULL) && g_utf8_validate (form->container, -1, NULL);
}

static gboolean
load_there (TauTorchModel *self, TauHostProcess *process, guint64 serial, GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  if (self->serial == serial)
    return TRUE;
  TauHostReply reply = { 0 };
  TauHostRequest request = { .type = TAU_HOST_LOAD,
                             .n_threads = tau_host_get_threads (),
                             .input_size = self->input_size };
  if (!tau_host_process_ask (process, &request, self->path, self->fd, NULL, 0, self->path,
                             LEAST_PATIENCE_MS, &reply, cancellable, error)) {
    const TauHostRequest drop = { .type = TAU_HOST_FREE, .model = reply.model };
    if (reply.model != 0) /* cancelled when it was done */
      tau_host_process_tell (process, &drop);
    explain (self->path, error);
    return FALSE;
  }
  /* Callers have reserved memory for the first number, and a model can answer as it likes. */
  const gboolean first = self->form.n_outputs == 0;
  if (!check_form (&reply.form) || reply.form.input_size != self->input_size ||
      (!first && reply.form.n_outputs != self->form.n_outputs)) {
    g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SHAPE,
                 _ ("“%s” gives another number of answers than before; open it again"), self->path);
    return FALSE;
  }
  self->serial = serial;
  self->number = reply.model;
  if (first)
    self->form = reply.form;
  return TRUE;
}

static int
open_file (const char *path, GError **error)
{
  GStatBuf info;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (fd < 0) {
    if (errno == ENOENT)
      g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FILE,
                   _ ("There is no file “%s”; check the path"), path);
    else
      g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FILE, _ ("“%s” cannot be opened: %s"),
                   path, g_strerror (errno));
  } else if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode)) {
    g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FILE,
                 _ ("“%s” is not a regular file; give the path of a TorchScript file"), path);
    close (fd);
    fd = -1;
  }
  return fd;
}

static int
open_or_share (const char *path, int fd, GError **error)
{
  if (fd < 0)
    return open_file (path, error);
  const int own = dup (fd);
  if (own < 0)
    g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FILE, _ ("“%s” cannot be opened: %s"),
                 path, g_strerror (errno));
  return own;
}

static void
model_free (TauTorchModel *self)
{
  guint64 serial;
  g_autoptr (TauHostProcess) process = tau_host_peek_process (&serial);
  if (process != NULL && self->serial == serial && self->number != 0) {
    const TauHostRequest request = { .type = TAU_HOST_FREE, .model = self->number };
    tau_host_process_tell (process, &request);
  }
  if (self->fd >= 0)
    close (self->fd);
  g_mutex_clear (&self->mutex);
  g_free (self->path);
  g_free (self);
}

static TauTorchModel *
model_load (const char *path, int fd, int input_size, GCancellable *cancellable, GError **error)
{
  TauTorchModel *self = g_new0 (TauTorchModel, 1);
  g_mutex_init (&self->mutex);
  self->path = g_strdup (path);
  self->input_size = input_size;
  self->fd = open_or_share (path, fd, error);
  gboolean done = FALSE;
  for (gboolean again = self->fd >= 0; again;) {
    guint64 serial;
    g_autoptr (TauHostProcess) process = tau_host_get_process (&serial, cancellable, error);
    done = process != NULL && load_there (self, process, serial, cancellable, error);
    again = !done && process != NULL && can_repeat (process, cancellable, error);
  }
  if (done)
    return self;
  model_free (self);
  return NULL;
}

static int
model_n_outputs (TauTorchModel *self)
{
  return self->form.n_outputs;
}

static guint64
model_multiply_adds (TauTorchModel *self)
{
  return self->form.multiply_adds;
}

static const TauModelForm *
model_form (TauTorchModel *self)
{
  return &self->form;
}

/* -- running ----------------------------------------------------- */

/* Tells the process which buffers it can give up. */
static void
pass_forgotten (TauHostProcess *process)
{
  g_autoptr (GArray) forgotten = tau_host_buffer_take_forgotten ();
  for (guint i = 0; forgotten != NULL && i < forgotten->len; i++) {
    const TauHostRequest request = { .type = TAU_HOST_FORGET,
                                     .buffer = g_array_index (forgotten, guint32, i) };
    tau_host_process_tell (process, &request);
  }
}

/* `in` and `out` lie in buffers. */
static gboolean
run_there (TauTorchModel *self, const float *in, gsize n, const float *out, TauHostProcess *process,
           guint64 serial, GCancellable *cancellable, GError **error)
{
  TauHostNews news[2];
  guint n_news = 0;
  TauHostReply reply = { 0 };
  TauHostRequest request = {
    .type = TAU_HOST_RUN, .n_threads = tau_host_get_threads (), .model = self->number, .n = n
  };
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  const guint slowest = g_atomic_int_get (&self->slowest_ms);
  const guint patience = CLAMP (2 * slowest, LEAST_PATIENCE_MS, MOST_PATIENCE_MS);
  pass_forgotten (process);
  tau_host_buffer_find (in, serial, &request.in, &news[n_news]);
  n_news += news[n_news].fd >= 0;
  tau_host_buffer_find (out, serial, &request.out, &news[n_news]);
  n_news += news[n_news].fd >= 0;
  const gint64 began = g_get_monotonic_time ();
  if (!tau_host_process_ask (process, &request, NULL, -1, news, n_news, self->path, patience,
                             &reply, cancellable, error)) {
    explain (self->path, error);
    return FALSE;
  }
  const guint n_batches = (n + TAU_BATCH - 1) / TAU_BATCH;
  const guint ms = (g_get_monotonic_time () - began) / 1000 / MAX (n_batches, 1);
  if (ms > slowest)
    g_atomic_int_set (&self->slowest_ms, ms);
  return TRUE;
}

/* The process has checked its numbers; but a model can do in it what it likes. */
static gboolean
check_finite (TauTorchModel *self, const float *values, gsize n, GError **error)
{
  double sum = 0; /* a NaN or an infinity stays in a sum of v * 0 */
  for (gsize i = 0; i < n; i++)
    sum += values[i] * 0.0f;
  if (sum != 0)
    g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_NAN,
                 _ ("“%s” returns NaN or infinity for this image; its weights may be damaged"),
                 self->path);
  return sum == 0;
}

static gboolean
run_buffers (TauTorchModel *self, const float *in, gsize n, float *out, GCancellable *cancellable,
             GError **error)
{
  for (;;) {
    guint64 serial;
    g_autoptr (TauHostProcess) process = tau_host_get_process (&serial, cancellable, error);
    if (process == NULL)
      return FALSE;
    if (load_there (self, process, serial, cancellable, error) &&
        run_there (self, in, n, out, process, serial, cancellable, error))
      return TRUE;
    if (!can_repeat (process, cancellable, error))
      return FALSE;
  }
}

static gboolean
model_run (TauTorchModel *self, const float *in, gsize n, float *out, GCancellable *cancellable,
           GError **error)
{
  const gsize n_in = n * 3 * self->input_size * self->input_size, n_out = n * self->form.n_outputs;
  gpointer copy = NULL;
  if (n == 0)
    return TRUE;
  if (!tau_host_buffer_has (in)) {
    if ((copy = tau_host_buffer_new (n_in * sizeof (float), error)) == NULL)
      return FALSE;
    memcpy (copy, in, n_in * sizeof (float));
    in = copy;
  }
  float *answers = tau_host_buffer_new (n_out * sizeof (float), error);
  gboolean done = answers != NULL && run_buffers (self, in, n, answers, cancellable, error);
  if (done) {
    memcpy (out, answers, n_out * sizeof (float));
    done = check_finite (self, out, n_out, error);
  }
  tau_host_buffer_free (answers);
  tau_host_buffer_free (copy);
  return done;
}

/* -- looking into files --------------------------------------------------------------------- */

static gboolean
model_describe (const char *path, int fd, int input_size, TauModelForm *form,
                GCancellable *cancellable, GError **error)
{
  const int own = open_or_share (path, fd, error);
  gboolean done = FALSE;
  for (gboolean again = own >= 0; again;) {
    guint64 serial;
    TauHostReply reply = { 0 };
    TauHostRequest request = { .type = TAU_HOST_DESCRIBE,
                               .n_threads = tau_host_get_threads (),
                               .input_size = input_size };
    g_autoptr (TauHostProcess) process = tau_host_get_process (&serial, cancellable, error);
    done = process != NULL && tau_host_process_ask (process, &request, path, own, NULL, 0, path,
                                                    LEAST_PATIENCE_MS, &reply, cancellable, error);
    again = !done && process != NULL && can_repeat (process, cancellable, error);
    *form = reply.form;
  }
  if (own >= 0)
    close (own);
  if (!done) {
    explain (path, error);
    return FALSE;
  }
  if (check_form (form) && (input_size == 0 || form->input_size == input_size))
    return TRUE;
  g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SHAPE,
               _ ("“%s” gives another number of answers than before; open it again"), path);
  return FALSE;
}

/* The weights of an open file through `out`, a buffer of `size` bytes. */
static GBytes *
read_weights_there (const char *path, int fd, gpointer out, gsize size, TauHostProcess *process,
                    guint64 serial, GCancellable *cancellable, GError **error)
{
  TauHostNews news;
  TauHostReply reply = { 0 };
  TauHostRequest request = { .type = TAU_HOST_WEIGHTS, .n_threads = tau_host_get_threads () };
  tau_host_buffer_find (out, serial, &request.out, &news);
  if (!tau_host_process_ask (process, &request, path, fd, &news, news.fd >= 0, path,
                             LEAST_PATIENCE_MS, &reply, cancellable, error)) {
    explain (path, error);
    return NULL;
  }
  return g_bytes_new (out, MIN (reply.size, size));
}

static GBytes *
read_weights (const char *path, int fd, GCancellable *cancellable, GError **error)
{
  GStatBuf info;
  GBytes *bytes = NULL;
  const int own = open_or_share (path, fd, error);
  if (own < 0)
    return NULL;
  /* A file of weights is little larger than the weights. */
  const gsize size = fstat (own, &info) == 0 ? 2 * (gsize)info.st_size + (1 << 20) : 0;
  gpointer out = tau_host_buffer_new (size, error);
  for (gboolean again = out != NULL; again;) {
    guint64 serial;
    g_autoptr (TauHostProcess) process = tau_host_get_process (&serial, cancellable, error);
    if (process != NULL)
      bytes = read_weights_there (path, own, out, size, process, serial, cancellable, error);
    again = bytes == NULL && process != NULL && can_repeat (process, cancellable, error);
  }
  tau_host_buffer_free (out);
  close (own);
  return bytes;
}

static float *
buffer_new (gsize n, GError **error)
{
  return tau_host_buffer_new (n * sizeof (float), error);
}

static void
buffer_free (float *buffer)
{
  tau_host_buffer_free (buffer);
}

const TauModelApi *
tau_host_get (void)
{
  static const TauModelApi api = {
    tau_host_get_version,   tau_host_set_threads, tau_host_set_device, tau_host_get_device,
    tau_host_has_fast_blas, model_load,           model_free,          model_n_outputs,
    model_multiply_adds,    model_form,           model_run,           model_describe,
    read_weights,           buffer_new,           buffer_free,
  };
  return &api;
}
