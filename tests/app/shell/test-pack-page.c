/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model packs in the preferences: listed, duplicated, renamed, exported, removed and put back.
 */
#include "app/app-fixture.h"

#include "app/shell/tau-pack-page.h"
#include "model/pack-fixture.h"
#include "model/tau-pack-file.h"
#include "model/tau-pack-shelf.h"
#include "torch/torch-fixture.h"

#include <glib/gstdio.h>

typedef struct {
  char *file; /* a pack named "zoo" */
  TauWorker *worker;
  GtkWidget *window;
  TauPackPage *page;
} Fixture;

static void
put (const char *folder, const char *name, const char *contents)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
}

/* Files of text do for models: nothing opens them here. */
static char *
write_pack_file (const char *folder)
{
  g_autoptr (GError) error = NULL;
  put (folder, "target.pt", "the target");
  put (folder, "predictor.pt", "the predictor");
  fixture_write_pack_json (folder);
  g_autoptr (TauPack) pack = tau_pack_load (folder, &error);
  g_assert_no_error (error);
  char *file = g_build_filename (folder, "test.tauscope", NULL);
  g_assert_true (tau_pack_export (pack, file, NULL, &error));
  return file;
}

static void
set_up (Fixture *self, const char *folder)
{
  self->file = write_pack_file (folder);
  self->worker = tau_worker_new (":memory:", 1);
  self->window = adw_preferences_window_new ();
  self->page = g_object_new (TAU_TYPE_PACK_PAGE, NULL);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self->window),
                              ADW_PREFERENCES_PAGE (self->page));
  tau_pack_page_start (self->page, self->worker);
  gtk_window_present (GTK_WINDOW (self->window));
}

static GtkWidget *
find_row (Fixture *self, const char *name)
{
  return app_fixture_find_named (GTK_WIDGET (self->page), ADW_TYPE_EXPANDER_ROW, "title", name);
}

static void
activate (Fixture *self, const char *action, const char *folder)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), action, "^ay", folder));
}

static char *
folder_of (const char *name)
{
  g_autofree char *shelf = tau_pack_shelf_folder ();
  return g_build_filename (shelf, name, NULL);
}

/* What the row says of the files, which comes a moment later. */
static gboolean
says (GtkWidget *row, const char *words)
{
  GtkWidget *files = app_fixture_find_named (row, ADW_TYPE_ACTION_ROW, "title", "Files");
  return strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (files)), words) != NULL;
}

static void
rename_to (const char *name)
{
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
    if (!ADW_IS_MESSAGE_DIALOG (window))
      continue;
    gtk_editable_set_text (GTK_EDITABLE (app_fixture_find (window, GTK_TYPE_ENTRY, 0)), name);
    adw_message_dialog_response (ADW_MESSAGE_DIALOG (window), "rename");
    return;
  }
  g_assert_not_reached ();
}

static void
test_page (gconstpointer data)
{
  Fixture self = { 0 };
  if (!app_fixture_init ())
    return;
  g_autofree char *folder = fixture_make_folder ();
  set_up (&self, folder);
  g_autofree char *test = folder_of ("zoo"), *copy = folder_of ("zoo-2");

  tau_pack_page_import (self.page, self.file);
  app_fixture_wait (find_row (&self, "zoo") != NULL);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (find_row (&self, "zoo")), TRUE);
  app_fixture_wait (says (find_row (&self, "zoo"), "right"));

  activate (&self, "packs.duplicate", test);
  app_fixture_wait (find_row (&self, "zoo-2") != NULL);

  activate (&self, "packs.rename", copy);
  rename_to ("other & more");
  app_fixture_wait (find_row (&self, "other & more") != NULL);
  g_assert_null (find_row (&self, "zoo-2"));

  activate (&self, "packs.remove", copy);
  app_fixture_wait (find_row (&self, "other & more") == NULL);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  GtkWidget *undo = app_fixture_find_named (self.window, GTK_TYPE_BUTTON, "label", "_Undo");
  g_assert_nonnull (undo);
  g_signal_emit_by_name (undo, "clicked");
  app_fixture_wait (find_row (&self, "other & more") != NULL);

  put (test, "target.pt", "another target");
  activate (&self, "packs.remove", copy);
  app_fixture_wait (find_row (&self, "other & more") == NULL);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (find_row (&self, "zoo")), TRUE);
  app_fixture_wait (says (find_row (&self, "zoo"), "damaged"));

  gtk_window_destroy (GTK_WINDOW (self.window));
  app_fixture_finalize (self.worker);
  fixture_remove_folder (folder);
  g_free (self.file);
}

int
main (int argc, char **argv)
{
  g_autofree char *data = fixture_make_folder ();
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/pack-page/page", NULL, test_page);
  const int status = g_test_run ();
  fixture_remove_folder (data);
  return status;
}
