/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the Evaluate view over an evaluation with known numbers. */
#include "app/app-fixture.h"

#include "evaluate/evaluation-fixture.h"

#include "app/widgets/tau-plot-view.h"
#include "app/evaluate/tau-evaluate-form.h"
#include "app/evaluate/tau-evaluate-view.h"
#include "app/evaluate/tau-evaluation-results.h"
#include "app/evaluate/tau-outcome-gallery.h"
#include "app/jobs/tau-scene.h"
#include "app/widgets/tau-result-pane.h"
#include "app/widgets/table/tau-table-view.h"
#include "evaluate/result/tau-evaluation-charts.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

/* -- tables --------------------------------------------------------------------------------- */

static GtkColumnView *
get_columns (GtkWidget *table)
{
  return GTK_COLUMN_VIEW (app_fixture_find (table, GTK_TYPE_COLUMN_VIEW, 0));
}

/* The rows in the order shown. */
static GListModel *
get_rows (GtkWidget *table)
{
  return G_LIST_MODEL (gtk_column_view_get_model (get_columns (table)));
}

/* As a click on a column header does. */
static void
sort_table (GtkWidget *table, guint column, GtkSortType order)
{
  GtkColumnView *view = get_columns (table);
  g_autoptr (GtkColumnViewColumn) chosen =
      g_list_model_get_item (gtk_column_view_get_columns (view), column);
  gtk_column_view_sort_by_column (view, chosen, order);
}

static const char *
name_at (GtkWidget *table, guint position)
{
  g_autoptr (TauTableRow) row = g_list_model_get_item (get_rows (table), position);
  return tau_table_row_get (row, 0)->text; /* the table lives on */
}

static void
test_table_sorts (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autoptr (TauTable) sheet = tau_evaluation_get_methods_table (evaluation);
  GtkWidget *table = g_object_new (TAU_TYPE_TABLE_VIEW, NULL);
  tau_table_view_set_table (TAU_TABLE_VIEW (table), sheet);
  GtkWidget *window = app_fixture_present (table, 700, 400);
  g_assert_cmpstr (name_at (table, 0), ==, "Center crop");
  sort_table (table, 2, GTK_SORT_ASCENDING);
  g_assert_cmpstr (name_at (table, 0), ==, "Oracle");
  g_assert_cmpstr (name_at (table, 2), ==, "Center crop");
  sort_table (table, 2, GTK_SORT_DESCENDING);
  g_assert_cmpstr (name_at (table, 0), ==, "Center crop");

  /* A newer result with the same columns keeps the order that was chosen. */
  g_autoptr (TauEvaluation) later = evaluation_fixture_new (20);
  g_autoptr (TauTable) other = tau_evaluation_get_methods_table (later);
  tau_table_view_set_table (TAU_TABLE_VIEW (table), other);
  g_assert_cmpstr (name_at (table, 0), ==, "Ours (1)");
  /* Other columns start anew. */
  g_autoptr (TauTable) corruptions = tau_evaluation_get_corruptions_table (later);
  tau_table_view_set_table (TAU_TABLE_VIEW (table), corruptions);
  g_assert_cmpstr (name_at (table, 0), ==, "Fog");
  tau_table_view_set_table (TAU_TABLE_VIEW (table), NULL);
  g_assert_cmpuint (g_list_model_get_n_items (get_rows (table)), ==, 0);
  app_fixture_close (window, table);
}

