/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explore/tau-figure-job.h"

G_BEGIN_DECLS

#define TAU_TYPE_FIGURE_DIALOG (tau_figure_dialog_get_type ())

/* Asks which images go on the page, how large it is and in what colours, then where to.
 *
 * Signal "write" (const char *path): all is chosen; the dialog closes after it. */
G_DECLARE_FINAL_TYPE (TauFigureDialog, tau_figure_dialog, TAU, FIGURE_DIALOG, AdwWindow)

/* `items` (of TauFigureItem, at least one) are those to choose from, all of them chosen at first;
 * `name` is the file's name that is suggested. */
TauFigureDialog *tau_figure_dialog_new (GtkWindow *parent, GPtrArray *items, const char *name);

/* The images chosen, as TauFigureItem. */
GPtrArray *tau_figure_dialog_get_items (TauFigureDialog *self);
void tau_figure_dialog_get_page (TauFigureDialog *self, TauFigurePage *page);

G_END_DECLS
