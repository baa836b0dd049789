/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "inspect/tau-inspect.h"

G_BEGIN_DECLS

/* As in the scatter plot. */
#define TAU_MARK_RIGHT "●"
#define TAU_MARK_WRONG "▲"

/* One of the 12 variants: its image, its transform, its answer with a mark for right or wrong,
 * and badges for the chosen and the best. */
#define TAU_TYPE_VARIANT_TILE (tau_variant_tile_get_type ())
G_DECLARE_FINAL_TYPE (TauVariantTile, tau_variant_tile, TAU, VARIANT_TILE, GtkFlowBoxChild)

GtkWidget *tau_variant_tile_new (void);

/* The side of the image (px) for this much space; and shows it with such a side. */
int tau_variant_tile_fit_side (int space);
void tau_variant_tile_set_side (TauVariantTile *self, int side);

/* `in_ensemble`: one of the k best predicted. */
void tau_variant_tile_set (TauVariantTile *self, const TauInspection *inspection, TauPack *pack,
                           guint transform, gboolean in_ensemble);
/* Only image and transform, in a quiz: nothing that gives an answer away. */
void tau_variant_tile_ask (TauVariantTile *self, const TauInspection *inspection, guint transform);
/* -1: not set yet. */
int tau_variant_tile_get_transform (TauVariantTile *self);

G_END_DECLS
