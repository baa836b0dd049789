/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-save-dialog.h"

#include <glib/gi18n-lib.h>

GtkFileChooserNative *
tau_save_dialog_new (GtkWidget *parent, const char *title, const char *name,
                     const TauFileKind *kinds, guint n_kinds)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  for (guint i = 0; i < n_kinds; i++) {
    g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
    gtk_file_filter_set_name (filter, _ (kinds[i].name));
    gtk_file_filter_add_suffix (filter, kinds[i].ending + 1);
    gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  }
  return dialog;
}

GFile *
tau_save_dialog_get_file (GtkFileChooserNative *dialog, const TauFileKind *kinds, guint n_kinds,
                          guint *kind)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;
  if (name == NULL)
    return NULL;
  g_autofree char *lower = g_ascii_strdown (name, -1);
  for (*kind = 0; *kind < n_kinds; (*kind)++)
    if (g_str_has_suffix (lower, kinds[*kind].ending))
      return g_steal_pointer (&file);

  GtkFileFilter *filter = gtk_file_chooser_get_filter (GTK_FILE_CHOOSER (dialog));
  *kind = 0;
  for (guint i = 0; filter != NULL && i < n_kinds; i++)
    if (g_strcmp0 (gtk_file_filter_get_name (filter), _ (kinds[i].name)) == 0)
      *kind = i;
  g_autofree char *whole = g_strconcat (name, kinds[*kind].ending, NULL);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  return g_file_get_child (folder, whole);
}
