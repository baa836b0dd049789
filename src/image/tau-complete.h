/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FALSE when a PNG, JPEG or BMP ends before its end. gdk-pixbuf shows such a file without a word,
 * the missing rows grey or uninitialised, so half a download would pass for a picture. TRUE for all
 * other data: TIFF and GIF loaders tell. */
gboolean tau_image_data_is_complete (const guint8 *data, gsize length);

G_END_DECLS
