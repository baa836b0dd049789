/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heat maps and bars: their numbers, where things lie, that what is drawn is what is hit, and
 * files. */
#include "plot/tau-plot.h"
#include "plot/kinds/tau-plot-bars-draw.h"
#include "plot/kinds/tau-plot-bars-scale.h"
#include "plot/tau-plot-export.h"
#include "plot/kinds/tau-plot-matrix-draw.h"
#include "plot/kinds/tau-plot-matrix-scale.h"
#include "in-locale.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>

static TauPlotGrid *
make_matrix (void)
{
  TauPlotGrid *matrix = tau_plot_grid_new (4, 3);
  static const char *const rows[] = { "Gaussian Noise", "Fog", "JPEG", "Saturate" };
  static const char *const columns[] = { "1", "3", "5" };
  for (guint row = 0; row < 4; row++) {
    tau_plot_grid_set_row (matrix, row, rows[row]);
    for (guint column = 0; column < 3; column++) {
      tau_plot_grid_set_column (matrix, column, columns[column]);
      tau_plot_grid_set (matrix, row, column, 2.5 * row - column);
    }
  }
  tau_plot_grid_set (matrix, 3, 2, NAN);
  matrix->palette = TAU_PLOT_PALETTE_DIVERGING;
  matrix->split_row = 3;
  matrix->title = g_strdup ("Gain of Ours (1)");
  matrix->unit = g_strdup ("points");
  matrix->columns_title = g_strdup ("Severity");
  matrix->low = g_strdup ("worse");
  matrix->high = g_strdup ("better");
  tau_plot_grid_fit_limit (matrix, 1);
  return matrix;
}

static void
set_bar (TauPlotGrid *bars, guint group, guint series, double value, double low, double high)
{
  tau_plot_grid_set (bars, group, series, value);
  tau_plot_grid_set_interval (bars, group, series, low, high);
}

static TauPlotGrid *
make_bars (void)
{
  TauPlotGrid *bars = tau_plot_grid_new (3, 2);
  static const char *const groups[] = { "Center crop", "Ours (1)", "Oracle" };
  tau_plot_grid_set_column (bars, 0, "Clean");
  tau_plot_grid_set_column (bars, 1, "Corrupted");
  for (guint group = 0; group < 3; group++) {
    tau_plot_grid_set_row (bars, group, groups[group]);
    set_bar (bars, group, 0, 8 - group, 7 - group, 9 - group);
    set_bar (bars, group, 1, 30 - 5 * group, 28 - 5 * group, 33 - 5 * group);
  }
  bars->reference = 0;
  bars->title = g_strdup ("Error");
  bars->unit = g_strdup ("%");
  return bars;
}

/* -- data ----------------------------------------------------------------------------------- */

static void
test_matrix_numbers (void)
{
  static const struct {
    double value;
    const char *text;
  } cases[] = { { 2.44, "+2.4" },
                { -2.46, "\xe2\x88\x92"
                         "2.5" },
                { 0.04, "0.0" },
                { 0.06, "+0.1" },
                { -0.04, "0.0" },
                { NAN, "–" },
                { INFINITY, "–" } };
  g_autoptr (TauPlotGrid) matrix = make_matrix ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = tau_plot_grid_format (matrix, cases[i].value);
    g_assert_cmpstr (text, ==, in_locale (cases[i].text));
  }
  /* The largest is 7.5 - 1. */
  g_assert_cmpfloat (matrix->limit, ==, 8);
  tau_plot_grid_set (matrix, 3, 0, -2);
  tau_plot_grid_set (matrix, 3, 1, NAN);
  tau_plot_grid_fit_limit (matrix, 1);
  g_assert_cmpfloat (matrix->limit, ==, 5);
  for (guint i = 0; i < 12; i++)
    matrix->cells[i].value = 0.01;
  tau_plot_grid_fit_limit (matrix, 1);
  g_assert_cmpfloat (matrix->limit, ==, 1);
}

