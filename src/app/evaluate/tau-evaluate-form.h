/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "evaluate/tau-evaluate.h"
#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* The form for an evaluation: pack, data set, corruptions and methods, with a time estimate.
 *
 * Signals: "run", "problem" (a sentence). */
#define TAU_TYPE_EVALUATE_FORM (tau_evaluate_form_get_type ())
G_DECLARE_FINAL_TYPE (TauEvaluateForm, tau_evaluate_form, TAU, EVALUATE_FORM, GtkWidget)

/* Lists the packs through `worker` and makes estimates on `jobs`, which has the models. */
void tau_evaluate_form_start (TauEvaluateForm *self, TauWorker *jobs, TauWorker *worker);
/* Selects this pack, which need not be one of the listed: one that was opened from elsewhere, or
 * that borrows its predictor. */
void tau_evaluate_form_offer_pack (TauEvaluateForm *self, TauPack *pack);

/* The form's settings; free with tau_evaluate_spec_free(). NULL with an error if incomplete. */
TauEvaluateSpec *tau_evaluate_form_get_spec (TauEvaluateForm *self, GError **error);
TauPack *tau_evaluate_form_get_pack (TauEvaluateForm *self); /* NULL if none */

/* Shows a spec, for example from the history, to run it again or extend it. */
void tau_evaluate_form_set (TauEvaluateForm *self, const TauEvaluateSpec *spec, const char *pack);

/* While something is running, nothing else can be started and no estimate is made. */
void tau_evaluate_form_set_running (TauEvaluateForm *self, gboolean running);

G_END_DECLS
