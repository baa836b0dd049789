/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/tau-probe.h"

G_BEGIN_DECLS

/* How the images for a model file are prepared and its answers are read, as rows.
 *
 * Signal "changed": by the user. */
#define TAU_TYPE_MODEL_SETTINGS (tau_model_settings_get_type ())
G_DECLARE_FINAL_TYPE (TauModelSettings, tau_model_settings, TAU, MODEL_SETTINGS, GtkWidget)

/* Shows what was found, and the proposed choices. */
void tau_model_settings_set (TauModelSettings *self, const TauProbe *probe);
/* The choices as they are set; to be freed. */
TauModelChoices *tau_model_settings_get_choices (TauModelSettings *self);

G_END_DECLS
