/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/train/tau-train-view.h"

#include "app/widgets/tau-adaptive-box.h"
#include "app/train/tau-target-form.h"
#include "app/train/tau-train-form.h"
#include "app/train/tau-trainer.h"
#include "app/train/tau-training-list.h"
#include "app/train/tau-training-pane.h"
#include "app/train/tau-training-shelf.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _TauTrainView {
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkDropDown *what; /* which of the two forms is shown */
  TauTrainForm *form;
  TauTargetForm *target_form;
  GtkWidget *empty;
  TauTrainingPane *pane;
  GtkWidget *list_group;
  TauTrainingList *list;

  TauWorker *worker;
  TauTrainer *trainer;
  gboolean pausing;      /* whether stopping the trainer is a pause */
  TauTraining *deleting; /* while the user is asked */
  gint64 wanted;         /* the record to show once it is listed; 0: none */
  guint n_listing;       /* requests for the list that are not answered */
};

G_DEFINE_FINAL_TYPE (TauTrainView, tau_train_view, GTK_TYPE_WIDGET)

enum { PROBLEM, USE_PACK, ENDED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- showing -------------------------------------------------------------------------------- */

static void
show (TauTrainView *self, TauTraining *training)
{
  gtk_widget_set_visible (self->empty, training == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->pane), training != NULL);
  gtk_widget_set_visible (self->list_group, tau_training_list_get_n (self->list) > 0);
  tau_training_pane_set_training (self->pane, training);
  tau_training_list_select (self->list, training);
}

static void
update (TauTrainView *self)
{
  TauTraining *running = tau_trainer_get_training (self->trainer);
  TauTraining *shown = tau_training_pane_get_training (self->pane);
  tau_train_form_set_running (self->form, running != NULL);
  tau_target_form_set_running (self->target_form, running != NULL);
  tau_training_pane_set_blocked (self->pane, running != NULL);
  tau_training_pane_set_stopping (self->pane, shown != NULL && shown == running &&
                                                  tau_trainer_is_stopping (self->trainer));
}

static void
report (TauTrainView *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
}

static void
on_picked_cb (TauTrainView *self, TauTraining *training)
{
  show (self, training);
  update (self);
}

/* -- running -------------------------------------------------------------------------------- */

static void
run (TauTrainView *self, TauTraining *training)
{
  if (tau_trainer_get_training (self->trainer) != NULL)
    return;
  self->pausing = FALSE;
  tau_trainer_run (self->trainer, training);
  show (self, training);
  update (self);
  /* In a narrow window it is below the form: the focus brings it into view. */
  gtk_widget_child_focus (GTK_WIDGET (self->pane), GTK_DIR_TAB_FORWARD);
}

static void
on_start_cb (TauTrainView *self, const TauTrainPredictorOptions *options)
{
  tau_train_view_train (self, options);
}

static void
on_start_target_cb (TauTrainView *self, const TauTrainTargetOptions *options)
{
  tau_train_view_train_target (self, options);
}

/* Not a GtkStack: the accessibility tree keeps its hidden pages, with their buttons. */
static void
on_what_cb (TauTrainView *self)
{
  const gboolean target = gtk_drop_down_get_selected (self->what) != 0;
  gtk_widget_set_visible (GTK_WIDGET (self->form), !target);
  gtk_widget_set_visible (GTK_WIDGET (self->target_form), target);
}

static void
on_began_cb (TauTrainView *self, TauTraining *training)
{
  tau_training_list_add (self->list, training);
  if (tau_training_pane_get_training (self->pane) == training)
    show (self, training);
}

