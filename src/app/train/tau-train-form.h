/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/jobs/tau-worker.h"
#include "train/tau-train.h"

G_BEGIN_DECLS

/* The form for a training: classifier, images, corruptions, loss, architecture and length, and how
 * long it takes on this computer.
 *
 * Signal "start" (const TauTrainPredictorOptions *). */
#define TAU_TYPE_TRAIN_FORM (tau_train_form_get_type ())
G_DECLARE_FINAL_TYPE (TauTrainForm, tau_train_form, TAU, TRAIN_FORM, GtkWidget)

void tau_train_form_start (TauTrainForm *self, TauWorker *jobs, TauWorker *worker);
/* Looks for packs again. */
void tau_train_form_reload (TauTrainForm *self);
/* Selects the pack of this folder, which need not be one of the listed. */
void tau_train_form_choose_pack (TauTrainForm *self, const char *folder);
/* While a training is running, no other can be started. */
void tau_train_form_set_running (TauTrainForm *self, gboolean running);

/* Sets a folder of images in place of the chooser's; for tests too. */
void tau_train_form_set_folder (TauTrainForm *self, const char *path);
/* What Start Training would start; NULL, with a sentence, if something is missing. */
TauTrainPredictorOptions *tau_train_form_dup_options (TauTrainForm *self, const char **missing);

G_END_DECLS
