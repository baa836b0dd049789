/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-train-estimator.h"

/* Someone going through a drop-down needs no answer for each entry. */
#define ASK_AFTER_MS 400

struct _TauTrainEstimator {
  GObject parent_instance;

  TauWorker *jobs;
  TauTrainPredictorOptions *asked; /* the last question; NULL if none */
  guint source;                    /* the timeout that asks it */
  GCancellable *cancellable;       /* of the question in progress, or NULL */
  TauTrainRates rates;
  gboolean known;
  char *problem;
};

G_DEFINE_FINAL_TYPE (TauTrainEstimator, tau_train_estimator, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Whether both have the same answer. */
static gboolean
is_same (const TauTrainPredictorOptions *a, const TauTrainPredictorOptions *b)
{
  return g_strcmp0 (a->pack, b->pack) == 0 && g_strcmp0 (a->dataset, b->dataset) == 0 &&
         g_strcmp0 (a->architecture, b->architecture) == 0 && g_strcmp0 (a->loss, b->loss) == 0 &&
         a->input_size == b->input_size && a->bfloat16 == b->bfloat16;
}

/* -- measuring ------------------------------------------------------------------------------ */

static gpointer
measure (TauWorkerState *state, gpointer request, GCancellable *cancellable, GError **error)
{
  TauTrainPredictorOptions *options = request;
  TauTrainRates rates;
  options->n_threads = state->n_threads;
  return tau_train_measure_rates (options, &rates, cancellable, error)
             ? g_memdup2 (&rates, sizeof rates)
             : NULL;
}

static void
on_measured_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauTrainEstimator) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autofree TauTrainRates *rates = tau_worker_answer (result, &error);
  if (self->cancellable != g_task_get_cancellable (G_TASK (result)))
    return; /* another question was asked */
  g_clear_object (&self->cancellable);
  if (rates != NULL) {
    self->rates = *rates;
    self->known = TRUE;
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_clear_pointer (&self->asked, tau_train_predictor_options_free); /* may be asked again */
  } else {
    self->problem = g_strdup (error->message);
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
on_ask_cb (gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, measure,
                                      (GDestroyNotify)tau_train_predictor_options_free, g_free };
  TauTrainEstimator *self = data;
  self->source = 0;
  self->cancellable = g_cancellable_new ();
  tau_worker_ask (self->jobs, &kind, tau_train_predictor_options_copy (self->asked),
                  self->cancellable, on_measured_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
forget (TauTrainEstimator *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->asked, tau_train_predictor_options_free);
  g_clear_pointer (&self->problem, g_free);
  self->known = FALSE;
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_train_estimator_dispose (GObject *object)
{
  TauTrainEstimator *self = TAU_TRAIN_ESTIMATOR (object);
  forget (self);
  g_clear_object (&self->jobs);
  G_OBJECT_CLASS (tau_train_estimator_parent_class)->dispose (object);
}

static void
tau_train_estimator_class_init (TauTrainEstimatorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_train_estimator_dispose;
  signals[CHANGED] = g_signal_new ("changed", TAU_TYPE_TRAIN_ESTIMATOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
tau_train_estimator_init (TauTrainEstimator *self)
{
}

TauTrainEstimator *
tau_train_estimator_new (TauWorker *jobs)
{
  TauTrainEstimator *self = g_object_new (TAU_TYPE_TRAIN_ESTIMATOR, NULL);
  self->jobs = g_object_ref (jobs);
  return self;
}

void
tau_train_estimator_ask (TauTrainEstimator *self, const TauTrainPredictorOptions *options)
{
  if (self->asked != NULL && is_same (options, self->asked))
    return;
  forget (self);
  self->asked = tau_train_predictor_options_copy (options);
  self->source = g_timeout_add (ASK_AFTER_MS, on_ask_cb, self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tau_train_estimator_cancel (TauTrainEstimator *self)
{
  if (!tau_train_estimator_is_busy (self))
    return;
  forget (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
tau_train_estimator_is_busy (TauTrainEstimator *self)
{
  return self->source != 0 || self->cancellable != NULL;
}

const TauTrainRates *
tau_train_estimator_get_rates (TauTrainEstimator *self)
{
  return self->known ? &self->rates : NULL;
}

const char *
tau_train_estimator_get_problem (TauTrainEstimator *self)
{
  return self->problem;
}
