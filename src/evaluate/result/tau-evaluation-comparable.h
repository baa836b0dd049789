/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/result/tau-evaluation.h"

G_BEGIN_DECLS

/* Whether the errors of two evaluations can be compared: on the same data set, with as many
 * classes. Else sets a TAU_EVALUATE_ERROR_SPEC that says what differs. */
gboolean tau_evaluation_check_comparable (const TauEvaluation *self, const TauEvaluation *other,
                                          GError **error);

/* What differs nevertheless: a sentence for each of images, seed, corruptions and completeness,
 * with newlines between them. Newly allocated; NULL: nothing. */
char *tau_evaluation_describe_differences (const TauEvaluation *self, const TauEvaluation *other);

/* Whether image i of the one, under whatever corruption, is image i of the other: then their
 * answers can be paired. By the images' pixels where both know them, else by the data set, their
 * number and the seed. Else an error as above. */
gboolean tau_evaluation_check_same_images (const TauEvaluation *self, const TauEvaluation *other,
                                           GError **error);

G_END_DECLS
