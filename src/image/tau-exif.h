/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The orientation, 1 to 8, that the EXIF data of a PNG or WebP states, whose loaders leave it to
 * their users; 1, upright, if there is none, and for other formats. */
int tau_exif_orientation (const guint8 *data, gsize length);

G_END_DECLS