/* A table that is wider than its place has a scroll bar below its last row, not over it. */
static void
test_table_wide (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autoptr (TauTable) sheet = tau_evaluation_get_methods_table (evaluation);
  GtkWidget *table = g_object_new (TAU_TYPE_TABLE_VIEW, NULL);
  tau_table_view_set_table (TAU_TABLE_VIEW (table), sheet);
  gtk_widget_set_valign (table, GTK_ALIGN_START);
  GtkWidget *window = app_fixture_present (table, 300, 300);
  GtkWidget *scroller = app_fixture_find (table, GTK_TYPE_SCROLLED_WINDOW, 0);
  GtkWidget *view = GTK_WIDGET (get_columns (table));
  GtkWidget *bar = gtk_scrolled_window_get_hscrollbar (GTK_SCROLLED_WINDOW (scroller));
  app_fixture_wait (gtk_widget_get_child_visible (bar) && gtk_widget_get_height (bar) > 0);
  int height;
  gtk_widget_measure (view, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  app_fixture_wait (gtk_widget_get_height (view) >= height);
  g_assert_cmpint (gtk_widget_get_height (table), >=, height + gtk_widget_get_height (bar));
  app_fixture_close (window, table);
}

/* Right to left, a table that is wider than its place begins with its first column too. */
static void
test_table_mirrored (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autoptr (TauTable) sheet = tau_evaluation_get_methods_table (evaluation);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  GtkWidget *table = g_object_new (TAU_TYPE_TABLE_VIEW, NULL);
  tau_table_view_set_table (TAU_TABLE_VIEW (table), sheet);
  GtkWidget *window = app_fixture_present (table, 300, 300);
  GtkWidget *scroller = app_fixture_find (table, GTK_TYPE_SCROLLED_WINDOW, 0);
  GtkAdjustment *across = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroller));
  app_fixture_wait (gtk_adjustment_get_upper (across) > gtk_adjustment_get_page_size (across));
  const double right = gtk_adjustment_get_upper (across) - gtk_adjustment_get_page_size (across);
  g_assert_cmpfloat (right, >, 50);
  g_assert_cmpfloat (gtk_adjustment_get_value (across), ==, right);
  gtk_adjustment_set_value (across, right - 40); /* the user's place stays */
  tau_table_view_set_table (TAU_TABLE_VIEW (table), sheet);
  g_assert_cmpfloat (gtk_adjustment_get_value (across), ==, right - 40);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  app_fixture_close (window, table);
}

/* -- charts --------------------------------------------------------------------------------- */

static void
on_picked_cb (GtkWidget *widget, int item, gpointer data)
{
  *(int *)data = item;
}

static void
test_chart_keys_and_clicks (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autoptr (TauPlot) chart = tau_evaluation_get_gain_chart (evaluation, 1);
  GtkWidget *widget = g_object_new (TAU_TYPE_PLOT_VIEW, NULL);
  TauPlotView *view = TAU_PLOT_VIEW (widget);
  int picked = -1, x, y;
  app_fixture_key (widget, GDK_KEY_Right, 0); /* nothing to go to */
  g_assert_cmpint (tau_plot_view_get_selected (view), ==, -1);

  tau_plot_view_set_plot (view, chart);
  g_signal_connect (view, "picked", G_CALLBACK (on_picked_cb), &picked);
  GtkWidget *window = app_fixture_present (widget, 500, 400);
  app_fixture_key (widget, GDK_KEY_Right, 0);
  app_fixture_key (widget, GDK_KEY_Right, 0);
  app_fixture_key (widget, GDK_KEY_Down, 0);
  g_assert_cmpint (tau_plot_view_get_selected (view), ==, 4);
  g_assert_cmpint (picked, ==, -1);
  app_fixture_key (widget, GDK_KEY_Return, 0);
  g_assert_cmpint (picked, ==, 4);
  app_fixture_key (widget, GDK_KEY_Left, GDK_CONTROL_MASK);
  g_assert_cmpint (tau_plot_view_get_selected (view), ==, 4);

  /* The last cell that a click can reach is the last one of the chart. */
  picked = -1;
  for (y = gtk_widget_get_height (widget) - 1, x = gtk_widget_get_width (widget) - 20;
       y > 0 && tau_plot_view_pick (view, x, y) < 0; y--)
    ;
  app_fixture_click (widget, x, y);
  g_assert_cmpint (picked, ==, 5);
  /* Another chart forgets what was chosen, one of the same shape does not. */
  tau_plot_view_set_plot (view, chart);
  g_assert_cmpint (tau_plot_view_get_selected (view), ==, 5);
  g_autoptr (TauPlot) bars = tau_evaluation_get_errors_chart (evaluation);
  tau_plot_view_set_plot (view, bars);
  g_assert_cmpint (tau_plot_view_get_selected (view), ==, -1);
  app_fixture_close (window, widget);
}

