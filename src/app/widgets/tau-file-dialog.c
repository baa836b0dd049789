/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-file-dialog.h"

#include "app/widgets/tau-notify.h"

#include <glib/gi18n-lib.h>

/* The widget's open dialog. */
#define KEY "tau-file-dialog"

typedef struct {
  GtkFileChooserNative *chooser;
  gpointer widget;
  const TauFileKind *kinds;
  guint n_kinds;
  TauFileFunc func;
} Dialog;

static void
dialog_free (gpointer data)
{
  Dialog *self = data;
  g_object_unref (self->chooser);
  g_free (self);
}

/* The file as the user named it; the filter's ending is added if it has no known one. */
static GFile *
find_file (const Dialog *self, guint *kind)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;
  *kind = 0;
  if (name == NULL || self->n_kinds == 0 ||
      gtk_file_chooser_get_action (GTK_FILE_CHOOSER (self->chooser)) !=
          GTK_FILE_CHOOSER_ACTION_SAVE)
    return g_steal_pointer (&file);
  g_autofree char *lower = g_ascii_strdown (name, -1);
  for (guint i = 0; i < self->n_kinds; i++)
    if (g_str_has_suffix (lower, self->kinds[i].ending)) {
      *kind = i;
      return g_steal_pointer (&file);
    }
  GtkFileFilter *filter = gtk_file_chooser_get_filter (GTK_FILE_CHOOSER (self->chooser));
  for (guint i = 0; filter != NULL && i < self->n_kinds; i++)
    if (g_strcmp0 (gtk_file_filter_get_name (filter), _ (self->kinds[i].name)) == 0)
      *kind = i;
  g_autofree char *whole = g_strconcat (name, self->kinds[*kind].ending, NULL);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  return g_file_get_child (folder, whole);
}

static void
on_response_cb (Dialog *self, int response)
{
  guint kind;
  gpointer widget = self->widget;
  TauFileFunc func = self->func;
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? find_file (self, &kind) : NULL;
  g_object_set_data (widget, KEY, NULL); /* frees self */
  if (file != NULL)
    func (widget, file, kind);
}

static void
on_destroy_cb (GObject *widget)
{
  g_object_set_data (widget, KEY, NULL);
}

static GtkFileChooser *
show (gpointer widget, GtkFileChooserAction action, const char *title, Dialog data)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  Dialog *self = g_memdup2 (&data, sizeof data);
  self->widget = widget;
  self->chooser =
      gtk_file_chooser_native_new (title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, action,
                                   action == GTK_FILE_CHOOSER_ACTION_SAVE   ? _ ("_Save")
                                   : action == GTK_FILE_CHOOSER_ACTION_OPEN ? _ ("_Open")
                                                                            : _ ("_Choose"),
                                   NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_swapped (self->chooser, "response", G_CALLBACK (on_response_cb), self);
  g_signal_connect_object (widget, "destroy", G_CALLBACK (on_destroy_cb), self->chooser, 0);
  g_object_set_data_full (widget, KEY, self, dialog_free);
  return GTK_FILE_CHOOSER (self->chooser);
}

static void
add_filters (GtkFileChooser *chooser, const TauFileKind *kinds, guint n_kinds)
{
  for (guint i = 0; i < n_kinds; i++) {
    g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
    gtk_file_filter_set_name (filter, _ (kinds[i].name));
    gtk_file_filter_add_suffix (filter, kinds[i].ending + 1);
    gtk_file_chooser_add_filter (chooser, filter);
  }
}

void
tau_file_dialog_save (gpointer widget, const char *title, const char *name,
                      const TauFileKind *kinds, guint n_kinds, TauFileFunc func)
{
  GtkFileChooser *chooser = show (widget, GTK_FILE_CHOOSER_ACTION_SAVE, title,
                                  (Dialog){ .kinds = kinds, .n_kinds = n_kinds, .func = func });
  gtk_file_chooser_set_current_name (chooser, name);
  add_filters (chooser, kinds, n_kinds);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

void
tau_file_dialog_open (gpointer widget, const char *title, const TauFileKind *kinds, guint n_kinds,
                      TauFileFunc func)
{
  GtkFileChooser *chooser = show (widget, GTK_FILE_CHOOSER_ACTION_OPEN, title,
                                  (Dialog){ .kinds = kinds, .n_kinds = n_kinds, .func = func });
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  add_filters (chooser, kinds, n_kinds);
  gtk_file_chooser_add_filter (chooser, all);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

void
tau_file_dialog_choose_folder (gpointer widget, const char *title, TauFileFunc func)
{
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (
      show (widget, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, title, (Dialog){ .func = func })));
}

void
tau_file_dialog_choose_dataset (gpointer widget, const char *title, const TauDatasetReader *reader,
                                TauFileFunc func)
{
  if (reader->file_ending == NULL) {
    tau_file_dialog_choose_folder (widget, title, func);
    return;
  }
  TauFileKind *kind = g_new (TauFileKind, 1);
  *kind = (TauFileKind){ reader->title, reader->file_ending };
  tau_file_dialog_open (widget, title, kind, 1, func); /* closes one that used the former kind */
  g_object_set_data_full (G_OBJECT (widget), "dataset-kind", kind, g_free);
}

static void
on_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  tau_release_program ();
  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    tau_notify (widget, _ ("Saved"));
  else
    g_signal_emit_by_name (widget, "problem", error->message);
}

void
tau_file_save_text (gpointer widget, GFile *file, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  tau_hold_program ();
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                       on_saved_cb, g_object_ref (widget));
}
