/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves over epochs: what they hold, where they are drawn, what a place in the picture names. */
#include "plot/tau-plot-curve-draw.h"

#include <math.h>
#include <string.h>

#define WIDTH  320
#define HEIGHT 240

static void
fill (TauPlotCurve *data)
{
  tau_plot_curve_init (data);
  data->x_title = "Epoch";
  data->y_title = "Error (%)";
  data->unit = " %";
  data->decimals = 1;
  data->x_end = 10;
  guint ours = tau_plot_curve_add (data, "ours");
  guint center = tau_plot_curve_add (data, "center");
  for (int i = 1; i <= 6; i++) {
    tau_plot_curve_append (data, ours, i, i == 3 ? NAN : 20 - 2 * i);
    tau_plot_curve_append (data, center, i, 20);
  }
  tau_plot_curve_append (data, ours, 6.5, 7.5);
}

static void
test_data (void)
{
  TauPlotCurve data;
  tau_plot_curve_init (&data);
  g_assert_true (tau_plot_curve_is_empty (&data));
  g_assert_true (isnan (tau_plot_curve_nearest (&data, 3)));
  g_autofree char *nothing = tau_plot_curve_describe (&data);
  g_assert_nonnull (strstr (nothing, "No values"));

  fill (&data);
  g_assert_false (tau_plot_curve_is_empty (&data));
  g_assert_cmpfloat (tau_plot_curve_nearest (&data, -5), ==, 1);
  g_assert_cmpfloat (tau_plot_curve_nearest (&data, 6.4), ==, 6.5);
  g_assert_cmpfloat (tau_plot_curve_nearest (&data, 3.1), ==, 3); /* center has a value there */
  g_assert_cmpfloat (tau_plot_curve_next (&data, 6, 1), ==, 6.5);
  g_assert_true (isnan (tau_plot_curve_next (&data, 6.5, 1)));
  g_assert_cmpfloat (tau_plot_curve_next (&data, INFINITY, -1), ==, 6.5);
  g_assert_cmpfloat (tau_plot_curve_next (&data, -INFINITY, 1), ==, 1);
  g_assert_cmpfloat (tau_plot_curve_value (&data, 0, 2), ==, 16);
  g_assert_true (isnan (tau_plot_curve_value (&data, 0, 3)));
  g_assert_true (isnan (tau_plot_curve_value (&data, 1, 6.5)));

  g_autofree char *value = tau_plot_curve_name_value (&data, 0, 2, TRUE);
  g_assert_cmpstr (value, ==, "ours 16.0 %");
  g_autofree char *plain = tau_plot_curve_name_value (&data, 0, 2, FALSE);
  g_assert_cmpstr (plain, ==, "ours 16.0");
  g_autofree char *title = tau_plot_curve_name_value (&data, 0, 3, TRUE);
  g_assert_cmpstr (title, ==, "ours");
  g_autofree char *text = tau_plot_curve_describe (&data);
  g_assert_cmpstr (text, ==,
                   "ours: from 18.0 % to 7.5 % at epoch 6.5. center: from 20.0 % to 20.0 % at "
                   "epoch 6.");
  tau_plot_curve_clear (&data);
  g_assert_true (tau_plot_curve_is_empty (&data));
}