static void
on_problem_cb (GtkWidget *widget, const char *sentence, gpointer data)
{
  char **problem = data;
  g_free (*problem);
  *problem = g_strdup (sentence);
}

static gboolean
starts_with (const char *path, const char *start)
{
  g_autofree char *contents = NULL;
  return g_file_get_contents (path, &contents, NULL, NULL) && g_str_has_prefix (contents, start);
}

static void
test_pane_saves (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autoptr (TauPlot) chart = tau_evaluation_get_gain_chart (evaluation, 1);
  g_autofree char *folder = g_dir_make_tmp ("tau-pane-XXXXXX", NULL);
  g_autofree char *table = g_build_filename (folder, "gain.csv", NULL);
  g_autofree char *drawing = g_build_filename (folder, "gain.svg", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "no", "such", "gain.svg", NULL);
  g_autofree char *problem = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (table);
  GtkWidget *pane = g_object_new (TAU_TYPE_RESULT_PANE, NULL);
  g_assert_false (gtk_widget_get_visible (pane));
  tau_result_pane_set_chart (TAU_RESULT_PANE (pane), chart);
  g_assert_true (gtk_widget_get_visible (pane));
  g_signal_connect (pane, "problem", G_CALLBACK (on_problem_cb), &problem);
  GtkWidget *window = app_fixture_present (pane, 500, 400);

  tau_result_pane_save_table (TAU_RESULT_PANE (pane), file, TAU_FORMAT_CSV);
  app_fixture_wait (starts_with (table, ",Severity 1,Severity 3,Mean\nFog,10,6,8\n"));
  tau_result_pane_save_chart (TAU_RESULT_PANE (pane), drawing);
  app_fixture_wait (starts_with (drawing, "<?xml"));
  g_assert_null (problem);
  tau_result_pane_save_chart (TAU_RESULT_PANE (pane), nowhere);
  app_fixture_wait (problem != NULL);
  g_assert_nonnull (strstr (problem, "gain.svg"));
  app_fixture_close (window, pane);
  g_remove (table);
  g_remove (drawing);
  g_rmdir (folder);
}

/* -- results -------------------------------------------------------------------------------- */

static void
test_results_compare (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauEvaluation) first = evaluation_fixture_new (0);
  g_autoptr (TauEvaluation) second = evaluation_fixture_new (-3);
  GtkWidget *widget = g_object_new (TAU_TYPE_EVALUATION_RESULTS, NULL);
  TauEvaluationResults *results = TAU_EVALUATION_RESULTS (widget);
  GtkWidget *window = app_fixture_present (widget, 700, 600);
  AdwViewStack *pages = ADW_VIEW_STACK (app_fixture_find (widget, ADW_TYPE_VIEW_STACK, 0));

  tau_evaluation_results_set (results, first, NULL);
  g_assert_true (tau_evaluation_results_get (results) == first);
  GtkWidget *compare = adw_view_stack_get_child_by_name (pages, "compare");
  AdwViewStackPage *page = adw_view_stack_get_page (pages, compare);
  g_assert_false (adw_view_stack_page_get_visible (page));
  tau_evaluation_results_compare (results, second);
  g_assert_true (adw_view_stack_page_get_visible (page));
  tau_evaluation_results_show_page (results, "compare");
  g_assert_true (adw_view_stack_get_visible_child (pages) == compare);
  /* Alone again, the page goes, and so does who looks at it. */
  tau_evaluation_results_compare (results, NULL);
  g_assert_false (adw_view_stack_page_get_visible (page));
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (pages), ==, "methods");
  tau_evaluation_results_set (results, NULL, NULL);
  app_fixture_close (window, widget);
}

