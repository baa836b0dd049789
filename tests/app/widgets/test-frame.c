/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The geometry of the frame, without a display. */
#include "app/widgets/image/tau-frame.h"
#include "base/tau-random.h"

static void
assert_inside (const TauFrame *frame, int width, int height)
{
  g_assert_cmpint (frame->x, >=, 0);
  g_assert_cmpint (frame->y, >=, 0);
  g_assert_cmpint (frame->side, >=, MIN (TAU_FRAME_MIN_SIDE, MIN (width, height)));
  g_assert_cmpint (frame->x + frame->side, <=, width);
  g_assert_cmpint (frame->y + frame->side, <=, height);
}

static void
test_center (void)
{
  TauFrame frame;
  tau_frame_center (&frame, 300, 200);
  g_assert_true (tau_frame_equal (&frame, &(TauFrame){ 50, 0, 200 }));
  tau_frame_center (&frame, 200, 301);
  g_assert_true (tau_frame_equal (&frame, &(TauFrame){ 0, 50, 200 }));
}

static void
test_move (void)
{
  TauFrame frame = { 10, 10, 50 };
  tau_frame_move (&frame, 5, -3, 100, 100);
  g_assert_true (tau_frame_equal (&frame, &(TauFrame){ 15, 7, 50 }));
  tau_frame_move (&frame, 1000, -1000, 100, 100);
  g_assert_true (tau_frame_equal (&frame, &(TauFrame){ 50, 0, 50 }));
}

static void
test_grow (void)
{
  TauFrame frame = { 40, 40, 20 };
  tau_frame_grow (&frame, 10, 100, 100);
  g_assert_true (tau_frame_equal (&frame, &(TauFrame){ 35, 35, 30 }));
  tau_frame_grow (&frame, 1000, 100, 100);
  g_assert_true (tau_frame_equal (&frame, &(TauFrame){ 0, 0, 100 }));
  tau_frame_grow (&frame, -1000, 100, 100);
  g_assert_cmpint (frame.side, ==, TAU_FRAME_MIN_SIDE);
}

static void
test_corner (void)
{
  TauFrame frame = { 20, 20, 40 };
  tau_frame_drag_corner (&frame, TAU_FRAME_PART_BOTTOM_RIGHT, 80, 70, 100, 100);
  g_assert_true (tau_frame_equal (&frame, &(TauFrame){ 20, 20, 60 }));
  /* The opposite corner stays. */
  tau_frame_drag_corner (&frame, TAU_FRAME_PART_TOP_LEFT, 30, 40, 100, 100);
  g_assert_true (tau_frame_equal (&frame, &(TauFrame){ 30, 30, 50 }));
  /* Not out of the image, and not inside out. */
  tau_frame_drag_corner (&frame, TAU_FRAME_PART_TOP_RIGHT, 500, -500, 100, 100);
  g_assert_true (tau_frame_equal (&frame, &(TauFrame){ 30, 10, 70 }));
  tau_frame_drag_corner (&frame, TAU_FRAME_PART_BOTTOM_LEFT, 500, -500, 100, 100);
  g_assert_true (tau_frame_equal (&frame, &(TauFrame){ 84, 10, 16 }));
}

static void
test_hit (void)
{
  const TauFrame frame = { 20, 20, 40 };
  g_assert_cmpint (tau_frame_hit_test (&frame, 19, 22, 4), ==, TAU_FRAME_PART_TOP_LEFT);
  g_assert_cmpint (tau_frame_hit_test (&frame, 61, 18, 4), ==, TAU_FRAME_PART_TOP_RIGHT);
  g_assert_cmpint (tau_frame_hit_test (&frame, 22, 58, 4), ==, TAU_FRAME_PART_BOTTOM_LEFT);
  g_assert_cmpint (tau_frame_hit_test (&frame, 63, 63, 4), ==, TAU_FRAME_PART_BOTTOM_RIGHT);
  g_assert_cmpint (tau_frame_hit_test (&frame, 40, 40, 4), ==, TAU_FRAME_PART_INSIDE);
  g_assert_cmpint (tau_frame_hit_test (&frame, 10, 40, 4), ==, TAU_FRAME_PART_NONE);
}

/* Whatever is done to it, the frame stays in the image. */
static void
test_any (void)
{
  TauRandom random;
  tau_random_init (&random, 7, tau_random_stream (0, 0));
  for (int i = 0; i < 2000; i++) {
    int width = 1 + (int)tau_random_below (&random, 200);
    int height = 1 + (int)tau_random_below (&random, 200);
    TauFrame frame;
    tau_frame_center (&frame, width, height);
    for (int j = 0; j < 10; j++) {
      int a = (int)tau_random_below (&random, 600) - 300;
      int b = (int)tau_random_below (&random, 600) - 300;
      int corner = TAU_FRAME_PART_TOP_LEFT + (int)tau_random_below (&random, 4);
      switch (j % 3) {
      case 0:
        tau_frame_move (&frame, a, b, width, height);
        break;
      case 1:
        tau_frame_grow (&frame, a, width, height);
        break;
      default:
        tau_frame_drag_corner (&frame, corner, a, b, width, height);
      }
      assert_inside (&frame, width, height);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame/center", test_center);
  g_test_add_func ("/frame/move", test_move);
  g_test_add_func ("/frame/grow", test_grow);
  g_test_add_func ("/frame/corner", test_corner);
  g_test_add_func ("/frame/hit", test_hit);
  g_test_add_func ("/frame/any", test_any);
  return g_test_run ();
}
