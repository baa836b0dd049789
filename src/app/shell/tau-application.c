/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/shell/tau-application.h"

#include "app/shell/tau-damage-dialog.h"
#include "app/shell/tau-help-window.h"
#include "app/shell/tau-preferences.h"
#include "app/shell/tau-settings.h"
#include "app/shell/tau-window.h"
#include "app/widgets/tau-drop-down.h"
#include "host/tau-host.h"
#include "store/tau-versions.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

static const int end_signals[] = { SIGTERM, SIGINT, SIGHUP };

struct _TauApplication {
  AdwApplication parent_instance;

  TauWorker *worker;   /* for what the user waits for */
  GSettings *settings; /* NULL: no schema */
  TauWorker *jobs;     /* for trainings and evaluations, so that nothing waits for them */
  guint signal_sources[G_N_ELEMENTS (end_signals)]; /* 0: has come */
};

G_DEFINE_FINAL_TYPE (TauApplication, tau_application, ADW_TYPE_APPLICATION)

/* -- actions -------------------------------------------------------------------------------- */

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (data));
  adw_show_about_window (
      window, "application-name", "Tauscope", "application-icon", TAU_APP_ID, "version",
      TAU_VERSION, "developer-name", _ ("The Tauscope developers"), "license-type",
      GTK_LICENSE_GPL_3_0, "comments",
      _ ("Explore, image by image, which transformation a loss predictor would choose before "
         "classifying, and which one would have been best.\n\nThe method is that of Kim, Kim and "
         "Kim, “Learning Loss for Test-Time Augmentation”, NeurIPS 2020."),
      NULL);
}

static void
help_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tau_help_window_present (gtk_application_get_active_window (GTK_APPLICATION (data)));
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TauApplication *self = data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  if (window == NULL || self->worker == NULL)
    return;
  TauPreferences *preferences = tau_preferences_new (window, self->settings, self->worker);
  if (TAU_IS_WINDOW (window))
    g_signal_connect_object (preferences, "packs-changed", G_CALLBACK (tau_window_reload_packs),
                             window, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (preferences));
}

static TauWindow *ensure_window (TauApplication *self, const char *pack, const char *db,
                                 gboolean restore);

/* The program may have been started by the notification. */
static void
show_training_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TauWindow *window = ensure_window (data, NULL, NULL, TRUE);
  tau_window_show_train (window);
  gtk_window_present (GTK_WINDOW (window));
}

static void
show_evaluation_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TauWindow *window = ensure_window (data, NULL, NULL, TRUE);
  tau_window_show_evaluate (window);
  gtk_window_present (GTK_WINDOW (window));
}

/* A window may ask first. */
static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));
  for (GList *l = windows; l != NULL; l = l->next)
    if (TAU_IS_WINDOW (l->data))
      gtk_window_close (l->data);
}

/* -- signals -------------------------------------------------------------------------------- */

/* As when the user quits, but nobody is asked: what runs is stopped and can go on later. The same
 * signal again ends the program at once. */
static gboolean
on_signal_cb (gpointer data)
{
  TauApplication *self = data;
  const guint id = g_source_get_id (g_main_current_source ());
  for (guint i = 0; i < G_N_ELEMENTS (end_signals); i++)
    if (self->signal_sources[i] == id)
      self->signal_sources[i] = 0;
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));
  gboolean open = FALSE;
  for (GList *l = windows; l != NULL; l = l->next)
    if (TAU_IS_WINDOW (l->data)) {
      tau_window_stop_and_close (l->data);
      open = TRUE;
    }
  if (!open)
    g_application_quit (G_APPLICATION (data));
  return G_SOURCE_REMOVE;
}

/* -- startup -------------------------------------------------------------------------------- */

static const GActionEntry actions[] = {
  { .name = "about", .activate = about_action },
  { .name = "help", .activate = help_action },
  { .name = "preferences", .activate = preferences_action },
  { .name = "show-training", .activate = show_training_action },
  { .name = "show-evaluation", .activate = show_evaluation_action },
  { .name = "quit", .activate = quit_action },
};

