/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-random.h"

G_BEGIN_DECLS

/* The nine operations of AugMix (Hendrycks et al. 2020) by which training images are distorted,
 * with the ranges of its authors and Pillow's bytes. They share nothing with the benchmark's
 * corruptions. What the geometric ones bring in from outside the image is black, where the
 * transform space has the image's mirror image. */
typedef enum {
  TAU_OPERATION_AUTOCONTRAST,
  TAU_OPERATION_EQUALIZE,
  TAU_OPERATION_POSTERIZE,
  TAU_OPERATION_ROTATE,
  TAU_OPERATION_SOLARIZE,
  TAU_OPERATION_SHEAR_X,
  TAU_OPERATION_SHEAR_Y,
  TAU_OPERATION_TRANSLATE_X,
  TAU_OPERATION_TRANSLATE_Y,
  TAU_N_OPERATIONS,
} TauOperation;

/* The authors' name: "shear_x". */
const char *tau_operation_name (TauOperation operation);

/* Draws how much of it: bits that are left (posterize), degrees (rotate), the lowest value that is
 * inverted (solarize), a slope (shear), pixels (translate); 0 for the two that need no number.
 * severity: 1..10 (the authors': 3). `size`: side of the image, px. */
double tau_operation_draw (TauOperation operation, int severity, int size, TauRandom *random);

/* in and out are size x size RGB, in != out. */
void tau_operation_apply (TauOperation operation, double amount, const guint8 *in, int size,
                          guint8 *out);

G_END_DECLS
