/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Large pictures: what is made on a coarser grid is what a smaller picture would give. */
#include "corruption/tau-corruption.h"
#include "corruption/tau-gaussian.h"
#include "corruption/tau-grid.h"

#include <math.h>
#include <string.h>

/* Smooth waves, a little different in each channel. */
static TauImage *
draw_picture (int width, int height)
{
  TauImage *image = tau_image_new (width, height);
  guint8 *p = image->data;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++, p += 3) {
      double u = x / (double)width, v = y / (double)height;
      p[0] = (guint8)(128 + 90 * sin (19 * u + 4 * v));
      p[1] = (guint8)(120 + 100 * sin (31 * u * v));
      p[2] = (guint8)(110 + 70 * cos (26 * v));
    }
  return image;
}

static TauImage *
find_and_corrupt (const char *name, TauImage *in, int severity)
{
  return tau_corrupt (tau_corruption_get (tau_corruption_find (name)), in, severity,
                      TAU_PRESET_IMAGENET, 3);
}

/* The presets' own sizes, and all below 8 times the larger one, have no grid. */
static void
test_sizes (void)
{
  TauGrid none = tau_grid_for (1791, 5000);
  TauGrid two = tau_grid_for (1793, 2001);
  g_assert_cmpint (none.factor, ==, 1);
  g_assert_cmpint (none.width, ==, 1791);
  g_assert_cmpint (tau_grid_for (224, 224).factor, ==, 1);
  g_assert_cmpint (two.factor, ==, 2);
  g_assert_cmpint (two.width, ==, 897);
  g_assert_cmpint (two.height, ==, 1001);
  g_assert_cmpint (tau_grid_for (4096, 4096).factor, ==, 4);
}

/* There and back, on sides that are not whole squares: flat stays flat, and a slope stays where it
 * is, but for the outermost squares. */
static void
test_there_and_back (void)
{
  TauGrid grid = { 3, 34, 21 };
  const int width = 101, height = 62;
  g_autofree guint8 *in = g_malloc (3 * width * height), *out = g_malloc (3 * width * height);
  g_autofree guint8 *small = g_malloc (3 * grid.width * grid.height);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      guint8 *p = in + 3 * (y * width + x);
      p[0] = 201;
      p[1] = 2 * x + 5;
      p[2] = 250 - 3 * y;
    }
  tau_grid_reduce (&grid, in, width, height, 3, small);
  tau_grid_enlarge (&grid, small, width, height, 3, out);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      const guint8 *a = in + 3 * (y * width + x), *b = out + 3 * (y * width + x);
      gboolean inside = x >= 3 && x < width - 5 && y >= 3 && y < height - 5;
      g_assert_cmpint (b[0], ==, 201);
      g_assert_cmpint (ABS (a[1] - b[1]), <=, inside ? 0 : 4);
      g_assert_cmpint (ABS (a[2] - b[2]), <=, inside ? 0 : 6);
    }
}

/* The row of floats is the same interpolation. */
static void
test_row (void)
{
  TauGrid grid = { 4, 9, 7 };
  const int width = 34, height = 28;
  guint8 small[9 * 7], out[34 * 28];
  float values[9 * 7], row[34];
  for (int i = 0; i < 9 * 7; i++)
    values[i] = small[i] = i * 37 % 256;
  tau_grid_enlarge (&grid, small, width, height, 1, out);
  for (int y = 0; y < height; y++) {
    tau_grid_enlarge_row (&grid, values, y, width, row);
    for (int x = 0; x < width; x++)
      g_assert_cmpfloat_with_epsilon (row[x], out[y * width + x], 0.502);
  }
}

