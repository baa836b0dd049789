/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The explorer and the window on a worker of their own, without any model. */
#include "app/app-fixture.h"

#include "app/jobs/tau-sample-find.h"
#include "app/widgets/tau-adaptive-box.h"
#include "app/widgets/tau-sidebar-box.h"
#include "app/explore/tau-explore-view.h"
#include "app/explore/tau-explorer.h"
#include "app/explore/tau-triptych.h"
#include "app/jobs/tau-library.h"
#include "app/shell/tau-window.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder;
  TauWorker *worker, *jobs;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("tau-app-XXXXXX", NULL);
  g_autofree char *db = g_build_filename (fixture->folder, "test.db", NULL);
  fixture->worker = tau_worker_new (db, 1);
  fixture->jobs = tau_worker_new (db, 1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "test.db", "test.db-wal", "test.db-shm", "a.png", "b.png" };
  app_fixture_finalize (fixture->worker);
  app_fixture_finalize (fixture->jobs);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);
    g_remove (path);
  }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static TauSample *
make_sample (Fixture *fixture, const char *name, int width, int height)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  if (width > 0) {
    g_autoptr (TauImage) image = app_fixture_image (width, height);
    g_assert_true (tau_image_save_png (image, path, NULL));
  } else {
    g_assert_true (g_file_set_contents (path, "no image", -1, NULL));
  }
  return tau_sample_new_for_file (file);
}

static void
on_problem_cb (TauExplorer *explorer, const char *message, gpointer data)
{
  char **problem = data;
  g_free (*problem);
  *problem = g_strdup (message);
}

static void
test_explorer_picture (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TauExplorer) explorer = tau_explorer_new (fixture->worker);
  g_autoptr (TauSample) good = make_sample (fixture, "a.png", 1200, 900);
  g_autoptr (TauSample) bad = make_sample (fixture, "b.png", 0, 0);
  g_autofree char *problem = NULL;
  g_signal_connect (explorer, "problem", G_CALLBACK (on_problem_cb), &problem);

  tau_explorer_open_sample (explorer, good, NULL);
  g_assert_true (tau_explorer_is_busy (explorer));
  app_fixture_wait (!tau_explorer_is_busy (explorer));
  TauPicture *picture = tau_explorer_get_picture (explorer);
  g_assert_nonnull (picture);
  g_assert_cmpint (picture->image->width, ==, 1200);
  g_assert_cmpint (picture->preview->width, <, 1200);
  g_assert_cmpint (picture->preview->width * 900, ==, picture->preview->height * 1200);
  g_assert_true (tau_frame_equal (tau_explorer_get_frame (explorer), &(TauFrame){ 150, 0, 900 }));
  g_assert_null (problem);

  /* What cannot be read leaves what was there, and says so. */
  tau_explorer_open_sample (explorer, bad, NULL);
  app_fixture_wait (!tau_explorer_is_busy (explorer));
  g_assert_true (tau_explorer_get_picture (explorer) == picture);
  g_assert_nonnull (problem);
  g_assert_nonnull (strstr (problem, "b.png"));

  /* The latest wins: of two requests only the second is answered. */
  g_clear_pointer (&problem, g_free);
  tau_explorer_open_sample (explorer, bad, NULL);
  tau_explorer_open_sample (explorer, good, NULL);
  app_fixture_wait (!tau_explorer_is_busy (explorer));
  g_assert_true (tau_explorer_get_picture (explorer)->sample == good);
  g_assert_null (problem);

  /* Stopped: neither an answer nor a problem. */
  tau_explorer_open_sample (explorer, bad, NULL);
  tau_explorer_cancel (explorer);
  app_fixture_wait (!tau_explorer_is_busy (explorer));
  g_assert_null (problem);
}

/* The explorer may go while the worker still works for it. */
static void
test_explorer_gone (Fixture *fixture, gconstpointer data)
{
  TauExplorer *explorer = tau_explorer_new (fixture->worker);
  g_autoptr (TauSample) sample = make_sample (fixture, "a.png", 300, 200);
  tau_explorer_open_sample (explorer, sample, NULL);
  g_assert_finalize_object (explorer);
}

