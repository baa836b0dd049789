/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"
#include "base/tau-random.h"

G_BEGIN_DECLS

/* The distortions of a training image apart from corruptions (METHOD "Training"): a rotation from
 * {-20, 0, 20} degrees, a zoom from {0.9, 1, 1.1}, a brightness from {0.9, 1, 1.1}, a mirror image.
 * One number identifies the combination, so that the image's losses can be stored under it; 0 is
 * none. */
typedef guint32 TauDistortion;

/* Draws each of the first three with probability `share`, the mirror image with `flip`; 0..1. */
TauDistortion tau_distortion_draw (TauRandom *random, double share, double flip);

/* A square image of the same size, surrounded by its own mirror image. Returns a new reference to
 * `in` for 0. */
TauImage *tau_distort (TauImage *in, TauDistortion distortion);

G_END_DECLS
