/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "inspect/tau-inspect.h"

G_BEGIN_DECLS

/* The scatter plot as a table: one row per transform, in predicted order.
 *
 * Signal "picked" (int): a transform, by the user. */
#define TAU_TYPE_TRANSFORM_LIST (tau_transform_list_get_type ())
G_DECLARE_FINAL_TYPE (TauTransformList, tau_transform_list, TAU, TRANSFORM_LIST, GtkWidget)

/* NULL shows nothing. */
void tau_transform_list_set (TauTransformList *self, TauInspection *inspection, TauPack *pack);
/* Adds a column with the change of the actual loss since that inspection, from the next set on;
 * NULL: without. */
void tau_transform_list_set_pinned (TauTransformList *self, TauInspection *pinned);
/* The transform whose image is shown large, or -1. */
void tau_transform_list_set_selected (TauTransformList *self, int transform);
/* The transform of a row, or -1; for tests. */
int tau_transform_list_get_transform (TauTransformList *self, guint row);

G_END_DECLS
