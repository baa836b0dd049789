/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/shell/tau-damage-dialog.h"

#include "app/shell/tau-window-private.h"

#include <glib/gi18n-lib.h>

/* What the question needs after it has been asked. */
typedef struct {
  GWeakRef window; /* may be closed meanwhile */
  TauWorker *worker, *jobs;
} Question;

static void
question_free (Question *self)
{
  g_weak_ref_clear (&self->window);
  g_object_unref (self->worker);
  g_object_unref (self->jobs);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
on_jobs_anew_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = tau_worker_answer (result, &error);
  if (error != NULL)
    g_message ("%s", error->message);
}

static void
on_anew_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = tau_worker_answer (result, &error);
  g_autoptr (TauWindow) window = g_weak_ref_get (&self->window);
  if (error == NULL) /* the other worker finds the new database */
    tau_worker_start_anew_async (self->jobs, on_jobs_anew_cb, NULL);
  if (window == NULL)
    return;
  g_autofree char *text =
      kept != NULL ? g_strdup_printf (_ ("The damaged database was kept as “%s”."), kept) : NULL;
  if (error != NULL || text != NULL)
    tau_window_show_problem (window, error != NULL ? error->message : text);
}

/* Not within the dialog's own signal: it must not outlive its parent. */
static gboolean
on_quit_cb (gpointer window)
{
  gtk_window_destroy (window);
  return G_SOURCE_REMOVE;
}

static void
on_response_cb (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  Question *self = data; /* owned by the dialog's handler */
  g_autoptr (TauWindow) window = g_weak_ref_get (&self->window);
  if (g_str_equal (response, "anew")) {
    Question *next = g_new0 (Question, 1);
    g_weak_ref_init (&next->window, window);
    next->worker = g_object_ref (self->worker);
    next->jobs = g_object_ref (self->jobs);
    tau_worker_start_anew_async (self->worker, on_anew_cb, next);
  } else if (window != NULL) {
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_quit_cb, g_object_ref (window), g_object_unref);
  }
}

static void
on_handler_gone_cb (gpointer data, GClosure *closure)
{
  question_free (data);
}

static void
ask (Question *self, TauWindow *window, const char *name)
{
  g_autofree char *body = g_strdup_printf (
      _ ("“%s” cannot be read, or not all of it. Tauscope can keep it as it is under another name "
         "and begin a new one: then the history is empty. Or quit, and nothing is changed."),
      name);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (window), _ ("The Database Is Damaged"), NULL);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "quit", _ ("_Quit"), "anew",
                                    _ ("_Keep and Start Anew"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "quit");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "quit");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response_cb), self, on_handler_gone_cb,
                         0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) self = data;
  g_autofree char *name = tau_worker_answer (result, NULL);
  g_autoptr (TauWindow) window = g_weak_ref_get (&self->window);
  if (name != NULL && window != NULL)
    ask (g_steal_pointer (&self), window, name);
}

void
tau_damage_dialog_check (TauWindow *window, TauWorker *worker, TauWorker *jobs)
{
  Question *self = g_new0 (Question, 1);
  g_weak_ref_init (&self->window, window);
  self->worker = g_object_ref (worker);
  self->jobs = g_object_ref (jobs);
  tau_worker_check_store_async (worker, on_checked_cb, self);
}
