/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "train/tau-train.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The form for the training of a target: images, architecture, augmentation and length.
 *
 * Signal "start" (const TauTrainTargetOptions *). */
#define TAU_TYPE_TARGET_FORM (tau_target_form_get_type ())
G_DECLARE_FINAL_TYPE (TauTargetForm, tau_target_form, TAU, TARGET_FORM, GtkWidget)

/* While a training is running, no other can be started. */
void tau_target_form_set_running (TauTargetForm *self, gboolean running);

/* Sets a folder of images in place of the chooser's; for tests too. */
void tau_target_form_set_folder (TauTargetForm *self, const char *path);
/* What Start Training would start; NULL, with a sentence, if something is missing. */
TauTrainTargetOptions *tau_target_form_dup_options (TauTargetForm *self, const char **missing);

G_END_DECLS
