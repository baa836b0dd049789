/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes the `n_now` items of the list from `first` on into the wanted ones, none of which is wanted
 * twice, if that takes no more than so many removals and insertions: the others keep their rows.
 * FALSE: it would take more, and nothing is changed. */
gboolean tau_list_store_move (GListStore *list, guint first, guint n_now, gpointer *wanted, guint n,
                              guint most);

G_END_DECLS
