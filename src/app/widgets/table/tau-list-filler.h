/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Fills a list in slices, one a turn of the main loop: thousands of rows at once would hold up the
 * window, which makes widgets for them. Owned by whoever owns the list. */
typedef struct _TauListFiller TauListFiller;

/* After each slice it calls func (data), which may be NULL. */
TauListFiller *tau_list_filler_new (GListStore *list, void (*func) (gpointer data), gpointer data);
void tau_list_filler_free (TauListFiller *self);

/* As g_list_store_splice() with `n` items (of GObject) from `items`, a part at once and the others
 * soon. What an earlier call has not added yet is dropped. Meanwhile items may come and go before
 * `position`, but not after the added ones. */
void tau_list_filler_splice (TauListFiller *self, guint position, guint n_removals, gpointer *items,
                             guint n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauListFiller, tau_list_filler_free)

G_END_DECLS
