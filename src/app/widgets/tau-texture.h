/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "image/tau-image.h"

G_BEGIN_DECLS

/* Shares the pixels of the image. */
GdkTexture *tau_texture_new (TauImage *image);

/* Enlarges by the whole number that gives at least `side` pixels, each pixel a block, so that
 * the pixels that the model sees stay visible on screen instead of being smoothed away. */
GdkTexture *tau_texture_new_blocks (TauImage *image, int side);

/* For Cairo, which can enlarge without smoothing; owned by the caller. */
cairo_surface_t *tau_texture_new_surface (TauImage *image);

G_END_DECLS
