/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/train/tau-trainer.h"

/* Shortest time between two progress reports to the main thread. */
#define TELL_EVERY_US (G_USEC_PER_SEC / 10)

struct _TauTrainer {
  GObject parent_instance;

  TauWorker *jobs;
  TauTraining *training; /* the one that is running */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (TauTrainer, tau_trainer, G_TYPE_OBJECT)

enum { BEGAN, ENDED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Passed to the worker, which reports through it. Owned by the task. */
typedef struct {
  GWeakRef trainer;
  TauTraining *training; /* main thread only */
  TauTrainPredictorOptions *options;
  TauTrainTargetOptions *target; /* instead of those, if not NULL */
  gint64 id;                     /* of the record; 0: not made yet */
  /* Used by the worker only. */
  gint64 last_told; /* g_get_monotonic_time() */
  char *last_phase;
} Run;

static void
run_free (Run *run)
{
  g_weak_ref_clear (&run->trainer);
  g_object_unref (run->training);
  tau_train_predictor_options_free (run->options);
  tau_train_target_options_free (run->target);
  g_free (run->last_phase);
  g_free (run);
}

/* -- on the worker's thread ----------------------------------------------------------------- */

typedef struct {
  gint64 id;
  TauTrainStatus *status;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;
  tau_train_status_free (report->status);
  g_free (report);
}

static void on_report (GTask *task, gpointer data);

static void
report_status (const TauTrainStatus *status, gpointer data)
{
  Run *run = g_task_get_task_data (data);
  gint64 now = g_get_monotonic_time ();
  if (!status->epoch_done && g_strcmp0 (run->last_phase, status->phase) == 0 &&
      now < run->last_told + TELL_EVERY_US)
    return;
  const Report report = { run->id, tau_train_status_copy (status) };
  run->last_told = now;
  g_free (run->last_phase);
  run->last_phase = g_strdup (status->phase);
  tau_worker_report (data, on_report, g_memdup2 (&report, sizeof report), report_free);
}

static void
run_job (GTask *task, TauWorkerState *state, gpointer task_data, GCancellable *cancellable)
{
  Run *run = task_data;
  GError *error = NULL;
  run->options->n_threads = state->n_threads;
  if (run->target != NULL)
    run->target->n_threads = state->n_threads;
  if (run->target != NULL
          ? tau_train_job_run_target (state->store, run->id, run->target, report_status, task,
                                      cancellable, &run->id, &error)
          : tau_train_job_run (state->store, run->id, run->options, report_status, task,
                               cancellable, &run->id, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* -- in the window -------------------------------------------------------------------------- */

static void
set_id (TauTrainer *self, gint64 id)
{
  if (id == 0 || tau_training_get_id (self->training) != 0)
    return;
  tau_training_set_running (self->training, id);
  g_signal_emit (self, signals[BEGAN], 0, self->training);
}

static void
on_report (GTask *task, gpointer data)
{
  const Report *report = data;
  const Run *run = g_task_get_task_data (task);
  g_autoptr (TauTrainer) self = g_weak_ref_get ((GWeakRef *)&run->trainer);
  if (self == NULL || self->training != run->training)
    return;
  set_id (self, report->id);
  tau_training_set_status (run->training, report->status);
}

static void
on_ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = g_task_get_task_data (G_TASK (result));
  g_autoptr (TauTrainer) self = g_weak_ref_get (&run->trainer);
  g_autoptr (TauTraining) training = g_object_ref (run->training);
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);
  gboolean stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (self == NULL || self->training != training)
    return;
  set_id (self, run->id);
  g_clear_object (&self->training);
  g_clear_object (&self->cancellable);
  tau_training_set_ended (training,
                          done      ? TAU_JOB_DONE
                          : stopped ? TAU_JOB_STOPPED
                                    : TAU_JOB_FAILED,
                          stopped || error == NULL ? NULL : error->message);
  g_signal_emit (self, signals[ENDED], 0, training);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_trainer_dispose (GObject *object)
{
  TauTrainer *self = TAU_TRAINER (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->training);
  g_clear_object (&self->jobs);
  G_OBJECT_CLASS (tau_trainer_parent_class)->dispose (object);
}

static void
tau_trainer_class_init (TauTrainerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_trainer_dispose;
  signals[BEGAN] = g_signal_new ("began", TAU_TYPE_TRAINER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, TAU_TYPE_TRAINING);
  signals[ENDED] = g_signal_new ("ended", TAU_TYPE_TRAINER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, TAU_TYPE_TRAINING);
}

static void
tau_trainer_init (TauTrainer *self)
{
}

TauTrainer *
tau_trainer_new (TauWorker *jobs)
{
  TauTrainer *self = g_object_new (TAU_TYPE_TRAINER, NULL);
  self->jobs = g_object_ref (jobs);
  return self;
}

void
tau_trainer_run (TauTrainer *self, TauTraining *training)
{
  if (self->training != NULL)
    return;
  Run *run = g_new0 (Run, 1);
  g_weak_ref_init (&run->trainer, self);
  run->training = g_object_ref (training);
  run->options = tau_train_predictor_options_copy (tau_training_get_options (training));
  if (tau_training_get_target (training) != NULL)
    run->target = tau_train_target_options_copy (tau_training_get_target (training));
  run->id = tau_training_get_id (training);
  self->training = g_object_ref (training);
  self->cancellable = g_cancellable_new ();

  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, on_ended_cb, NULL);
  g_task_set_source_tag (task, tau_trainer_run);
  g_task_set_task_data (task, run, (GDestroyNotify)run_free);
  tau_training_set_running (training, run->id);
  tau_worker_push (self->jobs, TAU_LANE_OTHER, task, run_job);
}

void
tau_trainer_stop (TauTrainer *self)
{
  g_cancellable_cancel (self->cancellable);
}

TauTraining *
tau_trainer_get_training (TauTrainer *self)
{
  return self->training;
}

gboolean
tau_trainer_is_stopping (TauTrainer *self)
{
  return self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);
}
