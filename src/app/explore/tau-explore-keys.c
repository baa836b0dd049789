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
}