static void
test_explorer_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TauExplorer) explorer = tau_explorer_new (fixture->worker);
  TauExplorerSettings settings = {
    .corruption = { .type = tau_corruption_get (0), .severity = 5, .seed = G_MAXUINT64 },
    .label = -1,
  };
  tau_explorer_set_settings (explorer, &settings);
  g_assert_cmpuint (tau_explorer_get_settings (explorer)->corruption.seed, ==, G_MAXUINT64);
  g_assert_cmpint (tau_explorer_get_label (explorer), ==, -1);
  /* Without a pack and a picture there is nothing to ask. */
  g_assert_false (tau_explorer_is_busy (explorer));
  settings.label = 3;
  tau_explorer_set_settings (explorer, &settings);
  g_assert_cmpint (tau_explorer_get_label (explorer), ==, 3);
}

/* Opening an image changes nothing but the image: corruption, severity and seed stay. */
static void
test_own_picture (Fixture *fixture, gconstpointer data)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauExploreView) view = g_object_ref_sink (g_object_new (TAU_TYPE_EXPLORE_VIEW, NULL));
  g_autoptr (TauSample) first = make_sample (fixture, "a.png", 40, 40);
  g_autoptr (TauSample) second = make_sample (fixture, "b.png", 50, 40);
  tau_explore_view_start (view, fixture->jobs, fixture->worker, "/nowhere/at/all");
  TauExplorer *explorer = tau_explore_view_get_explorer (view);
  const TauCorruptionSpec at_start = tau_explorer_get_settings (explorer)->corruption;
  g_assert_cmpint (at_start.severity, ==, 5);
  tau_explore_view_open (view, first);
  app_fixture_wait (tau_explorer_get_picture (explorer) != NULL);
  g_assert_true (
      tau_corruption_spec_equal (&tau_explorer_get_settings (explorer)->corruption, &at_start));

  TauExplorerSettings settings = {
    .corruption = { .type = tau_corruption_get (0), .severity = 2, .seed = 7 },
    .label = -1,
    .ensemble = 4,
  };
  tau_explorer_set_settings (explorer, &settings);
  tau_explore_view_open (view, second);
  app_fixture_wait (tau_explorer_get_picture (explorer)->image->width == 50);
  g_assert_cmpint (tau_explorer_get_settings (explorer)->corruption.severity, ==, 2);
  g_assert_cmpuint (tau_explorer_get_settings (explorer)->corruption.seed, ==, 7);
  g_assert_cmpuint (tau_explorer_get_settings (explorer)->ensemble, ==, 4);
}

/* An image of a data set with its settings, all at once. */
static void
test_explorer_exactly (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TauExplorer) explorer = tau_explorer_new (fixture->worker);
  g_autoptr (TauSample) sample = tau_sample_find ("signs:test 12", NULL);
  g_assert_cmpstr (tau_sample_get_path (sample), ==, "signs:test 12");

  const TauExplorerSettings settings = {
    .corruption = { .type = tau_corruption_get (3), .severity = 4, .seed = 77 },
    .label = 2,
  };
  tau_explorer_open_sample (explorer, sample, &settings);
  g_assert_cmpint (tau_explorer_get_settings (explorer)->corruption.severity, ==, 0);
  app_fixture_wait (!tau_explorer_is_busy (explorer));
  const TauExplorerSettings *now = tau_explorer_get_settings (explorer);
  g_assert_true (tau_corruption_spec_equal (&now->corruption, &settings.corruption));
  g_assert_cmpint (now->label, ==, 2);
  g_assert_true (tau_explorer_get_picture (explorer)->sample == sample);
}

/* While an image is being opened, nobody is told to open one. */
static void
check_loading (TauWindow *window, TauSample *sample)
{
  GtkWidget *view = app_fixture_find (GTK_WIDGET (window), TAU_TYPE_EXPLORE_VIEW, 0), *stack;
  TauExplorer *explorer = tau_explore_view_get_explorer (TAU_EXPLORE_VIEW (view));
  guint i = 0;
  do
    stack = app_fixture_find (view, GTK_TYPE_STACK, i++);
  while (gtk_stack_get_child_by_name (GTK_STACK (stack), "missing") == NULL);
  app_fixture_wait (!tau_explorer_is_busy (explorer));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "missing");
  tau_explorer_open_sample (explorer, sample, NULL);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "loading");
  app_fixture_wait (!tau_explorer_is_busy (explorer));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "missing");
}

