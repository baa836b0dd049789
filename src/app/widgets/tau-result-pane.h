/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/widgets/tau-file-dialog.h"
#include "base/tau-table.h"
#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* A chart with its numbers as a table, or a table alone, under a title; both can be copied and
 * exported.
 *
 * Signals: "problem" (a sentence), "picked" (int): an item of the chart, "row-picked" (guint): a
 * row of the table. */
#define TAU_TYPE_RESULT_PANE (tau_result_pane_get_type ())
G_DECLARE_FINAL_TYPE (TauResultPane, tau_result_pane, TAU, RESULT_PANE, GtkWidget)

/* Sets the chart, with its numbers as the table; NULL hides the pane. */
void tau_result_pane_set_chart (TauResultPane *self, TauPlot *chart);
/* Sets the chart with a table of its own; NULL for both hides the pane. */
void tau_result_pane_set (TauResultPane *self, TauPlot *chart, TauTable *table);
/* Sets a table without a chart; NULL hides the pane. */
void tau_result_pane_set_table (TauResultPane *self, TauTable *table);

/* Shows this widget in place of the drawing of the chart, which copies and files still have. */
void tau_result_pane_set_view (TauResultPane *self, GtkWidget *view);

/* Before the first table: a click or Return on a row picks it. */
void tau_result_pane_set_rows_pickable (TauResultPane *self);

/* Of the table, without the titles of its rows. */
guint tau_result_pane_get_n_columns (TauResultPane *self);

/* Adds a widget to the left of the buttons, for example a choice of what the chart shows. */
void tau_result_pane_set_extra (TauResultPane *self, GtkWidget *extra);

/* The file types that tables can be saved as, and their formats. */
extern const TauFileKind tau_table_kinds[TAU_N_FORMATS];
extern const TauTableFormat tau_table_kind_formats[TAU_N_FORMATS];

/* Saves as “Save…” would, without a dialog. */
void tau_result_pane_save_table (TauResultPane *self, GFile *file, TauTableFormat format);
void tau_result_pane_save_chart (TauResultPane *self, const char *path);

G_END_DECLS