/* A page is filled when it is looked at, with what is there by then. */
static void
test_results_pages (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauEvaluation) first = evaluation_fixture_new (0);
  g_autoptr (TauEvaluation) second = evaluation_fixture_new (-3);
  GtkWidget *widget = g_object_new (TAU_TYPE_EVALUATION_RESULTS, NULL);
  TauEvaluationResults *results = TAU_EVALUATION_RESULTS (widget);
  GtkWidget *window = app_fixture_present (widget, 700, 600);
  /* After the tables and the bars of the methods. */
  GtkWidget *gain = app_fixture_find (widget, TAU_TYPE_RESULT_PANE, 2);
  GtkDropDown *methods = GTK_DROP_DOWN (app_fixture_find (gain, GTK_TYPE_DROP_DOWN, 0));

  tau_evaluation_results_set (results, first, NULL);
  tau_evaluation_results_set (results, second, NULL);
  g_assert_null (gtk_drop_down_get_model (methods));
  tau_evaluation_results_show_page (results, "corruptions");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (methods)), ==,
                    second->n_methods);
  tau_evaluation_results_set (results, NULL, NULL);
  app_fixture_close (window, widget);
}

/* The gallery below a page of results: what its filter says, and how many images it leaves. */
static char *
get_filter (GtkWidget *gallery, guint *n)
{
  GtkGridView *grid = GTK_GRID_VIEW (app_fixture_find (gallery, GTK_TYPE_GRID_VIEW, 0));
  GtkWidget *box = gtk_widget_get_parent (
      app_fixture_find_named (gallery, GTK_TYPE_BUTTON, "icon-name", "window-close-symbolic"));
  *n = g_list_model_get_n_items (G_LIST_MODEL (gtk_grid_view_get_model (grid)));
  return gtk_widget_get_visible (box)
             ? g_strdup (gtk_label_get_label (GTK_LABEL (gtk_widget_get_first_child (box))))
             : NULL;
}

