/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tau-sample.h"

G_BEGIN_DECLS

/* The runs that the store keeps: found again, opened in Explore, deleted.
 *
 * Signals: "problem" (a sentence), and "explore" with the arguments of tau_window_explore: a
 * TauSample, a const TauCorruption * (NULL: none), the severity, the seed (guint64), the label
 * (or -1) and the name or folder of the pack (NULL: the one that is open). */
#define TAU_TYPE_HISTORY_VIEW (tau_history_view_get_type ())
G_DECLARE_FINAL_TYPE (TauHistoryView, tau_history_view, TAU, HISTORY_VIEW, GtkWidget)

void tau_history_view_start (TauHistoryView *self, TauWorker *worker);

G_END_DECLS
