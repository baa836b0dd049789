/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The windows in the language “xx” (tests/app/pseudo-locale.py), which is a third longer than
 * English, at four widths: every text can be translated, and none is cut off but what a tooltip
 * tells. */
#include "app/app-fixture.h"

#include "app/evaluate/tau-evaluation-results.h"
#include "app/explore/gallery/tau-sample-gallery.h"
#include "app/explore/quiz/tau-quiz-window.h"
#include "app/explore/sweep/tau-sweep-window.h"
#include "app/explore/tau-transform-list.h"
#include "app/shell/tau-help-window.h"
#include "app/shell/tau-model-dialog.h"
#include "app/shell/tau-model-settings.h"
#include "app/shell/tau-pack-page.h"
#include "app/shell/tau-preferences.h"
#include "app/shell/tau-settings.h"
#include "app/shell/tau-window.h"
#include "app/train/tau-train-view.h"

#include "evaluate/evaluation-fixture.h"
#include "model/pack-fixture.h"
#include "torch/torch-fixture.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

static const int widths[] = { 360, 700, 1280, 1920 };

typedef struct {
  char *folder, *pack;
  TauWorker *worker, *jobs;
  const char *page;
  int width;
  guint n_texts, n_faults;
} Fixture;

static void
add_fault (Fixture *self, const char *what, const char *text)
{
  self->n_faults++;
  g_printerr ("%s at %d px: %s: “%s”\n", self->page, self->width, what, text);
}

/* Names of classes, packs and files are nobody's to translate; “(None)” is GTK's, in a list that is
 * still empty. */
static gboolean
is_data (const char *text)
{
  static const char *const names[] = { "ape",   "bee",     "cat",   "dog",       "elk",
                                       "zoo",   "None",    "signs", "image.png", "network",
                                       "cifar", "compact", "blend" };
  g_auto (GStrv) words = g_regex_split_simple ("[^A-Za-z.]+", text, 0, 0);
  for (char **word = words; *word != NULL; word++) {
    gboolean known = strlen (*word) < 3;
    for (guint i = 0; i < G_N_ELEMENTS (names) && !known; i++)
      known = g_str_has_prefix (*word, names[i]);
    if (!known)
      return FALSE;
  }
  return TRUE;
}

static void
check_text (Fixture *self, const char *what, const char *text)
{
  self->n_texts += text != NULL && strstr (text, "⟦") != NULL;
  if (text != NULL && strstr (text, "⟦") == NULL && !is_data (text))
    add_fault (self, what, text);
}

/* Whether the tooltip of a label that is cut off tells its text. */
static gboolean
is_told (GtkWidget *label)
{
  gboolean told = FALSE;
  g_autoptr (GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  g_signal_emit_by_name (label, "query-tooltip", 0, 0, FALSE, tooltip, &told);
  return told;
}

/* Without a width, a widget tells the least height of all widths; GTK 4.18 warns where one does
 * not that makes a window higher. */
static void
check_lowest (Fixture *self, GtkWidget *widget)
{
  int least, width, lowest, height;
  const char *type = G_OBJECT_TYPE_NAME (widget);
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, -1, &lowest, NULL, NULL, NULL);
  width = MAX (least, gtk_widget_get_width (widget));
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  if (lowest > height && g_str_has_prefix (type, "Tau") &&
      gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW) == NULL) {
    g_autofree char *text = g_strdup_printf ("%s: %d and %d", type, lowest, height);
    add_fault (self, "is higher than it says", text);
  }
}

static void
check_widget (Fixture *self, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  check_lowest (self, widget);
  const char *tooltip = gtk_widget_get_tooltip_text (widget);
  if (tooltip == NULL || !g_path_is_absolute (tooltip)) /* a folder is no text */
    check_text (self, "the tooltip is not translated", tooltip);
  if (GTK_IS_LABEL (widget) && !gtk_widget_has_css_class (widget, "formula")) {
    const char *text = gtk_label_get_text (GTK_LABEL (widget));
    check_text (self, "not translated", text);
    if (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))) && !is_told (widget))
      add_fault (self, "cut off", text);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_widget (self, child);
}

static void
wait (guint ms)
{
  const gint64 end = g_get_monotonic_time () + ms * 1000;
  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
}

/* A busy machine may not have laid the window out yet: what is found is looked at once more. */
static void
check_width (Fixture *self, GtkWidget *window)
{
  const guint n = self->n_faults;
  gtk_window_set_default_size (GTK_WINDOW (window), self->width, 800);
  wait (250);
  check_widget (self, window);
  if (self->n_faults == n)
    return;
  self->n_faults = n;
  wait (5000);
  check_widget (self, window);
}

