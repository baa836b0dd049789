/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "train/tau-measure.h"

G_BEGIN_DECLS

/* What is known of a training after an epoch. The store and checkpoints keep a list of them as
 * JSON; everything else passes a GArray of these. */
typedef struct {
  guint epoch;        /* 1 is the first */
  double loss;        /* mean training loss */
  TauMeasure measure; /* of a predictor, on the images to validate on; of a target error_center
                       * alone, on the test set; NAN: not measured */
  double seconds;     /* of training up to its end */
} TauEpoch;

/* Nothing is known of it yet. */
void tau_epoch_init (TauEpoch *self, guint number);

/* A JSON array with an object for each epoch: "epoch", "loss", the members of a measure, and
 * "seconds". */
char *tau_epochs_to_json (const GArray *epochs);
/* Back again. What is missing there is NAN; a text that is no such array (NULL is fine) gives no
 * epochs. */
GArray *tau_epochs_from_json (const char *text);

G_END_DECLS
