/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/shell/tau-window-private.h"

#include <glib/gi18n-lib.h>

/* How often to look whether what was stopped has ended. */
#define LOOK_EVERY_MS 20

static gboolean
is_busy (TauWindow *self)
{
  return tau_train_view_is_running (self->train) || tau_evaluate_view_is_running (self->evaluate) ||
         self->n_writing > 0;
}

/* What runs, and that it can go on later: a sentence or more for each. */
static char *
describe_running (TauWindow *self)
{
  const char *sentences[4] = { NULL };
  guint n = 0;
  if (tau_train_view_is_running (self->train))
    sentences[n++] =
        _ ("A training is running. It will write a checkpoint and can be resumed later "
           "in the Train view.");
  if (tau_evaluate_view_is_running (self->evaluate))
    sentences[n++] = _ ("An evaluation is running. What it has computed is kept; open it in the "
                        "History view and choose “Resume”, and it goes on from there.");
  if (self->n_writing > 0)
    sentences[n++] = _ ("A file is being written. It will be finished first.");
  return g_strjoinv ("\n\n", (char **)sentences);
}

/* A dialog must not outlive its parent. */
static void
destroy_dialogs (TauWindow *self)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    g_object_ref (l->data);
  for (GList *l = windows; l != NULL; l = l->next) {
    if (gtk_window_get_transient_for (l->data) == GTK_WINDOW (self))
      gtk_window_destroy (l->data);
    g_object_unref (l->data);
  }
}

static gboolean
on_look_cb (gpointer data)
{
  TauWindow *self = data;
  if (is_busy (self))
    return G_SOURCE_CONTINUE;
  self->closing_source = 0;
  destroy_dialogs (self);
  gtk_window_destroy (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

void
tau_window_stop_and_close (TauWindow *self)
{
  if (self->closing_source != 0)
    return;
  if (tau_train_view_is_running (self->train))
    tau_train_view_stop (self->train);
  tau_evaluate_view_stop (self->evaluate);
  /* Not at once: this may be called by the response of a dialog, which is not done with it. */
  self->closing_source = g_timeout_add (LOOK_EVERY_MS, on_look_cb, self);
}

static void
on_response_cb (TauWindow *self, const char *response)
{
  if (g_str_equal (response, "close"))
    tau_window_stop_and_close (self);
}

static void
ask (TauWindow *self)
{
  g_autofree char *body = describe_running (self);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Stop and Close?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Keep Running"),
                                    "close", _ ("_Stop and Close"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "close",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response_cb), self,
                           G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->closing_dialog, dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
tau_window_keeps_open (TauWindow *self)
{
  if (self->closing_source != 0)
    return TRUE; /* it closes as soon as everything has stopped */
  if (!is_busy (self)) {
    destroy_dialogs (self);
    return FALSE;
  }
  if (self->closing_dialog != NULL)
    gtk_window_present (GTK_WINDOW (self->closing_dialog));
  else
    ask (self);
  return TRUE;
}