static const struct {
  const char *action;
  const char *keys[3];
} accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "win.open", { "<Control>o" } },
  { "win.open-folder", { "<Control><Shift>f" } },
  { "win.open-model", { "<Control><Shift>o" } },
  { "win.paste", { "<Control>v" } },
  { "win.copy", { "<Control><Shift>c" } },
  { "win.new-seed", { "<Control>r" } },
  { "win.undo", { "<Control>z" } },
  { "win.redo", { "<Control><Shift>z", "<Control>y" } },
  { "win.show-chosen", { "<Control>0" } },
  { "win.export-figure", { "<Control>e" } },
  { "win.add-to-page", { "<Control><Shift>e" } },
  { "win.stop", { "Escape" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.help", { "F1" } },
  { "win.tour", { "<Shift>F1" } },
  { "window.close", { "<Control>w" } },
};

static const GOptionEntry options[] = {
  { "pack", 0, 0, G_OPTION_ARG_FILENAME, NULL,
    N_ ("Open this model pack (default: the one used last, or signs)"), N_ ("DIR") },
  { "db", 0, 0, G_OPTION_ARG_FILENAME, NULL,
    N_ ("Keep results in this database file (default: tauscope.db in the user's data folder)"),
    N_ ("FILE") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL,
    N_ ("Print the versions of the program and its libraries"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_ ("[FILE…]") },
  { NULL },
};

static void
tau_application_startup (GApplication *application)
{
  TauApplication *self = TAU_APPLICATION (application);
  /* GTK would only say that there is no display. Where a window is open already, this one hands its
   * files over to it and does not come here. */
  if (!gtk_init_check ()) {
    g_printerr ("tauscope: %s\n",
                _ ("There is no display for the window; tauscope-cli does the same on the command "
                   "line, as “tauscope-cli --help” says."));
    exit (EXIT_FAILURE);
  }
  G_APPLICATION_CLASS (tau_application_parent_class)->startup (application);
  tau_drop_downs_keep_names ();
  self->settings = tau_settings_new ();
  for (guint i = 0; i < G_N_ELEMENTS (end_signals); i++)
    self->signal_sources[i] = g_unix_signal_add (end_signals[i], on_signal_cb, self);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accelerators[i].action,
                                           (const char *const *)accelerators[i].keys);
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "preferences")),
      self->settings != NULL);
}

/* -- settings ------------------------------------------------------------------------------- */

/* A setting that cannot be applied counts as unset: frost draws its own ice, and models run on
 * the CPU. */
static void
on_applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  if (tau_worker_answer (result, &error) == NULL)
    g_message ("%s", error->message);
}

static void
on_threads_changed_cb (TauApplication *self)
{
  int n = tau_preferences_get_threads (self->settings);
  tau_worker_set_threads (self->worker, n);
  tau_worker_set_threads (self->jobs, n);
}

