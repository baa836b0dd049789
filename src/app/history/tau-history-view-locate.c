/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a run in Explore, wherever its image is now. */
#include "app/history/tau-history-view-private.h"

#include "app/widgets/tau-file-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

static void
on_located_cb (gpointer widget, GFile *file, guint kind)
{
  TauHistoryView *self = TAU_HISTORY_VIEW (widget);
  tau_history_view_explore (self, self->locating, file);
}

static void
on_response_cb (TauHistoryView *self, const char *response)
{
  if (g_str_equal (response, "locate"))
    tau_file_dialog_open (self, _ ("Locate Image"), NULL, 0, on_located_cb);
}

/* The image has been moved, renamed or replaced. */
static void
ask (TauHistoryView *self, const char *sentence)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              _ ("Image Not Found"), sentence);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "locate",
                                    _ ("_Locate…"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "locate",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "locate");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_scene_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauHistoryView) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autoptr (TauScene) scene = tau_worker_answer (result, &error);
  if (self->worker == NULL) /* disposed of */
    return;
  if (scene != NULL)
    g_signal_emit_by_name (self, "explore", scene);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG))
    ask (self, error->message);
  else
    tau_history_view_report (self, error);
}

void
tau_history_view_explore (TauHistoryView *self, TauHistoryItem *item, GFile *file)
{
  g_set_object (&self->locating, item);
  tau_history_scene_async (self->worker, item, file, on_scene_cb, g_object_ref (self));
}
