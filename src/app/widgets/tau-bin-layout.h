/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* A layout of one child, as GtkBinLayout is. Without a width, it tells the least height of all
 * widths; GtkFlowBox and GtkGrid tell that of their least width, in which they are highest, and
 * GTK 4.18 warns when a window is measured so. */
#define TAU_TYPE_BIN_LAYOUT (tau_bin_layout_get_type ())
G_DECLARE_FINAL_TYPE (TauBinLayout, tau_bin_layout, TAU, BIN_LAYOUT, GtkLayoutManager)