/* Where the decimal point is a comma, "0,4" is not read back as nothing. */
static void
test_matrix_comma (void)
{
  g_autofree char *before = g_strdup (setlocale (LC_NUMERIC, NULL));
  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL) {
    g_test_skip ("the locale de_DE.UTF-8 is not there");
    return;
  }
  g_autoptr (TauPlotGrid) matrix = make_matrix ();
  g_autofree char *text = tau_plot_grid_format (matrix, -0.4);
  g_autofree char *nothing = tau_plot_grid_format (matrix, -0.04);
  setlocale (LC_NUMERIC, before);
  g_assert_cmpstr (text, ==,
                   "\xe2\x88\x92"
                   "0,4");
  g_assert_cmpstr (nothing, ==, "0,0");
}

static void
test_matrix_describe (void)
{
  g_autoptr (TauPlotGrid) matrix = make_matrix ();
  g_autofree char *text = tau_plot_grid_describe (matrix);
  g_autofree char *missing = tau_plot_grid_describe_cell (matrix, 11);
  g_assert_cmpstr (
      text, ==,
      in_locale ("Gain of Ours (1). 4 rows, 3 columns. Highest: Saturate, 1: +7.5 points. "
                 "Lowest: Gaussian Noise, 5: \xe2\x88\x92"
                 "2.0 points."));
  g_assert_cmpstr (missing, ==, "Saturate, 5: not measured");
  for (guint i = 0; i < 12; i++)
    matrix->cells[i].value = NAN;
  g_autofree char *nothing = tau_plot_grid_describe (matrix);
  g_assert_cmpstr (nothing, ==, "Gain of Ours (1). Nothing is measured yet.");
}

static void
test_bars_data (void)
{
  g_autoptr (TauPlotGrid) bars = make_bars ();
  g_autofree char *bar = tau_plot_grid_describe_cell (bars, 3);
  g_autofree char *text = tau_plot_grid_describe_columns (bars);
  double low, high;
  g_assert_cmpstr (bar, ==, in_locale ("Ours (1), Corrupted: 25.0 %, between 23.0 and 28.0"));
  g_assert_cmpstr (text, ==,
                   in_locale ("Error. Lowest: Oracle, Clean: 6.0 %, between 5.0 and 7.0. "
                              "Lowest: Oracle, Corrupted: 20.0 %, between 18.0 and 23.0."));
  tau_plot_grid_get_range (bars, &low, &high);
  g_assert_cmpfloat (low, ==, 0);
  g_assert_cmpfloat (high, ==, 33);
  set_bar (bars, 2, 0, -4, -6, NAN);
  set_bar (bars, 0, 1, NAN, NAN, INFINITY);
  tau_plot_grid_get_range (bars, &low, &high);
  g_assert_cmpfloat (low, ==, -6);
  g_assert_cmpfloat (high, ==, 28);
  g_autofree char *missing = tau_plot_grid_describe_cell (bars, 1);
  g_assert_cmpstr (missing, ==, "Center crop, Corrupted: not measured");
}

/* -- colours -------------------------------------------------------------------------------- */

static double
contrast (const TauPlotColor *a, const TauPlotColor *b)
{
  double x = tau_plot_color_get_luminance (a), y = tau_plot_color_get_luminance (b);
  return (MAX (x, y) + 0.05) / (MIN (x, y) + 0.05);
}

/* What a person without one kind of cone sees (Machado et al. 2009, severity 1, on linear light).
 */
static void
see_as (const double matrix[3][3], const TauPlotColor *color, double seen[3])
{
  const double rgb[] = { color->red, color->green, color->blue };
  double light[3];
  for (int i = 0; i < 3; i++)
    light[i] = rgb[i] <= 0.04045 ? rgb[i] / 12.92 : pow ((rgb[i] + 0.055) / 1.055, 2.4);
  for (int i = 0; i < 3; i++) {
    double sum = 0;
    for (int k = 0; k < 3; k++)
      sum += matrix[i][k] * light[k];
    seen[i] = pow (CLAMP (sum, 0, 1), 1 / 2.2);
  }
}

static double
distance_seen (const double matrix[3][3], const TauPlotColor *a, const TauPlotColor *b)
{
  double x[3], y[3];
  see_as (matrix, a, x);
  see_as (matrix, b, y);
  return sqrt (pow (x[0] - y[0], 2) + pow (x[1] - y[1], 2) + pow (x[2] - y[2], 2));
}

