/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/history/tau-history-item.h"

G_BEGIN_DECLS

/* An entry of the history in the list. */
#define TAU_TYPE_HISTORY_ROW (tau_history_row_get_type ())
G_DECLARE_FINAL_TYPE (TauHistoryRow, tau_history_row, TAU, HISTORY_ROW, GtkWidget)

GtkWidget *tau_history_row_new (void);
void tau_history_row_set (TauHistoryRow *self, TauHistoryItem *item); /* NULL: none */

G_END_DECLS