static void
test_window (Fixture *fixture, gconstpointer data)
{
  if (!app_fixture_init ())
    return;
  /* A pack that is not there: the window comes all the same, and opens images. */
  TauWindow *window = tau_window_new (NULL, fixture->worker, fixture->jobs, "/nowhere/at/all");
  g_autoptr (TauSample) sample = make_sample (fixture, "a.png", 300, 200);
  g_autoptr (GFile) file = g_file_new_for_path (tau_sample_get_path (sample));
  gtk_window_present (GTK_WINDOW (window));
  app_fixture_wait (gtk_widget_get_width (GTK_WIDGET (window)) > 0);
  tau_window_open_files (window, &file, 1);
  for (int i = 0; i < 200; i++) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (1000);
  }
  check_loading (window, sample);
  g_object_ref (window);
  gtk_window_destroy (GTK_WINDOW (window));
  app_fixture_finalize (window);
}

static gboolean
shows (TauExploreView *view, const char *path)
{
  TauPicture *picture = tau_explorer_get_picture (tau_explore_view_get_explorer (view));
  return picture != NULL && g_strcmp0 (tau_sample_get_path (picture->sample), path) == 0;
}

/* Files that are dropped open the first; a picture out of another program opens too; text is left
 * alone. */
static void
test_drop (Fixture *fixture, gconstpointer data)
{
  if (!app_fixture_init ())
    return;
  TauWindow *window = tau_window_new (NULL, fixture->worker, fixture->jobs, "/nowhere/at/all");
  TauExploreView *view =
      TAU_EXPLORE_VIEW (app_fixture_find (GTK_WIDGET (window), TAU_TYPE_EXPLORE_VIEW, 0));
  g_autoptr (TauSample) a = make_sample (fixture, "a.png", 300, 200);
  g_autoptr (TauSample) b = make_sample (fixture, "b.png", 50, 60);
  g_autoptr (GFile) first = g_file_new_for_path (tau_sample_get_path (b));
  g_autoptr (GFile) second = g_file_new_for_path (tau_sample_get_path (a));
  GFile *const files[] = { first, second };
  g_auto (GValue) list = G_VALUE_INIT, texture = G_VALUE_INIT, text = G_VALUE_INIT;
  gtk_window_present (GTK_WINDOW (window));
  app_fixture_wait (gtk_widget_get_width (GTK_WIDGET (window)) > 0);

  g_value_init (&list, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&list, gdk_file_list_new_from_array ((GFile **)files, 2));
  g_assert_true (app_fixture_drop (GTK_WIDGET (view), &list));
  app_fixture_wait (shows (view, tau_sample_get_path (b)));

  g_value_init (&texture, GDK_TYPE_TEXTURE);
  g_value_take_object (&texture, gdk_texture_new_from_file (second, NULL));
  g_assert_true (app_fixture_drop (GTK_WIDGET (view), &texture));
  app_fixture_wait (!shows (view, tau_sample_get_path (b)));

  g_value_init (&text, G_TYPE_STRING);
  g_assert_false (app_fixture_drop (GTK_WIDGET (view), &text));

  g_object_ref (window);
  gtk_window_destroy (GTK_WINDOW (window));
  app_fixture_finalize (window);
}

/* A folder of images opens as a data set: the first of them is shown, without a label. */
static void
test_folder (Fixture *fixture, gconstpointer data)
{
  if (!app_fixture_init ())
    return;
  TauWindow *window = tau_window_new (NULL, fixture->worker, fixture->jobs, "/nowhere/at/all");
  TauExploreView *view =
      TAU_EXPLORE_VIEW (app_fixture_find (GTK_WIDGET (window), TAU_TYPE_EXPLORE_VIEW, 0));
  g_autofree char *path = g_build_filename (fixture->folder, "set", NULL);
  g_assert_cmpint (g_mkdir (path, 0755), ==, 0);
  g_autoptr (TauSample) a = make_sample (fixture, "set/a.png", 300, 200);
  g_autoptr (TauSample) b = make_sample (fixture, "set/b.png", 50, 60);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  gtk_window_present (GTK_WINDOW (window));
  app_fixture_wait (gtk_widget_get_width (GTK_WIDGET (window)) > 0);
  tau_window_open_files (window, &file, 1);
  app_fixture_wait (shows (view, tau_sample_get_path (a)));
  g_assert_cmpint (tau_explorer_get_label (tau_explore_view_get_explorer (view)), ==, -1);

  g_object_ref (window);
  gtk_window_destroy (GTK_WINDOW (window));
  app_fixture_finalize (window);
  g_unlink (tau_sample_get_path (a));
  g_unlink (tau_sample_get_path (b));
  g_rmdir (path);
}

