/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-wheel.h"

#include "app/widgets/tau-each-widget.h"

static void
ignore_wheel (GtkWidget *widget)
{
  if (!GTK_IS_RANGE (widget) && !GTK_IS_SPIN_BUTTON (widget))
    return;
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
      gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
  }
}

void
tau_wheel_scrolls_only (GtkWidget *widget)
{
  tau_each_widget (widget, ignore_wheel);
}
