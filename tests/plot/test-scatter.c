/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/scatter/tau-plot-scatter-draw.h"

#include <math.h>

#include "plot/scatter/tau-plot-labels.h"
#include "base/tau-random.h"
#include "in-locale.h"

enum { N_POINTS = 12 };

static const char *titles[N_POINTS] = {
  "Identity",      "Rotate −20°",   "Rotate +20°",   "Zoom 0.8",      "Zoom 1.2",   "Auto-contrast",
  "Sharpness 0.2", "Sharpness 0.5", "Sharpness 3.0", "Sharpness 4.0", "Colour 0.5", "Colour 2.0",
};

/* Points that lie apart from each other, the even ones right. */
static void
make_spread (TauPlotScatter *data)
{
  static const double x[] = { .05, .10, .15, .20, .07, .12, .17, .22, .06, .11, .16, .21 };
  static const double y[] = { 0.2, 0.3, 0.1, 0.4, 1.2, 1.4, 1.1, 1.3, 2.3, 2.1, 2.4, 2.2 };

  tau_plot_scatter_init (data);
  for (guint i = 0; i < N_POINTS; i++)
    tau_plot_scatter_add (data, x[i], y[i], i % 2 == 0, titles[i]);
  data->chosen = 0;
  data->best = 2;
  data->correlation = 0.25;
}

static void
make_cluster (TauPlotScatter *data)
{
  tau_plot_scatter_init (data);
  for (guint i = 0; i < N_POINTS; i++)
    tau_plot_scatter_add (data, 0.083 + i * 1e-5, 1 + (i * 7 % 12) * 1e-3, i > 5, titles[i]);
  data->points[9].x = 0.5;
  data->points[9].y = 9;
  data->chosen = 3;
  data->best = 4;
}

static void
test_data_bounds (void)
{
  TauPlotScatter data;
  TauPlotScatterBounds bounds;

  tau_plot_scatter_init (&data);
  g_assert_false (tau_plot_scatter_get_bounds (&data, &bounds));
  g_assert_cmpfloat (bounds.x_low, <, bounds.x_high);
  tau_plot_scatter_add (&data, 3, 1, TRUE, "a");
  tau_plot_scatter_add (&data, NAN, 100, TRUE, "b");
  tau_plot_scatter_add (&data, 100, -INFINITY, TRUE, "c");
  tau_plot_scatter_add (&data, 2, 5, FALSE, "d");
  g_assert_true (tau_plot_scatter_get_bounds (&data, &bounds));
  g_assert_cmpfloat (bounds.x_low, ==, 2);
  g_assert_cmpfloat (bounds.x_high, ==, 3);
  g_assert_cmpfloat (bounds.y_low, ==, 1);
  g_assert_cmpfloat (bounds.y_high, ==, 5);
  g_assert_cmpuint (tau_plot_scatter_n_drawable (&data), ==, 2);
  g_assert_false (tau_plot_scatter_is_drawable (&data, -1));
  g_assert_false (tau_plot_scatter_is_drawable (&data, 4));
}

static void
test_data_describe (void)
{
  TauPlotScatter data;

  make_spread (&data);
  g_autofree char *two = tau_plot_scatter_describe (&data);
  g_assert_cmpstr (two, ==,
                   in_locale ("Chosen: Identity. Best: Rotate +20°. Spearman correlation 0.25."));
  data.correlation = -0.25;
  g_autofree char *negative = tau_plot_scatter_describe (&data);
  g_assert_nonnull (strstr (negative, in_locale ("Spearman correlation −0.25.")));
  data.points[0].x = -0.125;
  g_autoptr (TauPlot) plot = tau_plot_new_for_scatter (&data);
  g_autofree char *item = tau_plot_describe_item (plot, 0);
  g_assert_nonnull (strstr (item, in_locale ("predicted −0.125, actual 0.200")));
  data.best = data.chosen;
  data.correlation = NAN;
  g_autofree char *one = tau_plot_scatter_describe (&data);
  g_assert_cmpstr (one, ==, "Chosen and best: Identity. The correlation is not defined.");
  data.chosen = -1;
  g_autofree char *none = tau_plot_scatter_describe (&data);
  g_assert_true (g_str_has_prefix (none, "Nothing is chosen yet."));

  /* Without a label no answer is right or wrong. */
  g_assert_cmpstr (tau_plot_scatter_verdict (TRUE, TRUE), ==, "right");
  g_assert_cmpstr (tau_plot_scatter_verdict (TRUE, FALSE), ==, "wrong");
  g_assert_cmpstr (tau_plot_scatter_verdict (FALSE, TRUE), ==, "unchanged");
  g_assert_cmpstr (tau_plot_scatter_verdict (FALSE, FALSE), ==, "changed");
}