static void
test_palette (void)
{
  static const double sights[][3][3] = {
    { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
    { { 0.152286, 1.052583, -0.204868 },
      { 0.114503, 0.786281, 0.099216 },
      { -0.003882, -0.048116, 1.051998 } }, /* protanopia */
    { { 0.367322, 0.860646, -0.227968 },
      { 0.280085, 0.672501, 0.047413 },
      { -0.011820, 0.042940, 0.968881 } }, /* deuteranopia */
    { { 1.255528, -0.076749, -0.178779 },
      { -0.078411, 0.930809, 0.147602 },
      { 0.004733, 0.691367, 0.303900 } }, /* tritanopia */
  };
  for (int dark = 0; dark < 2; dark++)
    for (guint s = 0; s < G_N_ELEMENTS (sights); s++) {
      double before = 0;
      for (int i = 1; i <= 10; i++) {
        TauPlotColor middle = tau_plot_palette_get (TAU_PLOT_PALETTE_DIVERGING, dark, 0);
        TauPlotColor low = tau_plot_palette_get (TAU_PLOT_PALETTE_DIVERGING, dark, -i / 10.0);
        TauPlotColor high = tau_plot_palette_get (TAU_PLOT_PALETTE_DIVERGING, dark, i / 10.0);
        TauPlotColor share = tau_plot_palette_get (TAU_PLOT_PALETTE_SEQUENTIAL, dark, i / 10.0);
        TauPlotColor text = tau_plot_palette_get_text (&low);
        double luminance = tau_plot_color_get_luminance (&share);
        /* The further, the more it differs; and better never looks like worse. */
        g_assert_cmpfloat (distance_seen (sights[s], &low, &middle), >, 0.03 * i);
        g_assert_cmpfloat (distance_seen (sights[s], &high, &middle), >, 0.03 * i);
        g_assert_cmpfloat (distance_seen (sights[s], &low, &high), >, 0.02 * i);
        g_assert_cmpfloat (contrast (&low, &text), >=, 4.5);
        if (i > 1)
          g_assert_true (dark ? luminance > before : luminance < before);
        before = luminance;
      }
      for (guint a = 0; a < TAU_PLOT_N_SERIES; a++)
        for (guint b = 0; b < a; b++) {
          TauPlotColor one = tau_plot_palette_get_series (dark, a);
          TauPlotColor other = tau_plot_palette_get_series (dark, b);
          g_assert_cmpfloat (distance_seen (sights[s], &one, &other), >, 0.12);
        }
    }
  TauPlotColor nothing = tau_plot_palette_get (TAU_PLOT_PALETTE_DIVERGING, FALSE, NAN);
  g_assert_true (isfinite (nothing.red));
}

/* -- drawing -------------------------------------------------------------------------------- */

static cairo_surface_t *
draw (TauPlot *chart, const TauPlotStyle *style, int width, int height, int border, int item)
{
  const TauPlotState state = { .hovered = item, .selected = item };
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, width + 2 * border, height + 2 * border);
  cairo_t *cr = cairo_create (surface);
  tau_plot_set_color (cr, &style->background);
  cairo_paint (cr);
  cairo_translate (cr, border, border);
  g_autofree gpointer scale = tau_plot_fit (chart, style, width, height);
  tau_plot_draw (chart, cr, style, scale, &state);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static guint32
pixel_at (cairo_surface_t *surface, double x, double y)
{
  const guint8 *row = cairo_image_surface_get_data (surface) +
                      (gsize)(int)y * cairo_image_surface_get_stride (surface);
  return ((const guint32 *)row)[(int)x] & 0xffffff;
}

static guint32
pack (const TauPlotColor *color)
{
  return (guint32)round (color->red * 255) << 16 | (guint32)round (color->green * 255) << 8 |
         (guint32)round (color->blue * 255);
}

/* Cairo rounds a colour in its own way: one step of 255 in a channel is no difference. */
static void
assert_color (guint32 seen, const TauPlotColor *color)
{
  guint32 wanted = pack (color);
  for (int shift = 0; shift < 24; shift += 8)
    g_assert_cmpint (ABS ((int)(seen >> shift & 255) - (int)(wanted >> shift & 255)), <=, 1);
}

static void
test_matrix_cells (void)
{
  for (int dark = 0; dark < 2; dark++) {
    TauPlotStyle style;
    TauPlotMatrixScale scale;
    TauPlotGrid *matrix = make_matrix ();
    g_autoptr (TauPlot) chart = tau_plot_new_for_matrix (matrix);
    tau_plot_style_init (&style, dark, NULL, 12);
    tau_plot_matrix_fit (matrix, &style, 500, 300, &scale);
    cairo_surface_t *surface = draw (chart, &style, 500, 300, 0, -1);
    for (guint row = 0; row < 4; row++)
      for (guint column = 0; column < 3; column++) {
        double x, y, value = tau_plot_grid_get (matrix, row, column)->value;
        TauPlotColor color =
            tau_plot_palette_get (TAU_PLOT_PALETTE_DIVERGING, dark, value / matrix->limit);
        tau_plot_matrix_scale_get_cell (&scale, row, column, &x, &y);
        /* Beside the number, near the corner. */
        assert_color (pixel_at (surface, x + 4, y + 4),
                      isfinite (value) ? &color : &style.background);
        g_assert_cmpint (
            tau_plot_hit_test (chart, &scale, x + scale.cell_width / 2, y + scale.cell_height / 2),
            ==, row * 3 + column);
      }
    /* In the gap between the two kinds of rows there is no cell. */
    double x, y;
    tau_plot_matrix_scale_get_cell (&scale, 3, 1, &x, &y);
    g_assert_cmpint (tau_plot_matrix_hit_test (&scale, x + 5, y - scale.split / 2), ==, -1);
    g_assert_cmpint (tau_plot_matrix_hit_test (&scale, NAN, y), ==, -1);
    cairo_surface_destroy (surface);
  }
}

static void
test_bars_places (void)
{
  TauPlotStyle style;
  TauPlotBarsScale scale;
  TauPlotGrid *bars = make_bars ();
  g_autoptr (TauPlot) chart = tau_plot_new_for_bars (bars);
  tau_plot_style_init (&style, FALSE, NULL, 12);
  double height = tau_plot_get_natural_height (chart, &style, 500);
  tau_plot_bars_fit (bars, &style, 500, height, &scale);
  cairo_surface_t *surface = draw (chart, &style, 500, (int)height, 0, -1);
  for (guint group = 0; group < 3; group++)
    for (guint series = 0; series < 2; series++) {
      TauPlotColor color = tau_plot_palette_get_series (FALSE, series);
      double y = tau_plot_bars_scale_get_y (&scale, group, series) + scale.bar_height / 2;
      double zero = tau_plot_axis_to_pixel (&scale.x, 0);
      assert_color (pixel_at (surface, zero + 3, y), &color);
      g_assert_cmpint (tau_plot_bars_hit_test (&scale, zero + 300, y), ==, 2 * group + series);
    }
  g_assert_true (scale.numbered);
  g_assert_cmpint (tau_plot_bars_hit_test (&scale, 100, 2), ==, -1);
  g_assert_cmpint (tau_plot_bars_hit_test (&scale, -1, height / 2), ==, -1);
  cairo_surface_destroy (surface);
}

/* Nothing is painted outside, whatever the size; and with too little room nothing breaks. */
static void
test_stays_inside (void)
{
  static const int sizes[][2] = { { 900, 400 }, { 330, 500 }, { 200, 120 }, { 60, 900 }, { 3, 3 } };
  enum { BORDER = 12 };
  for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes); i++) {
    int width = sizes[i / 2][0], height = sizes[i / 2][1];
    g_autoptr (TauPlot) chart = NULL;
    TauPlotStyle style;
    if (i % 2 == 0) {
      TauPlotGrid *matrix = make_matrix ();
      tau_plot_grid_set_row (matrix, 1, "A name that is longer than any picture is wide, really");
      tau_plot_grid_set_column (matrix, 1, "A name that is longer than the columns are");
      chart = tau_plot_new_for_matrix (matrix);
    } else {
      TauPlotGrid *bars = make_bars ();
      tau_plot_grid_set_row (bars, 1, "A name that is longer than any picture is wide, really");
      set_bar (bars, 2, 0, -4, -6, -3);
      chart = tau_plot_new_for_bars (bars);
    }
    tau_plot_style_init (&style, FALSE, NULL, 12);
    cairo_surface_t *surface = draw (chart, &style, width, height, BORDER, 5);
    for (int y = 0; width > 100 && height > 200 && y < height + 2 * BORDER; y++)
      for (int x = 0; x < width + 2 * BORDER; x++)
        if (x < BORDER || x >= width + BORDER || y < BORDER || y >= height + BORDER)
          g_assert_cmphex (pixel_at (surface, x, y), ==, 0xffffff);
    cairo_surface_destroy (surface);
  }
}

