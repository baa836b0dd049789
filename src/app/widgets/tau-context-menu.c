/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-context-menu.h"

typedef struct {
  GMenuModel *menu;
  TauContextMenuFunc prepare;
  GtkWidget *popover; /* a child of the widget; NULL: not made yet */
} ContextMenu;

#define KEY "tau-context-menu"

static void
context_menu_free (gpointer data)
{
  ContextMenu *self = data;
  g_object_unref (self->menu);
  g_free (self);
}

static void
on_destroy_cb (GtkWidget *widget)
{
  ContextMenu *self = g_object_get_data (G_OBJECT (widget), KEY);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
}

static void
popup (GtkWidget *widget, double x, double y)
{
  ContextMenu *self = g_object_get_data (G_OBJECT (widget), KEY);
  if (!self->prepare (widget, x, y))
    return;
  if (self->popover == NULL) {
    self->popover = gtk_popover_menu_new_from_model (self->menu);
    gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
    gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
    gtk_widget_set_parent (self->popover, widget);
  }
  const gboolean by_key = x < 0;
  gtk_popover_set_pointing_to (
      GTK_POPOVER (self->popover),
      &(GdkRectangle){ by_key ? gtk_widget_get_width (widget) / 2 : (int)x,
                       by_key ? gtk_widget_get_height (widget) / 2 : (int)y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
on_pressed_cb (GtkWidget *widget, int n_press, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  popup (widget, x, y);
}

static void
on_long_press_cb (GtkWidget *widget, double x, double y)
{
  popup (widget, x, y);
}

static gboolean
on_key_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  popup (widget, -1, -1);
  return TRUE;
}

void
tau_context_menu_add (GtkWidget *widget, GMenuModel *menu, TauContextMenuFunc prepare)
{
  ContextMenu *self = g_new0 (ContextMenu, 1);
  self->menu = g_object_ref (menu);
  self->prepare = prepare;
  g_object_set_data_full (G_OBJECT (widget), KEY, self, context_menu_free);
  g_signal_connect (widget, "destroy", G_CALLBACK (on_destroy_cb), NULL);

  GtkGesture *click = gtk_gesture_click_new (), *touch = gtk_gesture_long_press_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (touch), TRUE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed_cb), widget);
  g_signal_connect_swapped (touch, "pressed", G_CALLBACK (on_long_press_cb), widget);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Menu|<Shift>F10"),
                        gtk_callback_action_new (on_key_cb, NULL, NULL)));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (touch));
  gtk_widget_add_controller (widget, keys);
}
