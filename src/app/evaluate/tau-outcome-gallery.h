/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/evaluate/tau-outcome-item.h"
#include "app/jobs/tau-worker.h"
#include "evaluate/result/tau-evaluation-place.h"

G_BEGIN_DECLS

/* The images that the choice rescued or broke, or that only the oracle gets right.
 *
 * Signal "explore" as in TauEvaluateView. */
#define TAU_TYPE_OUTCOME_GALLERY (tau_outcome_gallery_get_type ())
G_DECLARE_FINAL_TYPE (TauOutcomeGallery, tau_outcome_gallery, TAU, OUTCOME_GALLERY, GtkWidget)

void tau_outcome_gallery_set_worker (TauOutcomeGallery *self, TauWorker *worker);
/* If `evaluation` is NULL, shows nothing. `pack` is the evaluation's pack; if it is NULL, the
 * pack no longer exists, and nothing is shown. */
void tau_outcome_gallery_set (TauOutcomeGallery *self, TauEvaluation *evaluation, TauPack *pack);

/* Shows only the examples of a place of the evaluation, which the user can undo. Another evaluation
 * undoes it; a further result of the same does not. */
void tau_outcome_gallery_show_place (TauOutcomeGallery *self, const TauEvaluationPlace *place);

G_END_DECLS
