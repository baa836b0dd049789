/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Titles beside the axes of a chart: those that are longer than their axis take two lines. */
#include "plot/tau-plot-axes.h"

#define LONG  "Tatsächlicher Verlust abzüglich dessen der Identität (Nats)"
#define OTHER "Vorhergesagter Verlust (Skala des Prädiktors): Mittel ± Abweichung"

static TauPlotStyle
make_style (void)
{
  TauPlotStyle style;
  tau_plot_style_init (&style, FALSE, NULL, 12);
  return style;
}

static void
fit (const TauPlotAxes *axes, int width, int height, TauPlotScale *scale)
{
  TauPlotStyle style = make_style ();
  tau_plot_axes_fit (axes, &style, width, height, scale);
}

static TauPlotAxes
make_axes (const char *x_title, const char *y_title)
{
  return (TauPlotAxes){ .x_high = 1, .y_high = 1, .x_title = x_title, .y_title = y_title };
}

/* Whether the chart as drawn leaves the edges free, and has that many rows of pixels with ink
 * below its tick labels. */
static gboolean
stays_inside (const TauPlotAxes *axes, int width, int height)
{
  enum { BORDER = 16 };
  TauPlotStyle style = make_style ();
  TauPlotScale scale;
  const int whole_width = width + 2 * BORDER, whole_height = height + 2 * BORDER;
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_A8, whole_width, whole_height);
  cairo_t *cr = cairo_create (surface);
  cairo_translate (cr, BORDER, BORDER);
  tau_plot_axes_fit (axes, &style, width, height, &scale);
  tau_plot_axes_draw (axes, &style, &scale, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  const guchar *data = cairo_image_surface_get_data (surface);
  const int stride = cairo_image_surface_get_stride (surface);
  gboolean inside = TRUE;
  for (int y = 0; y < whole_height; y++)
    for (int x = 0; x < whole_width; x++)
      if (x < BORDER || x >= width + BORDER || y < BORDER || y >= height + BORDER)
        inside &= data[y * stride + x] == 0;
  cairo_surface_destroy (surface);
  return inside;
}

static gboolean
is_legible (const TauPlotAxes *axes, int width, int height)
{
  TauPlotStyle style = make_style ();
  TauPlotScale scale;
  tau_plot_axes_fit (axes, &style, width, height, &scale);
  return tau_plot_axes_is_legible (axes, &style, &scale);
}

/* The sizes of the scatter in windows 360, 600 and 900 wide, and of a large one. */
static void
test_long_titles (void)
{
  static const int sizes[][2] = {
    { 330, 260 }, { 300, 280 }, { 420, 240 }, { 540, 300 }, { 300, 600 }, { 900, 600 },
  };
  const TauPlotAxes axes = make_axes (OTHER, LONG);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_assert_true (is_legible (&axes, sizes[i][0], sizes[i][1]));
    g_assert_true (stays_inside (&axes, sizes[i][0], sizes[i][1]));
  }
}

/* Only a title that needs the second line takes it. */
static void
test_room (void)
{
  TauPlotStyle style = make_style ();
  const TauPlotAxes plain = make_axes ("x", "y"), both = make_axes (OTHER, LONG);
  const double line = tau_plot_style_line_height (&style, TAU_PLOT_TEXT_NORMAL);
  TauPlotScale one, two;

  fit (&plain, 300, 260, &one);
  fit (&both, 300, 260, &two);
  g_assert_cmpfloat_with_epsilon (two.x.pixel_low - one.x.pixel_low, line, 0.01);
  g_assert_cmpfloat_with_epsilon (one.y.pixel_low - two.y.pixel_low, line, 0.01);
  fit (&plain, 900, 900, &one);
  fit (&both, 900, 900, &two);
  g_assert_cmpfloat (one.x.pixel_low, ==, two.x.pixel_low);
  g_assert_cmpfloat (one.y.pixel_low, ==, two.y.pixel_low);
}

/* A title that two lines cannot hold is cut, and says so to those who ask. */
static void
test_endless (void)
{
  g_autofree char *text = g_strnfill (500, 'w');
  const TauPlotAxes axes = make_axes (text, text);
  static const int sides[] = { 1, 40, 120, 170, 300, 700 };
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++) {
    g_assert_false (is_legible (&axes, sides[i], sides[i]));
    if (sides[i] >= 120)
      g_assert_true (stays_inside (&axes, sides[i], sides[i]));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/axes/long-titles", test_long_titles);
  g_test_add_func ("/axes/room", test_room);
  g_test_add_func ("/axes/endless", test_endless);
  return g_test_run ();
}
