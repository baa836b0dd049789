/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/tau-store.h"

G_BEGIN_DECLS

/* The targets' answers for the transforms of training images (METHOD "Training"). They are kept so
 * that a second training of a predictor, or one that was killed, need not compute them again. Rows
 * are small and many, so the target is a number here and the key is compact. */

#define TAU_STORE_IMAGE_ID 16 /* bytes: the first half of the SHA-256 of the prepared image */

typedef struct {
  gint64 target; /* from tau_store_truth_target() */
  guint8 image[TAU_STORE_IMAGE_ID];
  TauCorruptionKey corruption; /* always of the preset "auto" */
  guint32 distortion;          /* the distortion of the image; 0: none */
  int label;                   /* class the losses are for; -1: the values are probabilities */
} TauStoreTruthKey;

/* The number of a target (file and setup) in this database, newly assigned if needed; 0: error. */
gint64 tau_store_truth_target (TauStore *self, const TauStoreModel *target, GError **error);

/* FALSE without an error: not there. `n` floats are written only on TRUE. */
gboolean tau_store_truth_find (TauStore *self, const TauStoreTruthKey *key, gsize n, float *out,
                               GError **error);

/* Stores n_keys rows of n floats in one transaction: all or none. */
gboolean tau_store_truth_add (TauStore *self, const TauStoreTruthKey *keys, guint n_keys,
                              const float *values, gsize n, GError **error);

G_END_DECLS
