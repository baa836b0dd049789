/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/widgets/tau-plot-view.h"
#include "inspect/tau-inspect.h"

G_BEGIN_DECLS

/* The scatter of an inspection with what is done to it: the axis of losses (linear, logarithmic or
 * relative, kept in the settings), and a pinned state, whose points stay as ghosts. The limits of
 * the axes grow while settings change, so that steps can be compared; they shrink only when asked
 * to (tau_scatter_pane_forget), with another axis, or when losses are measured by another label.
 *
 * Signals "picked" (int): a transform, by the user; "pinned": another state is pinned, or none. */
#define TAU_TYPE_SCATTER_PANE (tau_scatter_pane_get_type ())
G_DECLARE_FINAL_TYPE (TauScatterPane, tau_scatter_pane, TAU, SCATTER_PANE, GtkWidget)

/* Keeps the kind of axis there; NULL: nowhere. */
void tau_scatter_pane_set_settings (TauScatterPane *self, GSettings *settings);

/* Shows an inspection with an ensemble of k; `state` says to people which image and settings that
 * is. NULL shows nothing; what is pinned stays. */
void tau_scatter_pane_set (TauScatterPane *self, TauInspection *inspection, guint k,
                           const char *state);
/* The axes fit the points shown. */
void tau_scatter_pane_forget (TauScatterPane *self);
/* Pins what is shown, or nothing any more. */
void tau_scatter_pane_toggle_pin (TauScatterPane *self);

TauInspection *tau_scatter_pane_get_pinned (TauScatterPane *self); /* NULL: none */
TauPlotLossScale tau_scatter_pane_get_loss_scale (TauScatterPane *self);
TauPlotView *tau_scatter_pane_get_view (TauScatterPane *self);

G_END_DECLS
