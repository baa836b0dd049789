/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train-estimate.h"

#include "base/tau-parallel.h"
#include "train/tau-train-predictor-private.h"

#define N_IMAGES 64 /* images whose actual losses are computed */
#define BATCH    32 /* images in a step */
#define N_STEPS  3  /* measured steps, after one warm-up step */

static double
seconds_since (gint64 start)
{
  return (g_get_monotonic_time () - start) / 1e6;
}

static gboolean
measure_truth (TauPredictorTraining *self, TauTrainRates *rates, GError **error)
{
  const TauTrainPredictorOptions *options = self->options;
  gint64 start = g_get_monotonic_time ();
  self->samples =
      tau_predictor_training_load_samples (self, self->dataset, self->classes, N_IMAGES, error);
  if (self->samples == NULL)
    return FALSE;
  guint n = self->samples->n;
  rates->load_seconds = seconds_since (start) / n;

  self->folds = tau_count_up (n);
  const TauTruthSpec spec = {
    .samples = self->samples,
    .chosen = self->folds,
    .n_chosen = n,
    .copies = 1,
    .corruptions = self->corruptions,
    .share = options->corruption_share,
    .distort = options->distort,
    .flip = options->flip,
    .n_answered = tau_train_predictor_n_answered (options, self->session),
    .seed = options->seed,
    .predictor_size = self->size,
    .n_threads = options->n_threads,
  };
  start = g_get_monotonic_time ();
  self->train = tau_truth_compute (self->session, &spec, NULL, NULL, self->run.cancellable, error);
  rates->truth_seconds = seconds_since (start) / n;
  return self->train != NULL;
}

/* Repeats the same images: their content does not change the time. */
static gboolean
measure_steps (TauPredictorTraining *self, TauTrainRates *rates, GError **error)
{
  gint64 start = 0;
  self->run.batch = BATCH;
  self->order = g_new (guint32, BATCH);
  for (guint i = 0; i < BATCH; i++)
    self->order[i] = i % self->train->n;
  for (guint step = 0; step <= N_STEPS; step++) {
    double loss;
    if (step == 1)
      start = g_get_monotonic_time ();
    if (g_cancellable_set_error_if_cancelled (self->run.cancellable, error) ||
        !tau_predictor_training_step (&self->run, step, 0, BATCH, 1e-4, &loss, error))
      return FALSE;
  }
  rates->step_seconds = seconds_since (start) / (N_STEPS * BATCH);
  return TRUE;
}

gboolean
tau_train_measure_rates (const TauTrainPredictorOptions *options, TauTrainRates *rates,
                         GCancellable *cancellable, GError **error)
{
  TauPredictorTraining self;
  tau_predictor_training_init (&self, options, NULL, NULL, cancellable);
  gboolean done = tau_predictor_training_open (&self, NULL, error);
  if (done) {
    rates->n_images = self.dataset->n_images;
    rates->n_test = self.test != NULL ? self.test->n_images : 0;
    done = measure_truth (&self, rates, error) && measure_steps (&self, rates, error);
  }
  tau_predictor_training_clear (&self);
  return done;
}

void
tau_train_estimate (const TauTrainRates *rates, const TauTrainPredictorOptions *options,
                    TauTrainEstimate *out)
{
  double n = options->limit > 0 ? MIN (options->limit, rates->n_images) : rates->n_images;
  double validation = MIN (TAU_VALIDATION_SHARE * n, TAU_PREDICTOR_MAX_VALIDATION);
  double pictures = (1 - TAU_VALIDATION_SHARE) * n * options->copies;
  double truths = validation + pictures * (options->fresh ? options->epochs : 1);
  /* Predicting without learning is about a third of a step. */
  out->epoch = (pictures + validation / 3) * rates->step_seconds;
  out->losses = n * rates->load_seconds + truths * rates->truth_seconds;
  const double n_test =
      options->test_limit > 0 ? MIN (options->test_limit, rates->n_test) : rates->n_test;
  out->test = n_test * (rates->load_seconds + tau_measure_copies (0) * rates->truth_seconds);
  out->total = out->losses + options->epochs * out->epoch + out->test;
}
