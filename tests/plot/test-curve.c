/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves over epochs: what they hold, where they are drawn, what a place in the picture names. */
#include "plot/kinds/tau-plot-curve-draw.h"
#include "in-locale.h"

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

static double
nearest (const TauPlotCurve *data, double x)
{
  return tau_plot_curve_get_place (data, tau_plot_curve_nearest (data, x));
}

static void
test_data (void)
{
  TauPlotCurve data;
  tau_plot_curve_init (&data);
  g_assert_true (tau_plot_curve_get_n_places (&data) == 0);
  g_assert_cmpint (tau_plot_curve_nearest (&data, 3), ==, -1);
  g_autofree char *nothing = tau_plot_curve_describe (&data);
  g_assert_nonnull (strstr (nothing, "No values"));

  fill (&data);
  g_assert_cmpuint (tau_plot_curve_get_n_places (&data), ==, 7);
  g_assert_cmpfloat (nearest (&data, -5), ==, 1);
  g_assert_cmpfloat (nearest (&data, 6.4), ==, 6.5);
  g_assert_cmpfloat (nearest (&data, 3.1), ==, 3); /* center has a value there */
  g_assert_cmpfloat (tau_plot_curve_value (&data, 0, 2), ==, 16);
  g_assert_true (isnan (tau_plot_curve_value (&data, 0, 3)));
  g_assert_true (isnan (tau_plot_curve_value (&data, 1, 6.5)));

  g_autofree char *value = tau_plot_curve_name_value (&data, 0, 2, TRUE);
  g_assert_cmpstr (value, ==, in_locale ("ours 16.0 %"));
  g_autofree char *plain = tau_plot_curve_name_value (&data, 0, 2, FALSE);
  g_assert_cmpstr (plain, ==, in_locale ("ours 16.0"));
  g_autofree char *title = tau_plot_curve_name_value (&data, 0, 3, TRUE);
  g_assert_cmpstr (title, ==, "ours");
  g_autofree char *place = tau_plot_curve_describe_place (&data, 2);
  g_assert_cmpstr (place, ==, in_locale ("epoch 3: ours, center 20.0 %"));
  g_autofree char *text = tau_plot_curve_describe (&data);
  g_assert_cmpstr (
      text, ==,
      in_locale ("ours: from 18.0 % to 7.5 % at epoch 6.5. center: from 20.0 % to 20.0 % at "
                 "epoch 6."));
  tau_plot_curve_clear (&data);
  g_assert_true (tau_plot_curve_get_n_places (&data) == 0);
}

/* The epoch that a step leads to from another; NAN is none. */
static double
step_from (TauPlot *plot, double epoch, TauPlotStep step)
{
  const TauPlotCurve *data = tau_plot_get_curve (plot);
  int item = isnan (epoch) ? -1 : tau_plot_curve_nearest (data, epoch);
  g_assert_true (tau_plot_move (plot, step, &item));
  return tau_plot_curve_get_place (data, item);
}

static void
test_steps (void)
{
  TauPlotCurve data, other;
  int item = 1;
  fill (&data);
  tau_plot_curve_init (&other);
  guint curve = tau_plot_curve_add (&other, "other");
  g_autoptr (TauPlot) plot = tau_plot_new_for_curve (&data);
  g_assert_cmpuint (tau_plot_curve_get_n_places (&data), ==, 0); /* taken */
  g_assert_cmpuint (tau_plot_get_n_items (plot), ==, 7);
  g_assert_cmpfloat (step_from (plot, 6, TAU_PLOT_RIGHT), ==, 6.5);
  g_assert_cmpfloat (step_from (plot, 6.5, TAU_PLOT_RIGHT), ==, 6.5);
  g_assert_cmpfloat (step_from (plot, NAN, TAU_PLOT_LEFT), ==, 6.5);
  g_assert_cmpfloat (step_from (plot, NAN, TAU_PLOT_RIGHT), ==, 1);
  g_assert_cmpfloat (step_from (plot, 1, TAU_PLOT_LEFT), ==, 1);
  g_assert_cmpfloat (step_from (plot, 3, TAU_PLOT_LAST), ==, 6.5);
  g_assert_cmpfloat (step_from (plot, NAN, TAU_PLOT_FIRST), ==, 1);
  g_assert_true (isnan (step_from (plot, 3, TAU_PLOT_NOWHERE)));
  g_assert_false (tau_plot_move (plot, TAU_PLOT_UP, &item));

  /* The place in an unfinished epoch is gone when the next values come; values may come late. */
  tau_plot_curve_append (&other, curve, 7, 5);
  tau_plot_curve_append (&other, curve, 2, 5);
  g_autoptr (TauPlot) later = tau_plot_new_for_curve (&other);
  g_assert_cmpint (tau_plot_follow (later, plot, 6), ==, 1);
  g_assert_cmpint (tau_plot_follow (later, plot, 0), ==, 0);
  g_assert_cmpint (tau_plot_follow (later, plot, -1), ==, -1);
}

