/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corruption/tau-corruption.h"
#include "engine/tau-samples.h"
#include "engine/tau-session.h"
#include "transform/tau-transform.h"

G_BEGIN_DECLS

/* Which corruptions may be drawn: a set of indices of the registry. */
typedef struct {
  guint n;
  guint8 list[TAU_N_CORRUPTIONS];
} TauCorruptionSet;

/* "all" (the benchmark's 15), "heldout" (the 4), "none", a group ("noise", "blur", "weather",
 * "digital"; of the 15), or names of both kinds with commas. Each is in it once. */
gboolean tau_corruption_set_parse (const char *text, TauCorruptionSet *set, GError **error);

/* What is asked of tau_truth_compute(). */
typedef struct {
  const TauSamples *samples; /* side = target's input size + margin */
  const guint *chosen;       /* n_chosen indices into samples */
  guint n_chosen;
  guint copies; /* of each image, differently corrupted */
  TauCorruptionSet corruptions;
  double share;           /* of the copies that are corrupted, 0..1 */
  guint64 seed;           /* governs which corruption, severity and noise each copy gets */
  int predictor_size;     /* px */
  gboolean probabilities; /* keep the target's answers too */
  int n_threads;
  const char *cache; /* folder to keep the result in and to find it again; NULL: none */
} TauTruthSpec;

/* Ground truth for a loss predictor (METHOD "Training"): n = n_chosen * copies pictures as the
 * predictor sees them, and the target's actual loss of each transform. */
typedef struct {
  guint n, n_classes;
  int size;                 /* px */
  guint8 *pictures;         /* n x size x size x 3 */
  float *losses;            /* n x 12, nats */
  float *probabilities;     /* n x 12 x n_classes, or NULL */
  gint32 *labels;           /* n */
  double images_per_second; /* measured */
} TauTruth;

TauTruth *tau_truth_compute (TauSession *session, const TauTruthSpec *spec,
                             TauProgressFunc progress, gpointer data, GCancellable *cancellable,
                             GError **error);
void tau_truth_free (TauTruth *self);

/* The result of the same job from an earlier training, or NULL; and keeping it, best effort (a full
 * disk costs the next training time, not this one its result). tau_truth_compute() calls both. */
TauTruth *tau_truth_cache_read (const TauSession *session, const TauTruthSpec *spec);
void tau_truth_cache_write (const TauTruth *self, const TauSession *session,
                            const TauTruthSpec *spec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauTruth, tau_truth_free)

G_END_DECLS
