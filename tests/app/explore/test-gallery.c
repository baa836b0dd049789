/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/app-fixture.h"

#include <adwaita.h>

#include "app/explore/gallery/tau-sample-gallery.h"

#define N 10000

typedef struct {
  GtkWidget *window, *toasts;
  TauSampleGallery *gallery;
  GListModel *shown;
} Gallery;

static void
open_gallery (Gallery *self)
{
  self->window = gtk_window_new ();
  self->gallery = g_object_new (TAU_TYPE_SAMPLE_GALLERY, NULL);
  self->toasts = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (self->toasts), GTK_WIDGET (self->gallery));
  gtk_window_set_child (GTK_WINDOW (self->window), self->toasts);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 300, 400);
  gtk_window_present (GTK_WINDOW (self->window));
  GtkWidget *grid = app_fixture_find (GTK_WIDGET (self->gallery), GTK_TYPE_GRID_VIEW, 0);
  self->shown = G_LIST_MODEL (gtk_grid_view_get_model (GTK_GRID_VIEW (grid)));
}

static GPtrArray *
make_samples (const char *folder, guint n)
{
  GPtrArray *samples = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf ("/%s/%05u.png", folder, i);
    g_autoptr (GFile) file = g_file_new_for_path (path);
    g_ptr_array_add (samples, tau_sample_new_for_file (file));
  }
  return samples;
}

static void
assert_shown (Gallery *self, const GPtrArray *samples)
{
  app_fixture_wait (g_list_model_get_n_items (self->shown) == samples->len);
  for (guint i = 0; i < samples->len; i++) {
    g_autoptr (TauSample) sample = g_list_model_get_item (self->shown, i);
    g_assert_true (sample == g_ptr_array_index (samples, i));
  }
}

/* Ten thousand come in many turns of the main loop; none is lost, and their order stays. */
static void
test_many (void)
{
  if (!app_fixture_init ())
    return;
  Gallery gallery;
  open_gallery (&gallery);
  g_autoptr (GPtrArray) samples = make_samples ("many", N);
  tau_sample_gallery_add_set (gallery.gallery, "/many", "many", samples);
  g_assert_cmpuint (g_list_model_get_n_items (gallery.shown), <, N / 10);
  assert_shown (&gallery, samples);
  /* Once more is the same set. */
  tau_sample_gallery_add_set (gallery.gallery, "/many", "many", samples);
  assert_shown (&gallery, samples);
  tau_sample_gallery_show (gallery.gallery, g_ptr_array_index (samples, N - 2));
  g_assert_true (tau_sample_gallery_get_near (gallery.gallery, 1) ==
                 g_ptr_array_index (samples, N - 1));
  g_assert_true (tau_sample_gallery_get_near (gallery.gallery, -1) ==
                 g_ptr_array_index (samples, N - 3));
  g_assert_null (tau_sample_gallery_get_near (gallery.gallery, 2));
  gtk_window_destroy (GTK_WINDOW (gallery.window));
}

/* A file that is opened again is listed once, and own images are apart from the samples. */
static void
test_sets (void)
{
  if (!app_fixture_init ())
    return;
  Gallery gallery;
  open_gallery (&gallery);
  g_assert_false (tau_sample_gallery_has_images (gallery.gallery));
  g_autoptr (GPtrArray) samples = make_samples ("pack", 5), own = make_samples ("own", 3);
  g_autoptr (GPtrArray) again = make_samples ("own", 4);
  tau_sample_gallery_set_samples (gallery.gallery, samples);
  g_assert_true (tau_sample_gallery_has_samples (gallery.gallery));
  assert_shown (&gallery, samples);
  tau_sample_gallery_add (gallery.gallery, own);
  assert_shown (&gallery, own);
  tau_sample_gallery_add (gallery.gallery, again);
  g_ptr_array_add (own, g_object_ref (g_ptr_array_index (again, 3)));
  assert_shown (&gallery, own);
  tau_sample_gallery_show (gallery.gallery, g_ptr_array_index (samples, 1));
  assert_shown (&gallery, samples);
  tau_sample_gallery_show (gallery.gallery, g_ptr_array_index (again, 0)); /* the same file */
  assert_shown (&gallery, own);
  gtk_window_destroy (GTK_WINDOW (gallery.window));
}