static cairo_surface_t *
draw (TauPlot *plot, gboolean dark, int place, TauPlotScale *scale)
{
  TauPlotStyle style;
  const TauPlotState state = { .hovered = -1, .selected = place };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  tau_plot_style_init (&style, dark, NULL, 12);
  g_autofree TauPlotScale *fitted = tau_plot_fit (plot, &style, WIDTH, HEIGHT);
  *scale = *fitted;
  tau_plot_set_color (cr, &style.background);
  cairo_paint (cr);
  tau_plot_draw (plot, cr, &style, scale, &state);
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
  g_autoptr (TauPlot) plot = tau_plot_new_for_curve (&data);
  for (int dark = 0; dark < 2; dark++) {
    cairo_surface_t *surface = draw (plot, dark, -1, &scale);
    for (guint curve = 0; curve < 2; curve++)
      for (int i = 1; i <= 6; i++) {
        double value = tau_plot_curve_value (tau_plot_get_curve (plot), curve, i);
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
}

/* Curves with the same values are all to be seen: lines through each other's gaps, marks aside. */
static void
test_equal (void)
{
  static const char *const titles[] = { "ours", "center", "oracle" };
  TauPlotCurve data;
  TauPlotScale scale;
  guint n_found[TAU_PLOT_CURVE_MAX] = { 0 };
  tau_plot_curve_init (&data);
  for (guint c = 0; c < TAU_PLOT_CURVE_MAX; c++) {
    guint curve = tau_plot_curve_add (&data, titles[c]);
    for (int i = 0; i < 2; i++)
      tau_plot_curve_append (&data, curve, i, 5);
  }
  g_autoptr (TauPlot) plot = tau_plot_new_for_curve (&data);
  cairo_surface_t *surface = draw (plot, FALSE, -1, &scale);
  double y = tau_plot_axis_to_pixel (&scale.y, 5);
  for (double x = scale.x.pixel_low; x < scale.x.pixel_high; x++)
    for (guint c = 0; c < TAU_PLOT_CURVE_MAX; c++)
      n_found[c] += pixel (surface, x, y) == color_of (FALSE, c);
  for (guint c = 0; c < TAU_PLOT_CURVE_MAX; c++)
    g_assert_cmpuint (n_found[c], >, 4); /* the rest is blended */
  cairo_surface_destroy (surface);
}

/* A change that means nothing does not fill the axis; one that does, does. */
static void
test_noise (void)
{
  static const struct {
    double from, to, least, most; /* share of the axis */
  } cases[] = {
    { 0.460, 0.454, 0, 0.12 }, { 0.46, 0.2, 0.5, 1 }, { 30, 24, 0.6, 1 }, { -0.46, -0.454, 0, 0.12 }
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TauPlotCurve data;
    TauPlotScale scale;
    tau_plot_curve_init (&data);
    guint curve = tau_plot_curve_add (&data, "validation");
    tau_plot_curve_append (&data, curve, 0, cases[i].from);
    tau_plot_curve_append (&data, curve, 1, cases[i].to);
    g_autoptr (TauPlot) plot = tau_plot_new_for_curve (&data);
    cairo_surface_destroy (draw (plot, FALSE, -1, &scale));
    double share = fabs (cases[i].from - cases[i].to) / (scale.y.high - scale.y.low);
    g_assert_cmpfloat (share, >=, cases[i].least);
    g_assert_cmpfloat (share, <=, cases[i].most);
  }
}

static void
test_hit (void)
{
  TauPlotCurve data;
  TauPlotScale scale;
  fill (&data);
  g_autoptr (TauPlot) plot = tau_plot_new_for_curve (&data);
  cairo_surface_t *plain = draw (plot, FALSE, -1, &scale);
  cairo_surface_t *named = draw (plot, FALSE, 1, &scale);
  double y = (scale.y.pixel_low + scale.y.pixel_high) / 2;
  for (int i = 1; i <= 6; i++)
    g_assert_cmpint (tau_plot_hit_test (plot, &scale, tau_plot_axis_to_pixel (&scale.x, i) + 2, y),
                     ==, i - 1);
  g_assert_cmpint (tau_plot_hit_test (plot, &scale, 1, y), ==, -1);
  g_assert_cmpint (tau_plot_hit_test (plot, &scale, 100, HEIGHT + 20), ==, -1);
  /* The cursor's line and the values in the legend. */
  double x = tau_plot_axis_to_pixel (&scale.x, 2);
  g_assert_cmphex (pixel (named, x, scale.y.pixel_low - 5), !=,
                   pixel (plain, x, scale.y.pixel_low - 5));
  cairo_surface_destroy (plain);
  cairo_surface_destroy (named);
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
    g_autoptr (TauPlot) plot = tau_plot_new_for_curve (&data);
    cairo_surface_destroy (draw (plot, TRUE, 1, &scale));
    g_assert_true (isfinite (scale.y.low) && scale.y.low < scale.y.high);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/curve/data", test_data);
  g_test_add_func ("/curve/steps", test_steps);
  g_test_add_func ("/curve/marks", test_marks);
  g_test_add_func ("/curve/equal", test_equal);
  g_test_add_func ("/curve/noise", test_noise);
  g_test_add_func ("/curve/hit", test_hit);
  g_test_add_func ("/curve/odd", test_odd);
  return g_test_run ();
}
