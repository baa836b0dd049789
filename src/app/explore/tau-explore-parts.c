/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the view that the tour points at. */
#include "app/explore/tau-explore-view-private.h"

/* So that the upper edge of the widget is visible. */
static void
scroll_to (GtkWidget *widget)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  double x, y;
  if (scroller == NULL || viewport == NULL ||
      !gtk_widget_translate_coordinates (widget, viewport, 0, 0, &x, &y))
    return;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  const double bottom = y + gtk_widget_get_height (widget);
  if (y < 0 || bottom > gtk_adjustment_get_page_size (adjustment))
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + y);
}

GtkWidget *
tau_explore_view_show_part (TauExploreView *self, TauExplorePart part)
{
  GtkWidget *const widgets[] = {
    [TAU_EXPLORE_PART_CORRUPTION] = GTK_WIDGET (self->corruption),
    [TAU_EXPLORE_PART_SCATTER] = GTK_WIDGET (self->plot_stack),
    [TAU_EXPLORE_PART_RESULT] = GTK_WIDGET (self->transformed),
    [TAU_EXPLORE_PART_ENSEMBLE] = tau_explore_controls_get_ensemble_row (self->controls),
  };
  /* Where the sidebar is folded it covers what the other parts show. */
  tau_sidebar_box_set_show_sidebar (self->sidebar_box, part == TAU_EXPLORE_PART_ENSEMBLE);
  scroll_to (widgets[part]);
  return widgets[part];
}