/* An image that has the focus goes with Delete; the one after it has its place. The pointer has
 * selected it before it was opened. */
static void
test_remove (void)
{
  if (!app_fixture_init ())
    return;
  Gallery gallery;
  open_gallery (&gallery);
  g_autoptr (GPtrArray) own = make_samples ("own", 4);
  tau_sample_gallery_add (gallery.gallery, own);
  assert_shown (&gallery, own);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (gallery.shown), 1, TRUE);
  tau_sample_gallery_show (gallery.gallery, g_ptr_array_index (own, 1));
  app_fixture_wait (gtk_widget_get_width (GTK_WIDGET (gallery.gallery)) > 0);
  GtkWidget *grid = app_fixture_find (GTK_WIDGET (gallery.gallery), GTK_TYPE_GRID_VIEW, 0);
  GtkWidget *cell = gtk_widget_get_next_sibling (gtk_widget_get_first_child (grid));
  g_assert_true (gtk_widget_grab_focus (cell));
  gtk_widget_activate_action (cell, "gallery.remove-focused", NULL);
  g_ptr_array_remove_index (own, 1);
  assert_shown (&gallery, own);
  g_assert_true (tau_sample_gallery_get_near (gallery.gallery, 1) == g_ptr_array_index (own, 1));
  g_assert_true (tau_sample_gallery_get_near (gallery.gallery, -1) == g_ptr_array_index (own, 0));
  gtk_widget_activate_action (grid, "gallery.remove-all", NULL);
  app_fixture_wait (g_list_model_get_n_items (gallery.shown) == 0);
  g_assert_false (tau_sample_gallery_has_images (gallery.gallery));
  gtk_window_destroy (GTK_WINDOW (gallery.window));
}

static void
remove_at (Gallery *self, guint position)
{
  GtkWidget *grid = app_fixture_find (GTK_WIDGET (self->gallery), GTK_TYPE_GRID_VIEW, 0);
  GtkWidget *cell = gtk_widget_get_first_child (grid);
  while (position-- > 0)
    cell = gtk_widget_get_next_sibling (cell);
  g_assert_true (gtk_widget_grab_focus (cell));
  gtk_widget_activate_action (cell, "gallery.remove-focused", NULL);
}

