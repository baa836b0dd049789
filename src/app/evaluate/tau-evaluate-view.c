/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/evaluate/tau-evaluate-view.h"

#include "app/evaluate/tau-evaluate-form.h"
#include "app/evaluate/tau-evaluation-results.h"
#include "app/evaluate/tau-evaluate-run.h"
#include "app/jobs/tau-known-packs.h"
#include "app/widgets/tau-file-dialog.h"
#include "app/widgets/tau-notify.h"

#include <glib/gi18n-lib.h>

struct _TauEvaluateView {
  GtkWidget parent_instance;

  AdwLeaflet *leaflet;
  TauEvaluateForm *form;
  GtkWidget *results_box;
  TauEvaluationResults *results;
  GtkRevealer *progress_revealer;
  GtkProgressBar *progress;
  GtkLabel *status;
  GtkButton *pause;
  GtkRevealer *resume_revealer;
  GtkLabel *resume_note;

  TauWorker *worker;
  TauEvaluateRun *run;
  GCancellable *finding; /* of the search for a history result's pack */

  /* The evaluation that can go on; NULL: none. Its pack: NULL until it is found. */
  TauEvaluateSpec *resume_spec;
  TauPack *resume_pack;
  guint least_images; /* the present run's first partial results have fewer than what is shown */
};

G_DEFINE_FINAL_TYPE (TauEvaluateView, tau_evaluate_view, GTK_TYPE_WIDGET)

enum { PROBLEM, EXPLORE, ENDED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
show_results_page (TauEvaluateView *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->results_box);
}

/* -- going on ------------------------------------------------------------------------------- */

static void
update_resume (TauEvaluateView *self)
{
  gboolean idle = self->run == NULL || tau_evaluate_run_get_state (self->run) == TAU_RUN_IDLE;
  gtk_revealer_set_reveal_child (self->resume_revealer, idle && self->resume_spec != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "evaluate.resume",
                                 idle && self->resume_spec != NULL && self->resume_pack != NULL);
}

/* `spec` NULL: nothing can go on. `result`: how far it is; NULL: not known. */
static void
set_resumable (TauEvaluateView *self, const TauEvaluateSpec *spec, TauPack *pack,
               const TauEvaluation *result)
{
  TauEvaluateSpec *own = spec != NULL ? tau_evaluate_spec_copy (spec) : NULL;
  TauPack *held = pack != NULL ? tau_pack_ref (pack) : NULL;
  g_autofree char *text =
      result != NULL && result->n_images > 0
          ? g_strdup_printf (_ ("Not finished: %u of %u images. What was computed is kept."),
                             result->n_images, result->n_wanted)
          : g_strdup (_ ("Not finished, and without a result yet. What was computed is kept."));
  g_clear_pointer (&self->resume_spec, tau_evaluate_spec_free);
  g_clear_pointer (&self->resume_pack, tau_pack_unref);
  self->resume_spec = own;
  self->resume_pack = held;
  gtk_label_set_label (self->resume_note, text);
  update_resume (self);
}

/* -- the results of each image -------------------------------------------------------------- */

static void
update_save (TauEvaluateView *self)
{
  const TauEvaluation *shown = tau_evaluation_results_get (self->results);
  const gboolean idle = self->run == NULL || tau_evaluate_run_get_state (self->run) == TAU_RUN_IDLE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "evaluate.save-images",
                                 idle && shown != NULL && shown->complete &&
                                     tau_evaluation_results_get_pack (self->results) != NULL);
}

static void
save_images (gpointer widget, GFile *file, guint kind)
{
  TauEvaluateView *self = TAU_EVALUATE_VIEW (widget);
  const TauEvaluation *shown = tau_evaluation_results_get (self->results);
  TauPack *pack = tau_evaluation_results_get_pack (self->results);
  g_autofree char *path = g_file_get_path (file);
  if (path == NULL || shown == NULL || pack == NULL ||
      tau_evaluate_run_get_state (self->run) != TAU_RUN_IDLE) /* meanwhile */
    return;
  tau_evaluate_run_save_images (self->run, pack, shown->spec, path);
}

/* They are not in the result, but the answers are in the store: it is added up again. */
static void
save_images_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const TauFileKind kinds[] = { { N_ ("CSV Table"), ".csv" },
                                       { N_ ("NumPy Arrays"), ".npz" } };
  tau_file_dialog_save (widget, _ ("Save Results of Each Image"), "images.csv", kinds,
                        G_N_ELEMENTS (kinds), save_images);
}

static void
on_run_saved_cb (TauEvaluateView *self)
{
  tau_notify (GTK_WIDGET (self), _ ("Saved"));
}

/* -- following the run ---------------------------------------------------------------------- */

