/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window with a pack that has no loss predictor, or borrows one: "bare" has none, "zoo" has
 * one. Needs libtorch. */
#include "app/app-fixture.h"

#include "app/evaluate/tau-evaluate-form.h"
#include "app/explore/tau-explore-controls.h"
#include "app/explore/tau-explore-view.h"
#include "app/explore/tau-predictor-bar.h"
#include "app/explore/tau-transform-list.h"
#include "app/shell/tau-window.h"
#include "app/train/tau-train-form.h"
#include "app/train/tau-train-view.h"
#include "app/widgets/tau-plot-view.h"

#include "model/pack-fixture.h"
#include "torch/torch-fixture.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder, *bare, *zoo;
  TauWorker *worker, *jobs;
  TauWindow *window;
  TauExploreView *view;
  TauExplorer *explorer;
} Fixture;

static char *
make_pack (const char *folder, const char *name, guint64 seed, gboolean predictor)
{
  char *path = g_build_filename (folder, "packs", name, NULL);
  g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
  fixture_write_pack (path, seed, 2);
  if (!predictor) {
    g_autofree char *file = g_build_filename (path, "predictor.pt", NULL);
    g_assert_cmpint (g_remove (file), ==, 0);
  }
  g_autoptr (JsonNode) json = fixture_pack_json (path);
  json_object_set_string_member (json_node_get_object (json), "name", name);
  g_assert_true (tau_pack_write (path, json, NULL));
  return path;
}

static gboolean
is_ready (Fixture *self)
{
  return tau_explorer_get_inspection (self->explorer) != NULL &&
         !tau_explorer_is_busy (self->explorer);
}

static gboolean
set_up (Fixture *self, const char *pack)
{
  if (!app_fixture_init ())
    return FALSE;
  self->folder = fixture_make_folder ();
  self->bare = make_pack (self->folder, "bare", 1, FALSE);
  self->zoo = make_pack (self->folder, "zoo", 3, TRUE);
  g_autofree char *packs = g_build_filename (self->folder, "packs", NULL);
  g_setenv ("TAUSCOPE_PACKS", packs, TRUE);
  g_autofree char *db = g_build_filename (self->folder, "db", NULL);
  self->worker = tau_worker_new (db, 1);
  self->jobs = tau_worker_new (db, 1);
  self->window = tau_window_new (NULL, self->worker, self->jobs,
                                 g_str_equal (pack, "bare") ? self->bare : self->zoo);
  gtk_window_present (GTK_WINDOW (self->window));
  GtkWidget *root = GTK_WIDGET (self->window);
  self->view = TAU_EXPLORE_VIEW (app_fixture_find (root, TAU_TYPE_EXPLORE_VIEW, 0));
  self->explorer = tau_explore_view_get_explorer (self->view);

  g_autofree char *path = g_build_filename (self->folder, "a.png", NULL);
  g_autoptr (TauImage) image = app_fixture_image (48, 48);
  g_assert_true (tau_image_save_png (image, path, NULL));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  tau_window_open_files (self->window, &file, 1);
  app_fixture_wait (is_ready (self));
  return TRUE;
}

static void
tear_down (Fixture *self)
{
  g_object_ref (self->window);
  gtk_window_destroy (GTK_WINDOW (self->window));
  app_fixture_finalize (self->window);
  app_fixture_finalize (self->worker);
  app_fixture_finalize (self->jobs);
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->bare);
  g_free (self->zoo);
}

static GtkWidget *
find (Fixture *self, GType type, guint skip)
{
  return app_fixture_find (GTK_WIDGET (self->view), type, skip);
}

static gboolean
has_label (Fixture *self, const char *part)
{
  for (guint i = 0;; i++) {
    GtkWidget *label = find (self, GTK_TYPE_LABEL, i);
    if (label == NULL)
      return FALSE;
    if (gtk_widget_get_mapped (label) &&
        strstr (gtk_label_get_label (GTK_LABEL (label)), part) != NULL)
      return TRUE;
  }
}

/* The drop-downs of the controls: model pack, predictor, corruption, label. */
static GtkDropDown *
get_predictors (Fixture *self)
{
  GtkWidget *controls = find (self, TAU_TYPE_EXPLORE_CONTROLS, 0);
  return GTK_DROP_DOWN (app_fixture_find (controls, GTK_TYPE_DROP_DOWN, 1));
}

