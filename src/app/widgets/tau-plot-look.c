/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-plot-look.h"

#include <adwaita.h>

#define FONT_SHARE 0.9 /* of the window's font size */

void
tau_plot_look_init (TauPlotStyle *style, GtkWidget *widget)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = pango_font_description_get_size (font) / (double)PANGO_SCALE;
  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (context) / 72.0;
  tau_plot_style_init (style, dark, NULL, FONT_SHARE * size);
}

void
tau_plot_look_listen (GtkWidget *widget, const TauPlotEvents *events)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect_swapped (motion, "enter", events->moved, widget);
  g_signal_connect_swapped (motion, "motion", events->moved, widget);
  g_signal_connect_swapped (motion, "leave", events->left, widget);
  g_signal_connect_swapped (keys, "key-pressed", events->key_pressed, widget);
  g_signal_connect_swapped (click, "pressed", events->pressed, widget);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", events->restyled,
                           widget, G_CONNECT_SWAPPED);
}
