/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define TAU_MAGNIFIER_MOST 32.0

/* How closely image views look, and where: views that share one are linked. The place is one of the
 * square that the model sees, 0 to 1 each way.
 *
 * Signal "changed". */
#define TAU_TYPE_MAGNIFIER (tau_magnifier_get_type ())
G_DECLARE_FINAL_TYPE (TauMagnifier, tau_magnifier, TAU, MAGNIFIER, GObject)

TauMagnifier *tau_magnifier_new (void);

double
tau_magnifier_get_factor (TauMagnifier *self);   /* 1: all of the image, to TAU_MAGNIFIER_MOST */
double tau_magnifier_get_x (TauMagnifier *self); /* of the square, at the views' centre */
double tau_magnifier_get_y (TauMagnifier *self);

/* The factor is limited, and the place so that no view would show what is beyond the square. */
void tau_magnifier_set (TauMagnifier *self, double factor, double x, double y);
void tau_magnifier_reset (TauMagnifier *self);

G_END_DECLS
