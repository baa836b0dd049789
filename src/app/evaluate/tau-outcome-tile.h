/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Makes the tiles of a gallery of TauOutcomeItem: the image above what happened to it. */
GtkListItemFactory *tau_outcome_tile_factory_new (void);

G_END_DECLS
