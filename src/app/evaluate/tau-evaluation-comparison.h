/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "evaluate/result/tau-evaluation.h"

G_BEGIN_DECLS

/* Two evaluations side by side: what differs between them, their errors as a table, and the
 * difference of one method as a map.
 *
 * Signal "problem" (a sentence). */
#define TAU_TYPE_EVALUATION_COMPARISON (tau_evaluation_comparison_get_type ())
G_DECLARE_FINAL_TYPE (TauEvaluationComparison, tau_evaluation_comparison, TAU,
                      EVALUATION_COMPARISON, GtkWidget)

/* Two that tau_evaluation_check_comparable(); NULL: none. */
void tau_evaluation_comparison_set (TauEvaluationComparison *self, TauEvaluation *evaluation,
                                    TauEvaluation *other);

G_END_DECLS
