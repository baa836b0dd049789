/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history of images: grouped, with thumbnails, opened again with all that was set, and found
 * where they have been moved. */
#include "app/app-fixture.h"

#include "app/history/tau-history-requests.h"
#include "app/history/tau-history-view.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder, *db, *path, *moved;
  TauWorker *worker;
  TauScene *scene; /* that was found */
  GError *error;
  gboolean found;
  TauHistoryUndo undo;
} Fixture;

/* An image that was looked at under fog of severity 1 to 3, and one of which nothing is there. */
static void
fill_store (const char *db, const char *path, const TauImage *image)
{
  g_autoptr (TauStore) store = tau_store_open (db, NULL);
  g_autofree char *sha256 = tau_image_sha256 (image);
  g_autoptr (GBytes) png = tau_image_encode_png (image, "", NULL);
  for (int i = 1; i <= 3; i++) {
    const TauStoreRun run = {
      .path = (char *)path,
      .image_sha256 = sha256,
      .width = 40,
      .height = 30,
      .pack = (char *)"fixture",
      .corruption = tau_corruption_spec_parse ("fog", i, 7, TAU_PRESET_AUTO),
      .label = (char *)"yield",
      .label_source = (char *)"given",
      .chosen = (char *)"zoom-0.8",
      .best = (char *)"identity",
      .correct = TRUE,
      .x = i,
      .y = 2,
      .side = 20,
      .ensemble = 4,
    };
    g_assert_cmpint (tau_store_add_run (store, &run, NULL), ==, i);
  }
  g_assert_true (tau_store_add_thumbnail (store, sha256, png, NULL));
  const TauStoreRun other = { .path = (char *)"Pasted image", .image_sha256 = (char *)"bb" };
  g_assert_cmpint (tau_store_add_run (store, &other, NULL), ==, 4);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (TauImage) image = app_fixture_image (40, 30);
  self->folder = g_dir_make_tmp ("tau-history-XXXXXX", NULL);
  self->db = g_build_filename (self->folder, "test.db", NULL);
  self->path = g_build_filename (self->folder, "a.png", NULL);
  self->moved = g_build_filename (self->folder, "b.png", NULL);
  g_assert_true (tau_image_save_png (image, self->path, NULL));
  fill_store (self->db, self->path, image);
  self->worker = tau_worker_new (self->db, 1);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  app_fixture_finalize (self->worker);
  g_remove (self->db);
  g_remove (self->path);
  g_remove (self->moved);
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->db);
  g_free (self->path);
  g_free (self->moved);
}

static void
on_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(TauHistoryPage **)data = tau_worker_answer (result, NULL);
}

static TauHistoryPage *
load (Fixture *self, const char *match)
{
  const TauHistoryQuery query = { .match = (char *)match, .kind = -1, .limit = 60 };
  TauHistoryPage *page = NULL;
  tau_history_load_async (self->worker, &query, NULL, on_loaded_cb, &page);
  app_fixture_wait (page != NULL);
  return page;
}

static void
test_grouped (Fixture *self, gconstpointer data)
{
  g_autoptr (TauHistoryPage) page = load (self, NULL);
  g_assert_cmpuint (page->items->len, ==, 2);
  TauHistoryItem *single = g_ptr_array_index (page->items, 0);
  g_assert_null (tau_history_item_get_children (single));
  g_assert_null (tau_history_item_get_thumbnail (single));
  TauHistoryItem *image = g_ptr_array_index (page->items, 1);
  g_assert_nonnull (tau_history_item_get_thumbnail (image));
  g_assert_cmpint (tau_history_item_get_id (image), ==, 3);
  g_assert_cmpstr (tau_history_item_get_title (image), ==, "a.png");
  g_assert_cmpstr (tau_history_item_get_subtitle (image), ==,
                   "3 states, the last: fixture · Fog, severity 3, right after Zoom 0.8");
  g_autofree char *text = tau_history_item_describe (image);
  g_assert_true (g_str_has_prefix (text, "Inspection, a.png, 3 states, the last: "));
  GListModel *runs = tau_history_item_get_children (image);
  g_assert_cmpuint (g_list_model_get_n_items (runs), ==, 3);
  g_autoptr (TauHistoryItem) oldest = g_list_model_get_item (runs, 2);
  g_assert_cmpint (tau_history_item_get_id (oldest), ==, 1);
  g_assert_cmpstr (tau_history_item_get_title (oldest), ==, "Fog, severity 1, seed 7");
  g_assert_cmpstr (tau_history_item_get_subtitle (oldest), ==,
                   "fixture · yield · average over 4 · right after Zoom 0.8");
}

