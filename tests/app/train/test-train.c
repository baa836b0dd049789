/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Train view with a real training of a few dozen pictures: started, paused, resumed, used,
 * deleted, failed; and what it says meanwhile. Needs libtorch. */
#include "app/app-fixture.h"

#include "app/train/tau-epoch-table.h"
#include "app/train/tau-target-form.h"
#include "app/train/tau-train-form.h"
#include "app/train/tau-train-view.h"
#include "app/train/tau-training-shelf.h"
#include "model/tau-pack.h"

#include "model/pack-fixture.h"
#include "torch/torch-fixture.h"

#include <math.h>
#include <string.h>

typedef struct {
  char *folder, *pack;
  TauWorker *worker, *jobs;
  GtkWidget *window;
  TauTrainView *view;
  char *problem, *used, *ended;
} Fixture;

static void
on_sentence_cb (TauTrainView *view, const char *sentence, gpointer data)
{
  char **slot = data;
  g_free (*slot);
  *slot = g_strdup (sentence);
}

static void
open_view (Fixture *self)
{
  self->view = g_object_new (TAU_TYPE_TRAIN_VIEW, NULL);
  g_signal_connect (self->view, "problem", G_CALLBACK (on_sentence_cb), &self->problem);
  g_signal_connect (self->view, "use-pack", G_CALLBACK (on_sentence_cb), &self->used);
  g_signal_connect (self->view, "ended", G_CALLBACK (on_sentence_cb), &self->ended);
  self->window = app_fixture_present (GTK_WIDGET (self->view), 1000, 700);
  tau_train_view_start (self->view, self->jobs, self->worker);
}

/* Waits until nobody else holds it: its requests are answered. */
static void
close_view (Fixture *self)
{
  g_object_ref (self->view);
  gtk_window_destroy (GTK_WINDOW (self->window));
  app_fixture_finalize (self->view);
}

static gboolean
set_up (Fixture *self)
{
  if (!app_fixture_init ())
    return FALSE;
  self->folder = fixture_make_folder ();
  self->pack = g_build_filename (self->folder, "zoo", NULL);
  g_autofree char *db = g_build_filename (self->folder, "db", NULL);
  g_assert_cmpint (g_mkdir_with_parents (self->pack, 0755), ==, 0);
  fixture_write_pack (self->pack, 1, 2);
  app_fixture_write_classes (self->folder);
  self->worker = tau_worker_new (db, 1);
  self->jobs = tau_worker_new (db, 1);
  open_view (self);
  return TRUE;
}

static void
tear_down (Fixture *self)
{
  close_view (self);
  app_fixture_finalize (self->worker);
  app_fixture_finalize (self->jobs);
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->pack);
  g_free (self->problem);
  g_free (self->used);
  g_free (self->ended);
}

static void
press (Fixture *self, const char *label)
{
  GtkWidget *button =
      app_fixture_find_named (GTK_WIDGET (self->view), GTK_TYPE_BUTTON, "label", label);
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_visible (button));
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static TauTraining *
wait_for_state (Fixture *self, const char *title)
{
  app_fixture_wait (
      tau_train_view_get_training (self->view) != NULL &&
      g_str_equal (tau_training_get_state_title (tau_train_view_get_training (self->view)), title));
  return tau_train_view_get_training (self->view);
}

/* From the start over a pause, another window and a resumption to a pack in Explore. */
static void
test_whole (void)
{
  Fixture self = { 0 };
  if (!set_up (&self))
    return;
  g_autofree char *dataset = g_strdup_printf ("folder:%s/pictures", self.folder);
  g_autoptr (TauTrainPredictorOptions) options = app_fixture_training (self.pack, dataset, 400);
  tau_train_view_train (self.view, options);
  g_assert_true (tau_train_view_is_running (self.view));
  TauTraining *training = wait_for_state (&self, "Running");
  app_fixture_wait (tau_training_get_n_epochs (training) >= 1);
  g_assert_nonnull (tau_training_get_status (training));
  g_assert_cmpfloat (tau_training_get_status (training)->images_per_second, >, 0);
  press (&self, "Pause");
  training = wait_for_state (&self, "Paused");
  g_assert_false (tau_train_view_is_running (self.view));
  g_assert_null (self.ended); /* the user knows */
  guint n = tau_training_get_n_epochs (training);
  gint64 id = tau_training_get_id (training);
  g_assert_cmpuint (n, <, 400);

  /* The program starts again: the record is there, and is gone on with. */
  close_view (&self);
  open_view (&self);
  training = wait_for_state (&self, "Stopped");
  g_assert_cmpint (tau_training_get_id (training), ==, id);
  g_assert_cmpuint (tau_training_get_n_epochs (training), ==, n);
  press (&self, "Resume");
  app_fixture_wait (tau_training_get_n_epochs (training) > n);
  g_assert_cmpuint (tau_training_get_epoch (training, n)->epoch, ==, n + 1);
  press (&self, "Stop");
  wait_for_state (&self, "Stopped");
  g_assert_null (self.problem);
  tear_down (&self);
}

