/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot.h"
#include "evaluate/tau-evaluate.h"

G_BEGIN_DECLS

/* A table as people read it: what the window shows, sorts, copies and exports. Once given out it
 * never changes. */
typedef struct {
  char *text;   /* NULL: empty */
  double value; /* for sorting; NaN: none */
  int mark;     /* as tau_evaluation_mark: -1 better, 1 worse, 0 neither */
} TauSheetCell;

typedef struct {
  gint ref_count;
  char *title;
  GPtrArray *columns; /* of char: titles; the first column names the rows */
  GPtrArray *rows;    /* of TauSheetCell [columns->len] */
} TauSheet;

TauSheet *tau_sheet_new (const char *title);
TauSheet *tau_sheet_ref (TauSheet *self);
void tau_sheet_unref (TauSheet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauSheet, tau_sheet_unref)

/* All columns before the first row. Returns the number of the column or row. */
guint tau_sheet_add_column (TauSheet *self, const char *title);
guint tau_sheet_add_row (TauSheet *self, const char *name);

void tau_sheet_set_text (TauSheet *self, guint row, guint column, const char *text);
/* With a true minus; infinite or NaN: a dash. */
char *tau_sheet_format_number (double value, guint decimals);
void tau_sheet_set_number (TauSheet *self, guint row, guint column, double value, guint decimals);
/* "24.3 ± 1.2 ↓": an error with half the width of its interval and its mark against `reference`
 * (NaN: none). */
void tau_sheet_set_error (TauSheet *self, guint row, guint column, double error, double low,
                          double high, double reference);

const TauSheetCell *tau_sheet_get (const TauSheet *self, guint row, guint column);

/* CSV, Markdown, LaTeX (a tabular), JSON (one object a row) or aligned text; ends with a newline.
 */
char *tau_sheet_write (const TauSheet *self, TauTableFormat format);

/* The numbers of a chart: the same rows and columns, so that nobody has to see the drawing. */
TauSheet *tau_sheet_new_for_chart (TauPlot *chart);

G_END_DECLS
