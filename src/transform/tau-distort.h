/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"
#include "base/tau-random.h"

G_BEGIN_DECLS

/* What a training picture may go through besides a corruption (METHOD "Training"): a rotation from
 * {-20, 0, 20} degrees, a zoom from {0.9, 1, 1.1}, a brightness from {0.9, 1, 1.1}, a mirror image.
 * One number says which, so that the losses of the picture can be kept under it; 0 is none. */
typedef guint32 TauDistortion;

/* Each of the first three is drawn with probability `share`, the mirror image with `flip`; 0..1. */
TauDistortion tau_distortion_draw (TauRandom *random, double share, double flip);

/* A square picture of the same size; its surroundings are its own mirror image. A new reference to
 * `in` for 0. */
TauImage *tau_distort (TauImage *in, TauDistortion distortion);

G_END_DECLS
