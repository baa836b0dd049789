/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "base/tau-table.h"

G_BEGIN_DECLS

/* The table that a widget shows, or NULL; `row` becomes the one at that place of the widget, or, if
 * x is negative, the one that has the focus or is selected; -1: none. */
typedef TauTable *(*TauTableMenuFunc) (GtkWidget *widget, double x, double y, int *row);

/* A context menu that copies the row or the table, for a spreadsheet, or saves the table as CSV,
 * Markdown or LaTeX; the actions are "table.…". */
void tau_table_menu_add (GtkWidget *widget, TauTableMenuFunc get, const char *file_name);

G_END_DECLS
