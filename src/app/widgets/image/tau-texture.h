/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "image/tau-image.h"

G_BEGIN_DECLS

/* Shares the pixels of the image. */
GdkTexture *tau_texture_new (TauImage *image);

/* For Cairo, which can enlarge without smoothing; owned by the caller. */
cairo_surface_t *tau_texture_new_surface (TauImage *image);

/* Takes over an image surface of CAIRO_FORMAT_ARGB32 with what was drawn on it. */
GdkTexture *tau_texture_take_surface (cairo_surface_t *surface);

G_END_DECLS
