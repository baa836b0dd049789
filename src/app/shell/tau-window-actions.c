/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-figure-dialog.h"
#include "app/shell/tau-window-private.h"

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
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
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
open_recent_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));
  tau_window_open_files (TAU_WINDOW (widget), &file, 1);
}

static void
open_model_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tau_window_choose_model (TAU_WINDOW (widget));
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tau_window_paste (TAU_WINDOW (widget));
}

static void
new_seed_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tau_explore_view_new_seed (TAU_WINDOW (widget)->explore);
}

static void
show_chosen_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tau_explore_view_pick (TAU_WINDOW (widget)->explore, -1);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tau_explorer_cancel (tau_explore_view_get_explorer (TAU_WINDOW (widget)->explore));
}

/* -- the figure ----------------------------------------------------------------------------- */

static void
on_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauWindow) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  gboolean written = tau_worker_answer (result, &error) != NULL;
  self->n_writing--;
  if (self->cancellable == NULL) /* disposed of */
    return;
  if (written)
    tau_window_show_toast (self, _ ("Figure exported"));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tau_window_show_problem (self, error->message);
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
  return g_strdup_printf ("%s-figure.pdf", name);
}

static TauFigureItem *
get_current_item (TauWindow *self)
{
  TauExplorer *explorer = tau_explore_view_get_explorer (self->explore);
  return tau_figure_item_new (tau_explorer_get_inspection (explorer),
                              tau_explorer_get_pack (explorer),
                              tau_sample_get_title (tau_explorer_get_picture (explorer)->sample),
                              tau_explore_view_get_loss_scale (self->explore));
}

/* Whether the image was kept for the page with exactly these settings. */
static gboolean
is_kept (TauWindow *self, const TauFigureItem *item)
{
  for (guint i = 0; i < self->figure_items->len; i++) {
    const TauFigureItem *kept = g_ptr_array_index (self->figure_items, i);
    if (kept->inspection == item->inspection)
      return TRUE;
  }
  return FALSE;
}

static void
add_to_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauWindow *self = TAU_WINDOW (widget);
  g_autoptr (TauFigureItem) item = get_current_item (self);
  if (!is_kept (self, item))
    g_ptr_array_add (self->figure_items, g_steal_pointer (&item));
  guint n = self->figure_items->len;
  g_autofree char *text = g_strdup_printf (
      ngettext ("The figure page has %u image", "The figure page has %u images", n), n);
  tau_window_show_toast (self, text);
}

static void
on_write_cb (TauWindow *self, const char *path, TauFigureDialog *dialog)
{
  g_autoptr (GPtrArray) items = tau_figure_dialog_get_items (dialog);
  TauFigurePage page;
  tau_figure_dialog_get_page (dialog, &page);
  TauExplorer *explorer = tau_explore_view_get_explorer (self->explore);
  self->n_writing++;
  tau_figure_job_write_async (tau_explorer_get_worker (explorer), items, &page, path,
                              self->cancellable, on_written_cb, g_object_ref (self));
  g_ptr_array_set_size (self->figure_items, 0);
}

static void
export_figure_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauWindow *self = TAU_WINDOW (widget);
  g_autofree char *suggested = suggest_name (tau_explore_view_get_explorer (self->explore));
  g_autoptr (GPtrArray) items =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tau_figure_item_free);
  g_autoptr (TauFigureItem) current = get_current_item (self);

  for (guint i = 0; i < self->figure_items->len; i++)
    g_ptr_array_add (items, tau_figure_item_copy (g_ptr_array_index (self->figure_items, i)));
  if (!is_kept (self, current))
    g_ptr_array_add (items, g_steal_pointer (&current));
  TauFigureDialog *dialog = tau_figure_dialog_new (GTK_WINDOW (self), items, suggested);
  tau_figure_dialog_set_settings (dialog, self->settings);
  g_signal_connect_object (dialog, "write", G_CALLBACK (on_write_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_rendered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauWindow) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = tau_worker_answer (result, &error);
  if (self->cancellable == NULL) /* disposed of */
    return;
  if (texture != NULL) {
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (self)), texture);
    tau_window_show_toast (self, _ ("Figure copied"));
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    tau_window_show_problem (self, error->message);
  }
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauWindow *self = TAU_WINDOW (widget);
  TauExplorer *explorer = tau_explore_view_get_explorer (self->explore);
  g_autoptr (TauFigureItem) item = get_current_item (self);
  const gboolean safe =
      self->settings != NULL && g_settings_get_boolean (self->settings, "safe-colours");
  tau_figure_job_render_async (tau_explorer_get_worker (explorer), item, safe, self->cancellable,
                               on_rendered_cb, g_object_ref (self));
}

/* -- pages ---------------------------------------------------------------------------------- */

static void
show_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_view_stack_set_visible_child_name (TAU_WINDOW (widget)->views,
                                         g_variant_get_string (parameter, NULL));
}

/* -- declaring ------------------------------------------------------------------------------ */

void
tau_window_class_install_actions (GtkWidgetClass *widget_class)
{
  static const char *const pages[] = { "explore", "evaluate", "train", "history" };
  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.open-folder", NULL,
                                   tau_window_open_folder_action);
  gtk_widget_class_install_action (widget_class, "win.next-image", NULL, tau_window_step_action);
  gtk_widget_class_install_action (widget_class, "win.previous-image", NULL,
                                   tau_window_step_action);
  gtk_widget_class_install_action (widget_class, "win.open-recent", "s", open_recent_action);
  gtk_widget_class_install_action (widget_class, "win.open-model", NULL, open_model_action);
  gtk_widget_class_install_action (widget_class, "win.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "win.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "win.new-seed", NULL, new_seed_action);
  gtk_widget_class_install_action (widget_class, "win.show-chosen", NULL, show_chosen_action);
  gtk_widget_class_install_action (widget_class, "win.export-figure", NULL, export_figure_action);
  gtk_widget_class_install_action (widget_class, "win.add-to-page", NULL, add_to_page_action);
  gtk_widget_class_install_action (widget_class, "win.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "win.sweep", NULL, tau_window_sweep_action);
  gtk_widget_class_install_action (widget_class, "win.quiz", NULL, tau_window_quiz_action);
  gtk_widget_class_install_action (widget_class, "win.tour", NULL, tau_window_tour_action);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_ALT_MASK, "win.show-page",
                                         "s", pages[i]);
  /* Plain letters: whatever has the focus, an entry for example, takes them first. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_q, 0, "win.quiz", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, 0, "win.sweep", NULL);
}

void
tau_window_update_actions (TauWindow *self)
{
  TauExplorer *explorer = tau_explore_view_get_explorer (self->explore);
  gboolean shown = tau_window_shows_explore (self);
  TauInspection *inspection = tau_explorer_get_inspection (explorer);
  gboolean inspected = shown && inspection != NULL && tau_inspection_is_complete (inspection);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.export-figure", inspected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.add-to-page", inspected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.copy", inspected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-chosen", inspected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.stop",
                                 shown && tau_explorer_is_busy (explorer));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.new-seed",
                                 shown &&
                                     tau_explorer_get_settings (explorer)->corruption.type != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.sweep",
                                 shown && tau_explorer_get_picture (explorer) != NULL &&
                                     tau_explorer_get_pack (explorer) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.quiz",
                                 shown && tau_explorer_get_pack (explorer) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.paste", shown);
}
