/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/shell/tau-tour.h"
#include "app/shell/tau-window-private.h"

static void
start_tour (TauWindow *self)
{
  tau_window_end_tour (self);
  adw_view_stack_set_visible_child (self->views, GTK_WIDGET (self->explore));
  g_set_weak_pointer (&self->tour, GTK_WIDGET (tau_tour_start (adw_application_window_get_content (
                                                                   ADW_APPLICATION_WINDOW (self)),
                                                               self->explore, self->open_button)));
}

void
tau_window_tour_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  start_tour (TAU_WINDOW (widget));
}

void
tau_window_end_tour (TauWindow *self)
{
  if (self->tour != NULL)
    tau_tour_end (TAU_TOUR (self->tour));
  g_clear_weak_pointer (&self->tour);
}

/* When there is something to point at. */
static void
on_inspected_cb (TauExplorer *explorer, TauWindow *self)
{
  TauInspection *inspection = tau_explorer_get_inspection (explorer);
  if (inspection == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self->explore)))
    return;
  g_signal_handlers_disconnect_by_func (explorer, on_inspected_cb, self);
  g_settings_set_boolean (self->settings, "tour-seen", TRUE);
  start_tour (self);
}

/* Settings in memory forget: each start would be the first. */
static gboolean
can_remember (GSettings *settings)
{
  g_autoptr (GObject) backend = NULL;
  g_object_get (settings, "backend", &backend, NULL);
  return g_strcmp0 (G_OBJECT_TYPE_NAME (backend), "GMemorySettingsBackend") != 0 &&
         g_settings_is_writable (settings, "tour-seen");
}

void
tau_window_offer_tour (TauWindow *self)
{
  if (can_remember (self->settings) && !g_settings_get_boolean (self->settings, "tour-seen"))
    g_signal_connect_object (tau_explore_view_get_explorer (self->explore), "inspected",
                             G_CALLBACK (on_inspected_cb), self, 0);
}
