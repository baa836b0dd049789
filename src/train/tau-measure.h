/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-parallel.h"
#include "model/tau-truth.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How well predictions choose transforms, on a set with ground truth. Errors are in percent. */
typedef struct {
  guint n;
  /* Means over the images for which they are defined; the second is tau_relative_correlation(). */
  double spearman, pearson;
  double error_center, error_ours1, error_ours2, error_all, error_oracle;
  double regret; /* mean, nats */
} TauMeasure;

/* Initialises with nothing measured: no images, NAN. */
void tau_measure_init (TauMeasure *self);
/* Write the members "spearman", "pearson", "center", "ours:1", "ours:2", "all", "oracle" and
 * "regret" to the object being built, or read them back; missing members become NAN. */
void tau_measure_add_to_json (const TauMeasure *self, JsonBuilder *b);
void tau_measure_from_json (TauMeasure *self, JsonObject *object);

/* predicted: truth->n x 12; the truth must hold probabilities. */
void tau_measure (const TauTruth *truth, const float *predicted, TauMeasure *out);

/* The three sets that a pack is measured on: "clean"; "corrupted", each image three times with one
 * of the benchmark's corruptions and a newly drawn severity; "heldout", each once with one of the
 * held-out ones. */
#define TAU_N_MEASURE_SETS 3
#define TAU_MEASURE_SEED   1000 /* added to the training's seed */
/* How many images the sets from `first` on make of one. */
guint tau_measure_copies (guint first);
const char *tau_measure_set_name (guint set);

/* Fills `predicted` (truth->n x 12). */
typedef gboolean (*TauPredictFunc) (const TauTruth *truth, float *predicted, gpointer data,
                                    GError **error);

/* Measures on all of spec->samples. Uses only samples, seed, predictor_size, n_threads and cache of
 * the spec. `progress` also gets `data`. */
gboolean tau_measure_set (TauSession *session, const TauTruthSpec *spec, guint set,
                          TauPredictFunc predict, gpointer data, TauProgressFunc progress,
                          GCancellable *cancellable, TauMeasure *out, GError **error);

G_END_DECLS
