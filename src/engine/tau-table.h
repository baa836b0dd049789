/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/tau-chart.h"
#include "engine/tau-evaluate.h"

G_BEGIN_DECLS

/* A table as people read it: what the window shows, sorts, copies and exports. Once given out it
 * never changes. */
typedef struct {
  char *text;   /* NULL: empty */
  double value; /* for sorting; NaN: none */
  int mark;     /* as tau_evaluation_mark: -1 better, 1 worse, 0 neither */
} TauTableCell;

typedef struct {
  gint ref_count;
  char *title;
  GPtrArray *columns; /* of char: titles; the first column names the rows */
  GPtrArray *rows;    /* of TauTableCell [columns->len] */
} TauTable;

TauTable *tau_table_new (const char *title);
TauTable *tau_table_ref (TauTable *self);
void tau_table_unref (TauTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauTable, tau_table_unref)

/* All columns before the first row. Returns the number of the column or row. */
guint tau_table_add_column (TauTable *self, const char *title);
guint tau_table_add_row (TauTable *self, const char *name);

void tau_table_set_text (TauTable *self, guint row, guint column, const char *text);
/* With a true minus; NaN: a dash. */
void tau_table_set_number (TauTable *self, guint row, guint column, double value, guint decimals);
/* "24.3 ± 1.2 ↓": an error with half the width of its interval and its mark against `reference`
 * (NaN: none). */
void tau_table_set_error (TauTable *self, guint row, guint column, double error, double low,
                          double high, double reference);

const TauTableCell *tau_table_get (const TauTable *self, guint row, guint column);

/* CSV, Markdown, LaTeX (a tabular), JSON (one object a row) or aligned text; ends with a newline.
 */
char *tau_table_write (const TauTable *self, TauTableFormat format);

/* The numbers of a chart: the same rows and columns, so that nobody has to see the drawing. */
TauTable *tau_table_new_for_chart (TauChart *chart);

G_END_DECLS