static void
on_run_changed_cb (TauEvaluateView *self)
{
  TauRunState state = tau_evaluate_run_get_state (self->run);
  gboolean halting = tau_evaluate_run_is_halting (self->run);
  g_autofree char *text = tau_evaluate_run_describe (self->run);

  gtk_revealer_set_reveal_child (self->progress_revealer, state != TAU_RUN_IDLE);
  gtk_progress_bar_set_fraction (self->progress, tau_evaluate_run_get_fraction (self->run));
  gtk_label_set_label (self->status, text);
  gtk_button_set_label (self->pause, state == TAU_RUN_PAUSED ? _ ("Resume") : _ ("Pause"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "evaluate.pause", !halting);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "evaluate.stop", !halting);
  tau_evaluate_form_set_running (self->form, state != TAU_RUN_IDLE);
  tau_evaluation_results_set_waiting (self->results, state != TAU_RUN_IDLE);
  if (state == TAU_RUN_IDLE && !tau_evaluate_run_is_saving (self->run)) {
    const TauEvaluation *result = tau_evaluate_run_get_result (self->run);
    const gboolean own = result != NULL || self->least_images > 0; /* what is shown */
    tau_evaluation_results_set_earlier (self->results, FALSE);
    if (tau_evaluate_run_get_spec (self->run) != NULL && (result == NULL || !result->complete))
      set_resumable (self, tau_evaluate_run_get_spec (self->run),
                     tau_evaluate_run_get_pack (self->run),
                     own ? tau_evaluation_results_get (self->results) : NULL);
  }
  update_resume (self);
  update_save (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
on_run_result_cb (TauEvaluateView *self)
{
  TauEvaluation *result = tau_evaluate_run_get_result (self->run);
  if (!result->complete && result->n_images < self->least_images)
    return; /* it is still reading what is shown already */
  tau_evaluation_results_set_earlier (self->results, FALSE);
  tau_evaluation_results_compare (self->results, NULL);
  tau_evaluation_results_set (self->results, result, tau_evaluate_run_get_pack (self->run));
  update_save (self);
  if (!result->complete)
    return;
  g_autofree char *sentence =
      g_strdup_printf (_ ("The evaluation of “%s” on %s has finished."),
                       tau_evaluate_run_get_pack (self->run)->name, result->spec->dataset);
  tau_notify (GTK_WIDGET (self), _ ("Evaluation finished"));
  g_signal_emit (self, signals[ENDED], 0, sentence);
}

static void
on_problem_cb (TauEvaluateView *self, const char *sentence)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

static void
on_explore_cb (TauEvaluateView *self, TauScene *scene)
{
  g_signal_emit (self, signals[EXPLORE], 0, scene);
}

/* -- commands ------------------------------------------------------------------------------- */

/* The last result stays until the first one of this run. */
static void
start (TauEvaluateView *self, TauPack *pack, const TauEvaluateSpec *spec, guint least_images)
{
  g_cancellable_cancel (self->finding);
  self->least_images = least_images;
  tau_evaluation_results_set_earlier (self->results, least_images == 0);
  tau_evaluate_run_start (self->run, pack, spec);
  set_resumable (self, NULL, NULL, NULL);
  show_results_page (self);
}

static void
resume_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauEvaluateView *self = TAU_EVALUATE_VIEW (widget);
  const TauEvaluation *shown = tau_evaluation_results_get (self->results);
  g_autoptr (TauEvaluateSpec) spec = tau_evaluate_spec_copy (self->resume_spec);
  g_autoptr (TauPack) pack = tau_pack_ref (self->resume_pack);
  start (self, pack, spec, shown != NULL && !shown->complete ? shown->n_images : 0);
}

static void
on_form_run_cb (TauEvaluateView *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = tau_evaluate_form_get_spec (self->form, &error);
  TauPack *pack = tau_evaluate_form_get_pack (self->form);
  if (spec == NULL || pack == NULL) {
    if (error != NULL)
      on_problem_cb (self, error->message);
    return;
  }
  start (self, pack, spec, 0);
}

static void
pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauEvaluateView *self = TAU_EVALUATE_VIEW (widget);
  if (tau_evaluate_run_get_state (self->run) == TAU_RUN_PAUSED)
    tau_evaluate_run_resume (self->run);
  else
    tau_evaluate_run_pause (self->run);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tau_evaluate_run_stop (TAU_EVALUATE_VIEW (widget)->run);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauEvaluateView *self = TAU_EVALUATE_VIEW (widget);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->form));
}

static void
results_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_results_page (TAU_EVALUATE_VIEW (widget));
}

/* -- a result from the history -------------------------------------------------------------- */

/* Finds the pack with the networks that the evaluation was made with. */
static gpointer
find_pack (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const TauEvaluation *evaluation = data;
  g_autoptr (GPtrArray) packs = tau_known_packs_list (state);
  return tau_pack_find_models (packs, evaluation->target_sha256, evaluation->predictor_sha256);
}

