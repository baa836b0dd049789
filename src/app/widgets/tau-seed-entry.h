/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* An entry for a seed of 64 bits, and a button for another one. Its accessible name is the property
 * "label".
 *
 * Signal "changed". */
#define TAU_TYPE_SEED_ENTRY (tau_seed_entry_get_type ())
G_DECLARE_FINAL_TYPE (TauSeedEntry, tau_seed_entry, TAU, SEED_ENTRY, GtkWidget)

/* FALSE: what it says is no seed. */
gboolean tau_seed_entry_get (TauSeedEntry *self, guint64 *out);
void tau_seed_entry_set (TauSeedEntry *self, guint64 seed);

G_END_DECLS
