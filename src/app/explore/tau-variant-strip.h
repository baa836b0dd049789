/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "inspect/tau-inspect.h"

G_BEGIN_DECLS

/* The 12 variants in predicted order, lowest predicted loss first.
 *
 * Signal "picked" (int): a transform, by the user. */
#define TAU_TYPE_VARIANT_STRIP (tau_variant_strip_get_type ())
G_DECLARE_FINAL_TYPE (TauVariantStrip, tau_variant_strip, TAU, VARIANT_STRIP, GtkWidget)

/* NULL shows nothing. The first `n_ensemble` are marked as the ensemble. */
void tau_variant_strip_set (TauVariantStrip *self, const TauInspection *inspection, TauPack *pack,
                            guint n_ensemble);
/* For a quiz: always in the order of the list of transforms, and without answers until it is
 * `answered`. NULL shows nothing. */
void tau_variant_strip_set_quiz (TauVariantStrip *self, const TauInspection *inspection,
                                 TauPack *pack, gboolean answered);
/* The transform whose image is shown large, or was picked; or -1. */
void tau_variant_strip_set_selected (TauVariantStrip *self, int transform);
G_END_DECLS
