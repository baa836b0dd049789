/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/shell/tau-model-dialog.h"

#include "app/jobs/tau-model-file.h"
#include "app/jobs/tau-picture.h"
#include "app/shell/tau-model-settings.h"
#include "app/widgets/tau-adaptive-box.h"
#include "app/widgets/tau-file-dialog.h"
#include "app/widgets/image/tau-image-view.h"
#include "app/widgets/tau-probability-bars.h"
#include "app/widgets/tau-tell.h"
#include "app/widgets/tau-wheel.h"
#include "app/widgets/tau-hyphens.h"
#include "host/tau-host.h"

#include <glib/gi18n-lib.h>

struct _TauModelDialog {
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkStack *stack;
  AdwStatusPage *failed;
  GtkWidget *sizes; /* of the failed page */
  GtkSpinButton *size;
  GtkWidget *open_button;
  TauImageView *view;
  TauProbabilityBars *bars;
  GtkLabel *problems, *lock;
  TauModelSettings *settings;

  TauWorker *worker; /* NULL when disposed of */
  char *path;
  GCancellable *cancellable;
  GCancellable *trying; /* of the newest trial, or NULL */
  TauModelFile *file;   /* NULL until the worker has looked into it */
  TauImage *trial;      /* or NULL */
};

G_DEFINE_FINAL_TYPE (TauModelDialog, tau_model_dialog, ADW_TYPE_WINDOW)

enum { MADE, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- trying --------------------------------------------------------------------------------- */

static void
append_line (GString *text, const char *line)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", line);
}

/* What blocks comes in the colour of errors. */
static void
show_problems (TauModelDialog *self, const TauModelTrial *trial)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *block = tau_probe_find_block (trial->problems);
  for (guint i = 0; i < trial->problems->len; i++)
    append_line (text, ((const TauProbeProblem *)g_ptr_array_index (trial->problems, i))->text);
  for (guint i = 0; trial->trial != NULL && i < trial->trial->warnings->len; i++)
    append_line (text, g_ptr_array_index (trial->trial->warnings, i));
  if (trial->failure != NULL && block == NULL) /* else it says the same */
    append_line (text, trial->failure);
  gtk_label_set_label (self->problems, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->problems), text->len > 0);
  if (block != NULL || trial->failure != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->problems), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->problems), "error");
  gtk_widget_set_sensitive (self->open_button, block == NULL && trial->failure == NULL);
}

static void
show_answers (TauModelDialog *self, const TauTrial *trial)
{
  const char *names[TAU_TRIAL_BEST];
  double confidences[TAU_TRIAL_BEST];
  const guint n = trial != NULL ? trial->n : 0;
  for (guint i = 0; i < n; i++) {
    names[i] = trial->best[i].name;
    confidences[i] = trial->best[i].confidence;
  }
  tau_probability_bars_set_best (self->bars, names, confidences, n);
}

static void
on_tried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauModelDialog) self = data; /* reference held by the request */
  g_autoptr (TauModelTrial) trial = tau_worker_answer (result, NULL);
  if (trial == NULL || g_task_get_cancellable (G_TASK (result)) != self->trying)
    return; /* the settings have changed since, or the dialog is gone */
  show_answers (self, trial->trial);
  show_problems (self, trial);
}

static void
on_settings_cb (TauModelDialog *self)
{
  if (self->file == NULL)
    return;
  g_autoptr (TauModelChoices) choices = tau_model_settings_get_choices (self->settings);
  gtk_widget_set_sensitive (self->open_button, FALSE);
  g_cancellable_cancel (self->trying);
  g_clear_object (&self->trying);
  self->trying = g_cancellable_new ();
  tau_model_file_try_async (self->worker, self->file, choices, self->trial, self->trying,
                            on_tried_cb, g_object_ref (self));
}

/* -- the trial image ------------------------------------------------------------------------ */

static void
on_image_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauModelDialog) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPicture) picture = tau_worker_answer (result, &error);
  if (self->worker == NULL)
    return;
  if (picture != NULL) {
    tau_model_dialog_set_trial (self, picture->image);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    gtk_label_set_label (self->problems, error->message);
    gtk_widget_set_visible (GTK_WIDGET (self->problems), TRUE);
  }
}

static void
on_image_chosen_cb (gpointer widget, GFile *file, guint kind)
{
  TauModelDialog *self = widget;
  g_autoptr (TauSample) sample = tau_sample_new_for_file (file);
  tau_picture_load_async (self->worker, sample, self->cancellable, on_image_loaded_cb,
                          g_object_ref (self));
}

static void
on_choose_image_cb (TauModelDialog *self)
{
  tau_file_dialog_open (self, _ ("Choose a Trial Image"), NULL, 0, on_image_chosen_cb);
}

/* -- opening -------------------------------------------------------------------------------- */

