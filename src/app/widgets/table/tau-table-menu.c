/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/table/tau-table-menu.h"

#include "app/widgets/tau-context-menu.h"
#include "app/widgets/tau-file-dialog.h"
#include "app/widgets/tau-notify.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define KEY "tau-table-menu"

typedef struct {
  TauTableMenuFunc get;
  char *file_name;
  TauTable *table; /* as the menu opened; or NULL */
  int row;         /* or -1 */
  GSimpleAction *copy_row;
} TableMenu;

static const TauFileKind kinds[] = { { N_ ("CSV Table"), ".csv" },
                                     { N_ ("Markdown Table"), ".md" },
                                     { N_ ("LaTeX Table"), ".tex" } };
static const TauTableFormat formats[] = { TAU_FORMAT_CSV, TAU_FORMAT_MARKDOWN, TAU_FORMAT_LATEX };

static void
table_menu_free (gpointer data)
{
  TableMenu *self = data;
  g_clear_pointer (&self->table, tau_table_unref);
  g_clear_object (&self->copy_row);
  g_free (self->file_name);
  g_free (self);
}

/* Cells with tabs between them, as spreadsheets take them; row -1: the titles. */
static void
append_row (GString *text, const TauTable *table, int row)
{
  for (guint column = 0; column < table->columns->len; column++) {
    g_autofree char *cell = row < 0 ? g_strdup (tau_table_get_column_title (table, column))
                                    : tau_table_dup_text (table, row, column);
    g_strdelimit (cell, "\t\r\n", ' ');
    g_string_append_printf (text, "%s%s", column > 0 ? "\t" : "", cell);
  }
  g_string_append_c (text, '\n');
}

static void
copy (GtkWidget *widget, GString *text, const char *done)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  tau_notify (widget, done);
}

static void
copy_row_cb (GSimpleAction *action, GVariant *parameter, gpointer widget)
{
  TableMenu *self = g_object_get_data (widget, KEY);
  g_autoptr (GString) text = g_string_new (NULL);
  if (self->table == NULL || self->row < 0)
    return;
  append_row (text, self->table, self->row);
  copy (widget, text, _ ("Row copied"));
}

static void
copy_table_cb (GSimpleAction *action, GVariant *parameter, gpointer widget)
{
  TableMenu *self = g_object_get_data (widget, KEY);
  g_autoptr (GString) text = g_string_new (NULL);
  if (self->table == NULL)
    return;
  for (int row = -1; row < (int)self->table->n_rows; row++)
    append_row (text, self->table, row);
  copy (widget, text, _ ("Table copied"));
}

static void
on_saved_cb (GObject *file, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  tau_release_program ();
  const gboolean saved = g_file_replace_contents_finish (G_FILE (file), result, NULL, &error);
  tau_notify (widget, saved ? _ ("Saved") : error->message);
}

static void
on_chosen_cb (gpointer widget, GFile *file, guint kind)
{
  TableMenu *self = g_object_get_data (widget, KEY);
  g_autofree char *text = tau_table_write (self->table, formats[kind]);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  tau_hold_program ();
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                       on_saved_cb, g_object_ref (widget));
}

static void
save_cb (GSimpleAction *action, GVariant *parameter, gpointer widget)
{
  TableMenu *self = g_object_get_data (widget, KEY);
  if (self->table != NULL)
    tau_file_dialog_save (widget, _ ("Save Table"), self->file_name, kinds, G_N_ELEMENTS (kinds),
                          on_chosen_cb);
}

static gboolean
prepare_cb (GtkWidget *widget, double x, double y)
{
  TableMenu *self = g_object_get_data (G_OBJECT (widget), KEY);
  g_clear_pointer (&self->table, tau_table_unref);
  self->row = -1;
  self->table = self->get (widget, x, y, &self->row);
  g_simple_action_set_enabled (self->copy_row, self->row >= 0);
  return self->table != NULL;
}

void
tau_table_menu_add (GtkWidget *widget, TauTableMenuFunc get, const char *file_name)
{
  static const GActionEntry actions[] = { { .name = "copy-row", .activate = copy_row_cb },
                                          { .name = "copy", .activate = copy_table_cb },
                                          { .name = "save", .activate = save_cb } };
  TableMenu *self = g_new0 (TableMenu, 1);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  self->get = get;
  self->file_name = g_strdup (file_name);
  g_object_set_data_full (G_OBJECT (widget), KEY, self, table_menu_free);
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), widget);
  self->copy_row = g_object_ref (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (group), "copy-row")));
  gtk_widget_insert_action_group (widget, "table", G_ACTION_GROUP (group));
  g_menu_append (menu, _ ("Copy _Row"), "table.copy-row");
  g_menu_append (menu, _ ("_Copy Table"), "table.copy");
  g_menu_append (menu, _ ("_Save Table…"), "table.save");
  tau_context_menu_add (widget, G_MENU_MODEL (menu), prepare_cb);
}