/* Without predictions: x is the rank of the actual loss, and nothing is chosen. */
static void
test_data_rank (void)
{
  TauPlotScatter data;

  make_spread (&data);
  for (guint i = 0; i < N_POINTS; i++)
    data.points[i].x = NAN;
  tau_plot_scatter_rank (&data);
  g_assert_cmpuint (tau_plot_scatter_n_drawable (&data), ==, N_POINTS);
  g_assert_cmpfloat (data.points[2].x, ==, 1);
  g_assert_cmpfloat (data.points[10].x, ==, 12);
  for (guint i = 0; i < N_POINTS; i++)
    for (guint k = 0; k < N_POINTS; k++)
      if (data.points[i].y < data.points[k].y)
        g_assert_cmpfloat (data.points[i].x, <, data.points[k].x);
  g_assert_cmpint (data.chosen, ==, -1);
  g_assert_cmpint (data.best, ==, 2);

  g_autoptr (TauPlot) plot = tau_plot_new_for_scatter (&data);
  g_autofree char *text = tau_plot_describe (plot, 10);
  g_assert_true (g_str_has_prefix (text, "Ranked by actual loss, without a predictor. Best: Rotate "
                                         "+20°. Named: Colour 0.5, rank 12, actual "));
  g_assert_true (g_str_has_suffix (text, in_locale (" 2.40, right.")));
  g_assert_cmpstr (tau_plot_get_title (plot), ==, "Actual Loss, Ranked");
  int item = 2;
  tau_plot_move (plot, TAU_PLOT_RIGHT, &item);
  g_assert_cmpint (item, ==, 0);
}

/* Ticks at whole numbers from 1 to 12 only, at every size; all of them where there is room. */
static void
test_ticks_rank (void)
{
  TauPlotScatter data;
  TauPlotStyle style;

  make_spread (&data);
  tau_plot_scatter_rank (&data);
  tau_plot_style_init (&style, FALSE, NULL, 11);
  for (double width = 20; width < 2000; width *= 1.1) {
    TauPlotScale scale;
    tau_plot_scatter_fit (&data, &style, width, 300, &scale);
    g_assert_cmpuint (scale.x.n_ticks, >=, 1);
    g_assert_cmpuint (scale.x.n_ticks, <=, N_POINTS);
    for (guint i = 0; i < scale.x.n_ticks; i++) {
      const double tick = tau_plot_axis_get_tick (&scale.x, i);
      g_assert_cmpfloat (tick, ==, round (tick));
      g_assert_cmpfloat (tick, >=, 1);
      g_assert_cmpfloat (tick, <=, N_POINTS);
    }
    if (width > 600)
      g_assert_cmpuint (scale.x.n_ticks, ==, N_POINTS);
  }
  /* Two points, and none at all. */
  for (guint n = 0; n <= 2; n += 2) {
    TauPlotScale scale;
    data.n_points = n;
    tau_plot_scatter_rank (&data);
    tau_plot_scatter_fit (&data, &style, 400, 300, &scale);
    g_assert_cmpuint (scale.x.n_ticks, ==, 2);
  }
}

