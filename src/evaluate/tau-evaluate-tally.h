/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/tau-evaluate-typed.h"
#include "ranking/tau-ranking.h"

#include <math.h>

G_BEGIN_DECLS

/* Mean over the values that are not NAN; NAN if there are none. */
typedef struct {
  double sum;
  guint64 n;
} TauMean;

static inline void
tau_mean_add (TauMean *self, double value)
{
  if (isnan (value))
    return;
  self->sum += value;
  self->n++;
}

static inline double
tau_mean_get (const TauMean *self)
{
  return self->n > 0 ? self->sum / self->n : NAN;
}

/* Sums over the units so far. It needs a bit per image, method and cell; the rest does not grow
 * with the data set. */
struct _TauTally {
  const TauPlan *plan;
  guint n_methods;
  TauMetrics *metrics; /* n_methods x n_cells */
  guint *outcomes;     /* n_cells x TAU_N_OUTCOMES */
  GArray *examples;    /* of TauExample */
  TauMean spearman[TAU_N_SETS], pearson[TAU_N_SETS];
  guint64 choices[1 + TAU_N_CORRUPTIONS][TAU_N_TRANSFORMS];
  gsize row;         /* bytes of an image's answers: n_methods x tau_answer_bytes() */
  guint8 *pending;   /* TAU_BLOCK x row: wrong answers of the block under way, as in `wrong` */
  GByteArray *wrong; /* n_images x row; see TauEvaluation */
  GChecksum *images; /* of the images' pixels */
  guint n_images, n_unreadable;
  GArray *likelihood[2]; /* of double, n x 12: of the policy's images, clean and corrupted */
  guint n_validation;
  guint n_policy[2], policy[2][TAU_N_TRANSFORMS];
  GArray *rows[2];   /* of float, likewise n x 12 x n_classes; NULL without fixed:K */
  GArray *labels[2]; /* of gint32, theirs */
  guint fixed[2][TAU_N_TRANSFORMS][TAU_N_TRANSFORMS]; /* [k - 1]: the set of fixed:K */
  TauTyped *typed;                                    /* NULL without per-corruption:1 */
  guint64 n_inferences, n_reused;
  gint64 time_us[2];
  guint64 n_timed[2];
};

/* Fills the intervals of the errors and of their differences to center's, and the answers. */
void tau_tally_fill_intervals (const TauTally *self, TauEvaluation *out);

/* The checksum of the images so far. */
char *tau_tally_dup_images (const TauTally *self);

void tau_tally_add_times (TauTally *self, const TauUnit *unit);

G_END_DECLS
