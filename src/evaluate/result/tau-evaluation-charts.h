/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/result/tau-evaluation.h"
#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* An evaluation as the tables and charts that the window shows. Every function accepts a partial
 * result, and returns NULL if it has nothing of that kind. */

/* The paper's Tables 1, 3 and 4: a row per method. */
TauTable *tau_evaluation_get_methods_table (const TauEvaluation *self);
/* Table 2: CE of each corruption (rows) by each method (columns). */
TauTable *tau_evaluation_get_corruptions_table (const TauEvaluation *self);

/* Correlations of predicted with actual losses, on each set. */
TauTable *tau_evaluation_get_correlations_table (const TauEvaluation *self);

/* Errors with their intervals, a group of bars per method. */
TauPlot *tau_evaluation_get_errors_chart (const TauEvaluation *self);
/* Corruption by severity: the error of center minus that of the method, in points. */
TauPlot *tau_evaluation_get_gain_chart (const TauEvaluation *self, guint method);
/* Corruption by transform: how often the predictor ranks it first, in percent. */
TauPlot *tau_evaluation_get_choices_chart (const TauEvaluation *self);

/* Two evaluations side by side: the methods that both have, and the error of `other` minus that of
 * `self`: less than 0 is better, in the table and in the chart. */
TauTable *tau_evaluation_get_compared_table (const TauEvaluation *self, const TauEvaluation *other,
                                             const char *name, const char *other_name);
/* Corruption by severity: the same differences, for the method with this id. */
TauPlot *tau_evaluation_get_compared_chart (const TauEvaluation *self, const TauEvaluation *other,
                                            const char *method_id, const char *name,
                                            const char *other_name);

G_END_DECLS