static void
on_deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;
  g_assert_true (tau_history_delete_finish (result, &self->undo, NULL));
}

/* An image is deleted with all of its runs, also if some of them are chosen, too. */
static void
test_delete (Fixture *self, gconstpointer data)
{
  g_autoptr (TauHistoryPage) page = load (self, NULL);
  TauHistoryItem *image = g_ptr_array_index (page->items, 1);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (chosen, g_object_ref (image));
  g_ptr_array_add (chosen, g_list_model_get_item (tau_history_item_get_children (image), 1));
  tau_history_delete_async (self->worker, chosen, on_deleted_cb, self);
  app_fixture_wait (self->undo.runs != 0);
  g_assert_cmpuint (self->undo.n, ==, 3);
  g_autoptr (TauHistoryPage) rest = load (self, NULL);
  g_assert_cmpuint (rest->items->len, ==, 1);
}

static void
on_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;
  self->scene = tau_worker_answer (result, &self->error);
  self->found = TRUE;
}

static void
find (Fixture *self, const char *path)
{
  g_autoptr (TauHistoryPage) page = load (self, "Fog");
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
  g_clear_error (&self->error);
  g_clear_pointer (&self->scene, tau_scene_free);
  self->found = FALSE;
  tau_history_scene_async (self->worker, g_ptr_array_index (page->items, 0), file, on_found_cb,
                           self);
  app_fixture_wait (self->found);
}

/* All of the state; and where the image is now, once the user has said so. */
static void
test_find (Fixture *self, gconstpointer data)
{
  find (self, NULL);
  g_assert_no_error (self->error);
  g_assert_cmpint (self->scene->corruption.severity, ==, 3);
  g_assert_cmpuint (self->scene->corruption.seed, ==, 7);
  g_assert_cmpstr (self->scene->label, ==, "yield");
  g_assert_true (tau_frame_equal (&self->scene->frame, &(TauFrame){ 3, 2, 20 }));
  g_assert_cmpuint (self->scene->ensemble, ==, 4);
  g_assert_false (self->scene->as_kept);
  g_assert_cmpstr (self->scene->pack, ==, "fixture"); /* which is gone, and is missed later */

  g_assert_cmpint (g_rename (self->path, self->moved), ==, 0);
  find (self, NULL);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_autoptr (TauImage) other = app_fixture_image (30, 40);
  g_assert_true (tau_image_save_png (other, self->path, NULL));
  find (self, NULL);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  find (self, self->path);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  find (self, self->moved);
  g_assert_no_error (self->error);
  g_assert_cmpstr (tau_sample_get_path (self->scene->sample), ==, self->moved);
  find (self, NULL); /* it is remembered */
  g_assert_no_error (self->error);
  g_assert_cmpstr (tau_sample_get_path (self->scene->sample), ==, self->moved);
  g_clear_pointer (&self->scene, tau_scene_free);
}

static AdwMessageDialog *
get_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data))
      return l->data;
  return NULL;
}

/* In the view: an image opens to its runs, and one that is gone is asked for. */
static void
test_view (Fixture *self, gconstpointer data)
{
  if (!app_fixture_init ())
    return;
  GtkWidget *view = g_object_new (TAU_TYPE_HISTORY_VIEW, NULL);
  tau_history_view_start (TAU_HISTORY_VIEW (view), self->worker);
  GtkWidget *window = app_fixture_present (view, 600, 400);
  GtkWidget *list = app_fixture_find (app_fixture_find (view, ADW_TYPE_CLAMP_SCROLLABLE, 0),
                                      GTK_TYPE_LIST_VIEW, 0);
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)));
  app_fixture_wait (g_list_model_get_n_items (model) == 2);
  GtkTreeExpander *expander;
  app_fixture_wait (
      (expander = GTK_TREE_EXPANDER (app_fixture_find (list, GTK_TYPE_TREE_EXPANDER, 1))) != NULL);
  gtk_tree_list_row_set_expanded (gtk_tree_expander_get_list_row (expander), TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 5);

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (model), 0, TRUE);
  gtk_widget_activate_action (view, "history.open", NULL);
  app_fixture_wait (get_dialog () != NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (get_dialog ()), "Pasted image"));
  gtk_window_destroy (GTK_WINDOW (get_dialog ()));
  app_fixture_close (window, view);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/history-images/grouped", test_grouped);
  ADD ("/history-images/delete", test_delete);
  ADD ("/history-images/find", test_find);
  ADD ("/history-images/view", test_view);
  return g_test_run ();
}
