/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "image/tau-image.h"

G_BEGIN_DECLS

/* Shares the pixels of the image. */
GdkTexture *tau_texture_new (TauImage *image);

/* For Cairo, which can enlarge without smoothing; owned by the caller. */
cairo_surface_t *tau_texture_new_surface (TauImage *image);

G_END_DECLS