static void
on_ended_cb (TauTrainView *self, TauTraining *training)
{
  TauJobState state = tau_training_get_state (training);
  g_autofree char *title = tau_training_dup_title (training);
  g_autofree char *sentence = NULL;
  if (state == TAU_JOB_STOPPED && self->pausing)
    tau_training_set_paused (training, TRUE);
  tau_training_list_add (self->list, training);
  update (self);
  gtk_widget_set_visible (self->list_group, tau_training_list_get_n (self->list) > 0);
  if (state == TAU_JOB_DONE)
    sentence = g_strdup_printf (_ ("The training %s has finished."), title);
  else if (state == TAU_JOB_FAILED)
    sentence = g_strdup_printf (_ ("The training %s has failed: %s"), title,
                                tau_training_get_error (training));
  if (sentence != NULL)
    g_signal_emit (self, signals[ENDED], 0, sentence);
}

static void
on_pause_cb (TauTrainView *self)
{
  self->pausing = TRUE;
  tau_train_view_stop (self);
}

static void
on_stop_cb (TauTrainView *self)
{
  TauTraining *shown = tau_training_pane_get_training (self->pane);
  self->pausing = FALSE;
  if (shown == tau_trainer_get_training (self->trainer))
    tau_train_view_stop (self);
  else
    tau_training_set_paused (shown, FALSE);
}

static void
on_resume_cb (TauTrainView *self)
{
  run (self, tau_training_pane_get_training (self->pane));
}

/* -- past trainings ------------------------------------------------------------------------- */

static void
on_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauTrainView) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) trainings = tau_training_shelf_list_finish (result, &error);
  self->n_listing--;
  if (self->worker == NULL)
    return;
  if (trainings == NULL) {
    report (self, error);
    return;
  }
  tau_training_list_set (self->list, trainings);
  TauTraining *shown = tau_training_list_find (self->list, self->wanted);
  /* A list that was asked for earlier may lack it. */
  if (shown == NULL && self->wanted != 0 && self->n_listing > 0)
    return;
  if (shown == NULL && self->wanted != 0)
    g_signal_emit (self, signals[PROBLEM], 0, _ ("This training is no longer there."));
  self->wanted = 0;
  if (shown == NULL)
    shown = tau_training_pane_get_training (self->pane);
  if (shown == NULL && tau_training_list_get_n (self->list) > 0)
    shown = tau_training_list_get (self->list, 0);
  show (self, shown);
  update (self);
}

static void
ask_for_list (TauTrainView *self)
{
  self->n_listing++;
  tau_training_shelf_list_async (self->worker, NULL, on_listed_cb, g_object_ref (self));
}

static void
on_used_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauTrainView) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = tau_training_shelf_use_finish (result, &error);
  if (self->worker == NULL)
    return;
  if (folder == NULL) {
    report (self, error);
    return;
  }
  tau_train_form_reload (self->form);
  g_signal_emit (self, signals[USE_PACK], 0, folder);
}

static void
on_use_cb (TauTrainView *self)
{
  tau_training_shelf_use_async (self->worker, tau_training_pane_get_training (self->pane),
                                on_used_cb, g_object_ref (self));
}

static void
on_deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauTrainView) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autoptr (TauTraining) training = g_steal_pointer (&self->deleting);
  if (self->worker == NULL)
    return;
  if (!tau_training_shelf_delete_finish (result, &error)) {
    report (self, error);
    return;
  }
  tau_training_list_remove (self->list, training);
  if (tau_training_pane_get_training (self->pane) == training)
    show (self,
          tau_training_list_get_n (self->list) > 0 ? tau_training_list_get (self->list, 0) : NULL);
  update (self);
}

static void
on_delete_response_cb (TauTrainView *self, const char *response)
{
  if (g_str_equal (response, "delete"))
    tau_training_shelf_delete_async (self->worker, self->deleting, on_deleted_cb,
                                     g_object_ref (self));
  else
    g_clear_object (&self->deleting);
}

