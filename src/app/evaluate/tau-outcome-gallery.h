/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/evaluate/tau-outcome-item.h"
#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* The images that the choice rescued, broke, or that only the oracle gets right.
 *
 * Signal "explore" as that of TauEvaluateView. */
#define TAU_TYPE_OUTCOME_GALLERY (tau_outcome_gallery_get_type ())
G_DECLARE_FINAL_TYPE (TauOutcomeGallery, tau_outcome_gallery, TAU, OUTCOME_GALLERY, GtkWidget)

void tau_outcome_gallery_set_worker (TauOutcomeGallery *self, TauWorker *worker);
/* evaluation NULL: nothing. `pack`: that of the evaluation; NULL: it is not there any more, and
 * nothing is shown. */
void tau_outcome_gallery_set (TauOutcomeGallery *self, TauEvaluation *evaluation, TauPack *pack);

G_END_DECLS