static cairo_surface_t *
draw (const TauPlotCurve *data, gboolean dark, double cursor, TauPlotScale *scale)
{
  TauPlotStyle style;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  tau_plot_style_init (&style, dark, NULL, 12);
  tau_plot_curve_fit (data, &style, WIDTH, HEIGHT, scale);
  tau_plot_set_color (cr, &style.background);
  cairo_paint (cr);
  tau_plot_curve_draw (cr, data, scale, &style, cursor);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static guint32
pixel (cairo_surface_t *surface, double x, double y)
{
  const guint8 *row =
      cairo_image_surface_get_data (surface) + (int)y * cairo_image_surface_get_stride (surface);
  guint32 value;
  memcpy (&value, row + 4 * (int)x, 4);
  return value & 0xffffff;
}

static guint32
color_of (gboolean dark, guint series)
{
  TauPlotStyle style;
  tau_plot_style_init (&style, dark, NULL, 12);
  const TauPlotColor *c = &style.series[series];
  return ((guint32)(c->red * 255 + 0.5) << 16) | ((guint32)(c->green * 255 + 0.5) << 8) |
         (guint32)(c->blue * 255 + 0.5);
}

/* The marks lie where the scale says, each in its curve's colour, in light and dark. */
static void
test_marks (void)
{
  TauPlotCurve data;
  TauPlotScale scale;
  fill (&data);
  for (int dark = 0; dark < 2; dark++) {
    cairo_surface_t *surface = draw (&data, dark, NAN, &scale);
    for (guint curve = 0; curve < 2; curve++)
      for (int i = 1; i <= 6; i++) {
        double value = tau_plot_curve_value (&data, curve, i);
        if (isfinite (value))
          g_assert_cmphex (pixel (surface, tau_plot_axis_to_pixel (&scale.x, i),
                                  tau_plot_axis_to_pixel (&scale.y, value)),
                           ==, color_of (dark, curve));
      }
    cairo_surface_destroy (surface);
  }
  /* The axis goes to the epochs asked for, and down to 0 where the values come near. */
  g_assert_cmpfloat (scale.x.low, <=, 0);
  g_assert_cmpfloat (scale.x.high, >=, 10);
  g_assert_cmpfloat (scale.y.low, <=, 0);
  g_assert_cmpfloat (scale.y.high, >=, 20);
  tau_plot_curve_clear (&data);
}

static void
test_hit (void)
{
  TauPlotCurve data;
  TauPlotScale scale;
  fill (&data);
  cairo_surface_t *plain = draw (&data, FALSE, NAN, &scale);
  cairo_surface_t *named = draw (&data, FALSE, 2, &scale);
  double y = (scale.y.pixel_low + scale.y.pixel_high) / 2;
  for (int i = 1; i <= 6; i++)
    g_assert_cmpfloat (
        tau_plot_curve_hit_test (&data, &scale, tau_plot_axis_to_pixel (&scale.x, i) + 2, y), ==,
        i);
  g_assert_true (isnan (tau_plot_curve_hit_test (&data, &scale, 1, y)));
  g_assert_true (isnan (tau_plot_curve_hit_test (&data, &scale, 100, HEIGHT + 20)));
  /* The cursor's line and the values in the legend. */
  double x = tau_plot_axis_to_pixel (&scale.x, 2);
  g_assert_cmphex (pixel (named, x, scale.y.pixel_low - 5), !=,
                   pixel (plain, x, scale.y.pixel_low - 5));
  cairo_surface_destroy (plain);
  cairo_surface_destroy (named);
  tau_plot_curve_clear (&data);
}

/* Nothing to draw, one value, equal values, values that are no numbers: no picture breaks. */
static void
test_odd (void)
{
  TauPlotScale scale;
  const double odd[][3] = { { NAN, NAN, NAN }, { 1, NAN, INFINITY }, { 5, 5, 5 }, { -3, 0, -3 } };
  for (guint i = 0; i < G_N_ELEMENTS (odd); i++) {
    TauPlotCurve data;
    tau_plot_curve_init (&data);
    guint curve = tau_plot_curve_add (&data, "odd");
    for (guint j = 0; j < 3; j++)
      tau_plot_curve_append (&data, curve, j, odd[i][j]);
    cairo_surface_destroy (draw (&data, TRUE, 1, &scale));
    g_assert_true (isfinite (scale.y.low) && scale.y.low < scale.y.high);
    tau_plot_curve_clear (&data);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/curve/data", test_data);
  g_test_add_func ("/engine/curve/marks", test_marks);
  g_test_add_func ("/engine/curve/hit", test_hit);
  g_test_add_func ("/engine/curve/odd", test_odd);
  return g_test_run ();
}
