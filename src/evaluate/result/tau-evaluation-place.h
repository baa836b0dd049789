/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/result/tau-evaluation.h"

G_BEGIN_DECLS

/* What a cell of a chart or a row of a table of an evaluation stands for: the images under some
 * corruptions, as one method answers them. */
typedef struct {
  guint32 corruptions; /* bit 0: clean; bit 1 + c: corruption c of the registry */
  int severity;        /* 1..5; 0: all */
  int transform;       /* the one that the predictor ranks first; -1: any */
  int method;          /* index in the evaluation; -1: any */
} TauEvaluationPlace;

/* An item of tau_evaluation_get_gain_chart() of this method, tau_evaluation_get_errors_chart() or
 * tau_evaluation_get_choices_chart(). FALSE: there is no such item. */
gboolean tau_evaluation_find_gain (const TauEvaluation *self, guint method, guint item,
                                   TauEvaluationPlace *out);
gboolean tau_evaluation_find_error (const TauEvaluation *self, guint item, TauEvaluationPlace *out);
gboolean tau_evaluation_find_choice (const TauEvaluation *self, guint item,
                                     TauEvaluationPlace *out);
/* A row of tau_evaluation_get_methods_table(), tau_evaluation_get_corruptions_table() or
 * tau_evaluation_get_correlations_table(). */
gboolean tau_evaluation_find_method_row (const TauEvaluation *self, guint row,
                                         TauEvaluationPlace *out);
gboolean tau_evaluation_find_corruption_row (const TauEvaluation *self, guint row,
                                             TauEvaluationPlace *out);
gboolean tau_evaluation_find_set_row (const TauEvaluation *self, guint row,
                                      TauEvaluationPlace *out);

/* Whether the cell is part of the place; and the example, of which the evaluation keeps what
 * center, ours:1 and the oracle answer. For center these are the images that it gets wrong, for the
 * oracle those that it alone gets right; for every other method all examples. */
gboolean tau_evaluation_place_has_cell (const TauEvaluationPlace *self,
                                        const TauCorruptionSpec *cell);
gboolean tau_evaluation_place_has (const TauEvaluationPlace *self, const TauEvaluation *evaluation,
                                   const TauExample *example);
/* Whether the evaluation keeps answers of the place's method. */
gboolean tau_evaluation_place_is_kept (const TauEvaluationPlace *self,
                                       const TauEvaluation *evaluation);
/* "Ours (1), Fog, severity 3". Newly allocated. */
char *tau_evaluation_place_describe (const TauEvaluationPlace *self,
                                     const TauEvaluation *evaluation);

G_END_DECLS