static void
test_ticks_known (void)
{
  TauPlotAxis axis;
  char text[TAU_PLOT_TICK_TEXT_SIZE];

  tau_plot_axis_init (&axis, 0, 1, 0, 0, 100, 6);
  g_assert_cmpuint (axis.n_ticks, ==, 6);
  g_assert_cmpfloat (tau_plot_axis_get_step (&axis), ==, 0.2);
  g_assert_cmpfloat (tau_plot_axis_get_tick (&axis, 3), ==, 0.6); /* and not 0.6000000000000001 */
  tau_plot_axis_format_tick (&axis, 3, text);
  g_assert_cmpstr (text, ==, in_locale ("0.6"));
  tau_plot_axis_format_tick (&axis, 0, text);
  g_assert_cmpstr (text, ==, "0");

  tau_plot_axis_init (&axis, -40, 60, 0, 0, 100, 6);
  g_assert_cmpfloat (tau_plot_axis_get_step (&axis), ==, 20);
  tau_plot_axis_format_tick (&axis, 0, text);
  g_assert_cmpstr (text, ==, "−40");

  tau_plot_axis_init (&axis, 0, 4e8, 0, 0, 100, 5);
  tau_plot_axis_format_tick (&axis, 1, text);
  g_assert_cmpstr (text, ==, "1e+08");
  tau_plot_axis_init (&axis, 0, 4e-8, 0, 0, 100, 5);
  tau_plot_axis_format_tick (&axis, 1, text);
  g_assert_cmpstr (text, ==, "1e−08");
}

/* Whatever the range: 2 to max_ticks ticks, inside, evenly spaced, at 1-2-5 steps, all told apart.
 */
static void
test_ticks_property (void)
{
  TauRandom random;
  tau_random_init (&random, 1, 1);
  for (int round = 0; round < 3000; round++) {
    double middle =
        tau_random_normal (&random, 0, 1) * pow (10, tau_random_uniform (&random, -6, 6));
    double span = pow (10, tau_random_uniform (&random, -6, 8));
    guint max_ticks = 5 + tau_random_below (&random, 12);
    char text[TAU_PLOT_TICK_TEXT_SIZE], previous[TAU_PLOT_TICK_TEXT_SIZE] = "";
    TauPlotAxis axis;

    tau_plot_axis_init (&axis, middle - span, middle + span, 0.05, 0, 1, max_ticks);
    double step = tau_plot_axis_get_step (&axis);
    g_assert_true (axis.tick_mantissa == 1 || axis.tick_mantissa == 2 || axis.tick_mantissa == 5);
    g_assert_cmpuint (axis.n_ticks, >=, 2);
    g_assert_cmpuint (axis.n_ticks, <=, max_ticks);
    for (guint i = 0; i < axis.n_ticks; i++) {
      double tick = tau_plot_axis_get_tick (&axis, i);
      g_assert_cmpfloat (tick, >=, axis.low - step * 1e-6);
      g_assert_cmpfloat (tick, <=, axis.high + step * 1e-6);
      tau_plot_axis_format_tick (&axis, i, text);
      g_assert_cmpstr (text, !=, previous);
      g_strlcpy (previous, text, sizeof previous);
    }
  }
}

static void
test_mapping (void)
{
  TauRandom random;
  TauPlotAxis axis;

  tau_plot_axis_init (&axis, 2, 4, 0.5, 300, 20, 8); /* upwards: 1 at 300, 5 at 20 */
  g_assert_cmpfloat (tau_plot_axis_to_pixel (&axis, 1), ==, 300);
  g_assert_cmpfloat (tau_plot_axis_to_pixel (&axis, 5), ==, 20);
  g_assert_cmpfloat (tau_plot_axis_to_pixel (&axis, 3), ==, 160);
  g_assert_true (isnan (tau_plot_axis_to_pixel (&axis, NAN)));

  tau_random_init (&random, 2, 2);
  for (int i = 0; i < 1000; i++) {
    double value = tau_random_uniform (&random, -1, 8);
    double back = tau_plot_axis_to_data (&axis, tau_plot_axis_to_pixel (&axis, value));
    g_assert_cmpfloat_with_epsilon (back, value, 1e-12);
  }
}