/* Three window buttons of a desktop that shows them all, and the frame, in this language. */
#define NARROWEST 380

static void
check_window (Fixture *self, GtkWidget *window, const char *page)
{
  int least;
  self->page = page;
  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, NARROWEST);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++) {
    self->width = widths[i];
    check_width (self, window);
  }
}

/* -- the windows ------------------------------------------------------------------------------ */

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
  self->pack = g_build_filename (self->folder, "packs", "zoo", NULL);
  g_autofree char *db = g_build_filename (self->folder, "db", NULL);
  g_autofree char *packs = g_path_get_dirname (self->pack);
  g_setenv ("TAUSCOPE_PACKS", packs, TRUE);
  g_assert_cmpint (g_mkdir_with_parents (self->pack, 0755), ==, 0);
  fixture_write_pack (self->pack, 1, 2);
  self->worker = tau_worker_new (db, 1);
  self->jobs = tau_worker_new (db, 1);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  app_fixture_finalize (self->worker);
  app_fixture_finalize (self->jobs);
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->pack);
  g_assert_cmpuint (self->n_texts, >, 100);
  g_assert_cmpuint (self->n_faults, ==, 0);
}

/* Each view, with an image inspected and in the history. */
static void
test_window (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "image.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (TauImage) image = app_fixture_image (300, 200);
  g_assert_true (tau_image_save_png (image, path, NULL));
  GtkWidget *window = GTK_WIDGET (tau_window_new (NULL, self->worker, self->jobs, self->pack));
  gtk_window_present (GTK_WINDOW (window));
  tau_window_open_files (TAU_WINDOW (window), &file, 1);
  TauTransformList *list =
      TAU_TRANSFORM_LIST (app_fixture_find (window, TAU_TYPE_TRANSFORM_LIST, 0));
  app_fixture_wait (tau_transform_list_get_transform (list, 0) >= 0);
  /* The pack has no samples, but the image that was opened is in the gallery. */
  app_fixture_wait (gtk_widget_get_mapped (app_fixture_find (window, TAU_TYPE_SAMPLE_GALLERY, 0)));

  AdwViewStack *stack = ADW_VIEW_STACK (app_fixture_find (window, ADW_TYPE_VIEW_STACK, 0));
  static const char *const pages[] = { "explore", "evaluate", "train", "history" };
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    adw_view_stack_set_visible_child_name (stack, pages[i]);
    check_window (self, window, pages[i]);
  }
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
open_window (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, "ape", "image.png", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (TauImage) image = app_fixture_image (300, 200);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (tau_image_save_png (image, path, NULL));
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  GtkWidget *window = GTK_WIDGET (tau_window_new (NULL, self->worker, self->jobs, self->pack));
  gtk_window_present (GTK_WINDOW (window));
  tau_window_open_files (TAU_WINDOW (window), &file, 1);
  TauTransformList *list =
      TAU_TRANSFORM_LIST (app_fixture_find (window, TAU_TYPE_TRANSFORM_LIST, 0));
  app_fixture_wait (tau_transform_list_get_transform (list, 0) >= 0);
  return window;
}

static GtkWidget *
find_toplevel (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++) {
    g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);
    if (G_TYPE_CHECK_INSTANCE_TYPE (toplevel, type) && gtk_widget_get_mapped (toplevel))
      return toplevel; /* GTK holds it */
  }
  return NULL;
}

