/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plots of a sweep: what is drawn is what is hit, what the keys reach, and what is said. */
#include "plot/kinds/tau-plot-lines.h"
#include "plot/kinds/tau-plot-spread.h"
#include "plot/kinds/tau-plot-verdicts.h"
#include "in-locale.h"

#include <glib/gstdio.h>
#include <math.h>

#define WIDTH  700
#define HEIGHT 460

static TauPlot *
make_lines_on (gboolean log)
{
  TauPlotLines data;
  tau_plot_lines_init (&data);
  data.title = "Loss over Severities";
  data.x_title = "Severity";
  data.y_title = "Loss";
  data.n_lines = 3;
  data.n_steps = 6;
  data.present = 2;
  data.plain = 0;
  data.label_given = TRUE;
  for (guint line = 0; line < data.n_lines; line++) {
    data.titles[line] = (const char *[]){ "Identity", "Zoom", "Rotate" }[line];
    for (guint step = 0; step < data.n_steps; step++)
      data.points[line][step] = (TauPlotLinesPoint){ 1 + line + 0.5 * step, line == 1 };
  }
  for (guint step = 0; step < data.n_steps; step++) {
    data.chosen[step] = 1;
    data.best[step] = 0;
  }
  data.points[2][5].y = NAN; /* not known yet */
  data.log = log;
  if (log)
    data.points[0][0].y = 0; /* the best loss there is */
  return tau_plot_new_for_lines (&data);
}

static TauPlot *
make_lines (void)
{
  return make_lines_on (FALSE);
}

/* How many pixels lead to each item, by pointing at every one. */
static guint *
count_hits (TauPlot *plot, gpointer scale)
{
  guint *hits = g_new0 (guint, tau_plot_get_n_items (plot));
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) {
      const int item = tau_plot_hit_test (plot, scale, x, y);
      if (item >= 0)
        hits[item]++;
    }
  return hits;
}

