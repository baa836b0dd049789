/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/evaluate/tau-evaluate-run.h"

#include "base/tau-duration.h"
#include "evaluate/rows/tau-image-rows.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _TauEvaluateRun {
  GObject parent_instance;

  TauWorker *jobs;
  TauPack *pack;
  TauEvaluateSpec *spec;
  char *path; /* for the results of each image; NULL: the evaluation is wanted */
  TauRunState state, state_after; /* the second: once the run has halted */
  GCancellable *cancellable;      /* of the current run; NULL if none */
  TauEvaluation *result;

  /* From the last status. */
  char *phase;
  double fraction, images_per_second, seconds_left;
  guint64 done, total;
};

G_DEFINE_FINAL_TYPE (TauEvaluateRun, tau_evaluate_run, G_TYPE_OBJECT)

enum { CHANGED, RESULT, SAVED, PROBLEM, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Passed to the worker, which reports through it. */
typedef struct {
  GWeakRef run;
  GCancellable *cancellable;
  TauPack *pack;
  TauEvaluateSpec *spec;
  char *path; /* as above */
} Job;

static void
job_free (Job *job)
{
  g_weak_ref_clear (&job->run);
  g_clear_object (&job->cancellable);
  g_clear_pointer (&job->pack, tau_pack_unref);
  g_clear_pointer (&job->spec, tau_evaluate_spec_free);
  g_free (job->path);
  g_free (job);
}

static Job *
job_new (TauEvaluateRun *run, TauPack *pack, const TauEvaluateSpec *spec)
{
  Job *job = g_new0 (Job, 1);
  g_weak_ref_init (&job->run, run);
  job->pack = tau_pack_ref (pack);
  job->spec = tau_evaluate_spec_copy (spec);
  return job;
}

/* -- on the worker's thread ----------------------------------------------------------------- */

/* A status on its way to the window. Only the window's thread may hold the last reference to a
 * run, so the worker does not touch the weak one. */
typedef struct {
  TauEvaluateStatus status;
  char *phase;
  TauEvaluation *partial;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;
  g_clear_pointer (&report->partial, tau_evaluation_unref);
  g_free (report->phase);
  g_free (report);
}

static void on_report (GTask *task, gpointer data);

static void
report_status (const TauEvaluateStatus *status, gpointer data)
{
  Report *report = g_new0 (Report, 1);
  report->status = *status;
  report->phase = g_strdup (status->phase);
  report->partial = status->partial != NULL ? tau_evaluation_ref (status->partial) : NULL;
  tau_worker_report (data, on_report, report, report_free);
}

/* The session for this pack: the open one, or a new one that replaces it. */
static TauSession *
open_session (TauWorkerState *state, TauPack *pack, GCancellable *cancellable, GError **error)
{
  if (state->session != NULL && tau_pack_is_same (state->session->pack, pack))
    return state->session;
  TauSession *session = tau_session_open (pack, state->store, state->n_threads, cancellable, error);
  if (session == NULL)
    return NULL;
  g_clear_pointer (&state->session, tau_session_free);
  state->session = session;
  return session;
}

static TauEvaluation *
evaluate (GTask *task, TauWorkerState *state, GCancellable *cancellable, GError **error)
{
  Job *job = g_task_get_task_data (task);
  g_autoptr (TauImageRows) rows = job->path != NULL ? tau_image_rows_new () : NULL;
  if (rows != NULL && !tau_image_rows_check_folder (job->path, error))
    return NULL;
  TauSession *session = open_session (state, job->pack, cancellable, error);
  if (session == NULL)
    return NULL;
  job->spec->n_threads = state->n_threads;
  job->spec->rows = rows;
  g_autoptr (TauEvaluation) result =
      tau_evaluate (session, job->spec, report_status, task, cancellable, error);
  job->spec->rows = NULL;
  return result != NULL && (rows == NULL || tau_image_rows_write (rows, job->path, error))
             ? g_steal_pointer (&result)
             : NULL;
}

static void
evaluate_job (GTask *task, TauWorkerState *state, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  TauEvaluation *result = evaluate (task, state, cancellable, &error);
  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify)tau_evaluation_unref);
  else
    g_task_return_error (task, error);
}

