/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-table.h"
#include "evaluate/rows/tau-gain-reader.h"
#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* Which gains are drawn; all of them are counted. */
typedef enum {
  TAU_GAINS_ALL,
  TAU_GAINS_RESCUED,
  TAU_GAINS_BROKEN,
  TAU_GAINS_UNCHANGED, /* right or wrong as before */
  TAU_N_GAINS,
} TauGainKind;

/* Predicted against actual gain of the first choice, as a chart and a table. Images that the choice
 * leaves as they are are only counted: both their gains are 0. */
typedef struct {
  TauPlot *plot;
  TauTable *table; /* a row for each item of the plot */
  GArray *gains;   /* of TauGain, likewise */
  guint n_moved;   /* images with another transform than the identity */
  guint counts[TAU_N_GAINS];
  double correlation; /* Spearman's over n_moved; NAN: not defined */
} TauGainCloud;

/* `most`: more points than that are drawn as a sample, the same for the same evaluation. Takes some
 * tenths of a second for a million images. */
TauGainCloud *tau_gain_cloud_new (const TauGainReader *reader, TauGainKind kind, guint most);
void tau_gain_cloud_free (TauGainCloud *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauGainCloud, tau_gain_cloud_free)

G_END_DECLS