/* A phone's width is enough, also while something runs and with all buttons of a window. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  int minimum;
  if (!app_fixture_init ())
    return;
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", ":minimize,maximize,close",
                NULL);
  TauWindow *window = tau_window_new (NULL, fixture->worker, fixture->jobs, "/nowhere/at/all");
  TauExploreView *view =
      TAU_EXPLORE_VIEW (app_fixture_find (GTK_WIDGET (window), TAU_TYPE_EXPLORE_VIEW, 0));
  GtkWidget *title = app_fixture_find (GTK_WIDGET (window), ADW_TYPE_VIEW_SWITCHER_TITLE, 0);
  GtkWidget *busy = app_fixture_find (GTK_WIDGET (window), GTK_TYPE_REVEALER, 0);
  g_autoptr (TauSample) sample = make_sample (fixture, "a.png", 300, 200);
  g_autoptr (GFile) file = g_file_new_for_path (tau_sample_get_path (sample));
  gtk_revealer_set_reveal_child (GTK_REVEALER (busy), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 700);
  gtk_window_present (GTK_WINDOW (window));
  app_fixture_wait (gtk_revealer_get_child_revealed (GTK_REVEALER (busy)));
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  g_assert_cmpint (minimum, <=, 360);
  GtkWidget *sweep =
      app_fixture_find_named (GTK_WIDGET (view), GTK_TYPE_BUTTON, "action-name", "win.sweep");
  g_assert_true (sweep != NULL && gtk_widget_get_mapped (sweep));

  /* The open image is named in the title there, and above the image where there is room. */
  tau_window_open_files (window, &file, 1);
  app_fixture_wait (shows (view, tau_sample_get_path (sample)));
  app_fixture_wait (adw_view_switcher_title_get_title_visible (ADW_VIEW_SWITCHER_TITLE (title)));
  GtkWidget *name = app_fixture_find_named (GTK_WIDGET (view), GTK_TYPE_LABEL, "label", "a.png");
  g_assert_true (name == NULL || !gtk_widget_get_visible (name));
  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 700);
  app_fixture_wait ((name = app_fixture_find_named (GTK_WIDGET (view), GTK_TYPE_LABEL, "label",
                                                    "a.png")) != NULL &&
                    gtk_widget_get_mapped (name));
  g_object_ref (window);
  gtk_window_destroy (GTK_WINDOW (window));
  app_fixture_finalize (window);
}

/* Ten thousand files are looked at in many turns of the main loop; all are listed, the first is
 * opened. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  const guint n = 10000;
  if (!app_fixture_init ())
    return;
  TauWindow *window = tau_window_new (NULL, fixture->worker, fixture->jobs, "/nowhere/at/all");
  TauExploreView *view =
      TAU_EXPLORE_VIEW (app_fixture_find (GTK_WIDGET (window), TAU_TYPE_EXPLORE_VIEW, 0));
  TauExplorer *explorer = tau_explore_view_get_explorer (view);
  GtkWidget *grid = app_fixture_find (GTK_WIDGET (view), GTK_TYPE_GRID_VIEW, 0);
  GListModel *shown = G_LIST_MODEL (gtk_grid_view_get_model (GTK_GRID_VIEW (grid)));
  g_autoptr (TauSample) a = make_sample (fixture, "a.png", 30, 20);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (files, g_file_new_for_path (tau_sample_get_path (a)));
  for (guint i = 1; i < n; i++) {
    g_autofree char *path = g_strdup_printf ("%s/%u.png", fixture->folder, i);
    g_ptr_array_add (files, g_file_new_for_path (path));
  }
  tau_window_open_files (window, (GFile *const *)files->pdata, n);
  g_assert_false (tau_explorer_is_opening_picture (explorer));
  app_fixture_wait (g_list_model_get_n_items (shown) == n && shows (view, tau_sample_get_path (a)));
  for (guint i = 0; i < n; i += 999) {
    g_autoptr (TauSample) sample = g_list_model_get_item (shown, i);
    g_assert_cmpstr (tau_sample_get_path (sample), ==,
                     g_file_peek_path (g_ptr_array_index (files, i)));
  }

  /* A window that is closed meanwhile looks at no more. */
  tau_window_open_files (window, (GFile *const *)files->pdata, n);
  g_object_ref (window);
  gtk_window_destroy (GTK_WINDOW (window));
  app_fixture_finalize (window);
}

