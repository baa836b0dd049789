/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"

G_BEGIN_DECLS

/* Images of ice on a window pane, drawn by the program. They match the photographs of the
 * benchmark's frost (SPEC section 3.9) in number and size, and resemble them in brightness, colour
 * and spectrum. */
#define TAU_N_ICE 5

/* Drawn at the first call for each index (0..4) and kept for the life of the process; always the
 * same image. Owned by the library. Any thread. */
TauImage *tau_ice_get (guint index);

G_END_DECLS