static void
test_degenerate_ranges (void)
{
  static const double ranges[][2] = {
    { 0, 0 },   { 2.3, 2.3 },     { -1e-9, -1e-9 },        { NAN, NAN },
    { NAN, 3 }, { 1, INFINITY },  { -INFINITY, INFINITY }, { -1e308, 1e308 },
    { 5, 1 },   { 1, 1 + 1e-15 }, { 0, 5e-324 },           { 1e300, 1e300 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++) {
    TauPlotAxis axis;
    tau_plot_axis_init (&axis, ranges[i][0], ranges[i][1], 0.1, 10, 10, 6);
    g_assert_true (isfinite (axis.low) && isfinite (axis.high));
    g_assert_cmpfloat (axis.low, <, axis.high);
    g_assert_cmpuint (axis.n_ticks, >=, 2);
    g_assert_cmpuint (axis.n_ticks, <=, 6);
    g_assert_true (isfinite (tau_plot_axis_to_data (&axis, 10)));
  }
}

static void
test_hit (void)
{
  TauPlotStyle style;
  TauPlotScale scale;
  TauPlotScatter data;

  make_spread (&data);
  tau_plot_style_init (&style, FALSE, NULL, 12);
  tau_plot_scatter_fit (&data, &style, 600, 400, &scale);
  for (guint i = 0; i < data.n_points; i++) {
    double x = tau_plot_axis_to_pixel (&scale.x, data.points[i].x);
    double y = tau_plot_axis_to_pixel (&scale.y, data.points[i].y);
    g_assert_cmpint (tau_plot_scatter_hit_test (&data, &scale, x, y, 8), ==, i);
    g_assert_cmpint (tau_plot_scatter_hit_test (&data, &scale, x + 5, y - 6, 8), ==, i);
    g_assert_cmpint (tau_plot_scatter_hit_test (&data, &scale, x, y + 8.01, 8), ==, -1);
  }

  /* The nearest of two in reach; of two on one spot the chosen, which is drawn on top. */
  double x = tau_plot_axis_to_pixel (&scale.x, data.points[5].x);
  double y = tau_plot_axis_to_pixel (&scale.y, data.points[5].y);
  data.points[6].x = tau_plot_axis_to_data (&scale.x, x + 10);
  data.points[6].y = data.points[5].y;
  g_assert_cmpint (tau_plot_scatter_hit_test (&data, &scale, x + 4, y, 50), ==, 5);
  g_assert_cmpint (tau_plot_scatter_hit_test (&data, &scale, x + 6, y, 50), ==, 6);
  data.points[0] = data.points[5];
  g_assert_cmpint (tau_plot_scatter_hit_test (&data, &scale, x, y, 50), ==, 0);
  data.points[0].y = data.points[5].x = NAN;
  g_assert_cmpint (tau_plot_scatter_hit_test (&data, &scale, x, y, 5), ==, -1);
  g_assert_cmpint (tau_plot_scatter_hit_test (&data, &scale, NAN, y, 5), ==, -1);
}

static cairo_surface_t *
draw (const TauPlotScatter *data, const TauPlotStyle *style, const TauPlotState *state, int width,
      int height, int border, TauPlotScale *scale)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, width + 2 * border, height + 2 * border);
  cairo_t *cr = cairo_create (surface);

  tau_plot_set_color (cr, &style->background);
  cairo_paint (cr);
  cairo_translate (cr, border, border);
  tau_plot_scatter_fit (data, style, width, height, scale);
  tau_plot_scatter_draw (cr, data, scale, style, state);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  return surface;
}

static guint32
pixel_at (cairo_surface_t *surface, int x, int y)
{
  const guint8 *row =
      cairo_image_surface_get_data (surface) + (gsize)y * cairo_image_surface_get_stride (surface);
  return ((const guint32 *)row)[x] & 0xffffff;
}

static guint32
pack (const TauPlotColor *color)
{
  return (guint32)round (color->red * 255) << 16 | (guint32)round (color->green * 255) << 8 |
         (guint32)round (color->blue * 255);
}

