/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "evaluate/tau-evaluate.h"
#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* What is to be evaluated: pack, data set, corruptions, methods; with an estimate of the time.
 *
 * Signals: "run", "problem" (a sentence). */
#define TAU_TYPE_EVALUATE_FORM (tau_evaluate_form_get_type ())
G_DECLARE_FINAL_TYPE (TauEvaluateForm, tau_evaluate_form, TAU, EVALUATE_FORM, GtkWidget)

/* Lists the packs through `worker`; estimates on `jobs`, which has the models. */
void tau_evaluate_form_start (TauEvaluateForm *self, TauWorker *jobs, TauWorker *worker);

/* What the form says; free with tau_evaluate_spec_free. NULL with an error when it is not complete.
 */
TauEvaluateSpec *tau_evaluate_form_get_spec (TauEvaluateForm *self, GError **error);
TauPack *tau_evaluate_form_get_pack (TauEvaluateForm *self); /* NULL: there is none */

/* Shows a spec, e.g. of the history, to be run again or with one thing more. */
void tau_evaluate_form_set (TauEvaluateForm *self, const TauEvaluateSpec *spec, const char *pack);

/* While something runs nothing else can be started, and no estimate is made. */
void tau_evaluate_form_set_running (TauEvaluateForm *self, gboolean running);

G_END_DECLS