/* A cell of a map, a bar and a row of a table open their images. */
static void
test_results_places (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autoptr (TauPack) pack = app_fixture_pack ();
  GtkWidget *widget = g_object_new (TAU_TYPE_EVALUATION_RESULTS, NULL);
  TauEvaluationResults *results = TAU_EVALUATION_RESULTS (widget);
  GtkWidget *window = app_fixture_present (widget, 700, 900);
  AdwViewStack *pages = ADW_VIEW_STACK (app_fixture_find (widget, ADW_TYPE_VIEW_STACK, 0));
  GtkWidget *gallery = app_fixture_find (widget, TAU_TYPE_OUTCOME_GALLERY, 0);
  guint n;
  tau_evaluation_results_set (results, evaluation, pack);
  g_assert_null (get_filter (gallery, &n));

  /* The map: fog 3 of ours:1, with Return. */
  tau_evaluation_results_show_page (results, "corruptions");
  GtkWidget *gain = app_fixture_find (widget, TAU_TYPE_RESULT_PANE, 2);
  GtkWidget *map = app_fixture_find (gain, TAU_TYPE_PLOT_VIEW, 0);
  tau_plot_view_set_selected (TAU_PLOT_VIEW (map), 1);
  app_fixture_key (map, GDK_KEY_Return, 0);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (pages), ==, "images");
  g_autofree char *cell = get_filter (gallery, &n);
  g_assert_cmpstr (cell, ==, "Only Ours (1), Fog, severity 3");
  g_assert_cmpuint (n, ==, 3);

  /* Other severities have no examples. The filter stays through a further result. */
  tau_evaluation_results_show_page (results, "corruptions");
  tau_plot_view_set_selected (TAU_PLOT_VIEW (map), 0);
  app_fixture_key (map, GDK_KEY_Return, 0);
  g_autoptr (TauEvaluation) later = evaluation_fixture_new (1);
  tau_evaluation_results_set (results, later, pack);
  g_autofree char *other = get_filter (gallery, &n);
  g_assert_cmpstr (other, ==, "Only Ours (1), Fog, severity 1");
  g_assert_cmpuint (n, ==, 0);
  gtk_widget_activate_action (gallery, "gallery.remove-filter", NULL);
  g_assert_null (get_filter (gallery, &n));
  g_assert_cmpuint (n, ==, 3);

  /* A bar: the third of the second group is what is held out, under ours:1. */
  tau_evaluation_results_show_page (results, "methods");
  GtkWidget *errors = app_fixture_find (widget, TAU_TYPE_RESULT_PANE, 1);
  GtkWidget *bars = app_fixture_find (errors, TAU_TYPE_PLOT_VIEW, 0);
  tau_plot_view_set_selected (TAU_PLOT_VIEW (bars), 5);
  app_fixture_key (bars, GDK_KEY_Return, 0);
  g_autofree char *bar = get_filter (gallery, &n);
  g_assert_cmpstr (bar, ==, "Only Ours (1), Saturate");
  g_assert_cmpuint (n, ==, 0);

  /* A row: the oracle. */
  tau_evaluation_results_show_page (results, "methods");
  GtkWidget *table = app_fixture_find (widget, TAU_TYPE_TABLE_VIEW, 0);
  sort_table (table, 2, GTK_SORT_ASCENDING); /* it is the first now */
  g_signal_emit_by_name (get_columns (table), "activate", 0);
  g_autofree char *row = get_filter (gallery, &n);
  g_assert_cmpstr (row, ==, "Only Oracle, all corruptions");
  g_assert_cmpuint (n, ==, 1);

  /* Another evaluation starts without a filter. */
  g_free (later->spec->dataset);
  later->spec->dataset = g_strdup ("signs:train");
  tau_evaluation_results_set (results, evaluation, pack);
  g_assert_null (get_filter (gallery, &n));
  tau_evaluation_results_set (results, NULL, NULL);
  app_fixture_close (window, widget);
}

static void
on_explore_cb (GtkWidget *widget, TauScene *scene, gpointer data)
{
  TauScene **explored = data;
  g_clear_pointer (explored, tau_scene_free);
  *explored = g_boxed_copy (TAU_TYPE_SCENE, scene);
}

/* The tile copies the image as it is, not as large as it is drawn, which is the same in each row
 * whatever the words take. */
static void
check_tile (GtkWidget *grid, TauOutcomeItem *item)
{
  GtkWidget *picture = app_fixture_find (grid, GTK_TYPE_PICTURE, 0);
  GtkWidget *tile = gtk_widget_get_ancestor (picture, GTK_TYPE_BOX);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (grid);
  app_fixture_wait (gtk_widget_get_height (picture) > 0);
  gtk_widget_set_size_request (tile, -1, 400);
  app_fixture_wait (gtk_widget_get_height (tile) >= 400);
  g_assert_cmpint (gtk_widget_get_height (picture), ==, 112);
  g_assert_true (gtk_widget_activate_action (tile, "image.copy", NULL));
  GdkContentProvider *content = gdk_clipboard_get_content (clipboard);
  g_auto (GValue) value = G_VALUE_INIT;
  g_value_init (&value, GDK_TYPE_TEXTURE);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  g_assert_cmpint (gdk_texture_get_width (g_value_get_object (&value)), ==, 64);
  g_assert_cmpint (tau_outcome_item_get_image (item)->width, ==, 64);
}

