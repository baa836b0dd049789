/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/history/tau-history-item.h"
#include "app/jobs/tau-scene.h"

G_BEGIN_DECLS

/* What the store keeps: inspections, evaluations and trainings. They can be searched, annotated,
 * opened, compared, exported, and deleted with undo.
 *
 * Signals: "problem" (a sentence); "explore" with a TauScene; "evaluation" with a TauEvaluation
 * and the one it is compared with, or NULL; "training" with the number of its job (gint64). */
#define TAU_TYPE_HISTORY_VIEW (tau_history_view_get_type ())
G_DECLARE_FINAL_TYPE (TauHistoryView, tau_history_view, TAU, HISTORY_VIEW, GtkWidget)

void tau_history_view_start (TauHistoryView *self, TauWorker *worker);

G_END_DECLS
