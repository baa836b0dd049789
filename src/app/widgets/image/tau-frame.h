/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The square of an opened image that the model sees, in pixels of that image. Pure geometry: it
 * always lies inside the image, and its side is at least TAU_FRAME_MIN_SIDE (or the whole of a
 * smaller image). */
typedef struct {
  int x, y; /* upper left corner */
  int side;
} TauFrame;

#define TAU_FRAME_MIN_SIDE 16

typedef enum {
  TAU_FRAME_PART_NONE,
  TAU_FRAME_PART_INSIDE,
  TAU_FRAME_PART_TOP_LEFT,
  TAU_FRAME_PART_TOP_RIGHT,
  TAU_FRAME_PART_BOTTOM_LEFT,
  TAU_FRAME_PART_BOTTOM_RIGHT,
} TauFramePart;

/* The largest square in the centre (DESIGN "Definitions": the default). */
void tau_frame_center (TauFrame *self, int width, int height);

gboolean tau_frame_equal (const TauFrame *a, const TauFrame *b);

/* Whether it is a frame of an image of this size. */
gboolean tau_frame_fits (const TauFrame *self, int width, int height);

/* Moves as far as the image allows. */
void tau_frame_move (TauFrame *self, int dx, int dy, int width, int height);

/* Adds `by` pixels, which may be negative, to the side, around the centre, as far as the image
 * allows. */
void tau_frame_grow (TauFrame *self, int by, int width, int height);

/* Moves a corner to (x, y), or as near as a square can get; the opposite one stays. */
void tau_frame_drag_corner (TauFrame *self, TauFramePart corner, int x, int y, int width,
                            int height);

/* What lies at (x, y), corners first, with a tolerance in pixels of the image. */
TauFramePart tau_frame_hit_test (const TauFrame *self, double x, double y, double tolerance);

G_END_DECLS
