/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-explore-view-private.h"

typedef void (*KeyFunc) (TauExploreView *self);

static void
toggle_pin (TauExploreView *self)
{
  tau_scatter_pane_toggle_pin (self->scatter);
}

static void
next_comparison (TauExploreView *self)
{
  TauImageView *view = tau_image_pane_get_view (self->transformed);
  tau_image_view_set_comparison (view,
                                 (tau_image_view_get_comparison (view) + 1) % TAU_N_COMPARISONS);
}

/* Page Up and Page Down in a list that is open belong to that list. */
static gboolean
on_page_cb (GtkWidget *widget, GVariant *args, gpointer steps)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  if (!gtk_widget_get_mapped (widget) ||
      (focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL))
    return FALSE;
  return tau_explore_view_step (TAU_EXPLORE_VIEW (widget), GPOINTER_TO_INT (steps));
}

/* Before what has the focus: a slider and whatever scrolls would take them. */
static void
add_pages (TauExploreView *self)
{
  static const struct {
    guint key;
    int steps;
  } keys[] = { { GDK_KEY_Page_Down, 1 },
               { GDK_KEY_KP_Page_Down, 1 },
               { GDK_KEY_Page_Up, -1 },
               { GDK_KEY_KP_Page_Up, -1 } };
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcutController *shortcuts = GTK_SHORTCUT_CONTROLLER (controller);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_set_scope (shortcuts, GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
        shortcuts, gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, 0),
                                     gtk_callback_action_new (
                                         on_page_cb, GINT_TO_POINTER (keys[i].steps), NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static gboolean
on_key_cb (GtkWidget *widget, GVariant *args, gpointer func)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  ((KeyFunc)func) (TAU_EXPLORE_VIEW (widget));
  return TRUE;
}

/* After whatever has the focus, so that these letters can be typed. */
void
tau_explore_keys_add (TauExploreView *self)
{
  static const struct {
    guint key;
    KeyFunc func;
  } keys[] = { { GDK_KEY_p, toggle_pin }, { GDK_KEY_v, next_comparison } };
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcutController *shortcuts = GTK_SHORTCUT_CONTROLLER (controller);
  gtk_shortcut_controller_set_scope (shortcuts, GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
        shortcuts,
        gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, 0),
                          gtk_callback_action_new (on_key_cb, (gpointer)keys[i].func, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
  add_pages (self);
}