/* An image that the user opens while thousands are looked at stays open. */
static void
test_other_meanwhile (Fixture *fixture, gconstpointer data)
{
  const guint n = 10000;
  if (!app_fixture_init ())
    return;
  TauWindow *window = tau_window_new (NULL, fixture->worker, fixture->jobs, "/nowhere/at/all");
  TauExploreView *view =
      TAU_EXPLORE_VIEW (app_fixture_find (GTK_WIDGET (window), TAU_TYPE_EXPLORE_VIEW, 0));
  TauExplorer *explorer = tau_explore_view_get_explorer (view);
  GtkWidget *grid = app_fixture_find (GTK_WIDGET (view), GTK_TYPE_GRID_VIEW, 0);
  GListModel *shown = G_LIST_MODEL (gtk_grid_view_get_model (GTK_GRID_VIEW (grid)));
  g_autoptr (TauSample) a = make_sample (fixture, "a.png", 30, 20);
  g_autoptr (TauSample) b = make_sample (fixture, "b.png", 20, 30);
  g_autoptr (GFile) other = g_file_new_for_path (tau_sample_get_path (b));
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (files, g_file_new_for_path (tau_sample_get_path (a)));
  tau_window_open_files (window, (GFile *const *)files->pdata, n);
  g_assert_false (tau_explorer_is_opening_picture (explorer));
  tau_window_open_files (window, &other, 1);
  /* The file a.png is listed once, and so is b.png. */
  app_fixture_wait (g_list_model_get_n_items (shown) == 2 &&
                    !tau_explorer_is_opening_picture (explorer));
  g_assert_true (shows (view, tau_sample_get_path (b)));
  g_object_ref (window);
  gtk_window_destroy (GTK_WINDOW (window));
  app_fixture_finalize (window);
}

/* Side by side from the threshold on, else one below the other. */
static void
test_adaptive_box (void)
{
  if (!app_fixture_init ())
    return;
  GtkWidget *box = g_object_new (TAU_TYPE_ADAPTIVE_BOX, "threshold", 400, "spacing", 10, NULL);
  GtkWidget *first = gtk_label_new ("a"), *second = gtk_label_new ("b");
  int minimum, natural;
  gtk_widget_set_size_request (first, 100, 50);
  gtk_widget_set_size_request (second, 150, 70);
  gtk_widget_set_hexpand (second, TRUE);
  gtk_widget_set_parent (first, box);
  gtk_widget_set_parent (second, box);

  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 150);
  g_assert_cmpint (natural, ==, 400);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 400, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 70);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 399, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 130);

  GtkWidget *window = app_fixture_present (box, 500, 200);
  g_assert_cmpint (gtk_widget_get_width (first), ==, 100);
  g_assert_cmpint (gtk_widget_get_width (second), ==, 390);
  /* Nothing is put where there is no room. */
  gtk_widget_set_size_request (first, 300, 50);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 459, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 130);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 460, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 70);
  app_fixture_close (window, box);
}

/* Beside the content in a wide window; in a narrow one the bar stays above it and the sidebar
 * covers it on demand. */