static int
move (TauPlot *plot, int item, TauPlotStep step)
{
  g_assert_true (tau_plot_move (plot, step, &item));
  return item;
}

static void
test_moves (void)
{
  g_autoptr (TauPlot) matrix = tau_plot_new_for_matrix (make_matrix ());
  g_autoptr (TauPlot) bars = tau_plot_new_for_bars (make_bars ());
  g_assert_cmpint (move (matrix, -1, TAU_PLOT_RIGHT), ==, 0);
  g_assert_cmpint (move (matrix, 0, TAU_PLOT_RIGHT), ==, 1);
  g_assert_cmpint (move (matrix, 2, TAU_PLOT_RIGHT), ==, 2);
  g_assert_cmpint (move (matrix, 2, TAU_PLOT_DOWN), ==, 5);
  g_assert_cmpint (move (matrix, 11, TAU_PLOT_DOWN), ==, 11);
  g_assert_cmpint (move (matrix, 1, TAU_PLOT_UP), ==, 1);
  g_assert_cmpint (move (bars, 1, TAU_PLOT_DOWN), ==, 2);
  g_assert_cmpint (move (bars, 5, TAU_PLOT_RIGHT), ==, 5);
  g_assert_cmpint (move (bars, 0, TAU_PLOT_LEFT), ==, 0);
  g_assert_cmpuint (tau_plot_get_n_items (matrix), ==, 12);
  g_assert_cmpuint (tau_plot_get_n_items (bars), ==, 6);
  int item = 3;
  g_assert_false (tau_plot_move (matrix, TAU_PLOT_FIRST, &item));
  g_assert_false (tau_plot_move (bars, TAU_PLOT_NOWHERE, &item));
  g_assert_cmpint (item, ==, 3);
}

