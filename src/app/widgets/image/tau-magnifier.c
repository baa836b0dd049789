/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/image/tau-magnifier.h"

struct _TauMagnifier {
  GObject parent_instance;

  double factor, x, y;
};

G_DEFINE_FINAL_TYPE (TauMagnifier, tau_magnifier, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
tau_magnifier_class_init (TauMagnifierClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", TAU_TYPE_MAGNIFIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
tau_magnifier_init (TauMagnifier *self)
{
  self->factor = 1;
  self->x = self->y = 0.5;
}

TauMagnifier *
tau_magnifier_new (void)
{
  return g_object_new (TAU_TYPE_MAGNIFIER, NULL);
}

double
tau_magnifier_get_factor (TauMagnifier *self)
{
  return self->factor;
}

double
tau_magnifier_get_x (TauMagnifier *self)
{
  return self->x;
}

double
tau_magnifier_get_y (TauMagnifier *self)
{
  return self->y;
}

void
tau_magnifier_set (TauMagnifier *self, double factor, double x, double y)
{
  const double limited = CLAMP (factor, 1, TAU_MAGNIFIER_MOST), half = 0.5 / limited;
  x = CLAMP (x, half, 1 - half);
  y = CLAMP (y, half, 1 - half);
  if (limited == self->factor && x == self->x && y == self->y)
    return;
  self->factor = limited;
  self->x = x;
  self->y = y;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tau_magnifier_reset (TauMagnifier *self)
{
  tau_magnifier_set (self, 1, 0.5, 0.5);
}
