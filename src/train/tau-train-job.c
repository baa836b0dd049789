/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train-job.h"

#include "base/tau-json.h"

#include <math.h>

typedef struct {
  TauStore *store; /* NULL: no record, or it cannot be written */
  gint64 id;
  gint64 started;
  TauTrainFunc func;
  gpointer data;
  guint n_epochs; /* of the last status */
  double images_per_second;
} Job;

static char *
make_summary (const Job *job, const GError *failure)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  tau_json_add_int (b, "epochs", job->n_epochs);
  tau_json_add_double (b, "seconds", (g_get_monotonic_time () - job->started) / 1e6);
  tau_json_add_double (b, "images_per_second", job->images_per_second);
  if (failure != NULL)
    tau_json_add_string (b, "error", failure->message);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  return json_to_string (root, FALSE);
}

static void
write_record (Job *job, TauJobState state, const GArray *epochs, const GError *failure)
{
  g_autofree char *summary = make_summary (job, failure);
  g_autofree char *curves = epochs != NULL ? tau_epochs_to_json (epochs) : NULL;
  if (job->store != NULL &&
      !tau_store_update_job (job->store, job->id, state, summary, curves, NULL))
    job->store = NULL;
}

static void
on_status (const TauTrainStatus *status, gpointer data)
{
  Job *job = data;
  job->n_epochs = status->epochs->len;
  if (isfinite (status->images_per_second)) /* not while test images are measured */
    job->images_per_second = status->images_per_second;
  if (status->epoch_done)
    write_record (job, TAU_JOB_RUNNING, status->epochs, NULL);
  if (job->func != NULL)
    job->func (status, job->data);
}

/* The number of the record to write; 0 if there can be none. Takes `spec`. */
static gint64
begin (TauStore *store, gint64 id, char *spec)
{
  g_autofree char *text = spec;
  if (store == NULL)
    return 0;
  if (id != 0)
    return tau_store_update_job (store, id, TAU_JOB_RUNNING, NULL, NULL, NULL) ? id : 0;
  return tau_store_add_job (store, TAU_JOB_TRAINING, text, NULL);
}

static void
job_init (Job *self, TauStore *store, gint64 id, TauTrainFunc func, gpointer data)
{
  *self = (Job){ .id = id, .started = g_get_monotonic_time (), .func = func, .data = data };
  self->store = id != 0 ? store : NULL;
}

/* Writes how it ended; takes `failure`. */
static gboolean
finish (Job *self, gboolean done, GError *failure, GError **error)
{
  g_autoptr (GError) local = failure;
  const gboolean stopped = g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  write_record (self,
                done      ? TAU_JOB_DONE
                : stopped ? TAU_JOB_STOPPED
                          : TAU_JOB_FAILED,
                NULL, stopped ? NULL : local);
  if (!done)
    g_propagate_error (error, g_steal_pointer (&local));
  return done;
}

gboolean
tau_train_job_run (TauStore *store, gint64 id, const TauTrainPredictorOptions *options,
                   TauTrainFunc func, gpointer data, GCancellable *cancellable, gint64 *new_id,
                   GError **error)
{
  Job job;
  GError *failure = NULL;
  TauTrainPredictorOptions own = *options;
  job_init (&job, store, begin (store, id, tau_train_predictor_options_to_json (options)), func,
            data);
  own.resume = options->resume || id != 0;
  if (new_id != NULL)
    *new_id = job.id;
  const gboolean done = tau_train_predictor (&own, store, on_status, &job, cancellable, &failure);
  return finish (&job, done, failure, error);
}

gboolean
tau_train_job_run_target (TauStore *store, gint64 id, const TauTrainTargetOptions *options,
                          TauTrainFunc func, gpointer data, GCancellable *cancellable,
                          gint64 *new_id, GError **error)
{
  Job job;
  GError *failure = NULL;
  TauTrainTargetOptions own = *options;
  job_init (&job, store, begin (store, id, tau_train_target_options_to_json (options)), func, data);
  own.resume = options->resume || id != 0;
  if (new_id != NULL)
    *new_id = job.id;
  const gboolean done = tau_train_target (&own, on_status, &job, cancellable, &failure);
  return finish (&job, done, failure, error);
}
