/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-operation.h"

#include "transform/tau-levels.h"
#include "transform/tau-transform-input.h"
#include "transform/tau-warp.h"

static const char *const names[TAU_N_OPERATIONS] = {
  "autocontrast", "equalize", "posterize",   "rotate",      "solarize",
  "shear_x",      "shear_y",  "translate_x", "translate_y",
};

const char *
tau_operation_name (TauOperation operation)
{
  return names[operation];
}

/* -- how much ------------------------------------------------------------------------------ */

/* A part of `most`, up to severity tenths of it. */
static double
draw_part (int severity, double most, TauRandom *random)
{
  return tau_random_uniform (random, 0.1, severity) * most / 10;
}

static double
either_sign (double value, TauRandom *random)
{
  return tau_random_u32 (random) & 1 ? -value : value;
}

double
tau_operation_draw (TauOperation operation, int severity, int size, TauRandom *random)
{
  switch (operation) {
  case TAU_OPERATION_POSTERIZE:
    return 4 - (int)draw_part (severity, 4, random);
  case TAU_OPERATION_ROTATE:
    return either_sign ((int)draw_part (severity, 30, random), random);
  case TAU_OPERATION_SOLARIZE:
    return 256 - (int)draw_part (severity, 256, random);
  case TAU_OPERATION_SHEAR_X:
  case TAU_OPERATION_SHEAR_Y:
    return either_sign (draw_part (severity, 0.3, random), random);
  case TAU_OPERATION_TRANSLATE_X:
  case TAU_OPERATION_TRANSLATE_Y:
    return either_sign ((int)draw_part (severity, size / 3.0, random), random);
  default:
    return 0;
  }
}

/* -- what ---------------------------------------------------------------------------------- */

static void
stretch (const guint8 *in, int size, guint8 *out)
{
  TauTransformInput input;
  tau_transform_input_init (&input, in, size, 0);
  tau_autocontrast_apply (NULL, &input, out);
  tau_transform_input_clear (&input);
}

void
tau_operation_apply (TauOperation operation, double amount, const guint8 *in, int size, guint8 *out)
{
  const gsize n_pixels = (gsize)size * size;
  TauWarp map = { .a = 1, .e = 1 };
  switch (operation) {
  case TAU_OPERATION_AUTOCONTRAST:
    stretch (in, size, out);
    return;
  case TAU_OPERATION_EQUALIZE:
    tau_levels_equalize (in, n_pixels, out);
    return;
  case TAU_OPERATION_POSTERIZE:
    tau_levels_posterize (in, n_pixels, (int)amount, out);
    return;
  case TAU_OPERATION_SOLARIZE:
    tau_levels_solarize (in, n_pixels, (int)amount, out);
    return;
  case TAU_OPERATION_ROTATE:
    map = tau_warp_rotation (amount, size);
    break;
  case TAU_OPERATION_SHEAR_X:
    map.b = amount;
    break;
  case TAU_OPERATION_SHEAR_Y:
    map.d = amount;
    break;
  case TAU_OPERATION_TRANSLATE_X:
    map.c = amount;
    break;
  case TAU_OPERATION_TRANSLATE_Y:
    map.f = amount;
    break;
  case TAU_N_OPERATIONS:
    g_return_if_reached ();
  }
  tau_warp_bilinear (&map, in, size, out);
}
