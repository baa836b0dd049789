/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-random.h"
#include "plot/kinds/tau-plot-cloud.h"

#include <string.h>

/* Many marks: copied on pixels, outlines in files; what is pointed at is drawn over them. */

#define WIDTH  420
#define HEIGHT 380

static TauPlot *
make_plot (guint n)
{
  TauPlotCloud *cloud = tau_plot_cloud_new ();
  TauRandom random;
  tau_random_init (&random, 3, 0);
  cloud->title = g_strdup ("Title");
  cloud->note = g_strdup ("A note.");
  cloud->x_title = g_strdup ("x");
  cloud->y_title = g_strdup ("y");
  for (guint i = 0; i < n; i++)
    tau_plot_cloud_add (cloud, tau_random_u32_at (&random, 2 * i) / 4e9,
                        tau_random_u32_at (&random, 2 * i + 1) / 4e9, i % TAU_PLOT_N_CLOUD_KINDS, i,
                        g_strdup_printf ("Point %u", i));
  return tau_plot_new_for_cloud (cloud);
}

typedef void (*Draw) (TauPlot *plot, cairo_t *cr, const TauPlotStyle *style, gpointer scale);

static cairo_surface_t *
draw (TauPlot *plot, int factor, Draw func)
{
  TauPlotStyle style;
  tau_plot_style_init (&style, FALSE, NULL, 12);
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, factor * WIDTH, factor * HEIGHT);
  cairo_surface_set_device_scale (surface, factor, factor);
  cairo_t *cr = cairo_create (surface);
  g_autofree gpointer scale = tau_plot_fit (plot, &style, WIDTH, HEIGHT);
  func (plot, cr, &style, scale);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static void
draw_copied (TauPlot *plot, cairo_t *cr, const TauPlotStyle *style, gpointer scale)
{
  tau_plot_draw (plot, cr, style, scale, NULL);
}

/* As for a file: each mark an outline. */
static void
draw_outlined (TauPlot *plot, cairo_t *cr, const TauPlotStyle *style, gpointer scale)
{
  const cairo_rectangle_t page = { 0, 0, WIDTH, HEIGHT };
  cairo_surface_t *record = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &page);
  cairo_t *outlines = cairo_create (record);
  tau_plot_draw (plot, outlines, style, scale, NULL);
  cairo_destroy (outlines);
  cairo_set_source_surface (cr, record, 0, 0);
  cairo_paint (cr);
  cairo_surface_destroy (record);
}

static void
draw_pointed (TauPlot *plot, cairo_t *cr, const TauPlotStyle *style, gpointer scale)
{
  tau_plot_draw (plot, cr, style, scale, &(TauPlotState){ 4, 5 });
}

static void
draw_parts (TauPlot *plot, cairo_t *cr, const TauPlotStyle *style, gpointer scale)
{
  tau_plot_draw_still (plot, cr, style, scale);
  tau_plot_draw_pointed (plot, cr, style, scale, &(TauPlotState){ 4, 5 });
}

/* The mean difference of two drawings' bytes. */
static double
compare (cairo_surface_t *a, cairo_surface_t *b)
{
  const guint8 *first = cairo_image_surface_get_data (a),
               *second = cairo_image_surface_get_data (b);
  const gsize n = (gsize)cairo_image_surface_get_stride (a) * cairo_image_surface_get_height (a);
  guint64 sum = 0;
  for (gsize i = 0; i < n; i++)
    sum += (guint)ABS (first[i] - second[i]);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
  return (double)sum / n;
}

static void
test_copies (void)
{
  g_autoptr (TauPlot) plot = make_plot (600), few = make_plot (0);
  for (int factor = 1; factor <= 2; factor++) {
    const double all =
        compare (draw (plot, factor, draw_outlined), draw (few, factor, draw_outlined));
    const double moved =
        compare (draw (plot, factor, draw_copied), draw (plot, factor, draw_outlined));
    g_assert_cmpfloat (all, >, 5);
    /* Each is at most an eighth of a pixel away. */
    g_assert_cmpfloat (moved, <, 0.05 * all);
  }
}

static void
test_parts (void)
{
  g_autoptr (TauPlot) plot = make_plot (50);
  g_assert_cmpfloat (compare (draw (plot, 1, draw_pointed), draw (plot, 1, draw_parts)), ==, 0);
  g_assert_cmpfloat (compare (draw (plot, 1, draw_pointed), draw (plot, 1, draw_copied)), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/cloud/copies", test_copies);
  g_test_add_func ("/plot/cloud/parts", test_parts);
  return g_test_run ();
}
