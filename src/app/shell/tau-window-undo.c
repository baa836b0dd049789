/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo and redo of the exploration, which the menu names. */
#include "app/shell/tau-window-private.h"

#include <glib/gi18n-lib.h>

/* A text that is being edited has steps of its own. */
static gboolean
is_in_text (TauWindow *self, const char *action)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  return focus != NULL && GTK_IS_EDITABLE (focus) &&
         gtk_widget_activate_action (focus, action, NULL);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauWindow *self = TAU_WINDOW (widget);
  if (!is_in_text (self, "text.undo"))
    tau_undo_go (tau_explore_view_get_undo (self->explore), -1);
}

static void
redo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauWindow *self = TAU_WINDOW (widget);
  if (!is_in_text (self, "text.redo"))
    tau_undo_go (tau_explore_view_get_undo (self->explore), 1);
}

void
tau_window_class_install_undo (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, redo_action);
}

/* Takes ownership of `what`. */
static char *
make_label (const char *word, const char *format, char *what)
{
  g_autofree char *owned = what, *escaped = what != NULL ? tau_window_escape_label (what) : NULL;
  return escaped != NULL ? g_strdup_printf (format, escaped) : g_strdup (word);
}

/* Only when the menu opens: to build its entries anew takes some milliseconds, too much for each
 * step of a slider. */
static void
on_menu_cb (TauWindow *self)
{
  TauUndo *undo = tau_explore_view_get_undo (self->explore);
  if (undo == NULL)
    return;
  /* Translators: %s is what is undone, as “Severity 5”. */
  g_autofree char *back = make_label (_ ("_Undo"), _ ("_Undo: %s"), tau_undo_describe (undo, -1));
  g_autofree char *forth = make_label (_ ("_Redo"), _ ("_Redo: %s"), tau_undo_describe (undo, 1));
  g_menu_remove_all (self->undo_menu);
  g_menu_append (self->undo_menu, back, "win.undo");
  g_menu_append (self->undo_menu, forth, "win.redo");
}

void
tau_window_update_undo (TauWindow *self)
{
  TauUndo *undo = tau_explore_view_get_undo (self->explore);
  const gboolean shown = tau_window_shows_explore (self);
  g_autofree char *back = tau_undo_describe (undo, -1), *forth = tau_undo_describe (undo, 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", shown && back != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo", shown && forth != NULL);
}

void
tau_window_init_undo (TauWindow *self)
{
  g_signal_connect_object (tau_explore_view_get_undo (self->explore), "changed",
                           G_CALLBACK (tau_window_update_undo), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_menu_button_get_popover (self->menu_button), "show",
                           G_CALLBACK (on_menu_cb), self, G_CONNECT_SWAPPED);
  tau_window_update_undo (self);
}
