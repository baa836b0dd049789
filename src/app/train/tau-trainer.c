/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/train/tau-trainer.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* How often the main thread hears of the progress at most. */
#define TELL_EVERY_US (G_USEC_PER_SEC / 10)

struct _TauTrainer {
  GObject parent_instance;

  TauWorker *jobs;
  TauTraining *training; /* the one that runs */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (TauTrainer, tau_trainer, G_TYPE_OBJECT)

enum { BEGAN, ENDED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* What the two threads share of a run; the task owns it, and each message to the main thread. */
typedef struct {
  gint ref_count;
  GWeakRef trainer;
  TauTraining *training; /* main thread only */
  JsonNode *spec;        /* read only */
  gint64 id;             /* as it was asked for */

  GMutex mutex; /* guards what follows */
  gint64 new_id;
  TauTrainingProgress progress;
  char *curves;  /* news; NULL: none */
  gboolean told; /* a message is under way */
  gint64 last_told;
} Run;

static Run *
run_ref (Run *run)
{
  g_atomic_int_inc (&run->ref_count);
  return run;
}

static void
run_unref (Run *run)
{
  if (!g_atomic_int_dec_and_test (&run->ref_count))
    return;
  g_weak_ref_clear (&run->trainer);
  g_object_unref (run->training);
  json_node_unref (run->spec);
  g_mutex_clear (&run->mutex);
  g_free (run->progress.phase);
  g_free (run->curves);
  g_free (run);
}

/* -- from the worker's thread to the main thread -------------------------------------------- */

static gboolean
on_news_cb (gpointer data)
{
  Run *run = data;
  g_autoptr (TauTrainer) self = g_weak_ref_get (&run->trainer);
  g_autofree char *curves = NULL;
  g_autofree char *phase = NULL;
  TauTrainingProgress progress;

  g_mutex_lock (&run->mutex);
  run->told = FALSE;
  progress = run->progress;
  progress.phase = phase = g_strdup (run->progress.phase);
  curves = g_steal_pointer (&run->curves);
  gint64 id = run->new_id;
  g_mutex_unlock (&run->mutex);

  /* Only while it runs: the end, which comes on another way, has the last word. */
  if (self == NULL || self->training != run->training)
    return G_SOURCE_REMOVE;
  if (id != 0 && tau_training_get_id (run->training) == 0) {
    tau_training_set_running (run->training, id);
    g_signal_emit (self, signals[BEGAN], 0, run->training);
  }
  tau_training_set_progress (run->training, &progress, curves);
  return G_SOURCE_REMOVE;
}

static void
on_status (const TauTrainStatus *status, gpointer data)
{
  Run *run = data;
  gint64 now = g_get_monotonic_time ();
  g_mutex_lock (&run->mutex);
  gboolean phase_changed = g_strcmp0 (run->progress.phase, status->phase) != 0;
  if (phase_changed) {
    g_free (run->progress.phase);
    run->progress.phase = g_strdup (status->phase);
  }
  run->progress.fraction = status->fraction;
  run->progress.epoch = status->epoch;
  run->progress.loss = status->loss;
  run->progress.images_per_second = status->images_per_second;
  run->progress.seconds_left = status->seconds_left;
  if (status->epoch_done) {
    g_free (run->curves);
    run->curves = g_strdup (status->curves);
  }
  gboolean tell =
      !run->told && (phase_changed || status->epoch_done || now >= run->last_told + TELL_EVERY_US);
  if (tell) {
    run->told = TRUE;
    run->last_told = now;
  }
  g_mutex_unlock (&run->mutex);
  if (tell)
    g_idle_add_full (G_PRIORITY_DEFAULT, on_news_cb, run_ref (run), (GDestroyNotify)run_unref);
}

static void
run_job (GTask *task, TauWorkerState *state, gpointer task_data, GCancellable *cancellable)
{
  Run *run = task_data;
  GError *error = NULL;
  TauTrainPredictorOptions options;
  tau_train_predictor_options_from_json (&options, run->spec);
  options.n_threads = state->n_threads;
  if (tau_train_job_run (state->store, run->id, &options, on_status, run, cancellable, &run->new_id,
                         &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_ended_cb (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data G_GNUC_UNUSED)
{
  Run *run = g_task_get_task_data (G_TASK (result));
  g_autoptr (TauTrainer) self = g_weak_ref_get (&run->trainer);
  g_autoptr (TauTraining) training = g_object_ref (run->training);
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);
  gboolean stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (self == NULL)
    return;
  on_news_cb (run); /* the last ones */
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
tau_trainer_init (TauTrainer *self G_GNUC_UNUSED)
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
  run->ref_count = 1;
  g_weak_ref_init (&run->trainer, self);
  g_mutex_init (&run->mutex);
  run->training = g_object_ref (training);
  run->spec = tau_train_predictor_options_to_json (tau_training_get_options (training));
  run->id = tau_training_get_id (training);
  run->progress.phase = g_strdup (_ ("Waiting"));
  run->progress.loss = run->progress.seconds_left = NAN;
  self->training = g_object_ref (training);
  self->cancellable = g_cancellable_new ();

  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, on_ended_cb, NULL);
  g_task_set_source_tag (task, tau_trainer_run);
  g_task_set_task_data (task, run, (GDestroyNotify)run_unref);
  tau_training_set_running (training, run->id);
  on_news_cb (run);
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
