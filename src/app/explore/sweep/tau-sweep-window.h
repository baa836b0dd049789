/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explore/tau-explorer.h"

G_BEGIN_DECLS

/* The explorer's image under everything at once: losses over the severities, the map of corruptions
 * and severities, the spread over seeds, a contact sheet, and every method. It works while it is
 * open. A click takes the explorer there. */
#define TAU_TYPE_SWEEP_WINDOW (tau_sweep_window_get_type ())
G_DECLARE_FINAL_TYPE (TauSweepWindow, tau_sweep_window, TAU, SWEEP_WINDOW, AdwWindow)

TauSweepWindow *tau_sweep_window_new (GtkWindow *parent, TauExplorer *explorer);

/* "severities", "corruptions", "seeds", "sheet" or "methods". */
void tau_sweep_window_show_page (TauSweepWindow *self, const char *name);
/* Whether everything that the page shows is known, and drawn. */
gboolean tau_sweep_window_is_done (TauSweepWindow *self);

G_END_DECLS
