/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-resample.h"
#include "naive-resize.h"

#include <string.h>

static void
assert_same (const TauImage *got, const TauImage *expected)
{
  g_assert_cmpint (got->width, ==, expected->width);
  g_assert_cmpint (got->height, ==, expected->height);
  g_assert_cmpmem (got->data, tau_image_n_bytes (got), expected->data,
                   tau_image_n_bytes (expected));
}

static TauImage *
resize (const TauImage *in, gboolean box, int width, int height)
{
  return box ? tau_image_resize_box (in, width, height)
             : tau_image_resize_bicubic (in, width, height);
}

/* The sizes of SPEC section 3 "pixelate", those of the predictors' inputs, odd ones, and extremes.
 */
static void
test_naive (void)
{
  const int cases[][4] = { { 32, 32, 30, 30 },     { 30, 30, 32, 32 },   { 32, 32, 20, 20 },
                           { 224, 224, 134, 134 }, { 56, 56, 224, 224 }, { 224, 224, 64, 64 },
                           { 97, 61, 64, 64 },     { 16, 200, 17, 31 },  { 33, 47, 47, 33 },
                           { 300, 16, 16, 16 },    { 16, 16, 97, 201 },  { 40, 50, 40, 25 },
                           { 40, 50, 80, 50 },     { 19, 23, 1, 1 } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int box = 0; box < 2; box++) {
      const int *c = cases[i];
      g_autoptr (TauImage) in = naive_picture (c[0], c[1], FALSE, i);
      g_autoptr (TauImage) expected = naive_resize (in, box, c[2], c[3]);
      g_autoptr (TauImage) got = resize (in, box, c[2], c[3]);
      assert_same (got, expected);
    }
}

static void
test_same_size (void)
{
  g_autoptr (TauImage) in = naive_picture (21, 33, FALSE, 1);
  for (int box = 0; box < 2; box++) {
    g_autoptr (TauImage) got = resize (in, box, 21, 33);
    assert_same (got, in);
    g_assert_true (got->data != in->data);
  }
}

/* BOX halves: the mean of two, a half rounded up, twice; BOX doubles: each pixel four times. */
static void
test_box_by_hand (void)
{
  const guint8 quad[12] = { 0, 10, 20, 1, 10, 20, 5, 250, 0, 6, 255, 1 };
  const guint8 mean[3] = { 4, 132, 11 };
  g_autoptr (TauImage) in = tau_image_new_from_data (quad, 2, 2);
  g_autoptr (TauImage) one = tau_image_resize_box (in, 1, 1);
  g_autoptr (TauImage) large = tau_image_resize_box (in, 4, 4);
  g_assert_cmpmem (one->data, 3, mean, 3);
  for (int y = 0; y < 4; y++)
    for (int x = 0; x < 4; x++)
      g_assert_cmpmem (large->data + (y * 4 + x) * 3, 3, quad + (y / 2 * 2 + x / 2) * 3, 3);
}

/* A flat picture stays flat, and an edge overshoots only as far as 0 and 255. */
static void
test_flat_and_clipped (void)
{
  g_autoptr (TauImage) in = tau_image_new (16, 16);
  for (int level = 0; level <= 255; level += 51) {
    memset (in->data, level, tau_image_n_bytes (in));
    g_autoptr (TauImage) got = tau_image_resize_bicubic (in, 37, 11);
    for (gsize i = 0; i < tau_image_n_bytes (got); i++)
      g_assert_cmpint (got->data[i], ==, level);
  }
  for (gsize i = 0; i < tau_image_n_bytes (in); i++)
    in->data[i] = i % 48 < 24 ? 0 : 255;
  g_autoptr (TauImage) got = tau_image_resize_bicubic (in, 64, 16);
  for (int x = 0; x < 24; x++)
    g_assert_cmpint (got->data[x * 3], ==, 0);
  for (int x = 40; x < 64; x++)
    g_assert_cmpint (got->data[x * 3], ==, 255);
}

/* A window equals the same part of the whole, of the picture itself and of its 3x mirror image. */
static void
test_window (void)
{
  g_autoptr (TauImage) in = naive_picture (20, 26, FALSE, 5);
  g_autoptr (TauImage) large = naive_mirror (in);
  const TauRect windows[] = { { 0, 0, 7, 5 }, { 11, 3, 1, 1 }, { 5, 9, 30, 40 }, { 0, 0, 51, 67 } };

  for (int mirrored = 0; mirrored < 2; mirrored++) {
    g_autoptr (TauImage) whole = naive_resize (mirrored ? large : in, FALSE, 51, 67);
    TauResampleSource source = { in->data, in->width, in->height, mirrored };
    for (guint i = 0; i < G_N_ELEMENTS (windows); i++) {
      const TauRect *w = &windows[i];
      g_autoptr (TauImage) expected = tau_image_crop (whole, w->x, w->y, w->width, w->height);
      g_autoptr (TauImage) got = tau_image_new (w->width, w->height);
      tau_resample_window (&source, 51, 67, w, got->data);
      assert_same (got, expected);
    }
  }
}

static void
test_refused (void)
{
  g_autoptr (TauImage) in = naive_picture (16, 16, FALSE, 1);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*assertion*failed*");
  g_assert_null (tau_image_resize_bicubic (in, 0, 16));
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*assertion*failed*");
  g_assert_null (tau_image_resize_box (in, 16, -1));
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resample/naive", test_naive);
  g_test_add_func ("/resample/same-size", test_same_size);
  g_test_add_func ("/resample/box-by-hand", test_box_by_hand);
  g_test_add_func ("/resample/flat-and-clipped", test_flat_and_clipped);
  g_test_add_func ("/resample/window", test_window);
  g_test_add_func ("/resample/refused", test_refused);
  return g_test_run ();
}
