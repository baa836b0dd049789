/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/image/tau-frame.h"

#include <math.h>

static int
lowest_side (int width, int height)
{
  return MIN (TAU_FRAME_MIN_SIDE, MIN (width, height));
}

void
tau_frame_center (TauFrame *self, int width, int height)
{
  self->side = MIN (width, height);
  self->x = (width - self->side) / 2;
  self->y = (height - self->side) / 2;
}

gboolean
tau_frame_equal (const TauFrame *a, const TauFrame *b)
{
  return a->x == b->x && a->y == b->y && a->side == b->side;
}

gboolean
tau_frame_fits (const TauFrame *self, int width, int height)
{
  return self->side >= lowest_side (width, height) && self->x >= 0 && self->y >= 0 &&
         self->side <= width && self->x <= width - self->side && self->side <= height &&
         self->y <= height - self->side;
}

void
tau_frame_move (TauFrame *self, int dx, int dy, int width, int height)
{
  self->x = CLAMP (self->x + dx, 0, width - self->side);
  self->y = CLAMP (self->y + dy, 0, height - self->side);
}

void
tau_frame_grow (TauFrame *self, int by, int width, int height)
{
  int side = CLAMP (self->side + by, lowest_side (width, height), MIN (width, height));
  int shift = (self->side - side) / 2;
  self->side = side;
  tau_frame_move (self, shift, shift, width, height);
}

void
tau_frame_drag_corner (TauFrame *self, TauFramePart corner, int x, int y, int width, int height)
{
  gboolean left = corner == TAU_FRAME_PART_TOP_LEFT || corner == TAU_FRAME_PART_BOTTOM_LEFT;
  gboolean top = corner == TAU_FRAME_PART_TOP_LEFT || corner == TAU_FRAME_PART_TOP_RIGHT;
  /* The corner that stays, and how much room it leaves. */
  int fixed_x = left ? self->x + self->side : self->x;
  int fixed_y = top ? self->y + self->side : self->y;
  int room_x = left ? fixed_x : width - fixed_x;
  int room_y = top ? fixed_y : height - fixed_y;
  int wanted = MAX (left ? fixed_x - x : x - fixed_x, top ? fixed_y - y : y - fixed_y);
  int side = MIN (MAX (wanted, lowest_side (width, height)), MIN (room_x, room_y));

  self->side = side;
  self->x = left ? fixed_x - side : fixed_x;
  self->y = top ? fixed_y - side : fixed_y;
}

TauFramePart
tau_frame_hit_test (const TauFrame *self, double x, double y, double tolerance)
{
  double right = self->x + self->side, bottom = self->y + self->side;
  gboolean at_left = fabs (x - self->x) <= tolerance, at_right = fabs (x - right) <= tolerance;
  gboolean at_top = fabs (y - self->y) <= tolerance, at_bottom = fabs (y - bottom) <= tolerance;

  if (at_right && at_bottom)
    return TAU_FRAME_PART_BOTTOM_RIGHT;
  if (at_left && at_top)
    return TAU_FRAME_PART_TOP_LEFT;
  if (at_right && at_top)
    return TAU_FRAME_PART_TOP_RIGHT;
  if (at_left && at_bottom)
    return TAU_FRAME_PART_BOTTOM_LEFT;
  if (x >= self->x && x <= right && y >= self->y && y <= bottom)
    return TAU_FRAME_PART_INSIDE;
  return TAU_FRAME_PART_NONE;
}
