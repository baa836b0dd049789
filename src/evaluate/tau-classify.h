/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/tau-method.h"
#include "model/tau-session.h"

#include "corruption/tau-corruption-spec.h"

G_BEGIN_DECLS

/* Answers of one method for images without labels, at the cost of the method: the target is shown
 * only the views that the method averages over. The answers are those of an evaluation, which of
 * TAU_COMPACT_MIN_CLASSES and more averages what it keeps of them (store/tau-compact.h). */
typedef struct _TauClassifier TauClassifier;

/* The session must outlive it; its store is not used. gps:K takes the pack's policies (`pack
 * policies`). TAU_EVALUATE_ERROR_SPEC: the method needs a label (oracle), or a predictor or
 * policies that the pack lacks. `seed`: of random:K. */
TauClassifier *tau_classifier_new (TauSession *session, const TauMethod *method, guint64 seed,
                                   GError **error);
void tau_classifier_free (TauClassifier *self);

/* As many images as the target gets at once: 1 to 64. More at a time are no faster. */
guint tau_classifier_batch (const TauClassifier *self);
/* Multiply-adds of the method, at most, over those of one target inference; NAN: unknown. */
double tau_classifier_cost (const TauClassifier *self);

typedef struct {
  float *probabilities; /* of all classes; owned */
  guint n_choices;
  TauComposition choices[TAU_N_TRANSFORMS]; /* averaged over, in the method's order; of random:K
                                               perhaps one several times */
} TauClassification;

void tau_classification_clear (TauClassification *self);

/* Classifies n images, 1 to tau_classifier_batch(), which must be prepared (tau_prepare_image()),
 * under a corruption. `numbers`: the images' numbers in their data set, for random:K. out: n,
 * filled unless it fails. Of some networks the last bits depend on n. Any thread, several at once;
 * each sets its number of threads itself. */
gboolean tau_classifier_run (const TauClassifier *self, TauImage *const *images,
                             const guint *numbers, guint n, const TauCorruptionSpec *corruption,
                             TauClassification *out, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauClassifier, tau_classifier_free)

G_END_DECLS
