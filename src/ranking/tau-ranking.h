/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Pure arithmetic on plain arrays. A network's outputs are float; all sums are double, taken in
 * index order, and so are the losses and ranks derived from them (tau_widen converts from one to
 * the other). Lengths are n >= 1 unless said otherwise. A NaN in the input gives NaN, is skipped,
 * or is put last, as each function says: it never turns silently into a good value. */

/* Smaller probabilities are raised to this, so that a loss is at most -log (1e-12) = 27.63. */
#define TAU_MIN_PROBABILITY 1e-12

void tau_widen (const float *in, gsize n, double *out);

/* exp (logits) / sum, computed after subtracting the largest: no overflow for any finite logits.
 * All NaN when a logit is NaN or +infinity. May work in place (out == logits). */
void tau_softmax (const float *logits, gsize n, float *out);

/* The probabilities as they would be with the logits divided by the temperature > 0 (Guo et al.
 * 2017, "On Calibration of Modern Neural Networks", section 4.2): p^(1/T), which sum to 1 again.
 * Above 1 they become more alike; their order stays. In place. */
void tau_temper (float *probabilities, gsize n, double temperature);

/* log (sum (exp (logits))), which the largest one does not make overflow: the energy of an answer,
 * low where nothing is recognised. */
double tau_energy (const float *logits, gsize n);

/* Relative losses of n transforms: softmax over the n negated losses (METHOD "Training"; DESIGN
 * "Definitions"). They are weights: they sum to 1, and higher is better. May work in place. */
void tau_relative_losses (const double *losses, gsize n, double *out);

/* -log of the probability of class `label` < n, in nats, >= 0. */
double tau_cross_entropy_probabilities (const float *probabilities, gsize n, gsize label);

/* Index of the first largest or smallest; skips NaN; 0 when all are NaN. */
gsize tau_argmax (const float *values, gsize n);
gsize tau_argmin (const double *values, gsize n);

/* order[0] is the index of the lowest. Ties: lower index first. NaN last. */
void tau_argsort (const double *values, gsize n, guint *order);

/* Ranks from 1 for the lowest to n; ties share the mean of their ranks. NaN gets NaN, and the rest
 * are ranked among themselves. May work in place. */
void tau_ranks (const double *values, gsize n, double *ranks);

/* Correlation in -1..1. NAN when n < 2, or when either vector is constant or has a NaN (Pearson: or
 * an infinity). Spearman averages the ranks of ties. */
double tau_pearson (const double *a, const double *b, gsize n);
double tau_spearman (const double *a, const double *b, gsize n);

/* The correlation that the paper reports: Pearson's, of the relative losses. Like tau_pearson(). */
double tau_relative_correlation (const double *predicted, const double *actual, gsize n);

/* Actual loss of the choice minus the lowest one (skipping NaN), >= 0; NAN when the choice's loss
 * is NaN. */
double tau_regret (const double *losses, gsize n, gsize chosen);

/* Multiply-adds of k target inferences and one of the predictor, over those of one target
 * inference. predictor = 0: none is used. NAN when one of the two is unknown (NAN) and matters. */
double tau_relative_cost (double target, double predictor, guint k);

/* out[c] = mean of rows[indices[i]][c] over i < k. rows: n_classes floats each, one after the
 * other. indices NULL: rows 0 to k - 1. k >= 1. `out` must not overlap the rows. */
void tau_ensemble_mean (const float *rows, gsize n_classes, const guint *indices, guint k,
                        float *out);

/* The same, weighted: weights: k, >= 0, not all 0. */
void tau_ensemble_weighted (const float *rows, gsize n_classes, const guint *indices,
                            const double *weights, guint k, float *out);

/* Mean of the predictions for an image and for its mirror image. mirror[i] is the transform that
 * transform i becomes under mirroring (rotate-20 and rotate+20 swap). out == plain is allowed, out
 * == mirrored is not. */
void tau_mirror_average (const float *plain, const float *mirrored, const guint *mirror, gsize n,
                         float *out);

/* The places of the k largest of n values, k <= n, in falling order (ties: lower index first).
 * There is no NaN among them. */
void tau_find_largest (const float *values, gsize n, guint k, guint *out);

/* Sets to 0 all but the k largest of n values (ties: lower index first) and the one at `label`. k
 * >= 1. */
void tau_keep_largest (float *values, gsize n, guint k, gsize label);

#define TAU_N_CALIBRATION_BINS 15

/* Running sums of a classifier's answers; initialise with { 0 }. If the answers are added in a
 * fixed order, the results are the same on any number of threads. */
typedef struct {
  guint64 n;
  guint64 n_wrong;
  double loss; /* sum of clamped cross-entropies, nats */
  guint64 bin_n[TAU_N_CALIBRATION_BINS];
  guint64 bin_right[TAU_N_CALIBRATION_BINS];
  double bin_confidence[TAU_N_CALIBRATION_BINS]; /* sum */
} TauMetrics;

void tau_metrics_add (TauMetrics *self, const float *probabilities, gsize n_classes, gsize label);

/* Adds the sums of other answers. */
void tau_metrics_merge (TauMetrics *self, const TauMetrics *other);

/* NAN while n is 0. */
double tau_metrics_error_rate (const TauMetrics *self); /* share of wrong answers, 0..1 */
double tau_metrics_nll (const TauMetrics *self);        /* mean negative log-likelihood, nats */

/* Expected calibration error, 0..1: mean |accuracy - confidence| over 15 bins of equal width of the
 * top probability, (i/15, (i+1)/15], weighted by their counts (Guo et al. 2017, section 2). */
double tau_metrics_ece (const TauMetrics *self);

G_END_DECLS
