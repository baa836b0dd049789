/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scatter of all images of an evaluation, headless, over what an evaluation has stored. */
#include "app/app-fixture.h"
#include "evaluate/evaluate-fixture.h"

#include "app/evaluate/tau-evaluate-view.h"
#include "app/evaluate/tau-evaluation-results.h"
#include "app/evaluate/tau-gain-scatter.h"
#include "app/jobs/tau-library.h"
#include "app/jobs/tau-scene.h"
#include "app/widgets/tau-plot-view.h"
#include "app/widgets/table/tau-table-view.h"

#include <string.h>

typedef struct {
  TauWorker *worker;
  GtkWidget *widget, *window;
  TauScene *explored;
} Shown;

static void
on_explore_cb (GtkWidget *widget, TauScene *scene, gpointer data)
{
  Shown *shown = data;
  g_clear_pointer (&shown->explored, tau_scene_free);
  shown->explored = g_boxed_copy (TAU_TYPE_SCENE, scene);
}

static void
show (Shown *self, Fixture *f)
{
  g_autofree char *path = g_build_filename (f->folder, "first.db", NULL);
  self->worker = tau_worker_new (path, 1);
  self->widget = g_object_new (TAU_TYPE_GAIN_SCATTER, NULL);
  tau_gain_scatter_set_worker (TAU_GAIN_SCATTER (self->widget), self->worker);
  g_signal_connect (self->widget, "explore", G_CALLBACK (on_explore_cb), self);
  self->window = app_fixture_present (self->widget, 700, 700);
}

static void
end (Shown *self)
{
  app_fixture_close (self->window, self->widget);
  app_fixture_finalize (self->worker);
  g_clear_pointer (&self->explored, tau_scene_free);
}

static TauPlotView *
get_view (Shown *self)
{
  return TAU_PLOT_VIEW (app_fixture_find (self->widget, TAU_TYPE_PLOT_VIEW, 0));
}

static guint
count_points (Shown *self)
{
  TauPlot *plot = tau_plot_view_get_plot (get_view (self));
  return plot != NULL ? tau_plot_get_n_items (plot) : 0;
}

static void
wait_done (Shown *self)
{
  app_fixture_wait (tau_gain_scatter_is_done (TAU_GAIN_SCATTER (self->widget)));
}

/* A point opens its image with its corruption, severity and seed, by key and from the table. */
static void
test_explores (Fixture *f, gconstpointer data)
{
  Shown shown = { 0 };
  if (!app_fixture_init ())
    return;
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:1,oracle");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  show (&shown, f);
  tau_gain_scatter_set (TAU_GAIN_SCATTER (shown.widget), result, f->pack);
  wait_done (&shown);
  GtkWidget *view = GTK_WIDGET (get_view (&shown));
  g_assert_cmpuint (count_points (&shown), >, 10);
  app_fixture_key (view, GDK_KEY_End, 0);
  g_autofree char *name = tau_plot_describe_item (tau_plot_view_get_plot (get_view (&shown)),
                                                  tau_plot_view_get_selected (get_view (&shown)));
  app_fixture_key (view, GDK_KEY_Return, 0);
  g_assert_nonnull (shown.explored);
  const TauCorruptionSpec corruption = shown.explored->corruption;
  g_autofree char *cell = tau_corruption_spec_to_title (&corruption, "Clean");
  g_autofree char *file = g_path_get_basename (tau_sample_get_path (shown.explored->sample));
  g_autofree char *start = g_strdup_printf ("%s, %s, ", file, cell);
  g_assert_true (g_str_has_prefix (name, start));
  g_assert_cmpuint (corruption.seed, ==, spec->seed);
  g_assert_nonnull (shown.explored->label);
  g_assert_cmpstr (shown.explored->pack, ==, f->pack->folder);

  /* The row of the same image. */
  g_autoptr (TauScene) point = g_steal_pointer (&shown.explored);
  const guint item = (guint)tau_plot_view_get_selected (get_view (&shown));
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (app_fixture_find_named (shown.widget, GTK_TYPE_TOGGLE_BUTTON, "icon-name",
                                                 "view-list-symbolic")),
      TRUE);
  GtkWidget *rows = app_fixture_find (shown.widget, GTK_TYPE_COLUMN_VIEW, 0);
  GListModel *model = G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (rows)));
  app_fixture_wait (g_list_model_get_n_items (model) == count_points (&shown));
  g_signal_emit_by_name (rows, "activate", item);
  g_assert_nonnull (shown.explored);
  g_assert_cmpstr (tau_sample_get_path (point->sample), ==,
                   tau_sample_get_path (shown.explored->sample));
  g_assert_true (tau_corruption_spec_equal (&point->corruption, &shown.explored->corruption));
  /* A long table scrolls by itself. */
  g_assert_cmpuint (count_points (&shown), >, 60);
  GtkWidget *table = app_fixture_find (shown.widget, TAU_TYPE_TABLE_VIEW, 0);
  int height;
  gtk_widget_measure (table, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  g_assert_cmpint (height, <, 600);
  end (&shown);
}

