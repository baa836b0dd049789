/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "image/tau-image.h"

G_BEGIN_DECLS

/* An image whose pixels are visible blocks where it is enlarged: smoothed, it would not be what the
 * model sees. The enlarged image is made once
 * for each size, so that drawing it again only copies it. */
#define TAU_TYPE_PIXELS (tau_pixels_get_type ())
G_DECLARE_FINAL_TYPE (TauPixels, tau_pixels, TAU, PIXELS, GObject)

/* A GdkPaintable whose intrinsic size is the image's, times the least whole number by which its
 * shorter side reaches `side` (px). `scale`: device pixels per px. */
GdkPaintable *tau_pixels_new (TauImage *image, int side, int scale);

G_END_DECLS