static void
undo_removal (Gallery *self, const char *text)
{
  GtkWidget *label = NULL;
  app_fixture_wait (
      (label = app_fixture_find_named (self->toasts, GTK_TYPE_LABEL, "label", text)) != NULL);
  GtkWidget *toast = gtk_widget_get_ancestor (label, g_type_from_name ("AdwToastWidget"));
  GtkWidget *button = app_fixture_find_named (toast, GTK_TYPE_BUTTON, "label", "_Undo");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

/* What was removed by mistake comes back to its place. */
static void
test_undo (void)
{
  if (!app_fixture_init ())
    return;
  Gallery gallery;
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  open_gallery (&gallery);
  g_autoptr (GPtrArray) own = make_samples ("own", 4), folder = make_samples ("folder", 3);
  g_autoptr (GPtrArray) fewer = make_samples ("none", 0);
  tau_sample_gallery_add (gallery.gallery, own);
  assert_shown (&gallery, own);
  app_fixture_wait (gtk_widget_get_width (GTK_WIDGET (gallery.gallery)) > 0);
  g_ptr_array_add (fewer, g_object_ref (g_ptr_array_index (own, 0)));
  g_ptr_array_add (fewer, g_object_ref (g_ptr_array_index (own, 3)));
  remove_at (&gallery, 1);
  undo_removal (&gallery, "00001.png removed");
  assert_shown (&gallery, own);
  remove_at (&gallery, 2);
  remove_at (&gallery, 1);
  assert_shown (&gallery, fewer);
  undo_removal (&gallery, "2 images removed");
  assert_shown (&gallery, own);

  /* A folder, which is no longer offered then. */
  tau_sample_gallery_add_set (gallery.gallery, "/folder", "folder", folder);
  assert_shown (&gallery, folder);
  GtkWidget *grid = app_fixture_find (GTK_WIDGET (gallery.gallery), GTK_TYPE_GRID_VIEW, 0);
  gtk_widget_activate_action (grid, "gallery.remove-all", NULL);
  assert_shown (&gallery, own);
  undo_removal (&gallery, "3 images removed");
  assert_shown (&gallery, folder);
  gtk_window_destroy (GTK_WINDOW (gallery.window));
}

static void
on_problem_cb (char **told, const char *sentence)
{
  g_assert_null (*told); /* one sentence for all */
  *told = g_strdup (sentence);
}

/* What cannot be read is told by name, once all are looked at. */
static void
test_unreadable (void)
{
  if (!app_fixture_init ())
    return;
  Gallery gallery;
  g_autofree char *told = NULL;
  g_autoptr (TauWorker) worker = tau_worker_new ("/dev/null/none", 1);
  g_autoptr (GPtrArray) own = make_samples ("nowhere", 12);
  open_gallery (&gallery);
  tau_sample_gallery_set_worker (gallery.gallery, worker);
  g_signal_connect_swapped (gallery.gallery, "problem", G_CALLBACK (on_problem_cb), &told);
  tau_sample_gallery_add (gallery.gallery, own);
  app_fixture_wait (told != NULL);
  g_assert_nonnull (g_strstr_len (told, -1, "12 images"));
  g_assert_nonnull (g_strstr_len (told, -1, "00000.png, 00001.png"));
  app_fixture_wait (app_fixture_find_named (GTK_WIDGET (gallery.gallery), GTK_TYPE_LABEL, "label",
                                            "0 images, 12 unreadable") != NULL);
  g_assert_nonnull (app_fixture_find_named (GTK_WIDGET (gallery.gallery), GTK_TYPE_LABEL, "label",
                                            "Opened Images (0)"));
  gtk_window_destroy (GTK_WINDOW (gallery.window));
}

/* -- another start --------------------------------------------------------------------------- */

static void
remove_all (Gallery *self)
{
  GtkWidget *grid = app_fixture_find (GTK_WIDGET (self->gallery), GTK_TYPE_GRID_VIEW, 0);
  gtk_widget_activate_action (grid, "gallery.remove-all", NULL);
}

/* What one has shown is restored in another. */
static void
restart (Gallery *self)
{
  g_autoptr (GVariant) state = g_variant_ref_sink (tau_sample_gallery_to_variant (self->gallery));
  gtk_window_destroy (GTK_WINDOW (self->window));
  open_gallery (self);
  tau_sample_gallery_restore (self->gallery, state);
}

static void
assert_pending (Gallery *self, const char *keys)
{
  g_auto (GStrv) pending = tau_sample_gallery_list_pending (self->gallery);
  g_autofree char *text = g_strjoinv (" ", pending);
  g_assert_cmpstr (text, ==, keys);
}

/* A folder comes back without what was taken out of it, at the image that was open. */
static void
test_restore (void)
{
  if (!app_fixture_init ())
    return;
  Gallery gallery;
  open_gallery (&gallery);
  g_autoptr (GPtrArray) samples = make_samples ("pack", 5), folder = make_samples ("folder", 6);
  g_autoptr (GPtrArray) again = make_samples ("folder", 6), open = make_samples ("folder", 3);
  g_autoptr (GPtrArray) whole = make_samples ("folder", 6);
  tau_sample_gallery_add_set (gallery.gallery, "/folder", "folder", folder);
  assert_shown (&gallery, folder);
  app_fixture_wait (gtk_widget_get_width (GTK_WIDGET (gallery.gallery)) > 0);
  remove_at (&gallery, 4);
  remove_at (&gallery, 1);
  tau_sample_gallery_show (gallery.gallery, g_ptr_array_index (folder, 2));

  restart (&gallery);
  assert_pending (&gallery, "/folder");
  tau_sample_gallery_set_samples (gallery.gallery, samples);
  tau_sample_gallery_show (gallery.gallery, g_ptr_array_index (open, 2)); /* found by itself */
  g_assert_cmpuint (g_list_model_get_n_items (gallery.shown), ==, 1);
  restart (&gallery); /* before the folder is there */
  assert_pending (&gallery, "/folder");
  tau_sample_gallery_show (gallery.gallery, g_ptr_array_index (open, 2));
  tau_sample_gallery_found (gallery.gallery, "/folder", again);
  g_ptr_array_remove_index (again, 4);
  g_ptr_array_remove_index (again, 1);
  assert_shown (&gallery, again);
  g_assert_true (tau_sample_gallery_get_near (gallery.gallery, 1) == g_ptr_array_index (again, 2));
  g_assert_true (tau_sample_gallery_get_near (gallery.gallery, -1) == g_ptr_array_index (again, 0));

  /* Who opens it again wants all of it. */
  tau_sample_gallery_add_set (gallery.gallery, "/folder", "folder", whole);
  assert_shown (&gallery, whole);
  remove_all (&gallery);
  restart (&gallery);
  assert_pending (&gallery, "");
  gtk_window_destroy (GTK_WINDOW (gallery.window));
}

/* Opened files come back, and a folder that is gone takes nothing with it. */
static void
test_restore_gone (void)
{
  if (!app_fixture_init ())
    return;
  Gallery gallery;
  open_gallery (&gallery);
  g_autoptr (GPtrArray) own = make_samples ("own", 3), folder = make_samples ("folder", 2);
  g_autoptr (GPtrArray) found = make_samples ("own", 2);
  tau_sample_gallery_add (gallery.gallery, own);
  tau_sample_gallery_add_set (gallery.gallery, "/folder", "folder", folder);
  tau_sample_gallery_show (gallery.gallery, g_ptr_array_index (folder, 1));
  restart (&gallery);
  tau_sample_gallery_show (gallery.gallery, g_ptr_array_index (folder, 1));
  tau_sample_gallery_found (gallery.gallery, "/folder", NULL);
  assert_pending (&gallery, "");
  tau_sample_gallery_found (gallery.gallery, NULL, found); /* one of the files is gone */
  g_ptr_array_add (found, g_object_ref (g_ptr_array_index (folder, 1)));
  assert_shown (&gallery, found);
  gtk_window_destroy (GTK_WINDOW (gallery.window));
}

/* The image that is open is not the one to come back to once it was taken out. */
static void
test_restore_removed (void)
{
  if (!app_fixture_init ())
    return;
  Gallery gallery;
  open_gallery (&gallery);
  g_autoptr (GPtrArray) own = make_samples ("own", 3);
  tau_sample_gallery_add (gallery.gallery, own);
  assert_shown (&gallery, own);
  app_fixture_wait (gtk_widget_get_width (GTK_WIDGET (gallery.gallery)) > 0);
  tau_sample_gallery_show (gallery.gallery, g_ptr_array_index (own, 1));
  g_assert_true (tau_sample_gallery_get_kept (gallery.gallery) == g_ptr_array_index (own, 1));
  remove_at (&gallery, 1);
  g_assert_true (tau_sample_gallery_get_kept (gallery.gallery) == g_ptr_array_index (own, 2));
  remove_at (&gallery, 1);
  g_assert_true (tau_sample_gallery_get_kept (gallery.gallery) == g_ptr_array_index (own, 0));
  remove_all (&gallery);
  g_assert_null (tau_sample_gallery_get_kept (gallery.gallery));
  gtk_window_destroy (GTK_WINDOW (gallery.window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gallery/many", test_many);
  g_test_add_func ("/gallery/sets", test_sets);
  g_test_add_func ("/gallery/remove", test_remove);
  g_test_add_func ("/gallery/undo", test_undo);
  g_test_add_func ("/gallery/unreadable", test_unreadable);
  g_test_add_func ("/gallery/restore", test_restore);
  g_test_add_func ("/gallery/restore-gone", test_restore_gone);
  g_test_add_func ("/gallery/restore-removed", test_restore_removed);
  return g_test_run ();
}