static void
test_paints_marks (void)
{
  for (int dark = 0; dark < 2; dark++) {
    TauPlotStyle style;
    TauPlotScale scale;
    TauPlotScatter data;
    const TauPlotState state = { .hovered = 5, .selected = 8 };

    make_spread (&data);
    data.points[7].y = NAN;
    tau_plot_style_init (&style, dark, NULL, 12);
    cairo_surface_t *surface = draw (&data, &style, &state, 700, 500, 0, &scale);
    for (guint i = 0; i < data.n_points; i++) {
      if (i == 7)
        continue;
      double x = tau_plot_axis_to_pixel (&scale.x, data.points[i].x);
      double y = tau_plot_axis_to_pixel (&scale.y, data.points[i].y);
      g_assert_cmphex (pixel_at (surface, (int)x, (int)y), ==,
                       pack (i % 2 == 0 ? &style.right : &style.wrong));
    }
    /* Around the best mark there is a star: its upper arm lies 1.9 radii above the point. */
    double x = tau_plot_axis_to_pixel (&scale.x, data.points[2].x);
    double y = tau_plot_axis_to_pixel (&scale.y, data.points[2].y) - 1.7 * style.mark_radius;
    g_assert_cmphex (pixel_at (surface, (int)x, (int)y), ==, pack (&style.star));
    /* And around the chosen one a ring, 1.75 radii away. */
    x = tau_plot_axis_to_pixel (&scale.x, data.points[0].x) - 1.75 * style.mark_radius;
    y = tau_plot_axis_to_pixel (&scale.y, data.points[0].y);
    g_assert_cmphex (pixel_at (surface, (int)x, (int)y), !=, pack (&style.background));
    cairo_surface_destroy (surface);
  }
}

/* Marks, labels and titles stay inside the picture, whatever its size and data. */
static void
test_stays_inside (void)
{
  static const int sizes[][2] = {
    { 220, 160 }, { 400, 300 }, { 800, 600 }, { 1600, 300 }, { 300, 900 }
  };
  enum { BORDER = 20 };
  for (guint i = 0; i < 4 * G_N_ELEMENTS (sizes); i++) {
    int width = sizes[i / 4][0], height = sizes[i / 4][1];
    const TauPlotState state = { .hovered = 9, .selected = 1 };
    TauPlotStyle style;
    TauPlotScale scale;
    TauPlotScatter data;

    tau_plot_style_init (&style, FALSE, NULL, 12);
    (i % 2 == 0 ? make_spread : make_cluster) (&data);
    if (i % 4 >= 2) {
      data.best = data.chosen;
      data.points[data.chosen].title =
          "A transform with a name that is longer than any plot is wide "
          "or than any sensible person would give to it";
      for (guint k = 0; k < 12; k++)
        data.points[k].y *= 12345;
    }
    cairo_surface_t *surface = draw (&data, &style, &state, width, height, BORDER, &scale);
    for (int y = 0; y < height + 2 * BORDER; y++)
      for (int x = 0; x < width + 2 * BORDER; x++)
        if (x < BORDER || x >= width + BORDER || y < BORDER || y >= height + BORDER)
          g_assert_cmphex (pixel_at (surface, x, y), ==, 0xffffff);
    cairo_surface_destroy (surface);
  }
}

/* Sizes and data that no one wants still draw without an error. */
static void
test_odd_cases (void)
{
  static const int sizes[] = { 1, 7, 20, 60, 150 };
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    TauPlotStyle style;
    TauPlotScale scale;
    TauPlotScatter data;

    tau_plot_style_init (&style, TRUE, "No such font", 12);
    tau_plot_scatter_init (&data);
    data.x_title = data.y_title = NULL;
    cairo_surface_destroy (draw (&data, &style, NULL, sizes[i], sizes[i], 0, &scale));
    g_assert_cmpint (tau_plot_scatter_hit_test (&data, &scale, 1, 1, 100), ==, -1);
    for (guint k = 0; k < 3; k++)
      tau_plot_scatter_add (&data, INFINITY, NAN, FALSE, NULL);
    data.chosen = data.best = 1;
    cairo_surface_destroy (draw (&data, &style, NULL, 10 * sizes[i], sizes[i], 0, &scale));
    tau_plot_scatter_add (&data, 1e300, -1e300, FALSE, NULL);
    data.chosen = 3;
    data.best = 77;
    cairo_surface_destroy (draw (&data, &style, NULL, sizes[i], 10 * sizes[i], 0, &scale));
  }
}

