/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/result/tau-evaluation.h"

G_BEGIN_DECLS

/* Several evaluations of one target that differ in the predictor only, such as predictors trained
 * with different seeds: for each method, and each set that was evaluated, the mean of the errors in
 * percent with their standard deviation (that of a sample), and the mean of the changes relative to
 * the center crop of the same evaluation, in percent, with theirs. A method that asks no predictor
 * has a deviation of 0.
 *
 * evaluations: of const TauEvaluation; methods: of TauMethod, only these; NULL: all that each has.
 * NULL with TAU_EVALUATE_ERROR_SPEC: there are fewer than two, two are of the same predictor, they
 * are not complete, or not of the same target, images, seed, corruptions and severities, or lack
 * one of `methods`. */
TauTable *tau_evaluation_seeds_table (const GPtrArray *evaluations, const GArray *methods,
                                      GError **error);

G_END_DECLS
