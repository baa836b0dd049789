/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explore/tau-figure-job.h"

G_BEGIN_DECLS

#define TAU_TYPE_FIGURE_DIALOG (tau_figure_dialog_get_type ())

/* Asks for the images on the page, its size and colours, and where to save it.
 *
 * Signal "write" (const char *path): everything is chosen; the dialog then closes. */
G_DECLARE_FINAL_TYPE (TauFigureDialog, tau_figure_dialog, TAU, FIGURE_DIALOG, AdwWindow)

/* `items` (of TauFigureItem, at least one) are the images to choose from, all selected at first;
 * `name` is the suggested file name. */
TauFigureDialog *tau_figure_dialog_new (GtkWindow *parent, GPtrArray *items, const char *name);
/* The colours are those preferred for the window too, and another choice is kept; NULL: the
 * paper's. */
void tau_figure_dialog_set_settings (TauFigureDialog *self, GSettings *settings);

/* The selected images, as TauFigureItem. */
GPtrArray *tau_figure_dialog_get_items (TauFigureDialog *self);
void tau_figure_dialog_get_page (TauFigureDialog *self, TauFigurePage *page);

G_END_DECLS
