/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/result/tau-evaluation.h"
#include "model/tau-session.h"

G_BEGIN_DECLS

/* The evaluation of a pack on a data set: the paper's Tables 1 to 4 (METHOD "At test time"). The
 * target sees each (image, corruption, severity) and view once, whatever the methods; every method
 * is then arithmetic on its answers. */

typedef struct {
  const char *phase;        /* translated */
  double fraction;          /* of the whole, 0..1 */
  guint64 done, total;      /* (image, cell) pairs */
  double images_per_second; /* pairs computed per second, recently; NAN: none yet */
  double seconds_left;      /* NAN: unknown */
  TauEvaluation *partial;   /* borrowed: the result so far, every few seconds; else NULL */
} TauEvaluateStatus;

typedef void (*TauEvaluateFunc) (const TauEvaluateStatus *status, gpointer data);

/* Evaluates session->pack. Runs on the calling thread, which must own the session and its store,
 * and uses spec->n_threads more threads; `func` (NULL is fine) is called here about five times a
 * second. The results go to the store as they are computed, and a job record (TAU_JOB_EVALUATION)
 * is kept, with the last partial result while there is no better one; without a store everything is
 * computed. Cancelling gives G_IO_ERROR_CANCELLED within
 * about a second. Computed results are kept (if killed, all but the last seconds). The same spec
 * then continues from there, and the final result has the same bytes.
 *
 * For a data set that is corrupted already, every policy without `validation` is searched on its
 * corruptions.
 *
 * gps searches on `validation`; without it, on the predictor's validation fold of the training part
 * if the data set has one (signs, cifar10, cifar100); else on a fifth of the images, stratified by
 * class, which are then left out of all results. It never sees a reported image: a `validation`
 * with one of them is TAU_EVALUATE_ERROR_VALIDATION. */
TauEvaluation *tau_evaluate (TauSession *session, const TauEvaluateSpec *spec, TauEvaluateFunc func,
                             gpointer data, GCancellable *cancellable, GError **error);

/* How much there is to do: opens the data set, counts, and times a few inferences (about half a
 * second). What the store already holds is not subtracted. */
typedef struct {
  guint64 images, cells, target_inferences, predictor_inferences;
  double seconds;
  char **remarks; /* of tau_pack_get_remarks(); owned */
} TauEvaluateEstimate;

void tau_evaluate_estimate_free (TauEvaluateEstimate *self); /* of a copy; NULL is fine */

gboolean tau_evaluate_estimate (TauSession *session, const TauEvaluateSpec *spec,
                                TauEvaluateEstimate *out, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauEvaluateEstimate, tau_evaluate_estimate_free)

G_END_DECLS
