/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/train/tau-training.h"

G_BEGIN_DECLS

/* The curves of a training as numbers: a list “Epochs” with a row for each epoch. */
#define TAU_TYPE_EPOCH_TABLE (tau_epoch_table_get_type ())
G_DECLARE_FINAL_TYPE (TauEpochTable, tau_epoch_table, TAU, EPOCH_TABLE, GtkWidget)

/* Adds only what is new if it is the same training as before. */
void tau_epoch_table_show (TauEpochTable *self, TauTraining *training);
guint tau_epoch_table_get_n_rows (TauEpochTable *self);

G_END_DECLS
