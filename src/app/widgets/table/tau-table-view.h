/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "base/tau-table.h"

G_BEGIN_DECLS

/* Shows a TauTable in columns that sort by a click on their header.
 *
 * Signal "activated" (guint): a row of the table, in its own order, by click or Return. */
#define TAU_TYPE_TABLE_VIEW (tau_table_view_get_type ())
G_DECLARE_FINAL_TYPE (TauTableView, tau_table_view, TAU, TABLE_VIEW, GtkWidget)

/* NULL: none. If the columns are the same as before, the user's order stays. */
void tau_table_view_set_table (TauTableView *self, TauTable *table);

/* Before the first table: whether rows can be activated. */
void tau_table_view_set_activatable (TauTableView *self, gboolean activatable);

/* One row of a table, for the list model. */
#define TAU_TYPE_TABLE_ROW (tau_table_row_get_type ())
G_DECLARE_FINAL_TYPE (TauTableRow, tau_table_row, TAU, TABLE_ROW, GObject)

TauTableRow *tau_table_row_new (TauTable *table, guint row);
/* Becomes a row of another table with the same columns; emits "changed". */
void tau_table_row_set (TauTableRow *self, TauTable *table, guint row);
const TauTableCell *tau_table_row_get (TauTableRow *self, guint column);
char *tau_table_row_dup_text (TauTableRow *self, guint column); /* as tau_table_dup_text */

G_END_DECLS
