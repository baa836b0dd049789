/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key that shows the original image as long as it is held. */
#include "app/shell/tau-window-private.h"

static gboolean
on_pressed_cb (TauWindow *self, guint key, guint code, GdkModifierType state)
{
  TauExplorer *explorer = tau_explore_view_get_explorer (self->explore);
  if (explorer == NULL || !tau_window_shows_explore (self) ||
      gdk_keyval_to_lower (key) != GDK_KEY_o ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 ||
      tau_explorer_get_settings (explorer)->corruption.type == NULL)
    return FALSE;
  self->holds_original = TRUE;
  tau_explorer_set_original (explorer, TRUE);
  return TRUE;
}

static void
let_go (TauWindow *self)
{
  if (self->holds_original)
    tau_explorer_set_original (tau_explore_view_get_explorer (self->explore), FALSE);
  self->holds_original = FALSE;
}

static void
on_released_cb (TauWindow *self, guint key)
{
  if (gdk_keyval_to_lower (key) == GDK_KEY_o)
    let_go (self);
}

/* Another window does not tell when the key is released. */
static void
on_active_cb (TauWindow *self)
{
  if (!gtk_window_is_active (GTK_WINDOW (self)))
    let_go (self);
}

void
tau_window_init_original (TauWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  /* After the widgets: a letter typed into an entry is not this key. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_BUBBLE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_pressed_cb), self);
  g_signal_connect_swapped (keys, "key-released", G_CALLBACK (on_released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_active_cb), NULL);
}
