/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A table for people to read. The window shows, sorts, copies and exports it; the command line
 * prints it. The first column names the rows. A table that has been handed out never changes. */
typedef struct {
  char *text;   /* NULL: empty */
  double value; /* for sorting and for programs; NaN: none */
  int mark;     /* as tau_table_mark: -1 better, 1 worse, 0 neither */
} TauTableCell;

typedef struct {
  gint ref_count;
  char *title;
  guint n_rows;
  GPtrArray *columns; /* see tau_table_get_column_title() and tau_table_get() */
} TauTable;

TauTable *tau_table_new (const char *title);
TauTable *tau_table_ref (TauTable *self);
void tau_table_unref (TauTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauTable, tau_table_unref)

/* Add the first column before the first row; the order is free otherwise. Return the number of the
 * new column or row. */
guint tau_table_add_column (TauTable *self, const char *title);
guint tau_table_add_row (TauTable *self, const char *name);

/* Takes `text` (NULL: empty). */
void tau_table_take (TauTable *self, guint row, guint column, char *text, double value, int mark);
void tau_table_set_text (TauTable *self, guint row, guint column, const char *text);
/* Uses a true minus sign; an infinite value or NaN becomes a dash. */
char *tau_table_format_number (double value, guint decimals);
void tau_table_set_number (TauTable *self, guint row, guint column, double value, guint decimals);
/* The same of a cost; one that cannot be had is "unknown" (to programs: null in JSON). */
char *tau_table_format_cost (double value, guint decimals);
void tau_table_set_cost (TauTable *self, guint row, guint column, double value, guint decimals);
/* "24.3 ± 1.2": an error in percent with half the width of its interval (if it has one). */
void tau_table_set_error (TauTable *self, guint row, guint column, double error, double low,
                          double high, int mark);

/* The mark of a difference in points with its 95 % interval: -1 if it is more than a point below 0
 * and the interval lies below 0, 1 if both are above, 0: neither, or unknown (NaN). */
int tau_table_mark (double difference, double low, double high);

const char *tau_table_get_column_title (const TauTable *self, guint column);
const TauTableCell *tau_table_get (const TauTable *self, guint row, guint column);
/* The text, with a down arrow for better or an up arrow for worse. Never NULL. */
char *tau_table_dup_text (const TauTable *self, guint row, guint column);

typedef enum {
  TAU_FORMAT_TEXT,
  TAU_FORMAT_JSON,
  TAU_FORMAT_CSV,
  TAU_FORMAT_MARKDOWN,
  TAU_FORMAT_LATEX,
  TAU_N_FORMATS,
} TauTableFormat;

int tau_table_format_find (const char *name); /* "text", "json"...; -1 when unknown */

/* Aligned text, JSON (one object per row), CSV (numbers as numbers), Markdown or LaTeX (a tabular
 * that needs no package, or several, if one were wider than a page); ends with a newline. */
char *tau_table_write (const TauTable *self, TauTableFormat format);
/* Appends the table, with its title, to a report of several. Markdown shows better values in bold.
 * LaTeX uses a float that needs booktabs and xcolor (better in bold, worse in red): a table that
 * fits into one of two columns, or a table*, which in one column is the same; one that is wider
 * than a page becomes several. Formats: text, Markdown or LaTeX. */
void tau_table_append_to_report (const TauTable *self, TauTableFormat format, GString *out);

/* Appends text of any origin, escaped for text, Markdown or LaTeX, on one line. Control characters
 * become spaces; invalid UTF-8 becomes a replacement character. */
void tau_table_append_escaped (GString *out, const char *text, TauTableFormat format);
/* Appends text as a field of CSV, in quotation marks if it needs them. */
void tau_table_append_csv (GString *out, const char *text);

G_END_DECLS