static void
on_delete_cb (TauTrainView *self)
{
  if (self->deleting != NULL)
    return;
  const gboolean target =
      tau_training_get_target (tau_training_pane_get_training (self->pane)) != NULL;
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("Delete Training?"),
      target ? _ ("Its curves, its checkpoint and its target will be deleted. A target that you "
                  "added to the model packs stays there.")
             : _ ("Its curves, its checkpoint and its predictor will be deleted. A predictor that "
                  "you added to the model packs stays there."));
  self->deleting = g_object_ref (tau_training_pane_get_training (self->pane));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete",
                                    _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_delete_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_train_view_dispose (GObject *object)
{
  TauTrainView *self = TAU_TRAIN_VIEW (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_TRAIN_VIEW);
  if (self->trainer != NULL)
    g_object_run_dispose (G_OBJECT (self->trainer)); /* ends what is running */
  g_clear_object (&self->trainer);
  g_clear_object (&self->worker);
  g_clear_object (&self->deleting);
  G_OBJECT_CLASS (tau_train_view_parent_class)->dispose (object);
}

static void
tau_train_view_class_init (TauTrainViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const char *const names[N_SIGNALS] = { "problem", "use-pack", "ended" };

  G_OBJECT_CLASS (klass)->dispose = tau_train_view_dispose;

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], TAU_TYPE_TRAIN_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (TAU_TYPE_ADAPTIVE_BOX);
  g_type_ensure (TAU_TYPE_TARGET_FORM);
  g_type_ensure (TAU_TYPE_TRAIN_FORM);
  g_type_ensure (TAU_TYPE_TRAINING_LIST);
  g_type_ensure (TAU_TYPE_TRAINING_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-train-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TauTrainView, scroller);
  gtk_widget_class_bind_template_child (widget_class, TauTrainView, what);
  gtk_widget_class_bind_template_child (widget_class, TauTrainView, form);
  gtk_widget_class_bind_template_child (widget_class, TauTrainView, target_form);
  gtk_widget_class_bind_template_child (widget_class, TauTrainView, empty);
  gtk_widget_class_bind_template_child (widget_class, TauTrainView, pane);
  gtk_widget_class_bind_template_child (widget_class, TauTrainView, list_group);
  gtk_widget_class_bind_template_child (widget_class, TauTrainView, list);
  gtk_widget_class_bind_template_callback (widget_class, on_delete_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_pause_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_resume_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_start_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_start_target_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_use_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_what_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_train_view_init (TauTrainView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tau_train_view_start (TauTrainView *self, TauWorker *jobs, TauWorker *worker)
{
  g_return_if_fail (self->worker == NULL);
  self->worker = g_object_ref (worker);
  self->trainer = tau_trainer_new (jobs);
  g_signal_connect_object (self->trainer, "began", G_CALLBACK (on_began_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->trainer, "ended", G_CALLBACK (on_ended_cb), self,
                           G_CONNECT_SWAPPED);
  tau_train_form_start (self->form, jobs, worker);
  ask_for_list (self);
}

void
tau_train_view_choose_pack (TauTrainView *self, const char *folder)
{
  gtk_drop_down_set_selected (self->what, 0);
  tau_train_form_choose_pack (self->form, folder);
}

gboolean
tau_train_view_is_running (TauTrainView *self)
{
  return self->trainer != NULL && tau_trainer_get_training (self->trainer) != NULL;
}

void
tau_train_view_train (TauTrainView *self, const TauTrainPredictorOptions *options)
{
  g_autoptr (TauTraining) training = tau_training_new (options);
  run (self, training);
}

void
tau_train_view_train_target (TauTrainView *self, const TauTrainTargetOptions *options)
{
  g_autoptr (TauTraining) training = tau_training_new_for_target (options);
  run (self, training);
}

void
tau_train_view_stop (TauTrainView *self)
{
  tau_trainer_stop (self->trainer);
  update (self);
}

void
tau_train_view_show (TauTrainView *self, gint64 id)
{
  TauTraining *training = tau_training_list_find (self->list, id);
  if (training != NULL) {
    on_picked_cb (self, training);
    return;
  }
  /* Not listed yet, or started by another program since. */
  self->wanted = id;
  ask_for_list (self);
}

TauTraining *
tau_train_view_get_training (TauTrainView *self)
{
  return tau_training_pane_get_training (self->pane);
}
