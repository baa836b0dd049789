/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FALSE when a PNG, JPEG, BMP, TIFF, WebP or PNM (PBM, PGM, PPM) is cut off, or when so little data
 * cannot be as many pixels as its header says. gdk-pixbuf shows such a file without a warning, with
 * the missing rows grey or uninitialised, so half a download would pass for an image. TRUE for all
 * other data: the other loaders report it themselves. Takes no memory. */
gboolean tau_image_data_is_complete (const guint8 *data, gsize length);

G_END_DECLS
