/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/history/tau-history-view-private.h"

#include "app/widgets/tau-notify.h"
#include "app/widgets/tau-file-dialog.h"

#include <glib/gi18n-lib.h>

/* -- opening -------------------------------------------------------------------------------- */

static void
on_evaluations_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauHistoryView) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) evaluations = tau_worker_answer (result, &error);
  if (evaluations == NULL)
    tau_history_view_report (self, error);
  else
    g_signal_emit_by_name (self, "evaluation", g_ptr_array_index (evaluations, 0),
                           evaluations->len > 1 ? g_ptr_array_index (evaluations, 1) : NULL);
}

void
tau_history_view_open (TauHistoryView *self, TauHistoryItem *item)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  switch (tau_history_item_get_kind (item)) {
  case TAU_HISTORY_RUN:
    tau_history_view_explore (self, item, NULL);
    break;
  case TAU_HISTORY_EVALUATION:
    g_ptr_array_add (items, g_object_ref (item));
    tau_history_evaluations_async (self->worker, items, on_evaluations_cb, g_object_ref (self));
    break;
  case TAU_HISTORY_TRAINING:
    g_signal_emit_by_name (self, "training", tau_history_item_get_id (item));
    break;
  }
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauHistoryView *self = TAU_HISTORY_VIEW (widget);
  g_autoptr (GPtrArray) selected = tau_history_view_get_selected (self);
  if (selected->len == 1)
    tau_history_view_open (self, g_ptr_array_index (selected, 0));
}

/* The older one comes first, as the baseline for the newer one. */
static void
compare_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauHistoryView *self = TAU_HISTORY_VIEW (widget);
  g_autoptr (GPtrArray) selected = tau_history_view_get_selected (self);
  g_autoptr (GPtrArray) ordered = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = selected->len; i-- > 0;)
    g_ptr_array_add (ordered, g_object_ref (g_ptr_array_index (selected, i)));
  tau_history_evaluations_async (self->worker, ordered, on_evaluations_cb, g_object_ref (self));
}

/* -- notes ---------------------------------------------------------------------------------- */

static void
on_noted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauHistoryView) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  if (tau_worker_answer (result, &error) == NULL) {
    tau_history_view_report (self, error);
    tau_history_view_reload (self); /* show what is stored */
  }
}

static void
save_note_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauHistoryView *self = TAU_HISTORY_VIEW (widget);
  g_autoptr (GPtrArray) selected = tau_history_view_get_selected (self);
  const char *note = gtk_editable_get_text (self->note_entry);
  gtk_popover_popdown (self->note_popover);
  if (selected->len != 1)
    return;
  TauHistoryItem *item = g_ptr_array_index (selected, 0);
  tau_history_item_set_note (item, note);
  tau_history_set_note_async (self->worker, item, note, on_noted_cb, g_object_ref (self));
}

/* -- deleting ------------------------------------------------------------------------------- */

static void
on_restored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauHistoryView) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  if (tau_worker_answer (result, &error) == NULL)
    tau_history_view_report (self, error);
  tau_history_view_reload (self);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauHistoryView *self = TAU_HISTORY_VIEW (widget);
  TauHistoryUndo undo = { 0 };
  g_variant_get (parameter, "(xx)", &undo.runs, &undo.jobs);
  tau_history_restore_async (self->worker, &undo, on_restored_cb, g_object_ref (self));
}

static void
on_undo_clicked_cb (TauHistoryView *self, AdwToast *toast)
{
  GVariant *undo = g_object_get_data (G_OBJECT (toast), "undo");
  gtk_widget_activate_action_variant (GTK_WIDGET (self), "history.undo", undo);
}

static void
offer_undo (TauHistoryView *self, const TauHistoryUndo *undo)
{
  guint n = undo->n;
  g_autofree char *text = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u entry deleted", "%u entries deleted", n), n);
  AdwToast *toast = tau_notify (GTK_WIDGET (self), text);
  if (toast == NULL)
    return;
  g_object_set_data_full (G_OBJECT (toast), "undo",
                          g_variant_ref_sink (g_variant_new ("(xx)", undo->runs, undo->jobs)),
                          (GDestroyNotify)g_variant_unref);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, 10);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo_clicked_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