static void
test_use (void)
{
  Fixture self = { 0 };
  if (!set_up (&self))
    return;
  g_autofree char *dataset = g_strdup_printf ("folder:%s/pictures", self.folder);
  g_autoptr (TauTrainPredictorOptions) options = app_fixture_training (self.pack, dataset, 1);
  tau_train_view_train (self.view, options);
  TauTraining *training = wait_for_state (&self, "Finished");
  g_assert_nonnull (strstr (self.ended, "finished"));
  g_assert_true (tau_training_can_be_used (training));
  g_assert_false (tau_training_can_be_resumed (training));

  press (&self, "Use This Predictor");
  app_fixture_wait (self.used != NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPack) pack = tau_pack_load (self.used, &error);
  g_assert_no_error (error);
  g_assert_true (tau_pack_verify (pack, &error));
  g_assert_cmpstr (pack->name, ==, "zoo-compact");
  g_assert_true (pack->has_predictor);
  g_autoptr (TauPack) listed = tau_pack_find ("zoo-compact", &error);
  g_assert_no_error (error);
  /* The same target file: what is known of its answers stays known. */
  g_autoptr (TauPack) from = tau_pack_load (self.pack, &error);
  g_assert_cmpstr (pack->target.sha256, ==, from->target.sha256);
  /* Used again it is not added again. */
  g_autofree char *first = g_steal_pointer (&self.used);
  press (&self, "Use This Predictor");
  app_fixture_wait (self.used != NULL);
  g_assert_cmpstr (self.used, ==, first);
  g_assert_null (self.problem);
  fixture_remove_folder (first);
  tear_down (&self);
}

static void
test_failure (void)
{
  Fixture self = { 0 };
  if (!set_up (&self))
    return;
  g_autoptr (TauTrainPredictorOptions) options =
      app_fixture_training (self.pack, "folder:/nowhere/at/all", 1);
  tau_train_view_train (self.view, options);
  TauTraining *training = wait_for_state (&self, "Failed");
  g_assert_nonnull (strstr (tau_training_get_error (training), "/nowhere/at/all"));
  g_assert_nonnull (strstr (self.ended, "failed"));
  g_assert_cmpint (tau_training_get_id (training), >, 0); /* on record, to be looked at again */
  g_assert_false (tau_train_view_is_running (self.view));
  tear_down (&self);
}

/* Closed while it runs: it ends with a checkpoint and can be resumed. */
static void
test_closed (void)
{
  Fixture self = { 0 };
  if (!set_up (&self))
    return;
  g_autofree char *dataset = g_strdup_printf ("folder:%s/pictures", self.folder);
  g_autoptr (TauTrainPredictorOptions) options = app_fixture_training (self.pack, dataset, 1000);
  tau_train_view_train (self.view, options);
  TauTraining *training = wait_for_state (&self, "Running");
  app_fixture_wait (tau_training_get_n_epochs (training) >= 1);
  close_view (&self);
  app_fixture_wait (G_OBJECT (self.jobs)->ref_count == 1);
  open_view (&self);
  /* The worker is done with it when it answers something else. */
  training = NULL;
  app_fixture_wait ((training = tau_train_view_get_training (self.view)) != NULL);
  g_assert_true (tau_training_can_be_resumed (training));
  tear_down (&self);
}

static gint64
add_record (Fixture *self, TauStore *store, const char *curves)
{
  g_autoptr (TauTrainPredictorOptions) options =
      app_fixture_training (self->pack, "signs:train", 2);
  g_autofree char *spec = tau_train_predictor_options_to_json (options);
  gint64 id = tau_store_add_job (store, TAU_JOB_TRAINING, spec, NULL);
  g_assert_cmpint (id, >, 0);
  g_assert_true (tau_store_update_job (store, id, TAU_JOB_DONE, "{}", curves, NULL));
  return id;
}

