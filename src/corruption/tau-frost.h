/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"

G_BEGIN_DECLS

/* Frost lays an image of ice over the input. The benchmark's five photographs may not be
 * distributed, so the program draws its own (tau-ice.h), unless it is given a folder that holds
 * frost1.png, frost2.png, frost3.png, frost4.jpg and frost5.jpg. The result is then the benchmark's
 * bit for bit.
 *
 * The folder is one setting for the whole process, guarded by a lock. Any thread may change it;
 * images corrupted afterwards use the new textures. NULL returns to the drawn ones. On failure (a
 * file missing or unreadable: the errors of tau_image_load) nothing changes. */
gboolean tau_frost_set_textures_folder (const char *folder, GError **error);

/* 0 for the drawn textures. For those of a folder, a number computed from their pixels, which
 * distinguishes the results of different textures. */
guint64 tau_frost_textures_id (void);

G_END_DECLS