on_deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauHistoryView) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  TauHistoryUndo undo;
  if (tau_history_delete_finish (result, &undo, &error))
    offer_undo (self, &undo);
  else
    tau_history_view_report (self, error);
  tau_history_view_reload (self);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauHistoryView *self = TAU_HISTORY_VIEW (widget);
  g_autoptr (GPtrArray) selected = tau_history_view_get_selected (self);
  if (selected->len > 0)
    tau_history_delete_async (self->worker, selected, on_deleted_cb, g_object_ref (self));
}

/* -- exporting ------------------------------------------------------------------------------ */

static const TauFileKind export_kinds[] = {
  { N_ ("JSON Lines"), ".jsonl" }, { N_ ("CSV Table"), ".csv" }, { N_ ("Markdown Table"), ".md" },
  { N_ ("LaTeX Table"), ".tex" },  { N_ ("JSON"), ".json" },
};
static const int export_formats[] = { -1, TAU_FORMAT_CSV, TAU_FORMAT_MARKDOWN, TAU_FORMAT_LATEX,
                                      TAU_FORMAT_JSON };

/* A file of tables needs exactly one evaluation; anything can be written as JSON lines. */
static guint
count_kinds (const GPtrArray *items)
{
  gboolean tables =
      items != NULL && items->len == 1 &&
      tau_history_item_get_kind (g_ptr_array_index (items, 0)) == TAU_HISTORY_EVALUATION;
  return tables ? G_N_ELEMENTS (export_kinds) : 1;
}

static void
on_exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauHistoryView) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  if (tau_worker_answer (result, &error) != NULL)
    tau_notify (GTK_WIDGET (self), _ ("Saved"));
  else
    tau_history_view_report (self, error);
}

static void
export_to (gpointer widget, GFile *file, guint kind)
{
  TauHistoryView *self = TAU_HISTORY_VIEW (widget);
  tau_history_export_async (self->worker, self->exporting, export_formats[kind], file,
                            on_exported_cb, g_object_ref (self));
}

static void
ask_export (TauHistoryView *self, GPtrArray *items)
{
  g_clear_pointer (&self->exporting, g_ptr_array_unref);
  self->exporting = items != NULL ? g_ptr_array_ref (items) : NULL;
  tau_file_dialog_save (self, _ ("Export History"), "history.jsonl", export_kinds,
                        count_kinds (items), export_to);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauHistoryView *self = TAU_HISTORY_VIEW (widget);
  g_autoptr (GPtrArray) selected = tau_history_view_get_selected (self);
  if (selected->len > 0)
    ask_export (self, selected);
}

static void
export_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask_export (TAU_HISTORY_VIEW (widget), NULL);
}

static void
clear_cache_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tau_history_view_update_size (TAU_HISTORY_VIEW (widget), TRUE);
}

/* -- declaring ------------------------------------------------------------------------------ */

void
tau_history_view_class_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "history.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "history.compare", NULL, compare_action);
  gtk_widget_class_install_action (widget_class, "history.save-note", NULL, save_note_action);
  gtk_widget_class_install_action (widget_class, "history.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "history.undo", "(xx)", undo_action);
  gtk_widget_class_install_action (widget_class, "history.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "history.export-all", NULL, export_all_action);
  gtk_widget_class_install_action (widget_class, "history.clear-cache", NULL, clear_cache_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "history.delete", NULL);
}

void
tau_history_view_update_actions (TauHistoryView *self)
{
  g_autoptr (GPtrArray) selected = tau_history_view_get_selected (self);
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean two_evaluations = selected->len == 2;
  for (guint i = 0; i < selected->len && two_evaluations; i++)
    two_evaluations =
        tau_history_item_get_kind (g_ptr_array_index (selected, i)) == TAU_HISTORY_EVALUATION;
  gtk_widget_action_set_enabled (widget, "history.open", selected->len == 1);
  gtk_widget_action_set_enabled (widget, "history.save-note", selected->len == 1);
  gtk_widget_set_sensitive (self->note_button, selected->len == 1);
  gtk_widget_action_set_enabled (widget, "history.compare", two_evaluations);
  gtk_widget_action_set_enabled (widget, "history.delete", selected->len > 0);
  gtk_widget_action_set_enabled (widget, "history.export", selected->len > 0);
  gtk_editable_set_text (
      self->note_entry,
      selected->len == 1 ? tau_history_item_get_note (g_ptr_array_index (selected, 0)) : "");
}