/* Trainings of the command line, opened from History: shown with their curves, listed or not. */
static void
test_show (void)
{
  Fixture self = { 0 };
  if (!set_up (&self))
    return;
  g_autofree char *db = g_build_filename (self.folder, "db", NULL);
  TauStore *store = tau_store_open (db, NULL);
  const char *curves =
      "[{\"epoch\":1,\"loss\":1,\"spearman\":0.25},{\"epoch\":2,\"spearman\":0.5}]";
  gint64 first = add_record (&self, store, curves), second = add_record (&self, store, "[]");
  tau_store_close (store);

  tau_train_view_show (self.view, first);
  TauTraining *training = NULL;
  app_fixture_wait ((training = tau_train_view_get_training (self.view)) != NULL &&
                    tau_training_get_id (training) == first);
  g_assert_cmpuint (tau_training_get_n_epochs (training), ==, 2);
  g_assert_cmpfloat (tau_training_get_epoch (training, 1)->measure.spearman, ==, 0.5);
  tau_train_view_show (self.view, second);
  g_assert_cmpint (tau_training_get_id (tau_train_view_get_training (self.view)), ==, second);
  g_assert_null (self.problem);
  tau_train_view_show (self.view, second + 1);
  app_fixture_wait (self.problem != NULL);
  g_assert_cmpint (tau_training_get_id (tau_train_view_get_training (self.view)), ==, second);
  tear_down (&self);
}

