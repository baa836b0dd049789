/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/train/tau-training.h"

G_BEGIN_DECLS

/* One training: its state, progress, curves and numbers, and what can be done with it.
 *
 * Signals: "pause", "resume", "stop", "use", "delete". */
#define TAU_TYPE_TRAINING_PANE (tau_training_pane_get_type ())
G_DECLARE_FINAL_TYPE (TauTrainingPane, tau_training_pane, TAU, TRAINING_PANE, GtkWidget)

/* Follows it from now on. */
void tau_training_pane_set_training (TauTrainingPane *self, TauTraining *training);
TauTraining *tau_training_pane_get_training (TauTrainingPane *self); /* or NULL */
/* It was asked to end and has not ended yet. */
void tau_training_pane_set_stopping (TauTrainingPane *self, gboolean stopping);
/* Another one is running, so this one cannot be resumed now. */
void tau_training_pane_set_blocked (TauTrainingPane *self, gboolean blocked);

G_END_DECLS
