/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dataset/tau-corruption-set.h"

G_BEGIN_DECLS

/* Which corruptions to train with: a check button for each and one for each group. Held-out
 * corruptions are not offered, since nothing may be trained on them. With the property "complete",
 * to evaluate on: with those held out, and clean images.
 *
 * Signal "changed". */
#define TAU_TYPE_CORRUPTION_PICKER (tau_corruption_picker_get_type ())
G_DECLARE_FINAL_TYPE (TauCorruptionPicker, tau_corruption_picker, TAU, CORRUPTION_PICKER, GtkWidget)

void tau_corruption_picker_set (TauCorruptionPicker *self, gboolean clean,
                                const TauCorruptionSet *corruptions);
/* For tau_corruption_set_parse(): "all", "none", or groups and names with commas. Complete: for
 * tau_evaluate_spec_set_corruptions(). */
char *tau_corruption_picker_get_text (TauCorruptionPicker *self);
/* "All 15", "Only blur", "7 of 15"; "All 19, and clean images". */
char *tau_corruption_picker_describe (TauCorruptionPicker *self);

G_END_DECLS
