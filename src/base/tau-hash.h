/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A fast 64-bit checksum against damage, not against intent: `size` bytes added to `start`, which
 * is 0 or an earlier checksum. The same on every machine. A changed bit or size always changes it
 * but for one case in 2^64. */
guint64 tau_hash64 (guint64 start, gconstpointer data, gsize size);

G_END_DECLS