static gpointer
estimate (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (TauEvaluateEstimate) result = g_new0 (TauEvaluateEstimate, 1);
  TauSession *session = open_session (state, job->pack, cancellable, error);
  job->spec->n_threads = state->n_threads;
  return session != NULL && tau_evaluate_estimate (session, job->spec, result, error)
             ? g_steal_pointer (&result)
             : NULL;
}

/* -- in the window -------------------------------------------------------------------------- */

static void
set_result (TauEvaluateRun *self, TauEvaluation *result)
{
  g_clear_pointer (&self->result, tau_evaluation_unref);
  self->result = tau_evaluation_ref (result);
  g_signal_emit (self, signals[RESULT], 0);
}

static void
on_report (GTask *task, gpointer data)
{
  Report *report = data;
  Job *job = g_task_get_task_data (task);
  g_autoptr (TauEvaluateRun) self = g_weak_ref_get (&job->run);
  if (self == NULL || self->cancellable != job->cancellable)
    return; /* from a finished run */
  g_free (self->phase);
  self->phase = g_strdup (report->phase);
  self->fraction = report->status.fraction;
  self->images_per_second = report->status.images_per_second;
  self->seconds_left = report->status.seconds_left;
  self->done = report->status.done;
  self->total = report->status.total;
  g_signal_emit (self, signals[CHANGED], 0);
  if (report->partial != NULL && self->path == NULL)
    set_result (self, report->partial);
}

static void
on_evaluated_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (TauEvaluateRun) self = g_weak_ref_get (&job->run);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluation) evaluation = g_task_propagate_pointer (G_TASK (result), &error);
  if (self == NULL || self->cancellable != job->cancellable)
    return;
  g_clear_object (&self->cancellable);
  self->state = evaluation != NULL ? TAU_RUN_IDLE : self->state_after;
  if (evaluation != NULL) {
    self->fraction = 1;
    if (self->path == NULL)
      set_result (self, evaluation);
    else
      g_signal_emit (self, signals[SAVED], 0);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    self->state = TAU_RUN_IDLE;
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
start (TauEvaluateRun *self)
{
  Job *job = job_new (self, self->pack, self->spec);
  self->state = TAU_RUN_RUNNING;
  self->state_after = TAU_RUN_IDLE;
  self->cancellable = g_cancellable_new ();
  self->images_per_second = self->seconds_left = NAN;
  job->path = g_strdup (self->path);
  job->cancellable = g_object_ref (self->cancellable);
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, on_evaluated_cb, NULL);
  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, job, (GDestroyNotify)job_free);
  tau_worker_push (self->jobs, TAU_LANE_OTHER, task, evaluate_job);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
start_anew (TauEvaluateRun *self, TauPack *pack, const TauEvaluateSpec *spec, const char *path)
{
  g_return_if_fail (self->cancellable == NULL);

  TauPack *held = tau_pack_ref (pack);
  TauEvaluateSpec *own = tau_evaluate_spec_copy (spec);
  g_clear_pointer (&self->pack, tau_pack_unref);
  g_clear_pointer (&self->spec, tau_evaluate_spec_free);
  self->pack = held;
  self->spec = own;
  g_free (self->path);
  self->path = g_strdup (path);
  if (path == NULL)
    g_clear_pointer (&self->result, tau_evaluation_unref);
  g_clear_pointer (&self->phase, g_free);
  self->fraction = 0;
  self->done = self->total = 0;
  start (self);
}

void
tau_evaluate_run_start (TauEvaluateRun *self, TauPack *pack, const TauEvaluateSpec *spec)
{
  start_anew (self, pack, spec, NULL);
}

void
tau_evaluate_run_save_images (TauEvaluateRun *self, TauPack *pack, const TauEvaluateSpec *spec,
                              const char *path)
{
  start_anew (self, pack, spec, path);
}

gboolean
tau_evaluate_run_is_saving (TauEvaluateRun *self)
{
  return self->path != NULL;
}