static const char *
get_predictor (Fixture *self, guint i)
{
  return gtk_string_list_get_string (
      GTK_STRING_LIST (gtk_drop_down_get_model (get_predictors (self))), i);
}

/* Its place in the list; 0: it is not there. */
static guint
find_predictor (Fixture *self, const char *title)
{
  for (guint i = 1; get_predictor (self, i) != NULL; i++)
    if (g_str_equal (get_predictor (self, i), title))
      return i;
  return 0;
}

static GtkWidget *
get_ensemble (Fixture *self)
{
  GtkWidget *controls = find (self, TAU_TYPE_EXPLORE_CONTROLS, 0);
  return app_fixture_find (controls, GTK_TYPE_SCALE, 0);
}

static TauEvaluateForm *
get_evaluate_form (Fixture *self)
{
  return TAU_EVALUATE_FORM (
      app_fixture_find (GTK_WIDGET (self->window), TAU_TYPE_EVALUATE_FORM, 0));
}

static void
show_page (Fixture *self, const char *name)
{
  GtkWidget *views = app_fixture_find (GTK_WIDGET (self->window), ADW_TYPE_VIEW_STACK, 0);
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (views), name);
}

static gboolean
evaluates (Fixture *self, const char *title)
{
  TauPack *pack = tau_evaluate_form_get_pack (get_evaluate_form (self));
  g_autofree char *found = pack != NULL ? tau_pack_get_title (pack) : NULL;
  return g_strcmp0 (found, title) == 0;
}

static guint
count_ours (Fixture *self)
{
  g_autoptr (TauEvaluateSpec) spec = tau_evaluate_form_get_spec (get_evaluate_form (self), NULL);
  guint n = 0;
  for (guint m = 0; m < spec->n_methods; m++)
    n += spec->methods[m].kind == TAU_METHOD_OURS;
  return n;
}

/* -- without a predictor -------------------------------------------------------------------- */

static void
test_explore (void)
{
  Fixture self = { 0 };
  if (!set_up (&self, "bare"))
    return;
  const TauInspection *inspection = tau_explorer_get_inspection (self.explorer);
  GtkInfoBar *problem =
      GTK_INFO_BAR (app_fixture_find (GTK_WIDGET (self.window), GTK_TYPE_INFO_BAR, 0));
  g_assert_false (gtk_info_bar_get_revealed (problem));
  g_assert_cmpint (inspection->chosen, ==, -1);
  g_assert_true (gtk_widget_get_mapped (find (&self, TAU_TYPE_PREDICTOR_BAR, 0)));
  g_assert_true (has_label (&self, "“bare” has no loss predictor"));
  g_assert_true (has_label (&self, "(best against own answer)"));
  g_assert_true (has_label (&self, "The average over all 12 transforms"));
  g_assert_false (has_label (&self, "regret"));
  g_assert_false (has_label (&self, "chosen)"));
  g_assert_false (has_label (&self, "Predicted"));
  g_assert_false (gtk_widget_get_sensitive (get_ensemble (&self)));
  g_assert_true (has_label (&self, "Needs a loss predictor"));
  TauPlot *plot = tau_plot_view_get_plot (TAU_PLOT_VIEW (find (&self, TAU_TYPE_PLOT_VIEW, 0)));
  g_assert_cmpstr (tau_plot_get_title (plot), ==, "Actual Loss, Ranked");
  TauTransformList *list = TAU_TRANSFORM_LIST (find (&self, TAU_TYPE_TRANSFORM_LIST, 0));
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++) {
    const int transform = tau_transform_list_get_transform (list, i);
    g_assert_cmpint (transform, ==, inspection->order[i]);
    if (i > 0)
      g_assert_cmpfloat (inspection->actual[inspection->order[i - 1]], <=,
                         inspection->actual[transform]);
  }
  /* Another one is shown, and the best again. */
  tau_explore_view_pick (self.view, inspection->order[5]);
  g_assert_false (has_label (&self, "(best against own answer)"));
  tau_explore_view_pick (self.view, -1);
  g_assert_true (has_label (&self, "(best against own answer)"));

  /* How long training one takes is measured meanwhile. */
  app_fixture_wait (has_label (&self, "for each thousand images"));
  tear_down (&self);
}

static void
test_evaluate (void)
{
  Fixture self = { 0 };
  if (!set_up (&self, "bare"))
    return;
  show_page (&self, "evaluate");
  app_fixture_wait (evaluates (&self, "bare"));
  g_assert_cmpuint (count_ours (&self), ==, 0);
  tear_down (&self);
}

