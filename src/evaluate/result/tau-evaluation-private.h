/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/result/tau-evaluation.h"

G_BEGIN_DECLS

/* Appends the cells of a spec: clean first, then in the order of the registry. */
void tau_evaluate_spec_cells (const TauEvaluateSpec *self, GArray *cells);

const char *tau_set_name (TauEvaluateSet set); /* "clean", "corrupted", "heldout" */
/* Translated. The held-out set says if the predictor was trained on its corruptions. */
const char *tau_set_title (const TauEvaluation *self, TauEvaluateSet set);
/* How many of the held-out corruptions that were evaluated the predictor was not trained on, and on
 * how many it was. */
void tau_evaluation_count_seen (const TauEvaluation *self, guint *n_unseen, guint *n_seen);
/* "neither", "target", "predictor", "both"; and translated, for a cell of a table. */
const char *tau_seen_by_name (TauSeenBy seen_by);
const char *tau_seen_by_title (TauSeenBy seen_by);
/* Whether any corruption that was evaluated is one of those, and that is known. */
gboolean tau_evaluation_has_seen_by (const TauEvaluation *self, TauSeenBy seen_by);
/* "severity_3", "heldout_severity_3": newly allocated. */
char *tau_severity_name (gboolean held_out, int severity);
TauEvaluateSet tau_cell_set (const TauCorruptionSpec *cell);
/* The name of the corruption; "clean" for -1. */
const char *tau_cell_name (const TauCorruption *type);
/* The mark of an error against `reference`, whose difference has this interval. */
static inline int
tau_evaluation_mark (double error, double reference, const TauInterval *difference)
{
  return tau_table_mark (error - reference, difference->low, difference->high);
}

/* The set that tells most of those that were evaluated: corrupted, else held out, else clean. */
TauEvaluateSet tau_evaluation_main_set (const TauEvaluation *self);
/* The methods worth their cost: of those that can be used (tau_method_is_usable()) and cost no
 * more, none errs less on the set. Writes their numbers by rising cost, at most n_methods; returns
 * how many. */
guint tau_evaluation_get_front (const TauEvaluation *self, TauEvaluateSet set, guint *out);

/* Follows the id of a method that sees more than one image, in a report. */
#define TAU_MARK_IMAGES " ‡"

/* The bytes of a method's answers to an image, with a bit for each cell. */
static inline gsize
tau_answer_bytes (guint n_cells)
{
  return (n_cells + 7) / 8;
}

/* One answer in an image's row of `wrong`. */
static inline gboolean
tau_answer_is_wrong (const guint8 *row, guint method, guint n_cells, guint cell)
{
  return row[method * tau_answer_bytes (n_cells) + cell / 8] >> cell % 8 & 1;
}

static inline void
tau_answer_set_wrong (guint8 *row, guint method, guint n_cells, guint cell)
{
  row[method * tau_answer_bytes (n_cells) + cell / 8] |= 1 << cell % 8;
}

/* Sets `severity` from `cell_error`. */
void tau_method_result_average_severities (TauMethodResult *self, const TauEvaluation *evaluation);

/* Sets `counts` from `wrong`. */
void tau_evaluation_count_wrong (TauEvaluation *self);

/* Sets the intervals of the differences to not known. */
void tau_method_result_clear_differences (TauMethodResult *self);

/* What "pearson" is the correlation of. Older results lack this and have another "pearson". */
#define TAU_PEARSON_OF "softmax of negated losses"
extern const char *const tau_outcome_names[TAU_N_OUTCOMES];

/* The tables that the text formats print; of TauTable. */
GPtrArray *tau_evaluation_get_report_tables (const TauEvaluation *self, TauTableFlags flags);

/* A sentence before the tables, as a line. Formats: text, Markdown or LaTeX. */
void tau_evaluation_append_note (GString *out, const char *note, TauTableFormat format);

/* `stored`: with everything that tau_evaluation_parse() reads, on one line. */
char *tau_evaluation_write_json (const TauEvaluation *self, gboolean stored);

G_END_DECLS