static void
halt (TauEvaluateRun *self, TauRunState after)
{
  self->state_after = after;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else
    self->state = after;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tau_evaluate_run_pause (TauEvaluateRun *self)
{
  if (self->state == TAU_RUN_RUNNING)
    halt (self, TAU_RUN_PAUSED);
}

void
tau_evaluate_run_resume (TauEvaluateRun *self)
{
  if (self->state == TAU_RUN_PAUSED)
    start (self);
}

void
tau_evaluate_run_stop (TauEvaluateRun *self)
{
  if (self->state != TAU_RUN_IDLE)
    halt (self, TAU_RUN_IDLE);
}

TauRunState
tau_evaluate_run_get_state (TauEvaluateRun *self)
{
  return self->state;
}

gboolean
tau_evaluate_run_is_halting (TauEvaluateRun *self)
{
  return self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);
}

double
tau_evaluate_run_get_fraction (TauEvaluateRun *self)
{
  return self->fraction;
}

TauEvaluation *
tau_evaluate_run_get_result (TauEvaluateRun *self)
{
  return self->result;
}

TauPack *
tau_evaluate_run_get_pack (TauEvaluateRun *self)
{
  return self->pack;
}

const TauEvaluateSpec *
tau_evaluate_run_get_spec (TauEvaluateRun *self)
{
  return self->spec;
}

char *
tau_evaluate_run_describe (TauEvaluateRun *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (self->state == TAU_RUN_PAUSED)
    g_string_append (text, _ ("Paused"));
  else if (tau_evaluate_run_is_halting (self))
    g_string_append (text, _ ("Stopping…"));
  else if (self->path != NULL && self->phase != NULL)
    g_string_append (text, _ ("Saving the results of each image"));
  else
    g_string_append (text, self->phase != NULL ? self->phase : _ ("Opening the models…"));
  if (self->total > 0)
    g_string_append_printf (text, _ (" · %.0f %%"), 100 * self->fraction);
  if (isfinite (self->images_per_second) && self->state == TAU_RUN_RUNNING)
    g_string_append_printf (text, _ (" · %.0f images per second"), self->images_per_second);
  if (isfinite (self->seconds_left) && self->state == TAU_RUN_RUNNING) {
    g_autofree char *left = tau_duration_format (self->seconds_left);
    g_string_append_printf (text, _ (" · %s left"), left);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* -- the estimate --------------------------------------------------------------------------- */

void
tau_evaluation_estimate_async (TauWorker *jobs, TauPack *pack, const TauEvaluateSpec *spec,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, estimate, (GDestroyNotify)job_free,
                                      (GDestroyNotify)tau_evaluate_estimate_free };
  tau_worker_ask (jobs, &kind, job_new (NULL, pack, spec), cancellable, callback, data);
}

/* -- the object ----------------------------------------------------------------------------- */

static void
tau_evaluate_run_dispose (GObject *object)
{
  TauEvaluateRun *self = TAU_EVALUATE_RUN (object);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->jobs);
  G_OBJECT_CLASS (tau_evaluate_run_parent_class)->dispose (object);
}

static void
tau_evaluate_run_finalize (GObject *object)
{
  TauEvaluateRun *self = TAU_EVALUATE_RUN (object);
  g_clear_pointer (&self->pack, tau_pack_unref);
  g_clear_pointer (&self->spec, tau_evaluate_spec_free);
  g_clear_pointer (&self->result, tau_evaluation_unref);
  g_free (self->phase);
  g_free (self->path);
  G_OBJECT_CLASS (tau_evaluate_run_parent_class)->finalize (object);
}

static void
tau_evaluate_run_class_init (TauEvaluateRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->dispose = tau_evaluate_run_dispose;
  object_class->finalize = tau_evaluate_run_finalize;
  signals[CHANGED] = g_signal_new ("changed", TAU_TYPE_EVALUATE_RUN, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[RESULT] = g_signal_new ("result", TAU_TYPE_EVALUATE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  signals[SAVED] = g_signal_new ("saved", TAU_TYPE_EVALUATE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_EVALUATE_RUN, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tau_evaluate_run_init (TauEvaluateRun *self)
{
  self->images_per_second = self->seconds_left = NAN;
}

TauEvaluateRun *
tau_evaluate_run_new (TauWorker *jobs)
{
  TauEvaluateRun *self = g_object_new (TAU_TYPE_EVALUATE_RUN, NULL);
  self->jobs = g_object_ref (jobs);
  return self;
}