static void
draw (TauPlot *plot, gpointer scale, int item)
{
  const TauPlotState state = { item, item };
  TauPlotStyle style;
  tau_plot_style_init (&style, item >= 0, NULL, 12);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  tau_plot_draw (plot, cr, &style, scale, &state);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static gpointer
fit (TauPlot *plot)
{
  TauPlotStyle style;
  tau_plot_style_init (&style, FALSE, NULL, 12);
  return tau_plot_fit (plot, &style, WIDTH, HEIGHT);
}

static void
test_lines (void)
{
  g_autoptr (TauPlot) plot = make_lines ();
  g_autofree gpointer scale = fit (plot);
  g_autofree guint *hits = count_hits (plot, scale);
  const int middle = TAU_PLOT_LINES_ITEM (1, 3), gap = TAU_PLOT_LINES_ITEM (2, 5);
  g_assert_cmpuint (hits[middle], >, 200);
  g_assert_cmpuint (hits[gap], ==, 0);
  g_autofree char *name = tau_plot_describe_item (plot, middle);
  g_assert_cmpstr (name, ==, in_locale ("Zoom, Severity 3: 3.5, right, chosen"));
  g_assert_null (tau_plot_describe_item (plot, gap));
  g_autofree char *text = tau_plot_describe (plot, -1);
  g_assert_nonnull (strstr (text, in_locale ("Severity 3: chosen Zoom, best Identity with 2.5.")));
  draw (plot, scale, -1);
  draw (plot, scale, middle);
  draw (plot, scale, gap);
}

/* A loss of 0 is drawn at the lower end. */
static void
test_lines_log (void)
{
  g_autoptr (TauPlot) plot = make_lines_on (TRUE);
  g_autofree gpointer scale = fit (plot);
  g_autofree guint *hits = count_hits (plot, scale);
  for (int line = 0; line < 3; line++)
    for (int step = 0; step < 5; step++)
      g_assert_cmpuint (hits[TAU_PLOT_LINES_ITEM (line, step)], >, 30);
  g_autofree char *name = tau_plot_describe_item (plot, 0);
  g_assert_cmpstr (name, ==, "Identity, Severity 0: 0, wrong, best");
  draw (plot, scale, 0);
}

static void
test_lines_keys (void)
{
  g_autoptr (TauPlot) plot = make_lines ();
  int item = -1;
  g_assert_true (tau_plot_move (plot, TAU_PLOT_RIGHT, &item)); /* to the chosen one that is shown */
  g_assert_cmpint (item, ==, TAU_PLOT_LINES_ITEM (1, 2));
  tau_plot_move (plot, TAU_PLOT_UP, &item);
  g_assert_cmpint (item, ==, TAU_PLOT_LINES_ITEM (2, 2));
  tau_plot_move (plot, TAU_PLOT_UP, &item);
  g_assert_cmpint (item, ==, TAU_PLOT_LINES_ITEM (2, 2));
  for (guint i = 0; i < 9; i++)
    tau_plot_move (plot, TAU_PLOT_RIGHT, &item);
  g_assert_cmpint (item, ==, TAU_PLOT_LINES_ITEM (2, 4)); /* before what is not known */
  tau_plot_move (plot, TAU_PLOT_DOWN, &item);
  tau_plot_move (plot, TAU_PLOT_DOWN, &item);
  tau_plot_move (plot, TAU_PLOT_LEFT, &item);
  g_assert_cmpint (item, ==, TAU_PLOT_LINES_ITEM (0, 3));
  g_assert_true (tau_plot_move (plot, TAU_PLOT_NOWHERE, &item));
  g_assert_cmpint (item, ==, -1);
}

/* Equal losses: every line can be reached nevertheless. */
static void
test_lines_ties (void)
{
  TauPlotLines data;
  gboolean seen[4] = { FALSE };
  int item = TAU_PLOT_LINES_ITEM (0, 0);
  tau_plot_lines_init (&data);
  data.x_title = data.y_title = "";
  data.n_lines = 4;
  data.n_steps = 6;
  for (guint line = 0; line < 4; line++) {
    data.titles[line] = "";
    for (guint step = 0; step < 6; step++)
      data.points[line][step].y = 1;
  }
  g_autoptr (TauPlot) plot = tau_plot_new_for_lines (&data);
  for (guint i = 0; i < 4; i++) {
    seen[item / TAU_PLOT_LINES_STEPS] = TRUE;
    tau_plot_move (plot, TAU_PLOT_UP, &item);
  }
  for (guint line = 0; line < 4; line++)
    g_assert_true (seen[line]);
}

static TauPlot *
make_verdicts (void)
{
  static const char *const marks[] = { "Center", "Ours", "Oracle" };
  static const char *const rows[] = { "Fog", "Snow", "Frost" };
  TauPlotVerdicts *data = tau_plot_verdicts_new (3, 2, 3);
  data->title = g_strdup ("Map");
  data->columns_title = g_strdup ("Severity");
  data->label_given = TRUE;
  data->starts[2] = 1;
  for (guint i = 0; i < 3; i++)
    data->mark_titles[i] = g_strdup (marks[i]);
  for (guint row = 0; row < 3; row++)
    data->rows[row] = g_strdup (rows[row]);
  data->columns[0] = g_strdup ("1");
  data->columns[1] = g_strdup ("2");
  TauPlotVerdict *cell = tau_plot_verdicts_get (data, 1, 0);
  cell->known = TRUE;
  cell->correct[2] = TRUE;
  cell->shade = 7; /* as dark as 1 */
  cell->text = g_strdup ("Zoom 1.2");
  cell->name = g_strdup ("center wrong");
  data->present = 3;
  return tau_plot_new_for_verdicts (data);
}

static void
test_verdicts (void)
{
  g_autoptr (TauPlot) plot = make_verdicts ();
  g_autofree gpointer scale = fit (plot);
  g_autofree guint *hits = count_hits (plot, scale);
  for (int item = 0; item < 6; item++)
    g_assert_cmpint (ABS ((int)hits[item] - (int)hits[0]), <, 1000);
  g_assert_cmpint (tau_plot_hit_test (plot, scale, 2, HEIGHT / 2), ==, -1); /* a row's title */
  g_autofree char *known = tau_plot_describe_item (plot, 2);
  g_autofree char *unknown = tau_plot_describe_item (plot, 5);
  g_assert_cmpstr (known, ==, "Snow, Severity 1: center wrong");
  g_assert_cmpstr (unknown, ==, "Frost, Severity 2: not known yet");
  g_autofree char *text = tau_plot_describe (plot, -1);
  g_assert_nonnull (
      strstr (text, "1 cell is known. Center: right in 0. Ours: right in 0. Oracle: right in 1"));
  draw (plot, scale, -1);
  draw (plot, scale, 4);
}

static void
test_verdicts_keys (void)
{
  g_autoptr (TauPlot) plot = make_verdicts ();
  int item = -1;
  tau_plot_move (plot, TAU_PLOT_DOWN, &item); /* begins where the user is */
  g_assert_cmpint (item, ==, 3);
  tau_plot_move (plot, TAU_PLOT_DOWN, &item);
  tau_plot_move (plot, TAU_PLOT_DOWN, &item);
  g_assert_cmpint (item, ==, 5);
  tau_plot_move (plot, TAU_PLOT_LEFT, &item);
  tau_plot_move (plot, TAU_PLOT_LEFT, &item);
  g_assert_cmpint (item, ==, 4);
}

static TauPlot *
make_spread (guint n)
{
  TauPlotSpread data = { .title = "Spread",
                         .x_title = "Predicted",
                         .y_title = "Actual",
                         .n_points = 3,
                         .n = n,
                         .label_given = TRUE };
  for (guint i = 0; i < 3; i++)
    data.points[i] = (TauPlotSpreadPoint){
      .title = (const char *[]){ "Identity", "Zoom", "Rotate" }[i],
      .x = n > 0 ? i : NAN,
      .x_low = i - 0.2,
      .x_high = i + 0.2,
      .y = n > 0 ? 3.0 - i : NAN,
      .y_low = 2.5 - i,
      .y_high = 4.0 - i,
      .n_correct = i * n / 2,
      .n_chosen = i == 1 ? n : 0,
      .n_best = i == 2 ? n : 0,
    };
  return tau_plot_new_for_spread (&data);
}

static void
test_spread (void)
{
  g_autoptr (TauPlot) plot = make_spread (20);
  g_autofree gpointer scale = fit (plot);
  g_autofree guint *hits = count_hits (plot, scale);
  int item = -1;
  for (int i = 0; i < 3; i++)
    g_assert_cmpuint (hits[i], >, 200);
  g_autofree char *text = tau_plot_describe (plot, -1);
  g_assert_nonnull (strstr (text, "Most often chosen: Zoom, with 20 of 20 seeds. Most often best: "
                                  "Rotate, with 20."));
  g_autofree char *name = tau_plot_describe_item (plot, 0);
  g_assert_cmpstr (name, ==,
                   in_locale ("Identity: actual loss 3 on average, from 2.5 to 4; chosen with 0, "
                              "best with 0 of 20 seeds"));
  tau_plot_move (plot, TAU_PLOT_RIGHT, &item);
  g_assert_cmpint (item, ==, 1); /* the chosen one */
  tau_plot_move (plot, TAU_PLOT_UP, &item);
  g_assert_cmpint (item, ==, 0);
  tau_plot_move (plot, TAU_PLOT_LEFT, &item);
  g_assert_cmpint (item, ==, 0);
  draw (plot, scale, -1);
  draw (plot, scale, 2);
}

/* Before the first result there is nothing to point at, and nothing to divide by. */
static void
test_empty (void)
{
  TauPlotLines lines;
  tau_plot_lines_init (&lines);
  lines.x_title = lines.y_title = "";
  lines.n_steps = 6;
  TauPlot *plots[3] = { tau_plot_new_for_lines (&lines), make_spread (0),
                        tau_plot_new_for_verdicts (tau_plot_verdicts_new (1, 1, 1)) };
  for (guint i = 0; i < 2; i++) {
    g_autofree gpointer scale = fit (plots[i]);
    int item = -1;
    draw (plots[i], scale, -1);
    g_assert_cmpint (tau_plot_hit_test (plots[i], scale, WIDTH / 2, HEIGHT / 2), ==, -1);
    tau_plot_move (plots[i], TAU_PLOT_RIGHT, &item);
    g_assert_cmpint (item, ==, -1);
    g_autofree char *text = tau_plot_describe (plots[i], -1);
    g_assert_nonnull (strstr (text, "No values yet."));
    g_clear_object (&plots[i]);
  }
  g_clear_object (&plots[2]);
}

/* They can be written to a file, as every chart. */
static void
test_files (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tauscope-XXXXXX", &error);
  TauPlot *plots[] = { make_lines (), make_verdicts (), make_spread (5) };
  for (guint i = 0; i < G_N_ELEMENTS (plots); i++) {
    g_autofree char *path = g_build_filename (folder, "plot.svg", NULL);
    g_assert_true (tau_plot_write (plots[i], path, 140, &error));
    g_assert_no_error (error);
    g_remove (path);
    g_object_unref (plots[i]);
  }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sweep-plots/lines", test_lines);
  g_test_add_func ("/sweep-plots/lines/log", test_lines_log);
  g_test_add_func ("/sweep-plots/lines/keys", test_lines_keys);
  g_test_add_func ("/sweep-plots/lines/ties", test_lines_ties);
  g_test_add_func ("/sweep-plots/verdicts", test_verdicts);
  g_test_add_func ("/sweep-plots/verdicts/keys", test_verdicts_keys);
  g_test_add_func ("/sweep-plots/spread", test_spread);
  g_test_add_func ("/sweep-plots/empty", test_empty);
  g_test_add_func ("/sweep-plots/files", test_files);
  return g_test_run ();
}