/* The windows of the sweep and the quiz, about the image that is shown. */
static void
test_others (Fixture *self, gconstpointer data)
{
  static const char *const pages[] = { "severities", "corruptions", "seeds", "sheet", "methods" };
  GtkWidget *window = open_window (self), *other;
  gtk_widget_activate_action (window, "win.sweep", NULL);
  app_fixture_wait ((other = find_toplevel (TAU_TYPE_SWEEP_WINDOW)) != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    tau_sweep_window_show_page (TAU_SWEEP_WINDOW (other), pages[i]);
    app_fixture_wait (tau_sweep_window_is_done (TAU_SWEEP_WINDOW (other)));
    check_window (self, other, pages[i]);
  }
  gtk_window_destroy (GTK_WINDOW (other));
  gtk_widget_activate_action (window, "win.quiz", NULL);
  app_fixture_wait ((other = find_toplevel (TAU_TYPE_QUIZ_WINDOW)) != NULL);
  check_window (self, other, "quiz");
  gtk_window_destroy (GTK_WINDOW (other));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_preferences (Fixture *self, gconstpointer data)
{
  g_autoptr (GSettings) settings = tau_settings_new ();
  GtkWidget *window = open_window (self), *help;
  TauPreferences *preferences = tau_preferences_new (GTK_WINDOW (window), settings, self->worker);
  gtk_window_present (GTK_WINDOW (preferences));
  check_window (self, GTK_WIDGET (preferences), "preferences");
  AdwPreferencesPage *packs =
      ADW_PREFERENCES_PAGE (app_fixture_find (GTK_WIDGET (preferences), TAU_TYPE_PACK_PAGE, 0));
  adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (preferences), packs);
  check_window (self, GTK_WIDGET (preferences), "model packs");
  gtk_window_destroy (GTK_WINDOW (preferences));
  tau_help_window_present (GTK_WINDOW (window));
  app_fixture_wait ((help = find_toplevel (ADW_TYPE_WINDOW)) != NULL);
  check_window (self, help, "help");
  gtk_window_destroy (GTK_WINDOW (help));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_results (Fixture *self, gconstpointer data)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autoptr (TauEvaluation) other = evaluation_fixture_new (1);
  g_autoptr (TauPack) pack = tau_pack_load (self->pack, NULL);
  GtkWidget *results = g_object_new (TAU_TYPE_EVALUATION_RESULTS, NULL);
  GtkWidget *window = app_fixture_present (results, 900, 800);
  tau_evaluation_results_set (TAU_EVALUATION_RESULTS (results), evaluation, pack);
  tau_evaluation_results_compare (TAU_EVALUATION_RESULTS (results), other);
  static const char *const pages[] = { "methods", "corruptions", "choices", "images", "compare" };
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    tau_evaluation_results_show_page (TAU_EVALUATION_RESULTS (results), pages[i]);
    check_window (self, window, pages[i]);
  }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A training that runs, with its first epochs, and the same one stopped. */
static void
test_training (Fixture *self, gconstpointer data)
{
  app_fixture_write_classes (self->folder);
  g_autofree char *dataset = g_strdup_printf ("folder:%s/pictures", self->folder);
  g_autoptr (TauTrainPredictorOptions) options = app_fixture_training (self->pack, dataset, 1000);
  TauTrainView *view = g_object_new (TAU_TYPE_TRAIN_VIEW, NULL);
  GtkWidget *window = app_fixture_present (GTK_WIDGET (view), 900, 800);
  tau_train_view_start (view, self->jobs, self->worker);
  tau_train_view_train (view, options);
  app_fixture_wait (tau_train_view_get_training (view) != NULL &&
                    tau_training_get_n_epochs (tau_train_view_get_training (view)) >= 1);
  check_window (self, window, "a running training");
  g_assert_true (tau_train_view_is_running (view));
  tau_train_view_stop (view);
  app_fixture_wait (!tau_train_view_is_running (view));
  check_window (self, window, "a stopped training");
  g_object_ref (view);
  gtk_window_destroy (GTK_WINDOW (window));
  app_fixture_finalize (view);
}

static void
test_model (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "network.pt", NULL);
  g_autoptr (TauImage) image = app_fixture_image (90, 60);
  fixture_write_model (path, "resnet8", 48, 5, 1); /* classes without names */
  TauModelDialog *dialog = tau_model_dialog_new (NULL, self->worker, path);
  tau_model_dialog_set_trial (dialog, image);
  gtk_window_present (GTK_WINDOW (dialog));
  GtkWidget *settings = app_fixture_find (GTK_WIDGET (dialog), TAU_TYPE_MODEL_SETTINGS, 0);
  app_fixture_wait (gtk_widget_get_mapped (settings));
  check_window (self, GTK_WIDGET (dialog), "Open Model");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!app_fixture_init ())
    return g_test_run (); /* of no tests */
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("TAUSCOPE_PSEUDO"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (strstr (_ ("Open"), "⟦") == NULL) {
    g_print ("1..0 # SKIP gettext does not find the language xx\n");
    return 0;
  }
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/languages/window", test_window);
  ADD ("/languages/others", test_others);
  ADD ("/languages/preferences", test_preferences);
  ADD ("/languages/results", test_results);
  ADD ("/languages/training", test_training);
  ADD ("/languages/model", test_model);
#undef ADD
  return g_test_run ();
}
