/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train-run.h"

#include "host/tau-host.h"
#include "model/tau-session.h"
#include "train/tau-checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sys/file.h>
#include <unistd.h>

G_DEFINE_QUARK (tau_train_error, tau_train_error)

const float tau_train_mean[3] = { 0.5f, 0.5f, 0.5f };
const float tau_train_std[3] = { 0.25f, 0.25f, 0.25f };

/* -- status -------------------------------------------------------------------------------- */

static void
clear_status (TauTrainStatus *status)
{
  g_free (status->phase);
  g_free (status->problem);
  g_clear_pointer (&status->remarks, g_strfreev);
  g_clear_pointer (&status->epochs, g_array_unref);
}

TauTrainStatus *
tau_train_status_copy (const TauTrainStatus *self)
{
  TauTrainStatus *copy = g_memdup2 (self, sizeof *self);
  copy->phase = g_strdup (self->phase);
  copy->problem = g_strdup (self->problem);
  copy->remarks = g_strdupv (self->remarks);
  copy->epochs = g_array_copy (self->epochs);
  return copy;
}

void
tau_train_status_free (TauTrainStatus *self)
{
  if (self != NULL)
    clear_status (self);
  g_free (self);
}

const TauEpoch *
tau_train_status_last (const TauTrainStatus *self)
{
  const guint n = self->epochs->len;
  return n > 0 ? &g_array_index (self->epochs, TauEpoch, n - 1) : NULL;
}

void
tau_train_run_report (TauTrainRun *self, const char *phase, double fraction)
{
  if (g_strcmp0 (self->status.phase, phase) != 0) {
    g_free (self->status.phase);
    self->status.phase = g_strdup (phase);
  }
  self->status.fraction = fraction;
  if (self->func != NULL)
    self->func (&self->status, self->data);
}

void
tau_train_run_remark (TauTrainRun *self, char *sizes, char **others, guint n_unreadable)
{
  g_autofree char *first = sizes;
  g_auto (GStrv) rest = others;
  g_autoptr (GStrvBuilder) remarks = g_strv_builder_new ();
  g_strv_builder_add (remarks, first);
  if (rest != NULL)
    g_strv_builder_addv (remarks, (const char **)rest);
  if (n_unreadable > 0) {
    g_autofree char *unreadable =
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u image could not be read and is left out",
                                      "%u images could not be read and are left out", n_unreadable),
                         n_unreadable);
    g_strv_builder_add (remarks, unreadable);
  }
  g_strfreev (self->status.remarks);
  self->status.remarks = g_strv_builder_end (remarks);
}

/* -- the folder ---------------------------------------------------------------------------- */

/* Removes what g_file_set_contents_full() left: it writes to NAME.XXXXXX first. Nobody else writes
 * now. */
static void
remove_leftovers (const char *folder, const char *checkpoint)
{
  g_autofree char *pattern = g_strconcat (checkpoint, ".??????", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (!g_pattern_match_simple (pattern, name))
      continue;
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
}

gboolean
tau_train_run_has_file (const TauTrainRun *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

gboolean
tau_train_run_check_folder (TauTrainRun *self, const char *finished, GError **error)
{
  const gboolean begun = tau_train_run_has_file (self, self->kind->checkpoint);
  g_autofree char *name = g_filename_display_name (self->folder);
  if (self->overwrite || (self->resume && begun))
    return TRUE;
  if (finished != NULL)
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_EXISTS,
                 _ ("“%s” already holds %s; choose another folder with --out, or replace it with "
                    "--overwrite"),
                 name, finished);
  else if (begun)
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_EXISTS,
                 _ ("“%s” already holds an unfinished training; continue it with --resume, or "
                    "replace it with --overwrite"),
                 name);
  return finished == NULL && !begun;
}

gboolean
tau_train_run_take_folder (TauTrainRun *self, GError **error)
{
  self->lock = g_mkdir_with_parents (self->folder, 0755) == 0
                   ? g_open (self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
                   : -1;
  if (self->lock < 0) {
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_WRITE,
                 _ ("The folder “%s” cannot be created; choose another one with --out"),
                 self->folder);
    return FALSE;
  }
  /* Locks the folder, because the checkpoint is a new file each time. File systems without locks
   * (some network ones) fail with another error; the training then continues without a lock. */
  if (flock (self->lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_WRITE,
                 _ ("Another training uses the folder “%s”; wait until it ends, or choose another "
                    "folder with --out"),
                 self->folder);
    return FALSE;
  }
  remove_leftovers (self->folder, self->kind->checkpoint);
  return TRUE;
}

