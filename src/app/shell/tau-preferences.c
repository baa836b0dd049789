/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/shell/tau-preferences.h"

#include "app/shell/tau-pack-page.h"
#include "app/widgets/tau-file-dialog.h"
#include "app/widgets/tau-wheel.h"
#include "app/widgets/tau-hyphens.h"
#include "corruption/tau-frost.h"
#include "host/tau-host.h"

#include <glib/gi18n-lib.h>

struct _TauPreferences {
  AdwPreferencesWindow parent_instance;

  GtkSwitch *safe;
  AdwActionRow *frost;
  GtkWidget *frost_reset;
  AdwActionRow *device_row;
  GtkDropDown *device;
  GtkSpinButton *threads, *memory;
  AdwActionRow *memory_row;
  TauPackPage *packs;

  GSettings *settings;
  TauWorker *worker;
  char *trying; /* the folder that the worker is trying, or NULL */
};

G_DEFINE_FINAL_TYPE (TauPreferences, tau_preferences, ADW_TYPE_PREFERENCES_WINDOW)

enum { PACKS_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- the frost textures --------------------------------------------------------------------- */

static gpointer
apply_frost (TauWorkerState *state, gpointer folder, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER (
      tau_frost_set_textures_folder (*(const char *)folder != '\0' ? folder : NULL, error));
}

void
tau_preferences_apply_frost_async (TauWorker *worker, const char *folder,
                                   GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, apply_frost, g_free, NULL };
  tau_worker_ask (worker, &kind, g_strdup (folder), NULL, callback, data);
}

static void
show_frost (TauPreferences *self, const char *problem)
{
  g_autofree char *folder = g_settings_get_string (self->settings, "frost-textures-folder");
  g_autofree char *shown = g_filename_display_name (folder);
  gboolean given = *folder != '\0';
  if (problem != NULL)
    adw_action_row_set_subtitle (self->frost, problem);
  else
    adw_action_row_set_subtitle (self->frost,
                                 given ? shown : _ ("None: Tauscope draws its own ice"));
  gtk_widget_set_visible (self->frost_reset, given);
}

static void
on_frost_applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauPreferences) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autofree char *tried = NULL;
  gboolean applied = tau_worker_answer (result, &error) != NULL;
  if (self->settings == NULL)
    return;
  tried = g_steal_pointer (&self->trying);
  if (applied)
    g_settings_set_string (self->settings, "frost-textures-folder", tried);
  show_frost (self, applied ? NULL : error->message);
}

static void
try_frost (TauPreferences *self, const char *folder)
{
  if (self->trying != NULL)
    return; /* the answer comes in a moment */
  self->trying = g_strdup (folder);
  tau_preferences_apply_frost_async (self->worker, folder, on_frost_applied_cb,
                                     g_object_ref (self));
}

static void
on_frost_reset_cb (TauPreferences *self)
{
  try_frost (self, "");
}

static void
on_folder_chosen_cb (gpointer self, GFile *file, guint kind)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL)
    try_frost (self, path);
}

static void
on_frost_choose_cb (TauPreferences *self)
{
  tau_file_dialog_choose_folder (self, _ ("Frost Textures Folder"), on_folder_chosen_cb);
}

/* -- the device ----------------------------------------------------------------------------- */

static const char *const devices[] = { "cpu", "cuda" }; /* as in the drop-down */

static gpointer
apply_device (TauWorkerState *state, gpointer device, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER (tau_host_get ()->set_device (device, error));
}

void
tau_preferences_apply_device_async (TauWorker *worker, const char *device,
                                    GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, apply_device, g_free, NULL };
  tau_worker_ask (worker, &kind, g_strdup (device), NULL, callback, data);
}

/* What keeps models in is known once the process of the device in use runs. */
static void
show_lock (TauPreferences *self)
{
  g_autofree char *lock = tau_host_describe_lock ();
  g_autofree char *text = g_strdup_printf ("%s %s", _ ("In GiB."), lock != NULL ? lock : "");
  adw_action_row_set_subtitle (self->memory_row, g_strchomp (text));
}

/* A device that libtorch cannot use stays greyed out, with the reason. */
static void
on_device_applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauPreferences) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  gboolean applied = tau_worker_answer (result, &error) != NULL;
  if (self->settings == NULL)
    return;
  show_lock (self);
  if (applied) {
    g_settings_set_string (self->settings, "device",
                           devices[gtk_drop_down_get_selected (self->device)]);
    return;
  }
  gtk_widget_set_sensitive (GTK_WIDGET (self->device), FALSE);
  gtk_drop_down_set_selected (self->device, 0);
  adw_action_row_set_subtitle (self->device_row, error->message);
}

