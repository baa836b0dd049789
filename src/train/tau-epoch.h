/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "train/tau-measure.h"

G_BEGIN_DECLS

/* What is known about a training after an epoch. The store and checkpoints keep a list of them as
 * JSON; everything else passes a GArray of these. */
typedef struct {
  guint epoch;        /* 1 is the first */
  double loss;        /* mean training loss */
  TauMeasure measure; /* predictor: on the validation images; target: only error_center, on the test
                         set; NAN: not measured */
  double seconds;     /* of training up to the epoch's end */
} TauEpoch;

/* Initialises an epoch with no values yet. */
void tau_epoch_init (TauEpoch *self, guint number);

/* The epochs as a JSON array with an object for each: "epoch", "loss", the members of a measure,
 * and "seconds". */
char *tau_epochs_to_json (const GArray *epochs);
/* The inverse. Missing values become NAN; a text that is not such an array (NULL is fine) gives no
 * epochs. */
GArray *tau_epochs_from_json (const char *text);

G_END_DECLS