static void
test_gallery (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autoptr (TauPack) pack = app_fixture_pack ();
  pack->target.input_size = 64;
  TauWorker *worker = tau_worker_new (":memory:", 1);
  GtkWidget *widget = g_object_new (TAU_TYPE_OUTCOME_GALLERY, NULL);
  g_autoptr (TauScene) explored = NULL;
  tau_outcome_gallery_set_worker (TAU_OUTCOME_GALLERY (widget), worker);
  g_signal_connect (widget, "explore", G_CALLBACK (on_explore_cb), &explored);
  GtkWidget *window = app_fixture_present (widget, 500, 400);
  GtkGridView *grid = GTK_GRID_VIEW (app_fixture_find (widget, GTK_TYPE_GRID_VIEW, 0));
  GListModel *model = G_LIST_MODEL (gtk_grid_view_get_model (grid));
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);

  /* One was rescued: image 0, as the evaluation saw it. */
  tau_outcome_gallery_set (TAU_OUTCOME_GALLERY (widget), evaluation, pack);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 1);
  g_autoptr (TauOutcomeItem) item = g_list_model_get_item (model, 0);
  app_fixture_wait (tau_outcome_item_has_thumbnail (item));
  g_autofree char *title = tau_outcome_item_get_title (item);
  g_autofree char *subtitle = tau_outcome_item_get_subtitle (item);
  g_assert_cmpstr (title, ==, "Fog, severity 3");
  g_assert_cmpstr (subtitle, ==, "50 km/h: answer stop & go, right after Auto-Contrast");
  g_signal_emit_by_name (grid, "activate", 0);
  g_assert_nonnull (explored);
  g_assert_cmpstr (tau_sample_get_path (explored->sample), ==, "signs:test 0");
  g_assert_cmpstr (explored->corruption.type->name, ==, "fog");
  g_assert_cmpint (explored->corruption.severity, ==, 3);
  g_assert_cmpuint (explored->corruption.seed, ==, 7);
  g_assert_cmpstr (explored->label, ==, tau_pack_class (pack, 1));
  g_assert_cmpstr (explored->pack, ==, "/nowhere");

  check_tile (GTK_WIDGET (grid), item);

  /* A later partial result keeps the pictures that are there. */
  g_autoptr (TauEvaluation) later = evaluation_fixture_new (1);
  tau_outcome_gallery_set (TAU_OUTCOME_GALLERY (widget), later, pack);
  g_autoptr (TauOutcomeItem) again = g_list_model_get_item (model, 0);
  g_assert_true (again == item);
  tau_outcome_gallery_set (TAU_OUTCOME_GALLERY (widget), later, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);

  app_fixture_close (window, widget);
  app_fixture_finalize (worker);
}

/* Without a predictor nothing was chosen: the pages that are about that go. */
static void
test_results_unpredicted (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauEvaluation) predicted = evaluation_fixture_new (0);
  g_autoptr (TauEvaluation) bare = evaluation_fixture_new (0);
  g_clear_pointer (&bare->predictor_sha256, g_free);
  GtkWidget *widget = g_object_new (TAU_TYPE_EVALUATION_RESULTS, NULL);
  TauEvaluationResults *results = TAU_EVALUATION_RESULTS (widget);
  GtkWidget *window = app_fixture_present (widget, 700, 600);
  AdwViewStack *pages = ADW_VIEW_STACK (app_fixture_find (widget, ADW_TYPE_VIEW_STACK, 0));
  AdwViewStackPage *choices =
      adw_view_stack_get_page (pages, adw_view_stack_get_child_by_name (pages, "choices"));
  tau_evaluation_results_set (results, predicted, NULL);
  tau_evaluation_results_show_page (results, "choices");
  g_assert_true (adw_view_stack_page_get_visible (choices));
  tau_evaluation_results_set (results, bare, NULL);
  g_assert_false (adw_view_stack_page_get_visible (choices));
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (pages), ==, "methods");
  tau_evaluation_results_set (results, predicted, NULL);
  g_assert_true (adw_view_stack_page_get_visible (choices));
  app_fixture_close (window, widget);
}