static void
start_workers (TauApplication *self, const char *db)
{
  int n = tau_preferences_get_threads (self->settings);
  tau_preferences_apply_memory (self->settings);
  tau_host_start ();
  self->worker = tau_worker_new (db, n);
  self->jobs = tau_worker_new (db, n);
  if (self->settings == NULL)
    return;
  g_autofree char *folder = g_settings_get_string (self->settings, "frost-textures-folder");
  if (*folder != '\0')
    tau_preferences_apply_frost_async (self->worker, folder, on_applied_cb, NULL);
  g_autofree char *device = g_settings_get_string (self->settings, "device");
  if (g_str_equal (device, "cuda")) /* before any pack is opened */
    tau_preferences_apply_device_async (self->worker, device, on_applied_cb, NULL);
  g_signal_connect_object (self->settings, "changed::threads", G_CALLBACK (on_threads_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

/* The pack used last, if it is still there. */
static char *
find_last_pack (TauApplication *self)
{
  g_autofree char *folder =
      self->settings != NULL ? g_settings_get_string (self->settings, "last-pack") : g_strdup ("");
  g_autofree char *path = g_build_filename (folder, "pack.json", NULL);
  return *folder != '\0' && g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&folder)
                                                                   : NULL;
}

/* `restore`: a window that is made comes back to what was shown last. */
static TauWindow *
ensure_window (TauApplication *self, const char *pack, const char *db, gboolean restore)
{
  /* Not just the active one: that may be a dialog. */
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (TAU_IS_WINDOW (l->data)) {
      if (pack != NULL)
        tau_window_open_pack (l->data, pack);
      return l->data;
    }
  if (self->worker == NULL)
    start_workers (self, db);
  g_autofree char *last = pack == NULL ? find_last_pack (self) : NULL;
  TauWindow *window =
      tau_window_new (GTK_APPLICATION (self), self->worker, self->jobs, pack != NULL ? pack : last);
  if (self->settings != NULL)
    tau_window_set_settings (window, self->settings);
  if (self->settings != NULL && restore)
    tau_window_restore_state (window);
  if (self->settings != NULL)
    tau_window_offer_tour (window);
  tau_damage_dialog_check (window, self->worker, self->jobs);
  return window;
}

static int
tau_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  GVariantDict *given = g_application_command_line_get_options_dict (command_line);
  const char *pack = NULL, *db = NULL;
  g_autofree const char **paths = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  g_variant_dict_lookup (given, "pack", "^&ay", &pack);
  g_variant_dict_lookup (given, "db", "^&ay", &db);
  g_variant_dict_lookup (given, G_OPTION_REMAINING, "^a&ay", &paths);
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    g_ptr_array_add (files,
                     g_application_command_line_create_file_for_arg (command_line, paths[i]));

  /* Relative to the folder of the command, which may differ from that of the first instance. */
  g_autofree char *folder = NULL;
  if (pack != NULL && !g_path_is_absolute (pack)) {
    g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (command_line, pack);
    folder = g_file_get_path (file);
    if (folder != NULL && g_file_test (folder, G_FILE_TEST_IS_DIR))
      pack = folder;
  }
  TauWindow *window = ensure_window (TAU_APPLICATION (application), pack, db,
                                     pack == NULL && db == NULL && files->len == 0);
  if (files->len > 0)
    tau_window_open_files (window, (GFile *const *)files->pdata, files->len);
  gtk_window_present (GTK_WINDOW (window));
  return 0;
}

/* Started or asked by D-Bus, as a desktop does. */
static void
tau_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (ensure_window (TAU_APPLICATION (application), NULL, NULL, TRUE)));
}

static void
tau_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  TauWindow *window = ensure_window (TAU_APPLICATION (application), NULL, NULL, FALSE);
  tau_window_open_files (window, files, n_files);
  gtk_window_present (GTK_WINDOW (window));
}

static int
tau_application_handle_local_options (GApplication *application, GVariantDict *given)
{
  if (!g_variant_dict_contains (given, "version"))
    return -1;
  g_autofree char *libraries = tau_versions_describe ();
  g_print ("tauscope %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\n%s", TAU_VERSION,
           gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
           adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (), libraries);
  return 0;
}

/* -- shutdown ------------------------------------------------------------------------------- */

static gpointer
do_nothing (TauWorkerState *state, gpointer request, GCancellable *cancellable, GError **error)
{
  return TAU_WORKER_DONE;
}

static void
on_last_job_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(gboolean *)data = TRUE;
}

/* The program must not exit while a thread is still loading libtorch. The windows are gone and
 * have cancelled their requests, so this takes a second or two at most, and nobody waits for it. */
static void
finish_worker (TauWorker *worker)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, do_nothing, NULL, NULL };
  gboolean done = FALSE;
  tau_worker_ask (worker, &kind, NULL, NULL, on_last_job_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
tau_application_shutdown (GApplication *application)
{
  TauApplication *self = TAU_APPLICATION (application);
  for (guint i = 0; i < G_N_ELEMENTS (end_signals); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);
  if (self->worker != NULL) {
    finish_worker (self->jobs);
    finish_worker (self->worker);
  }
  g_clear_object (&self->jobs);
  g_clear_object (&self->worker);
  g_clear_object (&self->settings);
  G_APPLICATION_CLASS (tau_application_parent_class)->shutdown (application);
}

static void
tau_application_class_init (TauApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  application_class->startup = tau_application_startup;
  application_class->command_line = tau_application_command_line;
  application_class->activate = tau_application_activate;
  application_class->open = tau_application_open;
  application_class->handle_local_options = tau_application_handle_local_options;
  application_class->shutdown = tau_application_shutdown;
}

static void
tau_application_init (TauApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (
      G_APPLICATION (self),
      _ ("Explore test-time transformations of an image classifier, image by image."));
}

TauApplication *
tau_application_new (void)
{
  return g_object_new (TAU_TYPE_APPLICATION, "application-id", TAU_APP_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/io/github/tauscope/Tauscope", NULL);
}
