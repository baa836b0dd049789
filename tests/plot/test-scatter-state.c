/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The axis of losses, the limits that are held, the ensemble and the pinned state. */
#include "plot/scatter/tau-plot-scatter-draw.h"

#include <math.h>

#include "in-locale.h"

enum { N_POINTS = 4 };

static void
make (TauPlotScatter *data, double factor)
{
  static const double y[N_POINTS] = { 2, 1e-5, 0.3, 0 };
  static const char *const titles[N_POINTS] = { "A", "B", "C", "D" };
  tau_plot_scatter_init (data);
  for (guint i = 0; i < N_POINTS; i++)
    tau_plot_scatter_add (data, i, factor * y[i], i != 0, titles[i]);
  data->chosen = 2;
  data->best = 3;
}

/* -- the logarithmic axis ------------------------------------------------------------------- */

static void
test_log_axis (void)
{
  const double ranges[][2] = { { 1e-8, 1 },  { 0.3, 0.4 },       { 2, 2 },
                               { 1e-3, 12 }, { 0, 5 },           { 1, 1e90 },
                               { NAN, 3 },   { 1e-8, INFINITY }, { 0.9, 1.1 } };
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    for (guint most = 5; most < 12; most += 3) {
      TauPlotAxis axis;
      tau_plot_axis_init_log (&axis, ranges[i][0], ranges[i][1], 0.05, 300, 0, most);
      g_assert_cmpuint (axis.n_ticks, >=, 2);
      g_assert_cmpuint (axis.n_ticks, <=, most);
      double last = 301;
      for (guint t = 0; t < axis.n_ticks; t++) {
        const double value = tau_plot_axis_get_tick (&axis, t);
        const double at = tau_plot_axis_to_pixel (&axis, value);
        g_assert_cmpfloat (at, <, last);
        g_assert_cmpfloat (at, >=, -1e-6);
        g_assert_cmpfloat_with_epsilon (tau_plot_axis_to_data (&axis, at) / value, 1, 1e-9);
        last = at;
      }
      /* What is not positive lies at the low end, and not somewhere else. */
      g_assert_cmpfloat (tau_plot_axis_to_pixel (&axis, 0), ==, 300);
      g_assert_cmpfloat (tau_plot_axis_to_pixel (&axis, -1), ==, 300);
    }
}

static void
test_log_ticks (void)
{
  static const char *const fine[] = { "0.05", "0.1", "0.2", "0.5", "1", "2" };
  static const char *const coarse[] = { "1e−8", "1e−6", "1e−4", "0.01", "1" };
  TauPlotAxis axis;
  char text[TAU_PLOT_TICK_TEXT_SIZE];
  tau_plot_axis_init_log (&axis, 0.05, 2, 0, 0, 100, 8);
  g_assert_cmpuint (axis.n_ticks, ==, G_N_ELEMENTS (fine));
  for (guint i = 0; i < axis.n_ticks; i++) {
    tau_plot_axis_format_tick (&axis, i, text);
    g_assert_cmpstr (text, ==, in_locale (fine[i]));
  }
  tau_plot_axis_init_log (&axis, 1e-8, 1, 0, 0, 100, 6);
  g_assert_cmpuint (axis.n_ticks, ==, G_N_ELEMENTS (coarse));
  for (guint i = 0; i < axis.n_ticks; i++) {
    tau_plot_axis_format_tick (&axis, i, text);
    g_assert_cmpstr (text, ==, in_locale (coarse[i]));
  }
}

/* -- the axis of losses --------------------------------------------------------------------- */

static void
test_loss_scale (void)
{
  TauPlotScatter data;
  TauPlotScatterBounds bounds;
  make (&data, 1);
  g_assert_cmpstr (data.y_title, ==, "Actual loss (nats)");

  /* Minus the loss of the first: what is better than the image as it is lies below 0. */
  tau_plot_scatter_set_loss_scale (&data, TAU_PLOT_LOSS_RELATIVE);
  g_assert_cmpfloat (tau_plot_scatter_get_y (&data, 0), ==, 0);
  g_assert_cmpfloat (tau_plot_scatter_get_y (&data, 3), ==, -2);
  tau_plot_scatter_get_bounds (&data, &bounds);
  g_assert_cmpfloat (bounds.y_low, ==, -2);
  g_assert_cmpfloat (bounds.y_high, ==, 0);

  /* A loss of zero has a place. */
  tau_plot_scatter_set_loss_scale (&data, TAU_PLOT_LOSS_LOG);
  tau_plot_scatter_get_bounds (&data, &bounds);
  g_assert_cmpfloat (bounds.y_low, ==, TAU_PLOT_LEAST_LOSS);
  g_assert_cmpuint (tau_plot_scatter_n_drawable (&data), ==, N_POINTS);
  data.points[1].y = NAN;
  g_assert_false (tau_plot_scatter_is_drawable (&data, 1));

  /* Small losses can be told apart. */
  g_autoptr (TauPlot) plot = tau_plot_new_for_scatter (&data);
  data.points[1].y = 1e-5;
  g_autoptr (TauPlot) small = tau_plot_new_for_scatter (&data);
  g_autofree char *text = tau_plot_describe_item (small, 1);
  g_assert_cmpstr (text, ==, in_locale ("B, predicted 1.00, actual 1.0e−5, right"));

  /* Without a label the names say what is measured. */
  data.label_given = FALSE;
  tau_plot_scatter_set_loss_scale (&data, TAU_PLOT_LOSS_LINEAR);
  g_autofree char *said = tau_plot_scatter_describe (&data);
  g_assert_cmpstr (data.y_title, ==, "Loss against own answer (nats)");
  g_assert_nonnull (strstr (said, "Best against own answer: D"));
}

