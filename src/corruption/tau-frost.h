/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"

G_BEGIN_DECLS

/* Frost lays a picture of ice over the image. The benchmark's five photographs may not be shipped:
 * the program draws its own (tau-ice.h), unless it is told of a folder that holds frost1.png,
 * frost2.png, frost3.png, frost4.jpg and frost5.jpg; then the result is the benchmark's bit for
 * bit.
 *
 * The folder is one setting of the whole process, guarded by a lock: any thread may change it;
 * images corrupted afterwards use the new textures. NULL goes back to the drawn ones. On failure (a
 * file missing or unreadable: the errors of tau_image_load) nothing changes. */
gboolean tau_frost_set_textures_folder (const char *folder, GError **error);

/* 0 for the drawn textures; for those of a folder a number made of their pixels, so that what was
 * computed with one set of textures is told from what was computed with another. */
guint64 tau_frost_textures_id (void);

G_END_DECLS