/* A picture of which each pixel is doubled is, on the grid, the picture itself. */
static void
test_doubled (gconstpointer name)
{
  g_autoptr (TauImage) in = draw_picture (1000, 896);
  g_autoptr (TauImage) twice = tau_image_resize_box (in, 2000, 1792);
  TauGrid grid = tau_grid_for (2000, 1792);
  g_autoptr (TauImage) expected = tau_image_new (2000, 1792);
  TauVariates variates = { 0 };
  double angle = 30.0;
  const TauCorruption *corruption = tau_corruption_get (tau_corruption_find (name));
  g_autoptr (TauImage) small = tau_image_new (1000, 896), got = tau_image_new (2000, 1792);

  variates.values[0] = &angle;
  variates.lengths[0] = 1;
  corruption->apply (in->data, 1000, 896, TAU_PRESET_IMAGENET, 1, &variates, small->data);
  corruption->apply (twice->data, 2000, 1792, TAU_PRESET_IMAGENET, 1, &variates, got->data);
  tau_grid_enlarge (&grid, small->data, 2000, 1792, 3, expected->data);
  g_assert_cmpmem (got->data, tau_image_n_bytes (got), expected->data,
                   tau_image_n_bytes (expected));
}

/* Against the blur without a grid: within a level and a half, and half a level on average. */
static void
test_close_to_exact (void)
{
  g_autoptr (TauImage) in = draw_picture (1792, 1792);
  g_autoptr (TauImage) exact = tau_image_new (1792, 1792);
  g_autoptr (TauImage) got = find_and_corrupt ("gaussian_blur", in, 1);
  gsize n = tau_image_n_bytes (in);
  double sum = 0.0;
  int worst = 0;
  tau_gaussian_blur_bytes (in->data, 1792, 1792, 8.0, exact->data);
  for (gsize i = 0; i < n; i++) {
    int difference = ABS ((int)exact->data[i] - got->data[i]);
    worst = MAX (worst, difference);
    sum += difference;
  }
  g_test_message ("mean difference %.3f, largest %d", sum / n, worst);
  g_assert_cmpint (worst, <=, 2);
  g_assert_cmpfloat (sum / n, <, 0.6);
}

/* The weather that draws on the grid: it acts about as much as at half the size. */
static void
test_like_smaller (gconstpointer name)
{
  double change[2] = { 0.0, 0.0 };
  for (int k = 0; k < 2; k++)
    for (int severity = 2; severity <= 4; severity += 2) {
      int side = k == 0 ? 896 : 1792;
      g_autoptr (TauImage) in = draw_picture (side, side);
      g_autoptr (TauImage) out = find_and_corrupt (name, in, severity);
      double sum = 0.0;
      for (gsize i = 0; i < tau_image_n_bytes (in); i++)
        sum += ABS ((int)in->data[i] - out->data[i]);
      change[k] += sum / tau_image_n_bytes (in);
    }
  g_test_message ("mean change %.2f at 896 px, %.2f at 1792 px", change[0], change[1]);
  g_assert_cmpfloat (change[1], >, 0.7 * change[0]);
  g_assert_cmpfloat (change[1], <, 1.4 * change[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/corruption/grid/sizes", test_sizes);
  g_test_add_func ("/corruption/grid/there-and-back", test_there_and_back);
  g_test_add_func ("/corruption/grid/row", test_row);
  g_test_add_func ("/corruption/grid/close-to-exact", test_close_to_exact);
  g_test_add_data_func ("/corruption/grid/doubled/gaussian_blur", "gaussian_blur", test_doubled);
  g_test_add_data_func ("/corruption/grid/doubled/defocus_blur", "defocus_blur", test_doubled);
  g_test_add_data_func ("/corruption/grid/doubled/motion_blur", "motion_blur", test_doubled);
  g_test_add_data_func ("/corruption/grid/like-smaller/snow", "snow", test_like_smaller);
  g_test_add_data_func ("/corruption/grid/like-smaller/spatter", "spatter", test_like_smaller);
  g_test_add_data_func ("/corruption/grid/like-smaller/glass_blur", "glass_blur",
                        test_like_smaller);
  return g_test_run ();
}