static void
on_device_cb (TauPreferences *self)
{
  guint i = gtk_drop_down_get_selected (self->device);
  if (self->settings != NULL && i < G_N_ELEMENTS (devices))
    tau_preferences_apply_device_async (self->worker, devices[i], on_device_applied_cb,
                                        g_object_ref (self));
}

/* -- computing ------------------------------------------------------------------------------ */

int
tau_preferences_get_threads (GSettings *settings)
{
  int chosen = settings != NULL ? g_settings_get_int (settings, "threads") : 0;
  return chosen > 0 ? chosen : (int)g_get_num_processors ();
}

static void
on_threads_cb (TauPreferences *self)
{
  int chosen = gtk_spin_button_get_value_as_int (self->threads);
  if (self->settings != NULL)
    g_settings_set_int (self->settings, "threads",
                        chosen == (int)g_get_num_processors () ? 0 : chosen);
}

void
tau_preferences_apply_memory (GSettings *settings)
{
  const int gib = settings != NULL ? g_settings_get_int (settings, "model-memory") : 0;
  tau_host_set_memory ((guint64)gib << 30);
}

static void
on_memory_cb (TauPreferences *self)
{
  const int chosen = gtk_spin_button_get_value_as_int (self->memory);
  if (self->settings == NULL)
    return;
  g_settings_set_int (self->settings, "model-memory",
                      chosen == (int)(tau_host_default_memory () >> 30) ? 0 : chosen);
  tau_preferences_apply_memory (self->settings);
}

static void
show_memory (TauPreferences *self, GSettings *settings)
{
  const int chosen = g_settings_get_int (settings, "model-memory");
  gtk_spin_button_set_increments (self->memory, 1, 8);
  gtk_spin_button_set_range (self->memory, 1, tau_host_machine_memory () >> 30);
  gtk_spin_button_set_value (self->memory,
                             chosen > 0 ? chosen : (int)(tau_host_default_memory () >> 30));
  show_lock (self);
}

static void
on_packs_changed_cb (TauPreferences *self)
{
  g_signal_emit (self, signals[PACKS_CHANGED], 0);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_preferences_dispose (GObject *object)
{
  TauPreferences *self = TAU_PREFERENCES (object);
  g_clear_object (&self->settings);
  g_clear_object (&self->worker);
  g_clear_pointer (&self->trying, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_PREFERENCES);
  G_OBJECT_CLASS (tau_preferences_parent_class)->dispose (object);
}

static void
tau_preferences_class_init (TauPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_preferences_dispose;
  signals[PACKS_CHANGED] = g_signal_new ("packs-changed", TAU_TYPE_PREFERENCES, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TAU_TYPE_PACK_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, TauPreferences, safe);
  gtk_widget_class_bind_template_child (widget_class, TauPreferences, frost);
  gtk_widget_class_bind_template_child (widget_class, TauPreferences, frost_reset);
  gtk_widget_class_bind_template_child (widget_class, TauPreferences, device_row);
  gtk_widget_class_bind_template_child (widget_class, TauPreferences, device);
  gtk_widget_class_bind_template_child (widget_class, TauPreferences, threads);
  gtk_widget_class_bind_template_child (widget_class, TauPreferences, memory);
  gtk_widget_class_bind_template_child (widget_class, TauPreferences, memory_row);
  gtk_widget_class_bind_template_child (widget_class, TauPreferences, packs);
  gtk_widget_class_bind_template_callback (widget_class, on_packs_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_frost_reset_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_frost_choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_device_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_threads_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_memory_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

static void
tau_preferences_init (TauPreferences *self)
{
  int cores = g_get_num_processors ();
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_hyphens_remove (GTK_WIDGET (self));
  tau_wheel_scrolls_only (GTK_WIDGET (self));
  gtk_spin_button_set_increments (self->threads, 1, 4);
  gtk_spin_button_set_range (self->threads, 1, cores);
}

TauPreferences *
tau_preferences_new (GtkWindow *parent, GSettings *settings, TauWorker *worker)
{
  TauPreferences *self = g_object_new (TAU_TYPE_PREFERENCES, "transient-for", parent, NULL);
  gtk_spin_button_set_value (self->threads, tau_preferences_get_threads (settings));
  g_autofree char *device = g_settings_get_string (settings, "device");
  gtk_drop_down_set_selected (self->device, g_str_equal (device, "cuda") ? 1 : 0);
  show_memory (self, settings);
  g_settings_bind (settings, "safe-colours", self->safe, "active", G_SETTINGS_BIND_DEFAULT);
  self->settings = g_object_ref (settings);
  self->worker = g_object_ref (worker);
  show_frost (self, NULL);
  tau_pack_page_start (self->packs, worker);
  if (g_str_equal (device, "cuda")) /* says why if it cannot be used */
    on_device_cb (self);
  return self;
}
