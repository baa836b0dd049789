/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/tau-truth.h"

G_BEGIN_DECLS

/* How well predictions choose on a set with its ground truth. Errors are in percent. */
typedef struct {
  guint n;
  double spearman; /* mean over the images where it is defined */
  double error_center, error_ours1, error_ours2, error_all, error_oracle;
  double regret; /* mean, nats */
} TauMeasure;

/* predicted: truth->n x 12; the truth must hold probabilities. */
void tau_measure (const TauTruth *truth, const float *predicted, TauMeasure *out);

G_END_DECLS