/* One kind alone; a partial result that is followed by the whole one; another evaluation. */
static void
test_follows (Fixture *f, gconstpointer data)
{
  Shown shown = { 0 };
  if (!app_fixture_init ())
    return;
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:1,oracle");
  g_autoptr (TauEvaluateSpec) other_spec = fixture_spec_new (f, "hflip");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_autoptr (TauEvaluation) other = fixture_evaluate (f, other_spec);
  show (&shown, f);
  TauGainScatter *scatter = TAU_GAIN_SCATTER (shown.widget);
  GtkDropDown *kind = GTK_DROP_DOWN (app_fixture_find (shown.widget, GTK_TYPE_DROP_DOWN, 0));
  tau_gain_scatter_set (scatter, result, f->pack);
  wait_done (&shown);
  const guint n = count_points (&shown);
  gtk_drop_down_set_selected (kind, 1);
  wait_done (&shown);
  g_assert_cmpuint (count_points (&shown), <, n);
  guint n_rescued = 0;
  for (guint cell = 0; cell < result->n_cells; cell++)
    n_rescued += result->outcomes[cell * TAU_N_OUTCOMES + TAU_OUTCOME_RESCUED];
  g_assert_cmpuint (count_points (&shown), ==, n_rescued);

  /* The same run goes on: what is drawn stays meanwhile. */
  tau_gain_scatter_set (scatter, result, f->pack);
  g_assert_cmpuint (count_points (&shown), ==, n_rescued);
  wait_done (&shown);
  g_assert_cmpuint (count_points (&shown), ==, n_rescued);
  tau_gain_scatter_set (scatter, other, f->pack);
  g_assert_cmpuint (count_points (&shown), ==, 0);
  wait_done (&shown);
  g_assert_nonnull (app_fixture_find_named (shown.widget, GTK_TYPE_LABEL, "label",
                                            "The answers to the single images are not in the "
                                            "database."));
  tau_gain_scatter_set (scatter, result, NULL);
  g_assert_nonnull (app_fixture_find_named (shown.widget, GTK_TYPE_LABEL, "label",
                                            "The model pack of this evaluation was not found."));
  /* It is taken away while it reads. */
  const guint n_references = G_OBJECT (scatter)->ref_count;
  tau_gain_scatter_set (scatter, result, f->pack);
  g_assert_cmpuint (G_OBJECT (scatter)->ref_count, >, n_references);
  tau_gain_scatter_set (scatter, NULL, NULL);
  app_fixture_wait (G_OBJECT (scatter)->ref_count == n_references);
  g_assert_cmpuint (count_points (&shown), ==, 0);
  end (&shown);
}

static void
on_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GPtrArray) packs = tau_worker_answer (result, NULL);
  *(guint *)data = packs->len;
}

/* An evaluation from the history, of a pack outside the folders of packs that was named when the
 * program started. */
static void
test_finds_named_pack (Fixture *f, gconstpointer data)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:1,oracle");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_autofree char *path = g_build_filename (f->folder, "first.db", NULL);
  TauWorker *worker = tau_worker_new (path, 1);
  GtkWidget *widget = g_object_new (TAU_TYPE_EVALUATE_VIEW, NULL);
  TauEvaluateView *view = TAU_EVALUATE_VIEW (widget);
  guint n_packs = 0;
  tau_library_list_packs_async (worker, f->folder, NULL, on_listed_cb, &n_packs);
  app_fixture_wait (n_packs > 0);
  tau_evaluate_view_start (view, worker, worker);
  GtkWidget *window = app_fixture_present (widget, 900, 700);
  tau_evaluate_view_show (view, result, NULL);
  GtkWidget *scatter = app_fixture_find (widget, TAU_TYPE_GAIN_SCATTER, 0);
  tau_evaluation_results_show_page (
      TAU_EVALUATION_RESULTS (app_fixture_find (widget, TAU_TYPE_EVALUATION_RESULTS, 0)),
      "choices");
  app_fixture_wait (tau_gain_scatter_is_done (TAU_GAIN_SCATTER (scatter)));
  app_fixture_close (window, widget);
  app_fixture_finalize (worker);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/gain-scatter/explores", test_explores);
  fixture_test ("/gain-scatter/follows", test_follows);
  fixture_test ("/gain-scatter/finds-named-pack", test_finds_named_pack);
  return g_test_run ();
}
