/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-scene.h"
#include "evaluate/tau-evaluate.h"

G_BEGIN_DECLS

/* The paper's tables for a pack and a data set, and the images on which the methods differ.
 * Evaluations run on `jobs`, short requests on `worker`.
 *
 * Signals: "problem" (a sentence), "explore" with a TauScene, and "ended" (a sentence: an
 * evaluation has finished). */
#define TAU_TYPE_EVALUATE_VIEW (tau_evaluate_view_get_type ())
G_DECLARE_FINAL_TYPE (TauEvaluateView, tau_evaluate_view, TAU, EVALUATE_VIEW, GtkWidget)

void tau_evaluate_view_start (TauEvaluateView *self, TauWorker *jobs, TauWorker *worker);

/* Selects the pack in the form, whether it is listed or not. */
void tau_evaluate_view_offer_pack (TauEvaluateView *self, TauPack *pack);

/* Shows a result from the history, next to `other` unless that is NULL; one that is not finished
 * can be resumed, also without a result (tau_evaluation_parse_unstarted()). The form takes over its
 * settings, to run it again or extend it. */
void tau_evaluate_view_show (TauEvaluateView *self, TauEvaluation *evaluation,
                             TauEvaluation *other);

/* Whether an evaluation runs, and is not paused. */
gboolean tau_evaluate_view_is_running (TauEvaluateView *self);
/* Ends it, if one is running; what it has computed is kept. */
void tau_evaluate_view_stop (TauEvaluateView *self);

G_END_DECLS
