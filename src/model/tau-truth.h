/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-parallel.h"
#include "dataset/tau-corruption-set.h"
#include "dataset/tau-samples.h"
#include "model/tau-session.h"
#include "transform/tau-transform.h"

G_BEGIN_DECLS

/* What is asked of tau_truth_compute(). */
typedef struct {
  const TauSamples *samples; /* side = target's input size + margin */
  const guint *chosen;       /* n_chosen indices into samples */
  guint n_chosen;
  guint copies; /* of each image, differently corrupted */
  guint
      first_copy; /* their numbers are first_copy ... + copies - 1: others are drawn differently */
  TauCorruptionSet corruptions;
  double share;           /* of the copies that are corrupted, 0..1 */
  double distort, flip;   /* probabilities of tau_distortion_draw() */
  guint64 seed;           /* governs which corruption, severity, noise and distortion a copy gets */
  int predictor_size;     /* px */
  gboolean probabilities; /* keep the target's answers too... */
  guint n_answered;       /* ...or those to the first so many transforms, beside the losses */
  int n_threads;
} TauTruthSpec;

/* Ground truth for a loss predictor (METHOD "Training"): n = n_chosen * copies pictures as the
 * predictor sees them, and the target's actual loss of each transform. The copies of an image are
 * neighbours. */
typedef struct {
  guint n, n_classes;
  int size;                 /* px */
  guint8 *pictures;         /* n x size x size x 3 */
  float *losses;            /* n x 12, nats */
  float *probabilities;     /* n x 12 x n_classes, or NULL */
  float *answers;           /* n x n_answered x n_classes: probabilities of the target, or NULL */
  gint32 *labels;           /* n */
  guint n_cached;           /* whose losses were in the session's store */
  double images_per_second; /* measured */
  char *store_problem; /* why the store could not be read or written, a sentence; NULL: it could */
} TauTruth;

/* The session's store, where there is one, is asked first and gets what is new: a second training
 * on the same target starts at once, and a killed one loses little. A store that fails costs that,
 * not the training. */
TauTruth *tau_truth_compute (TauSession *session, const TauTruthSpec *spec,
                             TauProgressFunc progress, gpointer data, GCancellable *cancellable,
                             GError **error);
void tau_truth_free (TauTruth *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauTruth, tau_truth_free)

G_END_DECLS