static void
on_made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauModelDialog) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = tau_worker_answer (result, &error);
  if (self->worker == NULL)
    return;
  if (folder == NULL) {
    gtk_label_set_label (self->problems, error->message);
    gtk_widget_set_visible (GTK_WIDGET (self->problems), TRUE);
    gtk_widget_set_sensitive (self->open_button, TRUE);
    return;
  }
  g_signal_emit (self, signals[MADE], 0, folder);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_open_cb (TauModelDialog *self)
{
  g_autoptr (TauModelChoices) choices = tau_model_settings_get_choices (self->settings);
  gtk_widget_set_sensitive (self->open_button, FALSE);
  tau_model_file_make_async (self->worker, self->file, choices, self->cancellable, on_made_cb,
                             g_object_ref (self));
}

static void
on_looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauModelDialog) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autoptr (TauModelFile) file = tau_worker_answer (result, &error);
  if (self->worker == NULL)
    return;
  if (file == NULL) {
    g_autofree char *escaped = g_markup_escape_text (error->message, -1);
    adw_status_page_set_description (self->failed, escaped);
    gtk_widget_set_visible (self->sizes,
                            g_error_matches (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SHAPE));
    gtk_stack_set_visible_child_name (self->stack, "failed");
    return;
  }
  g_autofree char *lock = tau_host_describe_lock ();
  gtk_label_set_label (self->lock, lock != NULL ? lock : "");
  self->file = g_steal_pointer (&file);
  tau_model_settings_set (self->settings, tau_model_file_get_probe (self->file));
  gtk_stack_set_visible_child_name (self->stack, "found");
  on_settings_cb (self);
}

static void
look (TauModelDialog *self, int input_size)
{
  gtk_stack_set_visible_child_name (self->stack, "looking");
  tau_model_file_open_async (self->worker, self->path, input_size, self->cancellable, on_looked_cb,
                             g_object_ref (self));
}

static void
on_look_again_cb (TauModelDialog *self)
{
  look (self, gtk_spin_button_get_value_as_int (self->size));
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_model_dialog_dispose (GObject *object)
{
  TauModelDialog *self = TAU_MODEL_DIALOG (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_cancellable_cancel (self->trying);
  g_clear_object (&self->trying);
  g_clear_object (&self->worker);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->file, tau_model_file_unref);
  g_clear_pointer (&self->trial, tau_image_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_MODEL_DIALOG);
  G_OBJECT_CLASS (tau_model_dialog_parent_class)->dispose (object);
}

static void
tau_model_dialog_class_init (TauModelDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_model_dialog_dispose;
  signals[MADE] = g_signal_new ("made", TAU_TYPE_MODEL_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (TAU_TYPE_ADAPTIVE_BOX);
  g_type_ensure (TAU_TYPE_IMAGE_VIEW);
  g_type_ensure (TAU_TYPE_MODEL_SETTINGS);
  g_type_ensure (TAU_TYPE_PROBABILITY_BARS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-model-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TauModelDialog, title);
  gtk_widget_class_bind_template_child (widget_class, TauModelDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, TauModelDialog, failed);
  gtk_widget_class_bind_template_child (widget_class, TauModelDialog, sizes);
  gtk_widget_class_bind_template_child (widget_class, TauModelDialog, size);
  gtk_widget_class_bind_template_child (widget_class, TauModelDialog, open_button);
  gtk_widget_class_bind_template_child (widget_class, TauModelDialog, view);
  gtk_widget_class_bind_template_child (widget_class, TauModelDialog, bars);
  gtk_widget_class_bind_template_child (widget_class, TauModelDialog, problems);
  gtk_widget_class_bind_template_child (widget_class, TauModelDialog, lock);
  gtk_widget_class_bind_template_child (widget_class, TauModelDialog, settings);
  gtk_widget_class_bind_template_callback (widget_class, on_look_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_open_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_settings_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_image_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tau_model_dialog_init (TauModelDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_hyphens_remove (GTK_WIDGET (self));
  tau_tell_shortened (GTK_WIDGET (self));
  tau_wheel_scrolls_only (GTK_WIDGET (self));
}

TauModelDialog *
tau_model_dialog_new (GtkWindow *parent, TauWorker *worker, const char *path)
{
  TauModelDialog *self = g_object_new (TAU_TYPE_MODEL_DIALOG, "transient-for", parent, NULL);
  g_autofree char *name = g_filename_display_basename (path);
  self->worker = g_object_ref (worker);
  adw_window_title_set_subtitle (self->title, name);
  tau_model_dialog_set_trial (self, NULL);
  self->path = g_strdup (path);
  look (self, 0);
  return self;
}

void
tau_model_dialog_set_trial (TauModelDialog *self, TauImage *image)
{
  g_clear_pointer (&self->trial, tau_image_unref);
  self->trial = image != NULL ? tau_image_ref (image) : NULL;
  if (image != NULL)
    tau_image_view_set_image (self->view, image, image->width, image->height);
  gtk_widget_set_visible (GTK_WIDGET (self->view), image != NULL);
  on_settings_cb (self);
}