static void
test_sidebar_box (void)
{
  if (!app_fixture_init ())
    return;
  GtkWidget *bar = gtk_label_new ("bar"), *side = gtk_label_new ("side"),
            *content = gtk_label_new ("content");
  gtk_widget_set_size_request (bar, 100, 40);
  GtkWidget *box = g_object_new (TAU_TYPE_SIDEBAR_BOX, "threshold", 600, "sidebar-width", 200,
                                 "bar", bar, "sidebar", side, "content", content, NULL);
  GtkWidget *window = app_fixture_present (box, 700, 300);
  gboolean folded;
  graphene_rect_t place;
  g_object_get (box, "folded", &folded, NULL);
  g_assert_false (folded);
  g_assert_cmpint (gtk_widget_get_width (side), ==, 200);
  g_assert_cmpint (gtk_widget_get_width (content), ==, 500);
  g_assert_cmpint (gtk_widget_get_height (content), ==, 300);
  g_assert_true (gtk_widget_compute_bounds (side, box, &place));
  g_assert_cmpfloat (place.origin.y, ==, 40);

  gtk_window_set_default_size (GTK_WINDOW (window), 500, 300);
  app_fixture_wait ((g_object_get (box, "folded", &folded, NULL), folded));
  g_assert_false (gtk_widget_get_child_visible (side));
  g_assert_cmpint (gtk_widget_get_width (content), ==, 500);
  g_assert_cmpint (gtk_widget_get_height (content), ==, 260);
  tau_sidebar_box_set_show_sidebar (TAU_SIDEBAR_BOX (box), TRUE);
  app_fixture_wait (gtk_widget_get_width (side) == 500);
  g_assert_false (gtk_widget_get_child_visible (content));
  app_fixture_close (window, box);
}

/* The images stay side by side at any width; the plot is between or below them. */
static void
test_triptych (void)
{
  if (!app_fixture_init ())
    return;
  GtkWidget *triptych = g_object_new (TAU_TYPE_TRIPTYCH, NULL);
  GtkWidget *parts[3];
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    parts[i] = gtk_label_new (NULL);
    gtk_widget_set_size_request (parts[i], 120, 100);
    gtk_widget_set_parent (parts[i], triptych);
  }
  int minimum, natural;
  gtk_widget_measure (triptych, GTK_ORIENTATION_VERTICAL, 700, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 100);
  gtk_widget_measure (triptych, GTK_ORIENTATION_VERTICAL, 400, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 218);
  GtkWidget *window = app_fixture_present (triptych, 400, 300);
  g_assert_cmpint (gtk_widget_get_width (parts[0]), ==, 191);
  g_assert_cmpint (gtk_widget_get_width (parts[1]), ==, 400);
  g_assert_cmpint (gtk_widget_get_height (parts[1]), ==, 182);
  /* The plot never gets less than it needs: what has that width is measured for no other. */
  gtk_widget_set_size_request (parts[1], 300, 100);
  gtk_widget_measure (triptych, GTK_ORIENTATION_VERTICAL, 560, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 218);
  gtk_widget_measure (triptych, GTK_ORIENTATION_VERTICAL, 576, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 100);
  app_fixture_close (window, triptych);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/explorer/picture", Fixture, NULL, set_up, test_explorer_picture, tear_down);
  g_test_add ("/explorer/gone", Fixture, NULL, set_up, test_explorer_gone, tear_down);
  g_test_add ("/explorer/settings", Fixture, NULL, set_up, test_explorer_settings, tear_down);
  g_test_add ("/own-picture", Fixture, NULL, set_up, test_own_picture, tear_down);
  g_test_add ("/explorer/exactly", Fixture, NULL, set_up, test_explorer_exactly, tear_down);
  g_test_add_func ("/adaptive-box", test_adaptive_box);
  g_test_add_func ("/sidebar-box", test_sidebar_box);
  g_test_add_func ("/triptych", test_triptych);
  g_test_add ("/window", Fixture, NULL, set_up, test_window, tear_down);
  g_test_add ("/window/drop", Fixture, NULL, set_up, test_drop, tear_down);
  g_test_add ("/window/folder", Fixture, NULL, set_up, test_folder, tear_down);
  g_test_add ("/window/narrow", Fixture, NULL, set_up, test_narrow, tear_down);
  g_test_add ("/window/many", Fixture, NULL, set_up, test_many, tear_down);
  g_test_add ("/window/other-meanwhile", Fixture, NULL, set_up, test_other_meanwhile, tear_down);
  return g_test_run ();
}