static void
test_train (void)
{
  Fixture self = { 0 };
  if (!set_up (&self, "bare"))
    return;
  GtkWidget *button = app_fixture_find_named (GTK_WIDGET (self.window), GTK_TYPE_BUTTON, "label",
                                              "Train a Predictor");
  g_signal_emit_by_name (button, "clicked");
  GtkWidget *train = app_fixture_find (GTK_WIDGET (self.window), TAU_TYPE_TRAIN_VIEW, 0);
  g_assert_true (gtk_widget_get_mapped (train));
  TauTrainForm *form = TAU_TRAIN_FORM (app_fixture_find (train, TAU_TYPE_TRAIN_FORM, 0));
  GtkDropDown *pack = GTK_DROP_DOWN (app_fixture_find (GTK_WIDGET (form), GTK_TYPE_DROP_DOWN, 0));
  tau_train_form_set_folder (form, self.folder);
  gboolean chosen = FALSE;
  while (!chosen) {
    GtkStringObject *item = gtk_drop_down_get_selected_item (pack);
    chosen = item != NULL && g_str_equal (gtk_string_object_get_string (item), "bare");
    g_main_context_iteration (NULL, TRUE);
  }
  tear_down (&self);
}

/* -- with the predictor of another pack ----------------------------------------------------- */

static void
pick_predictor (Fixture *self, guint i)
{
  TauPack *before = tau_explorer_get_pack (self->explorer);
  gtk_drop_down_set_selected (get_predictors (self), i);
  app_fixture_wait (tau_explorer_get_pack (self->explorer) != before && is_ready (self));
}

static void
test_borrow (void)
{
  Fixture self = { 0 };
  if (!set_up (&self, "bare"))
    return;
  const guint zoo = find_predictor (&self, "From zoo");
  g_assert_cmpstr (get_predictor (&self, 0), ==, "None");
  g_assert_cmpuint (gtk_drop_down_get_selected (get_predictors (&self)), ==, 0);
  g_assert_cmpuint (zoo, >, 0);
  pick_predictor (&self, zoo);
  const TauInspection *inspection = tau_explorer_get_inspection (self.explorer);
  g_assert_cmpint (inspection->chosen, ==, inspection->order[0]);
  g_assert_cmpuint (gtk_drop_down_get_selected (get_predictors (&self)), ==, zoo);
  g_assert_true (has_label (&self, "the predictor of “zoo”"));
  g_assert_true (has_label (&self, "(chosen)"));
  g_assert_true (has_label (&self, "Predicted"));
  g_assert_true (gtk_widget_get_sensitive (get_ensemble (&self)));
  show_page (&self, "evaluate");
  app_fixture_wait (evaluates (&self, "bare with the predictor of zoo"));
  g_assert_cmpuint (count_ours (&self), >, 0);

  /* And back. */
  show_page (&self, "explore");
  pick_predictor (&self, 0);
  inspection = tau_explorer_get_inspection (self.explorer);
  g_assert_cmpint (inspection->chosen, ==, -1);
  g_assert_true (has_label (&self, "“bare” has no loss predictor"));
  tear_down (&self);
}

/* A copy of the target with a predictor lends it, and then it is this target's. */
static void
test_same_target (void)
{
  Fixture self = { 0 };
  if (!set_up (&self, "bare"))
    return;
  g_autofree char *twin = make_pack (self.folder, "twin", 1, TRUE);
  tau_window_open_pack (self.window, self.bare); /* lists the packs again */
  app_fixture_wait (find_predictor (&self, "From twin") > 0 && is_ready (&self));
  pick_predictor (&self, find_predictor (&self, "From twin"));
  g_assert_cmpint (tau_explorer_get_inspection (self.explorer)->chosen, >=, 0);
  g_assert_cmpuint (gtk_drop_down_get_selected (get_predictors (&self)), >, 0);
  g_assert_false (gtk_widget_get_mapped (find (&self, TAU_TYPE_PREDICTOR_BAR, 0)));
  tear_down (&self);
}

