/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* From a model file to a model pack: says what is in the file, proposes how to use it, and shows
 * the answers to an image with each setting.
 *
 * Signal "made" (the folder of the new pack). */
#define TAU_TYPE_MODEL_DIALOG (tau_model_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TauModelDialog, tau_model_dialog, TAU, MODEL_DIALOG, AdwWindow)

TauModelDialog *tau_model_dialog_new (GtkWindow *parent, TauWorker *worker, const char *path);
/* The image to try; NULL: none. */
void tau_model_dialog_set_trial (TauModelDialog *self, TauImage *image);

G_END_DECLS