/* The padding between the members of a scale has any value. */
static void
assert_axes_equal (const TauPlotAxis *a, const TauPlotAxis *b)
{
  g_assert_cmpfloat (a->low, ==, b->low);
  g_assert_cmpfloat (a->high, ==, b->high);
  g_assert_cmpfloat (a->pixel_low, ==, b->pixel_low);
  g_assert_cmpfloat (a->pixel_high, ==, b->pixel_high);
  g_assert_cmpfloat (a->first_tick, ==, b->first_tick);
  g_assert_cmpuint (a->n_ticks, ==, b->n_ticks);
}

static void
assert_scales_equal (const TauPlotScale *a, const TauPlotScale *b)
{
  assert_axes_equal (&a->x, &b->x);
  assert_axes_equal (&a->y, &b->y);
}

static void
test_held (void)
{
  TauPlotScatter large, small;
  TauPlotScale before, after;
  TauPlotStyle style;
  TauPlotScatterBounds bounds;
  tau_plot_style_init (&style, FALSE, NULL, 12);
  make (&large, 4);
  make (&small, 0.1);
  tau_plot_scatter_get_bounds (&large, &bounds);
  small.holds = TRUE;
  small.held = bounds;
  tau_plot_scatter_fit (&large, &style, 500, 400, &before);
  tau_plot_scatter_fit (&small, &style, 500, 400, &after);
  assert_scales_equal (&before, &after);
  /* They grow. */
  small.points[2].y = 20;
  tau_plot_scatter_get_bounds (&small, &bounds);
  g_assert_cmpfloat (bounds.y_high, ==, 20);
  g_assert_cmpfloat (bounds.y_low, ==, 0);
}

/* -- ensemble and ghosts -------------------------------------------------------------------- */

static void
test_ensemble (void)
{
  TauPlotScatter data;
  TauPlotScatterBounds bounds;
  make (&data, 1);
  g_assert_true (isnan (tau_plot_scatter_get_mean_y (&data)));
  data.n_members = 2;
  data.member[1] = data.member[2] = TRUE;
  data.mean_loss = 3;
  g_autofree char *text = tau_plot_scatter_describe (&data);
  g_assert_nonnull (
      strstr (text, in_locale ("Ensemble of 2: B, C; the loss of their mean is 3.00, wrong.")));
  tau_plot_scatter_get_bounds (&data, &bounds);
  g_assert_cmpfloat (bounds.y_high, ==, 3);
}

static void
test_ghosts (void)
{
  TauPlotScatter data, other;
  TauPlotScatterBounds bounds;
  make (&data, 1);
  make (&other, 5);
  other.points[1].x = -7;
  tau_plot_scatter_set_ghosts (&data, &other);
  tau_plot_scatter_get_bounds (&data, &bounds);
  g_assert_cmpfloat (bounds.y_high, ==, 10);
  g_assert_cmpfloat (bounds.x_low, ==, -7);
  g_autoptr (TauPlot) plot = tau_plot_new_for_scatter (&data);
  g_autofree char *text = tau_plot_describe_item (plot, 0);
  g_assert_cmpstr (text, ==,
                   in_locale ("A, predicted 0, actual 2.00, wrong; pinned: actual 10.0, wrong"));
  /* Each is relative to its own state's image. */
  tau_plot_scatter_set_loss_scale (&data, TAU_PLOT_LOSS_RELATIVE);
  g_assert_cmpfloat (tau_plot_scatter_get_ghost_y (&data, 0), ==, 0);

  /* Places by loss cannot be compared with predictions: the ghosts stay above their points. */
  tau_plot_scatter_rank (&data);
  tau_plot_scatter_set_ghosts (&data, &other);
  for (guint i = 0; i < N_POINTS; i++)
    g_assert_cmpfloat (data.ghosts[i].x, ==, data.points[i].x);
  /* Another transform space has none. */
  other.n_points = 3;
  tau_plot_scatter_set_ghosts (&data, &other);
  g_assert_cmpuint (data.n_ghosts, ==, 0);
}

/* Drawing all of it leaves nothing undrawn and reads nothing else, whatever the losses are. */
static void
test_drawing (void)
{
  TauPlotScatter data, other;
  TauPlotStyle style;
  make (&data, 1);
  make (&other, 0.5);
  data.points[2].y = NAN;
  other.points[1].y = INFINITY;
  data.n_members = 2;
  data.member[0] = data.member[1] = TRUE;
  data.mean_loss = 1;
  tau_plot_scatter_set_ghosts (&data, &other);
  for (TauPlotLossScale scale = 0; scale <= TAU_PLOT_LOSS_RELATIVE; scale++)
    for (int size = 10; size < 700; size += 230) {
      tau_plot_scatter_set_loss_scale (&data, scale);
      tau_plot_style_init (&style, size > 300, NULL, 12);
      g_autoptr (TauPlot) plot = tau_plot_new_for_scatter (&data);
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size, size);
      cairo_t *cr = cairo_create (surface);
      tau_plot_paint (plot, cr, &style, size, size);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/log/axis", test_log_axis);
  g_test_add_func ("/plot/log/ticks", test_log_ticks);
  g_test_add_func ("/plot/state/loss-scale", test_loss_scale);
  g_test_add_func ("/plot/state/held", test_held);
  g_test_add_func ("/plot/state/ensemble", test_ensemble);
  g_test_add_func ("/plot/state/ghosts", test_ghosts);
  g_test_add_func ("/plot/state/drawing", test_drawing);
  return g_test_run ();
}