static void
on_pack_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauEvaluateView) self = data; /* reference held by the request */
  TauEvaluation *evaluation = tau_worker_request (result);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPack) pack = tau_worker_answer (result, &error);
  if (self->worker == NULL) /* disposed of */
    return;
  if (error != NULL || g_task_get_cancellable (G_TASK (result)) != self->finding)
    return; /* another one is shown */
  if (pack != NULL) {
    if (tau_evaluation_results_get (self->results) == evaluation)
      tau_evaluation_results_set (self->results, evaluation, pack);
    update_save (self);
    tau_evaluate_form_offer_pack (self->form, pack);
  }
  if (self->resume_spec == NULL)
    return;
  if (pack != NULL)
    set_resumable (self, evaluation->spec, pack, evaluation);
  else
    gtk_label_set_label (self->resume_note,
                         _ ("Not finished. Its model pack was not found, so it cannot go on."));
}

void
tau_evaluate_view_show (TauEvaluateView *self, TauEvaluation *evaluation, TauEvaluation *other)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, find_pack,
                                      (GDestroyNotify)tau_evaluation_unref,
                                      (GDestroyNotify)tau_pack_unref };
  const gboolean started = evaluation->n_cells > 0;
  tau_evaluation_results_set_earlier (self->results, FALSE);
  tau_evaluation_results_set (self->results, started ? evaluation : NULL, NULL);
  tau_evaluation_results_compare (self->results, other);
  tau_evaluation_results_show_page (self->results, other != NULL ? "compare" : "methods");
  tau_evaluate_form_set (self->form, evaluation->spec, evaluation->pack_name);
  show_results_page (self);
  update_save (self);
  set_resumable (self, evaluation->complete || other != NULL ? NULL : evaluation->spec, NULL,
                 evaluation);

  g_cancellable_cancel (self->finding);
  g_clear_object (&self->finding);
  self->finding = g_cancellable_new ();
  tau_worker_ask (self->worker, &kind, tau_evaluation_ref (evaluation), self->finding,
                  on_pack_found_cb, g_object_ref (self));
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_evaluate_view_dispose (GObject *object)
{
  TauEvaluateView *self = TAU_EVALUATE_VIEW (object);
  g_cancellable_cancel (self->finding);
  g_clear_object (&self->finding);
  if (self->run != NULL)
    tau_evaluate_run_stop (self->run);
  g_clear_object (&self->run);
  g_clear_pointer (&self->resume_spec, tau_evaluate_spec_free);
  g_clear_pointer (&self->resume_pack, tau_pack_unref);
  g_clear_object (&self->worker);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_EVALUATE_VIEW);
  G_OBJECT_CLASS (tau_evaluate_view_parent_class)->dispose (object);
}

static void
tau_evaluate_view_class_init (TauEvaluateViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_evaluate_view_dispose;

  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_EVALUATE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[EXPLORE] = g_signal_new ("explore", TAU_TYPE_EVALUATE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, TAU_TYPE_SCENE);
  signals[ENDED] = g_signal_new ("ended", TAU_TYPE_EVALUATE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (TAU_TYPE_EVALUATE_FORM);
  g_type_ensure (TAU_TYPE_EVALUATION_RESULTS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-evaluate-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateView, leaflet);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateView, form);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateView, results_box);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateView, results);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateView, progress_revealer);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateView, progress);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateView, status);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateView, pause);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateView, resume_revealer);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateView, resume_note);
  gtk_widget_class_bind_template_callback (widget_class, on_form_run_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_problem_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_explore_cb);
  gtk_widget_class_install_action (widget_class, "evaluate.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "evaluate.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "evaluate.resume", NULL, resume_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "evaluate.resume", NULL);
  gtk_widget_class_install_action (widget_class, "evaluate.save-images", NULL, save_images_action);
  gtk_widget_class_install_action (widget_class, "evaluate.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "evaluate.results", NULL, results_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_evaluate_view_init (TauEvaluateView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_resume (self);
  update_save (self);
}

void
tau_evaluate_view_start (TauEvaluateView *self, TauWorker *jobs, TauWorker *worker)
{
  g_set_object (&self->worker, worker);
  self->run = tau_evaluate_run_new (jobs);
  g_signal_connect_object (self->run, "changed", G_CALLBACK (on_run_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->run, "result", G_CALLBACK (on_run_result_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->run, "saved", G_CALLBACK (on_run_saved_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->run, "problem", G_CALLBACK (on_problem_cb), self,
                           G_CONNECT_SWAPPED);
  tau_evaluate_form_start (self->form, jobs, worker);
  tau_evaluation_results_set_worker (self->results, worker);
}

void
tau_evaluate_view_offer_pack (TauEvaluateView *self, TauPack *pack)
{
  tau_evaluate_form_offer_pack (self->form, pack);
}

gboolean
tau_evaluate_view_is_running (TauEvaluateView *self)
{
  return self->run != NULL && tau_evaluate_run_get_state (self->run) == TAU_RUN_RUNNING;
}

void
tau_evaluate_view_stop (TauEvaluateView *self)
{
  if (tau_evaluate_view_is_running (self))
    tau_evaluate_run_stop (self->run);
}