/* A pack with its own predictor shows no bar, neither with it nor without. */
static void
test_own (void)
{
  Fixture self = { 0 };
  if (!set_up (&self, "zoo"))
    return;
  guint own = gtk_drop_down_get_selected (get_predictors (&self));
  g_assert_cmpstr (get_predictor (&self, own), ==, "Of this pack");
  g_assert_false (gtk_widget_get_mapped (find (&self, TAU_TYPE_PREDICTOR_BAR, 0)));
  pick_predictor (&self, 0);
  g_assert_cmpint (tau_explorer_get_inspection (self.explorer)->chosen, ==, -1);
  g_assert_false (gtk_widget_get_mapped (find (&self, TAU_TYPE_PREDICTOR_BAR, 0)));
  pick_predictor (&self, own);
  g_assert_cmpint (tau_explorer_get_inspection (self.explorer)->chosen, >=, 0);
  tear_down (&self);
}

/* The class that a data set gives an image is looked up in the pack that is opened. */
static void
test_label (void)
{
  Fixture self = { 0 };
  if (!set_up (&self, "bare"))
    return;
  g_autoptr (JsonNode) json = fixture_pack_json (self.zoo);
  JsonObject *object = json_node_get_object (json);
  JsonArray *classes = json_array_new ();
  static const char *const names[] = { "elk", "dog", "cat", "bee", "ape" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    json_array_add_string_element (classes, names[i]);
  json_object_set_string_member (object, "name", "zoo");
  json_object_set_array_member (json_object_get_object_member (object, "target"), "classes",
                                classes);
  g_assert_true (tau_pack_write (self.zoo, json, NULL));

  g_autofree char *path = g_build_filename (self.folder, "a.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (TauSample) sample = tau_sample_new_for_file (file);
  tau_sample_set_class_name (sample, "bee");
  tau_explorer_open_sample (self.explorer, sample, NULL);
  app_fixture_wait (is_ready (&self));
  g_assert_cmpint (tau_explorer_get_label (self.explorer), ==, 1);
  tau_window_open_pack (self.window, self.zoo);
  app_fixture_wait (is_ready (&self) && tau_explorer_get_pack (self.explorer)->has_predictor);
  g_assert_cmpint (tau_explorer_get_label (self.explorer), ==, 3);
  g_assert_cmpint (tau_explorer_get_inspection (self.explorer)->label, ==, 3);
  tear_down (&self);
}

/* In how many lists of a view that title is. */
static guint
count_lists (Fixture *self, const char *view, const char *title)
{
  GtkWidget *root = app_fixture_find (GTK_WIDGET (self->window), g_type_from_name (view), 0),
            *widget;
  guint n = 0;
  for (guint i = 0; (widget = app_fixture_find (root, GTK_TYPE_DROP_DOWN, i)) != NULL; i++) {
    GListModel *model = gtk_drop_down_get_model (GTK_DROP_DOWN (widget));
    for (guint k = 0; GTK_IS_STRING_LIST (model) && k < g_list_model_get_n_items (model); k++)
      n += g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (model), k), title);
  }
  return n;
}

/* Packs of one name are told apart by their folders; the others are left alone. (Train lists
 * installed packs and the one that it was opened for, so this twin is not there.) */
static void
test_twins (void)
{
  Fixture self = { 0 };
  if (!set_up (&self, "zoo"))
    return;
  g_autofree char *twin = make_pack (self.folder, "twin", 5, TRUE);
  g_autoptr (JsonNode) json = fixture_pack_json (twin);
  json_object_set_string_member (json_node_get_object (json), "name", "zoo");
  g_assert_true (tau_pack_write (twin, json, NULL));
  tau_window_reload_packs (self.window);
  app_fixture_wait (count_lists (&self, "TauExploreControls", "zoo (twin)") > 0);
  g_assert_cmpuint (count_lists (&self, "TauExploreControls", "zoo (zoo)"), ==, 1);
  g_assert_cmpuint (count_lists (&self, "TauExploreControls", "bare"), ==, 1);
  app_fixture_wait (find_predictor (&self, "From zoo (twin)") > 0);
  tau_window_show_evaluate (self.window);
  app_fixture_wait (count_lists (&self, "TauEvaluateForm", "zoo (twin)") > 0);
  tear_down (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/predictor/explore", test_explore);
  g_test_add_func ("/predictor/evaluate", test_evaluate);
  g_test_add_func ("/predictor/train", test_train);
  g_test_add_func ("/predictor/borrow", test_borrow);
  g_test_add_func ("/predictor/own", test_own);
  g_test_add_func ("/predictor/label", test_label);
  g_test_add_func ("/predictor/same-target", test_same_target);
  g_test_add_func ("/predictor/twins", test_twins);
  return g_test_run ();
}
