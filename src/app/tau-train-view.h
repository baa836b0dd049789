/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tau-sample.h"

G_BEGIN_DECLS

/* Trains loss predictors and shows how they learn; keeps the list of past trainings. Trainings run
 * on `jobs`, short requests on `worker`.
 *
 * Signals: "problem" (a sentence), "use-pack" (the folder of a pack to be opened in Explore). */
#define TAU_TYPE_TRAIN_VIEW (tau_train_view_get_type ())
G_DECLARE_FINAL_TYPE (TauTrainView, tau_train_view, TAU, TRAIN_VIEW, GtkWidget)

void tau_train_view_start (TauTrainView *self, TauWorker *jobs, TauWorker *worker);

G_END_DECLS