static void
test_place_labels (void)
{
  const TauPlotBox frame = { 10, 20, 400, 300 };
  TauRandom random;
  TauPlotBox label;

  tau_random_init (&random, 3, 3);
  for (int round = 0; round < 200; round++) {
    TauPlotBox marks[12], taken[4];
    guint n_taken = 0;
    double spread = round % 2 == 0 ? 200 : 10;
    for (guint i = 0; i < 12; i++)
      marks[i] = (TauPlotBox){ tau_random_uniform (&random, 200 - spread, 200 + spread),
                               tau_random_uniform (&random, 170 - spread * 0.7, 170 + spread * 0.7),
                               14, 14 };
    for (guint i = 0; i < 4; i++) {
      g_assert_true (tau_plot_place_label (&frame, marks, 12, taken, n_taken, marks[i].x + 7,
                                           marks[i].y + 7, 10, 110, 18, &label));
      g_assert_cmpfloat (label.x, >=, frame.x);
      g_assert_cmpfloat (label.y, >=, frame.y);
      g_assert_cmpfloat (label.x + label.width, <=, frame.x + frame.width);
      g_assert_cmpfloat (label.y + label.height, <=, frame.y + frame.height);
      for (guint k = 0; k < n_taken; k++)
        g_assert_cmpfloat (tau_plot_box_overlap (&label, &taken[k]), ==, 0);
      for (guint k = 0; k < 12; k++)
        g_assert_cmpfloat (tau_plot_box_overlap (&label, &marks[k]), <, 14);
      taken[n_taken++] = label;
    }
  }
  g_assert_false (tau_plot_place_label (&frame, NULL, 0, NULL, 0, 50, 50, 5, 401, 10, &label));
  g_assert_false (tau_plot_place_label (&frame, NULL, 0, &frame, 1, 50, 50, 5, 40, 10, &label));
}

/* WCAG 2 relative luminance and contrast. */
static double
luminance (const TauPlotColor *color)
{
  const double channels[] = { color->red, color->green, color->blue };
  const double weights[] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0;
  for (int i = 0; i < 3; i++)
    sum += weights[i] * (channels[i] <= 0.04045 ? channels[i] / 12.92
                                                : pow ((channels[i] + 0.055) / 1.055, 2.4));
  return sum;
}

static double
contrast (const TauPlotColor *a, const TauPlotColor *b)
{
  double x = luminance (a), y = luminance (b);
  return (MAX (x, y) + 0.05) / (MIN (x, y) + 0.05);
}

static void
test_contrast (void)
{
  for (int dark = 0; dark < 2; dark++) {
    TauPlotStyle style;
    tau_plot_style_init (&style, dark, NULL, 12);
    g_assert_cmpfloat (contrast (&style.foreground, &style.background), >, 7);
    g_assert_cmpfloat (contrast (&style.dim, &style.background), >, 4.5);
    g_assert_cmpfloat (contrast (&style.right, &style.background), >, 4.5);
    g_assert_cmpfloat (contrast (&style.wrong, &style.background), >, 4.5);
    g_assert_cmpfloat (contrast (&style.star_edge, &style.background), >, 3);
    g_assert_cmpfloat (contrast (&style.right, &style.wrong), >, 1.15);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/data/bounds", test_data_bounds);
  g_test_add_func ("/plot/data/describe", test_data_describe);
  g_test_add_func ("/plot/data/rank", test_data_rank);
  g_test_add_func ("/plot/scale/ticks-rank", test_ticks_rank);
  g_test_add_func ("/plot/scale/ticks-known", test_ticks_known);
  g_test_add_func ("/plot/scale/ticks-property", test_ticks_property);
  g_test_add_func ("/plot/scale/mapping", test_mapping);
  g_test_add_func ("/plot/scale/degenerate-ranges", test_degenerate_ranges);
  g_test_add_func ("/plot/hit", test_hit);
  g_test_add_func ("/plot/draw/paints-marks", test_paints_marks);
  g_test_add_func ("/plot/draw/stays-inside", test_stays_inside);
  g_test_add_func ("/plot/draw/odd-cases", test_odd_cases);
  g_test_add_func ("/plot/labels/place", test_place_labels);
  g_test_add_func ("/plot/style/contrast", test_contrast);
  return g_test_run ();
}
