/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/explore/tau-opener.h"

G_BEGIN_DECLS

/* Undo and redo of an exploration: follows an explorer, and goes back to its former states.
 *
 * Signal "changed": what can be undone or redone. */
#define TAU_TYPE_UNDO (tau_undo_get_type ())
G_DECLARE_FINAL_TYPE (TauUndo, tau_undo, TAU, UNDO, GObject)

TauUndo *tau_undo_new (TauExplorer *explorer, TauOpener *opener);

/* What the user does in this widget between pressing and releasing a button is one step. */
void tau_undo_watch (TauUndo *self, GtkWidget *widget);

/* by: -1 to undo, 1 to redo. Does nothing if there is nothing. */
void tau_undo_go (TauUndo *self, int by);
/* What that would undo or redo; NULL: nothing. */
char *tau_undo_describe (TauUndo *self, int by);

G_END_DECLS
