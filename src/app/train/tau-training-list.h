/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/train/tau-training.h"

G_BEGIN_DECLS

/* The trainings, newest first: a list “Trainings” with name, date, state and result.
 *
 * Signal "picked" (TauTraining), by the user. */
#define TAU_TYPE_TRAINING_LIST (tau_training_list_get_type ())
G_DECLARE_FINAL_TYPE (TauTrainingList, tau_training_list, TAU, TRAINING_LIST, GtkWidget)

/* Sets the trainings (of TauTraining). Those already listed under the same id stay the same
 * objects. */
void tau_training_list_set (TauTrainingList *self, GPtrArray *trainings);
/* Adds it at the top, unless it is already there. */
void tau_training_list_add (TauTrainingList *self, TauTraining *training);
void tau_training_list_remove (TauTrainingList *self, TauTraining *training);
void tau_training_list_select (TauTrainingList *self, TauTraining *training);
guint tau_training_list_get_n (TauTrainingList *self);
TauTraining *tau_training_list_get (TauTrainingList *self, guint index);
/* Finds a training by the number of its record; NULL if it is not in the list. */
TauTraining *tau_training_list_find (TauTrainingList *self, gint64 id);

G_END_DECLS