/* -- checkpoints --------------------------------------------------------------------------- */

static double
seconds_so_far (const TauTrainRun *self)
{
  return self->seconds_before + (g_get_monotonic_time () - self->started) / 1e6;
}

static gboolean
save_checkpoint (TauTrainRun *self, guint batch, double loss, GError **error)
{
  g_autoptr (GBytes) state = self->torch->trainer_save (self->trainer, error);
  if (state == NULL)
    return FALSE;
  const TauCheckpoint checkpoint = {
    .settings = self->settings,
    .epochs = self->status.epochs,
    .batch = batch,
    .loss = loss,
    .seconds = seconds_so_far (self),
    .state = state,
  };
  self->last_checkpoint = g_get_monotonic_time ();
  return tau_checkpoint_write (&checkpoint, self->checkpoint, error);
}

/* Stops here if cancelled, and writes a checkpoint if one is due. */
static gboolean
pause_or_save (TauTrainRun *self, guint batch, double loss, GError **error)
{
  gint64 due = self->last_checkpoint + self->checkpoint_seconds * G_USEC_PER_SEC;
  gboolean stop = g_cancellable_is_cancelled (self->cancellable);
  if ((stop || g_get_monotonic_time () >= due) && !save_checkpoint (self, batch, loss, error))
    return FALSE;
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

gboolean
tau_train_run_restore (TauTrainRun *self, char *settings, GError **error)
{
  TauCheckpoint at = { 0 };
  self->settings = settings;
  if (self->resume && !tau_checkpoint_read (&at, self->checkpoint, settings, self->n_epochs, error))
    return FALSE;
  self->status.started = TRUE;
  if (at.state == NULL) /* nothing to resume from: a first run */
    return TRUE;
  gboolean restored = self->torch->trainer_restore (self->trainer, at.state, error);
  self->batches_done = at.batch;
  self->loss_sum = at.loss;
  self->seconds_before = at.seconds;
  g_array_unref (self->status.epochs);
  self->status.epochs = g_steal_pointer (&at.epochs);
  tau_checkpoint_clear (&at);
  return restored;
}

/* -- epochs -------------------------------------------------------------------------------- */

double
tau_train_rate (double peak, double warm_up, double progress)
{
  if (progress < warm_up)
    return peak * (0.05 + 0.95 * progress / warm_up);
  return peak * 0.5 * (1 + cos (G_PI * (progress - warm_up) / (1 - warm_up)));
}

/* What an epoch takes besides its steps, as long as none has ended. */
static double
expect_between (const TauTrainRun *self, double step)
{
  return step * TAU_TRAIN_ANSWER_SHARE * self->n_measured / self->batch;
}

/* The time until all is done. `step`: seconds of one; `steps`: how many are left in this epoch;
 * `n_batches`: of an epoch; `between`: seconds besides them. */
static double
estimate_left (const TauTrainRun *self, guint epoch, double step, double steps, guint n_batches,
               double between)
{
  const guint epochs = self->n_epochs - epoch - 1;
  return step * (steps + (double)epochs * n_batches) + between * (epochs + 1) + self->seconds_after;
}

double
tau_train_run_expect (const TauTrainRun *self, guint n, double step)
{
  const guint n_batches = MAX (n / self->batch, 1);
  return estimate_left (self, self->status.epochs->len, step, n_batches, n_batches,
                        expect_between (self, step));
}

static gboolean
run_steps (TauTrainRun *self, guint epoch, GError **error)
{
  guint n, first_batch = self->batches_done;
  const gint64 prepared = g_get_monotonic_time ();
  if (!self->kind->begin (self, epoch, &n, error))
    return FALSE;
  const double seconds_to_begin = (g_get_monotonic_time () - prepared) / 1e6;
  const guint n_batches = MAX (n / self->batch, 1);
  g_autofree char *phase = g_strdup_printf (_ ("Epoch %u of %u"), epoch + 1, self->n_epochs);
  gint64 began = g_get_monotonic_time ();

  for (guint b = first_batch; b < n_batches; b++) {
    guint first = b * self->batch, count = MIN (self->batch, n - first);
    double loss, progress = (epoch + (double)b / n_batches) / self->n_epochs;
    if (!pause_or_save (self, b, self->loss_sum, error) ||
        !self->kind->step (self, epoch, first, count,
                           tau_train_rate (self->rate, self->warm_up, progress), &loss, error))
      return FALSE;
    self->loss_sum += loss;
    double seconds = (g_get_monotonic_time () - began) / 1e6, done = b + 1.0 - first_batch;
    self->status.loss = self->loss_sum / (b + 1);
    self->status.images_per_second = done * self->batch / seconds;
    self->status.seconds_left = estimate_left (
        self, epoch, seconds / done, n_batches - b - 1.0, n_batches,
        isnan (self->between) ? expect_between (self, seconds / done) : self->between);
    tau_train_run_report (self, phase, (b + 1.0) / n_batches);
  }
  self->batches_done = 0;
  self->loss_sum = 0;
  self->between = epoch > 0 || self->begins_alike ? seconds_to_begin : 0;
  return TRUE;
}

static gboolean
finish_epoch (TauTrainRun *self, guint number, GError **error)
{
  TauEpoch epoch;
  const gint64 began = g_get_monotonic_time ();
  tau_epoch_init (&epoch, number);
  if (!self->kind->measure (self, &epoch.measure, error))
    return FALSE;
  self->between += (g_get_monotonic_time () - began) / 1e6;
  epoch.loss = self->status.loss;
  epoch.seconds = seconds_so_far (self);
  g_array_append_val (self->status.epochs, epoch);
  if (!save_checkpoint (self, 0, 0, error))
    return FALSE;
  self->status.epoch_done = TRUE;
  tau_train_run_report (self, _ ("Epoch finished"), 1);
  self->status.epoch_done = FALSE;
  return TRUE;
}

gboolean
tau_train_run_epochs (TauTrainRun *self, GError **error)
{
  self->last_checkpoint = g_get_monotonic_time ();
  if (self->status.epochs->len == self->n_epochs) /* resumed when all was done: the figures */
    tau_train_run_report (self, _ ("Epoch finished"), 1);
  for (guint epoch = self->status.epochs->len; epoch < self->n_epochs; epoch++)
    if (!run_steps (self, epoch, error) || !finish_epoch (self, epoch + 1, error))
      return FALSE;
  return TRUE;
}

gboolean
tau_train_run_predict (TauTrainRun *self, gboolean averaged, const guint8 *pictures, guint n,
                       int size, float *out, guint n_outputs, GError **error)
{
  const gsize values = (gsize)size * size * 3;
  g_autofree float *planes = g_new (float, MIN (n, 256) * values);
  for (guint start = 0; start < n; start += 256) {
    guint count = MIN (256, n - start);
    if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
      return FALSE;
    for (guint i = 0; i < count; i++)
      tau_pixels_to_planes (pictures + (start + i) * values, values / 3, tau_train_mean,
                            tau_train_std, planes + i * values);
    if (!self->torch->trainer_run (self->trainer, averaged, planes, count,
                                   out + (gsize)start * n_outputs, error))
      return FALSE;
  }
  return TRUE;
}

/* -- the struct ---------------------------------------------------------------------------- */

gboolean
tau_train_run_open_torch (TauTrainRun *self, int n_threads, GError **error)
{
  self->torch = tau_torch_open (error);
  if (self->torch == NULL || !self->torch->models.set_device (tau_host_get ()->device (), error))
    return FALSE;
  self->torch->models.set_threads (n_threads);
  tau_torch_announce (&self->torch->models, n_threads);
  return TRUE;
}

gboolean
tau_train_run_load_weights (TauTrainRun *self, const char *path, GError **error)
{
  if (path == NULL)
    return TRUE;
  g_autoptr (GBytes) weights = tau_host_get ()->read_weights (path, -1, self->cancellable, error);
  return weights != NULL && self->torch->trainer_load_weights (self->trainer, weights, path, error);
}

void
tau_train_run_init (TauTrainRun *self)
{
  self->started = g_get_monotonic_time ();
  self->lock = -1;
  if (self->folder != NULL)
    self->checkpoint = g_build_filename (self->folder, self->kind->checkpoint, NULL);
  self->status = (TauTrainStatus){
    .n_epochs = self->n_epochs,
    .epochs = g_array_new (FALSE, FALSE, sizeof (TauEpoch)),
    .loss = NAN,
    .seconds_left = NAN,
  };
  self->between = NAN;
}

void
tau_train_run_clear (TauTrainRun *self)
{
  if (self->trainer != NULL)
    self->torch->trainer_free (self->trainer);
  clear_status (&self->status);
  g_free (self->settings);
  g_free (self->checkpoint);
  if (self->lock >= 0)
    close (self->lock);
}
