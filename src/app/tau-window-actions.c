/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tau-figure-job.h"
#include "app/tau-window-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* -- opening -------------------------------------------------------------------------------- */

static void
on_open_response_cb (TauWindow *self, int response)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GListModel) chosen = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (self->chooser));
    g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
    for (guint i = 0; i < g_list_model_get_n_items (chosen); i++)
      g_ptr_array_add (files, g_list_model_get_item (chosen, i));
    tau_window_open_files (self, (GFile *const *)files->pdata, files->len);
  }
  g_clear_object (&self->chooser);
}

static void
open_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  TauWindow *self = TAU_WINDOW (widget);
  g_autoptr (GtkFileFilter) images = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Open Image"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  gtk_file_filter_set_name (images, _ ("Images"));
  gtk_file_filter_add_pixbuf_formats (images);
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), images);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), all);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_open_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
paste_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  tau_window_paste (TAU_WINDOW (widget));
}

static void
new_seed_action (GtkWidget *widget, const char *name G_GNUC_UNUSED,
                 GVariant *parameter G_GNUC_UNUSED)
{
  tau_explore_view_new_seed (TAU_WINDOW (widget)->explore);
}

static void
show_chosen_action (GtkWidget *widget, const char *name G_GNUC_UNUSED,
                    GVariant *parameter G_GNUC_UNUSED)
{
  tau_explore_view_pick (TAU_WINDOW (widget)->explore, -1);
}

static void
stop_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  tau_explorer_cancel (tau_explore_view_get_explorer (TAU_WINDOW (widget)->explore));
}

/* -- the figure ----------------------------------------------------------------------------- */

typedef struct {
  const char *name;
  const char *ending;
} Format;

static const Format formats[] = {
  { N_ ("SVG Image"), ".svg" },
  { N_ ("PDF Document"), ".pdf" },
  { N_ ("PNG Image"), ".png" },
};

static gboolean
has_ending (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].ending))
      return TRUE;
  return FALSE;
}

/* As the user wrote it; without a known ending, with that of the filter. */
static char *
get_export_path (GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  if (path == NULL || has_ending (path))
    return g_steal_pointer (&path);
  GtkFileFilter *filter = gtk_file_chooser_get_filter (chooser);
  const char *ending = formats[0].ending;
  for (guint i = 0; filter != NULL && i < G_N_ELEMENTS (formats); i++)
    if (g_strcmp0 (gtk_file_filter_get_name (filter), _ (formats[i].name)) == 0)
      ending = formats[i].ending;
  return g_strconcat (path, ending, NULL);
}

static void
on_written_cb (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauWindow) self = data; /* a reference of its own */
  g_autoptr (GError) error = NULL;
  if (tau_figure_job_write_finish (result, &error))
    tau_window_show_toast (self, _ ("Figure exported"));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tau_window_show_problem (self, error->message);
}

static void
on_export_response_cb (TauWindow *self, int response)
{
  TauExplorer *explorer = tau_explore_view_get_explorer (self->explore);
  TauInspection *inspection = tau_explorer_get_inspection (explorer);
  if (response == GTK_RESPONSE_ACCEPT && inspection != NULL) {
    g_autofree char *path = get_export_path (GTK_FILE_CHOOSER (self->chooser));
    if (path != NULL)
      tau_figure_job_write_async (tau_explorer_get_worker (explorer), inspection,
                                  tau_explorer_get_pack (explorer), path, self->cancellable,
                                  on_written_cb, g_object_ref (self));
    else
      tau_window_show_problem (self, _ ("Figures can only be exported to a folder of this "
                                        "computer; choose another place."));
  }
  g_clear_object (&self->chooser);
}

static char *
suggest_name (TauExplorer *explorer)
{
  g_autofree char *name =
      g_strdup (tau_sample_get_title (tau_explorer_get_picture (explorer)->sample));
  char *dot = strrchr (name, '.');
  if (dot != NULL && dot != name)
    *dot = '\0';
  g_strdelimit (name, "/ ", '-');
  return g_strdup_printf ("%s-figure.svg", name);
}

static void
export_figure_action (GtkWidget *widget, const char *name G_GNUC_UNUSED,
                      GVariant *parameter G_GNUC_UNUSED)
{
  TauWindow *self = TAU_WINDOW (widget);
  g_autofree char *suggested = suggest_name (tau_explore_view_get_explorer (self->explore));

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Export Figure"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), suggested);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
    gtk_file_filter_set_name (filter, _ (formats[i].name));
    gtk_file_filter_add_suffix (filter, formats[i].ending + 1);
    gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  }
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_export_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_rendered_cb (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauWindow) self = data; /* a reference of its own */
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = tau_figure_job_render_finish (result, &error);
  if (texture != NULL) {
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (self)), texture);
    tau_window_show_toast (self, _ ("Figure copied"));
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    tau_window_show_problem (self, error->message);
  }
}

static void
copy_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  TauWindow *self = TAU_WINDOW (widget);
  TauExplorer *explorer = tau_explore_view_get_explorer (self->explore);
  tau_figure_job_render_async (
      tau_explorer_get_worker (explorer), tau_explorer_get_inspection (explorer),
      tau_explorer_get_pack (explorer), self->cancellable, on_rendered_cb, g_object_ref (self));
}

/* -- declaring ------------------------------------------------------------------------------ */

void
tau_window_class_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "win.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "win.new-seed", NULL, new_seed_action);
  gtk_widget_class_install_action (widget_class, "win.show-chosen", NULL, show_chosen_action);
  gtk_widget_class_install_action (widget_class, "win.export-figure", NULL, export_figure_action);
  gtk_widget_class_install_action (widget_class, "win.stop", NULL, stop_action);
}

void
tau_window_update_actions (TauWindow *self)
{
  TauExplorer *explorer = tau_explore_view_get_explorer (self->explore);
  gboolean shown = tau_window_shows_explore (self);
  gboolean inspected = shown && tau_explorer_get_inspection (explorer) != NULL;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.export-figure", inspected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.copy", inspected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-chosen", inspected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.stop",
                                 shown && tau_explorer_is_busy (explorer));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.new-seed", shown);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.paste", shown);
}