static gboolean
is_resumable (GtkWidget *view)
{
  GtkWidget *note = app_fixture_find (view, GTK_TYPE_REVEALER, 1);
  return gtk_revealer_get_reveal_child (GTK_REVEALER (note));
}

/* An evaluation that did not end shows what it has and offers to go on; one without a result leaves
 * its settings in the form. */
static void
test_view_resumes (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauEvaluation) whole = evaluation_fixture_new (0);
  g_autoptr (TauEvaluation) partial = evaluation_fixture_new (0);
  g_autoptr (GError) error = NULL;
  partial->complete = FALSE;
  partial->n_images = 40;
  whole->spec->limit = 31;
  g_autofree char *json = tau_evaluate_spec_to_json (whole->spec, NULL);
  g_autoptr (TauEvaluation) unstarted = tau_evaluation_parse_unstarted (json, &error);
  g_assert_no_error (error);
  TauWorker *worker = tau_worker_new (":memory:", 1);
  GtkWidget *widget = g_object_new (TAU_TYPE_EVALUATE_VIEW, NULL);
  TauEvaluateView *view = TAU_EVALUATE_VIEW (widget);
  tau_evaluate_view_start (view, worker, worker);
  GtkWidget *window = app_fixture_present (widget, 900, 700);
  GtkWidget *found = app_fixture_find (widget, TAU_TYPE_EVALUATION_RESULTS, 0);
  GtkWidget *form = app_fixture_find (widget, TAU_TYPE_EVALUATE_FORM, 0);
  g_assert_false (is_resumable (widget));

  tau_evaluate_view_show (view, partial, NULL);
  g_assert_true (is_resumable (widget));
  g_assert_true (tau_evaluation_results_get (TAU_EVALUATION_RESULTS (found)) == partial);
  g_assert_nonnull (
      app_fixture_find_named (widget, GTK_TYPE_LABEL, "label",
                              "Not finished: 40 of 100 images. What was computed is kept."));
  tau_evaluate_view_show (view, unstarted, NULL);
  g_assert_true (is_resumable (widget));
  g_assert_null (tau_evaluation_results_get (TAU_EVALUATION_RESULTS (found)));
  g_autoptr (TauEvaluateSpec) spec = tau_evaluate_form_get_spec (TAU_EVALUATE_FORM (form), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (spec->limit, ==, 31);
  /* Its models are nowhere. */
  app_fixture_wait (app_fixture_find_named (
                        widget, GTK_TYPE_LABEL, "label",
                        "Not finished. Its model pack was not found, so it cannot go on.") != NULL);
  tau_evaluate_view_show (view, whole, NULL);
  g_assert_false (is_resumable (widget));
  tau_evaluate_view_show (view, partial, whole);
  g_assert_false (is_resumable (widget));
  app_fixture_close (window, widget);
  app_fixture_finalize (worker);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evaluate/table/sorts", test_table_sorts);
  g_test_add_func ("/evaluate/table/wide", test_table_wide);
  g_test_add_func ("/evaluate/table/mirrored", test_table_mirrored);
  g_test_add_func ("/evaluate/chart/keys-and-clicks", test_chart_keys_and_clicks);
  g_test_add_func ("/evaluate/pane/saves", test_pane_saves);
  g_test_add_func ("/evaluate/results/compare", test_results_compare);
  g_test_add_func ("/evaluate/results/pages", test_results_pages);
  g_test_add_func ("/evaluate/results/places", test_results_places);
  g_test_add_func ("/evaluate/results/unpredicted", test_results_unpredicted);
  g_test_add_func ("/evaluate/gallery", test_gallery);
  g_test_add_func ("/evaluate/view/resumes", test_view_resumes);
  return g_test_run ();
}
