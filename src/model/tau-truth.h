/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-parallel.h"
#include "dataset/tau-corruption-set.h"
#include "dataset/tau-samples.h"
#include "model/tau-session.h"
#include "transform/tau-transform.h"

G_BEGIN_DECLS

/* The request for tau_truth_compute(). */
typedef struct {
  const TauSamples *samples; /* side = target's input size + margin */
  const guint *chosen;       /* n_chosen indices into samples */
  guint n_chosen;
  guint copies;     /* of each image, each corrupted differently */
  guint first_copy; /* copies are numbered first_copy ... + copies - 1; other numbers are drawn
                       differently */
  TauCorruptionSet corruptions;
  double share;           /* share of the copies that are corrupted, 0..1 */
  double distort, flip;   /* probabilities of tau_distortion_draw() */
  guint64 seed;           /* governs which corruption, severity, noise and distortion a copy gets */
  int predictor_size;     /* px */
  gboolean probabilities; /* also keep the target's answers... */
  guint n_answered;       /* ...or, besides the losses, the answers to this many transforms */
  int n_threads;
} TauTruthSpec;

/* Ground truth for a loss predictor (METHOD "Training"): n = n_chosen * copies images as the
 * predictor sees them, and the target's actual loss for each transform. The copies of an image are
 * adjacent. */
typedef struct {
  guint n, n_classes;
  int size;                 /* px */
  guint8 *pictures;         /* n x size x size x 3 */
  float *losses;            /* n x 12, nats */
  float *probabilities;     /* n x 12 x n_classes, or NULL */
  float *answers;           /* n x n_answered x n_classes: probabilities of the target, or NULL */
  gint32 *labels;           /* n */
  guint n_cached;           /* copies whose losses were in the session's store */
  double images_per_second; /* measured */
  char *store_problem; /* a sentence on why the store could not be read or written; NULL: no problem
                        */
} TauTruth;

/* Looks in the session's store first, if there is one, and adds new results to it: a second
 * training on the same target starts at once, and a killed one loses little. If the store fails,
 * only this benefit is lost; the training continues. */
TauTruth *tau_truth_compute (TauSession *session, const TauTruthSpec *spec,
                             TauProgressFunc progress, gpointer data, GCancellable *cancellable,
                             GError **error);
void tau_truth_free (TauTruth *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauTruth, tau_truth_free)

G_END_DECLS
