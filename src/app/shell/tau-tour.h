/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explore/tau-explore-view.h"

G_BEGIN_DECLS

/* Five short texts that point at the parts of the window, one after the other. The widget of the
 * tour is a popover that ends the tour when it closes, by “Skip”, “Done” or Escape.
 *
 * `parent`: a GtkBox around everything that is pointed at; it holds the tour while it lasts.
 * `open`: the button that opens images. */
#define TAU_TYPE_TOUR (tau_tour_get_type ())
G_DECLARE_FINAL_TYPE (TauTour, tau_tour, TAU, TOUR, GtkPopover)

TauTour *tau_tour_start (GtkWidget *parent, TauExploreView *explore, GtkWidget *open);
void tau_tour_end (TauTour *self);

G_END_DECLS
