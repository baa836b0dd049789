/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "train/tau-train.h"

G_BEGIN_DECLS

/* How fast this computer does the parts of a training, measured on a few images. */
typedef struct {
  guint n_images;       /* in the data set */
  guint n_test;         /* test images, before any limit; 0: none */
  double load_seconds;  /* of one image: reading and preparing */
  double truth_seconds; /* of one copy: corruption, all transforms, the target on each */
  double step_seconds;  /* of one copy: forward, loss, backward, update */
} TauTrainRates;

/* Opens the data set and the target as the training would, with the same errors, and times a few
 * batches; takes a few seconds. Without a data set in the options, images of the built-in one are
 * measured. Of the options, only pack, dataset, architecture, loss,
 * corruptions, copies and sizes matter. Runs on the calling thread. */
gboolean tau_train_measure_rates (const TauTrainPredictorOptions *options, TauTrainRates *rates,
                                  GCancellable *cancellable, GError **error);

/* What a training takes, in seconds. */
typedef struct {
  double losses; /* reading the images, and their actual losses, if the store has none yet */
  double epoch;  /* one of them */
  double test;   /* measuring the test images in the end */
  double total;
} TauTrainEstimate;

void tau_train_estimate (const TauTrainRates *rates, const TauTrainPredictorOptions *options,
                         TauTrainEstimate *out);

G_END_DECLS
