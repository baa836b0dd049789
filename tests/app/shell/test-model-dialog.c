/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open Model: a file is looked into, wrong settings keep the pack from being made, right ones make
 * it; a file of another kind is named. */
#include "app/app-fixture.h"

#include "app/shell/tau-model-dialog.h"
#include "app/shell/tau-model-settings.h"
#include "app/widgets/tau-probability-bars.h"
#include "model/tau-pack-shelf.h"
#include "torch/torch-fixture.h"

#include <string.h>

typedef struct {
  char *folder, *path;
  TauWorker *worker;
  TauModelDialog *dialog;
  char *made; /* the folder of the pack; NULL: not yet */
} Fixture;

static void
on_made_cb (Fixture *self, const char *folder)
{
  self->made = g_strdup (folder);
}

static void
set_up (Fixture *self, const char *name)
{
  g_autoptr (TauImage) image = app_fixture_image (90, 60);
  self->folder = fixture_make_folder ();
  self->path = g_build_filename (self->folder, name, NULL);
  if (g_str_equal (name, "px98.pt"))
    fixture_write_forms (self->folder);
  else
    fixture_write_model (self->path, "resnet8", 48, 10, 1);
  if (g_str_has_suffix (name, ".onnx"))
    g_assert_true (g_file_set_contents (self->path, "not a model", -1, NULL));
  self->worker = tau_worker_new (":memory:", 1);
  self->dialog = tau_model_dialog_new (NULL, self->worker, self->path);
  tau_model_dialog_set_trial (self->dialog, image);
  g_signal_connect_swapped (self->dialog, "made", G_CALLBACK (on_made_cb), self);
  gtk_window_present (GTK_WINDOW (self->dialog));
}

static void
tear_down (Fixture *self)
{
  app_fixture_finalize (self->worker);
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->made);
}

static GtkWidget *
find_open (Fixture *self)
{
  return app_fixture_find_named (GTK_WIDGET (self->dialog), GTK_TYPE_BUTTON, "label", "_Open");
}

static GtkWidget *
find_row (Fixture *self, const char *title)
{
  GtkWidget *row =
      app_fixture_find_named (GTK_WIDGET (self->dialog), ADW_TYPE_PREFERENCES_ROW, "title", title);
  g_assert_nonnull (row);
  return row;
}

static gboolean
can_open (Fixture *self)
{
  return gtk_widget_get_sensitive (find_open (self));
}

static gboolean
says (Fixture *self, const char *words)
{
  for (guint i = 0;; i++) {
    GtkWidget *label = app_fixture_find (GTK_WIDGET (self->dialog), GTK_TYPE_LABEL, i);
    if (label == NULL)
      return FALSE;
    if (gtk_widget_get_visible (label) &&
        strstr (gtk_label_get_label (GTK_LABEL (label)), words) != NULL)
      return TRUE;
  }
}

static void
choose (Fixture *self, const char *title, guint selected)
{
  GtkWidget *choice = app_fixture_find (find_row (self, title), GTK_TYPE_DROP_DOWN, 0);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), selected);
}

static void
enter (Fixture *self, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (find_row (self, title)), text);
}

static void
set_number (Fixture *self, const char *title, double value)
{
  GtkWidget *button = app_fixture_find (find_row (self, title), GTK_TYPE_SPIN_BUTTON, 0);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (button), value);
}

#define MEAN "Mean of Red, Green and Blue"
#define STD  "Standard Deviation of Red, Green and Blue"

static void
test_open (void)
{
  Fixture self = { 0 };
  if (!app_fixture_init ())
    return;
  set_up (&self, "my net.pt");
  g_assert_false (can_open (&self));
  app_fixture_wait (can_open (&self));
  g_assert_true (says (&self, "airplane")); /* ten classes: CIFAR-10 is proposed, and tried */

  choose (&self, "Normalisation", TAU_NORMALIZATION_OWN - 1);
  enter (&self, MEAN, "125 123 114");
  enter (&self, STD, "63, 62, 67");
  g_assert_false (can_open (&self)); /* not until it has been tried */
  app_fixture_wait (says (&self, "255"));
  g_assert_false (can_open (&self));
  choose (&self, "Scale of These Numbers", 1);
  app_fixture_wait (can_open (&self));
  enter (&self, MEAN, "0,25 0,5 0,75"); /* as some locales write it */
  enter (&self, STD, "0,5");
  choose (&self, "Scale of These Numbers", 0);
  choose (&self, "Classes", 0);
  set_number (&self, "Resize To", 36);
  set_number (&self, "Input Size", 48); /* it takes any; the margin stays */
  g_assert_false (can_open (&self));
  app_fixture_wait (can_open (&self));

  g_signal_emit_by_name (find_open (&self), "clicked");
  app_fixture_wait (self.made != NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPack) pack = tau_pack_load (self.made, &error);
  g_assert_no_error (error);
  g_assert_true (tau_pack_is_on_shelf (pack));
  g_assert_cmpstr (pack->name, ==, "my net");
  g_assert_false (pack->has_predictor);
  g_assert_cmpint (pack->target.input_size, ==, 48);
  g_assert_cmpint (pack->margin, ==, 4);
  g_assert_cmpfloat (pack->target.mean[2], ==, 0.75f);
  g_assert_cmpfloat (pack->target.std[0], ==, 0.5f);
  g_assert_cmpstr (tau_pack_class (pack, 9), ==, "9");
  tear_down (&self);
}

static void
test_other_file (void)
{
  Fixture self = { 0 };
  if (!app_fixture_init ())
    return;
  set_up (&self, "net.onnx");
  app_fixture_wait (says (&self, "net.onnx"));
  app_fixture_wait (says (&self, "Not a Model"));
  g_assert_false (can_open (&self));
  GtkWidget *again =
      app_fixture_find_named (GTK_WIDGET (self.dialog), GTK_TYPE_BUTTON, "label", "_Look Again");
  g_assert_false (gtk_widget_get_mapped (again)); /* no size helps */
  gtk_window_destroy (GTK_WINDOW (self.dialog));
  tear_down (&self);
}

/* A size that is not among the usual ones is typed in. */
static void
test_size (void)
{
  Fixture self = { 0 };
  if (!app_fixture_init ())
    return;
  set_up (&self, "px98.pt");
  app_fixture_wait (says (&self, "no usual size"));
  GtkWidget *again =
      app_fixture_find_named (GTK_WIDGET (self.dialog), GTK_TYPE_BUTTON, "label", "_Look Again");
  GtkWidget *size = app_fixture_find (gtk_widget_get_parent (again), GTK_TYPE_SPIN_BUTTON, 0);
  g_assert_true (gtk_widget_get_mapped (again));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (size), 98);
  g_signal_emit_by_name (again, "clicked");
  app_fixture_wait (can_open (&self));
  gtk_window_destroy (GTK_WINDOW (self.dialog));
  tear_down (&self);
}

/* While the worker looks into the file. */
static void
test_cancel (void)
{
  Fixture self = { 0 };
  if (!app_fixture_init ())
    return;
  set_up (&self, "net.pt");
  gtk_window_destroy (GTK_WINDOW (self.dialog));
  tear_down (&self);
}

int
main (int argc, char **argv)
{
  g_autofree char *data = fixture_make_folder ();
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model-dialog/open", test_open);
  g_test_add_func ("/model-dialog/other-file", test_other_file);
  g_test_add_func ("/model-dialog/size", test_size);
  g_test_add_func ("/model-dialog/cancel", test_cancel);
  const int status = g_test_run ();
  fixture_remove_folder (data);
  return status;
}