/* A deleted training leaves neither a record nor a folder. */
static void
on_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
test_delete (void)
{
  Fixture self = { 0 };
  if (!set_up (&self))
    return;
  g_autoptr (GError) error = NULL;
  g_autofree char *dataset = g_strdup_printf ("folder:%s/pictures", self.folder);
  g_autoptr (TauTrainPredictorOptions) options = app_fixture_training (self.pack, dataset, 1);
  tau_train_view_train (self.view, options);
  TauTraining *training = wait_for_state (&self, "Finished");
  g_autofree char *out = g_strdup (tau_training_get_options (training)->out);
  g_assert_true (g_file_test (out, G_FILE_TEST_IS_DIR));

  g_autoptr (GAsyncResult) deleted = NULL, listed = NULL;
  tau_training_shelf_delete_async (self.worker, training, on_done_cb, &deleted);
  tau_training_shelf_list_async (self.worker, NULL, on_done_cb, &listed);
  app_fixture_wait (listed != NULL);
  g_assert_true (tau_training_shelf_delete_finish (deleted, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
  g_autoptr (GPtrArray) left = tau_training_shelf_list_finish (listed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (left->len, ==, 0);
  tear_down (&self);
}

/* What the form would start, and what it says is missing. */
static void
test_form (void)
{
  Fixture self = { 0 };
  if (!set_up (&self))
    return;
  const char *missing = NULL;
  TauTrainForm *form = g_object_new (TAU_TYPE_TRAIN_FORM, NULL);
  g_object_ref_sink (form);
  g_setenv ("TAUSCOPE_PACKS", self.folder, TRUE);
  g_autoptr (TauTrainPredictorOptions) none = tau_train_form_dup_options (form, &missing);
  g_assert_null (none);
  g_assert_nonnull (missing);
  tau_train_form_start (form, self.jobs, self.worker);
  app_fixture_wait (G_OBJECT (form)->ref_count == 1); /* the packs are listed */

  /* Nothing is known of what the zoo was trained on: the folder has to be chosen. */
  g_autoptr (TauTrainPredictorOptions) still = tau_train_form_dup_options (form, &missing);
  if (still == NULL) {
    g_assert_nonnull (strstr (missing, "folder"));
    tau_train_form_set_folder (form, "/somewhere");
  }
  g_autoptr (TauTrainPredictorOptions) options = tau_train_form_dup_options (form, &missing);
  g_assert_nonnull (options);
  g_assert_null (missing);
  g_assert_cmpstr (options->corruptions, ==, "all");
  g_assert_cmpstr (options->loss, ==, "blend");
  g_assert_cmpuint (options->epochs, ==, 12);
  g_assert_true (options->parts_if_any); /* not every archive has them */
  g_autofree char *shelf = tau_training_shelf_get_folder ();
  g_assert_true (g_str_has_prefix (options->out, shelf));
  g_unsetenv ("TAUSCOPE_PACKS");
  g_assert_finalize_object (form);
  tear_down (&self);
}

/* The menu of that accessible name. */
static GtkDropDown *
find_menu (Fixture *self, const char *name)
{
  GtkWidget *menu;
  for (guint i = 0;
       (menu = app_fixture_find (GTK_WIDGET (self->view), GTK_TYPE_DROP_DOWN, i)) != NULL; i++) {
    g_autofree char *other = gtk_test_accessible_check_property (
        GTK_ACCESSIBLE (menu), GTK_ACCESSIBLE_PROPERTY_LABEL, name);
    if (other == NULL)
      return GTK_DROP_DOWN (menu);
  }
  g_error ("there is no menu “%s”", name);
}

static void
choose (GtkDropDown *menu, const char *title)
{
  GtkStringList *titles = GTK_STRING_LIST (gtk_drop_down_get_model (menu));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (titles)); i++)
    if (g_str_equal (gtk_string_list_get_string (titles, i), title)) {
      gtk_drop_down_set_selected (menu, i);
      return;
    }
  g_error ("the menu has no “%s”", title);
}

/* The table of a target's epochs has the test error, and nothing of a predictor. */
static void
check_epochs (TauTraining *training)
{
  GtkWidget *table = g_object_ref_sink (g_object_new (TAU_TYPE_EPOCH_TABLE, NULL));
  tau_epoch_table_show (TAU_EPOCH_TABLE (table), training);
  GtkWidget *title = app_fixture_find_named (table, GTK_TYPE_LABEL, "label", "Test error");
  g_assert_true (title != NULL && gtk_widget_get_visible (title));
  title = app_fixture_find_named (table, GTK_TYPE_LABEL, "label", "Correlation");
  g_assert_true (title == NULL || !gtk_widget_get_visible (title));
  g_assert_cmpuint (tau_epoch_table_get_n_rows (TAU_EPOCH_TABLE (table)), ==, 1);
  g_assert_finalize_object (table);
}

/* A target with AugMix, from the form to a pack in Explore. */
static void
test_target (void)
{
  Fixture self = { 0 };
  if (!set_up (&self))
    return;
  g_autofree char *pictures = g_build_filename (self.folder, "pictures", NULL);
  TauTargetForm *form =
      TAU_TARGET_FORM (app_fixture_find (GTK_WIDGET (self.view), TAU_TYPE_TARGET_FORM, 0));
  const char *missing = NULL;
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (form)));
  gtk_drop_down_set_selected (find_menu (&self, "What to Train"), 1);
  app_fixture_wait (gtk_widget_get_mapped (GTK_WIDGET (form)));

  choose (find_menu (&self, "Training Data Set of the Target"), "Folder of Images");
  g_autoptr (TauTrainTargetOptions) none = tau_target_form_dup_options (form, &missing);
  g_assert_null (none);
  g_assert_nonnull (missing);
  tau_target_form_set_folder (form, pictures);
  choose (find_menu (&self, "Architecture of the Target"), "Wide-ResNet-16-2");
  choose (find_menu (&self, "Augmentation"), "AugMix");
  g_autoptr (TauTrainTargetOptions) options = tau_target_form_dup_options (form, &missing);
  g_assert_null (missing);
  g_assert_cmpstr (options->architecture, ==, "wrn-16-2");
  g_assert_cmpstr (options->augment, ==, "augmix");
  g_assert_cmpstr (options->corruptions, ==, "none");
  g_assert_true (options->jsd && options->flip && options->parts_if_any);

  /* A smaller one, to be quick. */
  options->epochs = 1;
  options->batch = 16;
  tau_train_view_train_target (self.view, options);
  TauTraining *training = wait_for_state (&self, "Finished");
  g_autofree char *title = tau_training_dup_title (training);
  g_assert_cmpstr (title, ==, "Target · wrn-16-2 · AugMix");
  g_assert_cmpstr (tau_training_get_target (training)->augment, ==, "augmix");
  g_assert_true (isnan (tau_training_get_epoch (training, 0)->measure.error_center));
  check_epochs (training);
  press (&self, "Use This Target");
  app_fixture_wait (self.used != NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPack) pack = tau_pack_load (self.used, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pack->name, ==, "target-wrn-16-2");
  g_assert_false (pack->has_predictor);
  g_assert_true (pack->knows_target_corruptions);
  g_assert_null (self.problem);
  fixture_remove_folder (self.used);
  tear_down (&self);
}

int
main (int argc, char **argv)
{
  /* Trainings and packs go to a folder of the test's own (G_TEST_OPTION_ISOLATE_DIRS would hide
   * GTK's settings too). */
  g_autofree char *home = fixture_make_folder ();
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/whole", test_whole);
  g_test_add_func ("/train/use", test_use);
  g_test_add_func ("/train/failure", test_failure);
  g_test_add_func ("/train/closed", test_closed);
  g_test_add_func ("/train/show", test_show);
  g_test_add_func ("/train/delete", test_delete);
  g_test_add_func ("/train/form", test_form);
  g_test_add_func ("/train/target", test_target);
  int status = g_test_run ();
  fixture_remove_folder (home);
  return status;
}