static void
test_files (void)
{
  static const char *const names[] = { "chart.svg", "chart.pdf", "chart.png" };
  g_autofree char *folder = g_dir_make_tmp ("tau-chart-XXXXXX", NULL);
  g_autoptr (TauPlot) chart = tau_plot_new_for_matrix (make_matrix ());
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);
    g_autofree char *contents = NULL;
    gsize length;
    tau_plot_write (chart, path, 120, &error);
    g_assert_no_error (error);
    g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
    if (i == 0)
      g_assert_nonnull (strstr (contents, "<title>Gain of Ours (1)</title>"));
    if (i == 0)
      g_assert_nonnull (strstr (contents, in_locale ("Highest: Saturate, 1: +7.5 points.")));
    if (i == 1)
      g_assert_cmpmem (contents, 5, "%PDF-", 5);
    g_remove (path);
  }
  g_autofree char *wrong = g_build_filename (folder, "chart.gif", NULL);
  g_assert_false (tau_plot_write (chart, wrong, 120, &error));
  g_assert_error (error, TAU_FIGURE_ERROR, TAU_FIGURE_ERROR_TYPE);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/matrix/numbers", test_matrix_numbers);
  g_test_add_func ("/plot/matrix/comma", test_matrix_comma);
  g_test_add_func ("/plot/matrix/describe", test_matrix_describe);
  g_test_add_func ("/plot/bars/data", test_bars_data);
  g_test_add_func ("/plot/palette", test_palette);
  g_test_add_func ("/plot/matrix/cells", test_matrix_cells);
  g_test_add_func ("/plot/bars/places", test_bars_places);
  g_test_add_func ("/plot/stays-inside", test_stays_inside);
  g_test_add_func ("/plot/moves", test_moves);
  g_test_add_func ("/plot/files", test_files);
  return g_test_run ();
}
