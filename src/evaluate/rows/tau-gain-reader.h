/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-dataset.h"
#include "evaluate/tau-evaluate-spec.h"
#include "model/tau-pack.h"
#include "store/tau-store.h"

G_BEGIN_DECLS

/* An image under a cell. The gains are losses of the image as it is minus those after the chosen
 * transform: both are 0 if that is the identity. */
typedef struct {
  guint index; /* as in TauExample */
  guint16 cell, label;
  guint8 chosen;                     /* transform */
  guint8 right_before, right_chosen; /* booleans: the target's answers */
  float predicted;                   /* on the predictor's scale, >= 0 */
  float actual;                      /* nats */
} TauGain;

/* Reads the gains of all images of an evaluation from the store, in slices: loads the images, since
 * the store knows its answers by their pixels, but asks no model. Any one thread at a time. */
typedef struct _TauGainReader TauGainReader;

/* Plans the evaluation of `spec` again. The store is needed for later calls too. */
TauGainReader *tau_gain_reader_new (TauPack *pack, TauStore *store, const TauEvaluateSpec *spec,
                                    GError **error);
void tau_gain_reader_free (TauGainReader *self);

/* Reads until `until` (monotonic time) or cancelled; at least a little. Stops for good at the first
 * images without any answer. */
gboolean tau_gain_reader_read (TauGainReader *self, TauStore *store, gint64 until,
                               GCancellable *cancellable, GError **error);
/* Whether nothing is left to read; after tau_gain_reader_go_on() there may be more. */
gboolean tau_gain_reader_is_done (const TauGainReader *self);
/* The evaluation may have stored more: reads on where answers were missing. */
void tau_gain_reader_go_on (TauGainReader *self);

double tau_gain_reader_get_fraction (const TauGainReader *self); /* 0..1 */
/* Of TauGain, borrowed. */
const GArray *tau_gain_reader_get (const TauGainReader *self);
TauDataset *tau_gain_reader_get_dataset (const TauGainReader *self);
/* The cell of a gain, as the evaluation numbers them. */
const TauCorruptionSpec *tau_gain_reader_get_cell (const TauGainReader *self, guint cell);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauGainReader, tau_gain_reader_free)

G_END_DECLS
