/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A damaged database: the window asks, and nothing is renamed or changed before. */
#include "app/app-fixture.h"

#include "app/shell/tau-damage-dialog.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder, *db, *content;
  gsize size;
  TauWorker *worker, *jobs;
  TauWindow *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("tau-app-XXXXXX", NULL);
  fixture->db = g_build_filename (fixture->folder, "test.db", NULL);
  tau_store_close (tau_store_open (fixture->db, NULL));
  g_assert_true (g_file_get_contents (fixture->db, &fixture->content, &fixture->size, NULL));
  if (data == NULL)
    memset (fixture->content + 100, 0, fixture->size / 2);
  g_assert_true (g_file_set_contents (fixture->db, fixture->content, fixture->size, NULL));
  fixture->worker = tau_worker_new (fixture->db, 1);
  fixture->jobs = tau_worker_new (fixture->db, 1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->worker);
  g_assert_finalize_object (fixture->jobs);
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
    g_remove (path);
  }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->db);
  g_free (fixture->content);
}

static AdwMessageDialog *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
    if (ADW_IS_MESSAGE_DIALOG (window))
      return ADW_MESSAGE_DIALOG (window);
  }
  return NULL;
}

static void
open_window (Fixture *fixture)
{
  fixture->window = tau_window_new (NULL, fixture->worker, fixture->jobs, "/nowhere/at/all");
  g_object_ref (fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  tau_damage_dialog_check (fixture->window, fixture->worker, fixture->jobs);
}

static void
close_window (Fixture *fixture)
{
  app_fixture_finalize (fixture->window);
  app_fixture_wait (G_OBJECT (fixture->worker)->ref_count == 1);
  app_fixture_wait (G_OBJECT (fixture->jobs)->ref_count == 1);
}

static void
assert_content (const char *path, const Fixture *fixture)
{
  g_autofree char *content = NULL;
  gsize size;
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  g_assert_cmpmem (content, size, fixture->content, fixture->size);
}

/* The name under which the damaged file was kept, or NULL. */
static char *
find_kept (const Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    if (strstr (name, ".damaged-") != NULL)
      return g_build_filename (fixture->folder, name, NULL);
  return NULL;
}

static void
test_quit (Fixture *fixture, gconstpointer data)
{
  if (!app_fixture_init ())
    return;
  open_window (fixture);
  app_fixture_wait (find_dialog () != NULL);
  AdwMessageDialog *dialog = find_dialog ();
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), fixture->db));
  assert_content (fixture->db, fixture);
  adw_message_dialog_response (dialog, "quit");
  gtk_window_destroy (GTK_WINDOW (dialog));
  close_window (fixture);
  g_autofree char *kept = find_kept (fixture);
  g_assert_null (kept);
  assert_content (fixture->db, fixture);
}

static void
test_anew (Fixture *fixture, gconstpointer data)
{
  if (!app_fixture_init ())
    return;
  open_window (fixture);
  app_fixture_wait (find_dialog () != NULL);
  AdwMessageDialog *dialog = find_dialog ();
  assert_content (fixture->db, fixture);
  adw_message_dialog_response (dialog, "anew");
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_autofree char *kept = NULL;
  app_fixture_wait ((kept = find_kept (fixture)) != NULL);
  assert_content (kept, fixture);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  close_window (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = tau_store_open (fixture->db, &error);
  g_assert_no_error (error);
}

/* The pack to open is not there: the window says so by name, without a path, and only in the view
 * that it concerns. */
static void
check_problem (Fixture *fixture)
{
  GtkWidget *bar = app_fixture_find (GTK_WIDGET (fixture->window), GTK_TYPE_INFO_BAR, 0);
  app_fixture_wait (gtk_info_bar_get_revealed (GTK_INFO_BAR (bar)));
  g_assert_nonnull (
      app_fixture_find_named (bar, GTK_TYPE_LABEL, "label", "There is no model pack “all”."));
  tau_window_show_train (fixture->window);
  g_assert_false (gtk_info_bar_get_revealed (GTK_INFO_BAR (bar)));
}

static void
test_undamaged (Fixture *fixture, gconstpointer data)
{
  if (!app_fixture_init ())
    return;
  open_window (fixture);
  for (int i = 0; i < 200; i++) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (1000);
  }
  g_assert_null (find_dialog ());
  check_problem (fixture);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  close_window (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/damage/quit", Fixture, NULL, set_up, test_quit, tear_down);
  g_test_add ("/damage/anew", Fixture, NULL, set_up, test_anew, tear_down);
  g_test_add ("/damage/undamaged", Fixture, "whole", set_up, test_undamaged, tear_down);
  return g_test_run ();
}
