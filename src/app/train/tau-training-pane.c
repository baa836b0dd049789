/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/train/tau-training-pane.h"

#include "app/widgets/tau-adaptive-box.h"
#include "app/widgets/tau-plot-view.h"
#include "base/tau-duration.h"
#include "base/tau-table.h"
#include "app/train/tau-epoch-table.h"
#include "plot/kinds/tau-plot-curve-draw.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _TauTrainingPane {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *title, *subtitle;
  GtkWidget *pausing, *pause, *resume, *stop, *use, *delete;
  GtkWidget *progress_box;
  GtkLabel *phase, *speed;
  GtkProgressBar *progress;
  GtkLabel *result, *error;
  TauPlotView *loss, *correlation, *errors;
  GtkWidget *table_expander;
  TauEpochTable *table;

  TauTraining *training;
  gboolean stopping, blocked;
};

G_DEFINE_FINAL_TYPE (TauTrainingPane, tau_training_pane, GTK_TYPE_WIDGET)

enum { PAUSE, RESUME, STOP, USE, DELETE, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- curves --------------------------------------------------------------------------------- */

static guint
count_epochs (TauTrainingPane *self)
{
  return self->training != NULL ? tau_training_get_n_epochs (self->training) : 0;
}

static void
init_curves (TauTrainingPane *self, TauPlotCurve *data, const char *title, const char *y_title,
             const char *unit, guint decimals)
{
  tau_plot_curve_init (data);
  data->title = title;
  data->x_title = _ ("Epoch");
  data->y_title = y_title;
  data->unit = unit;
  data->decimals = decimals;
  if (self->training != NULL)
    data->x_end = tau_training_get_options (self->training)->epochs;
}

static void
show_losses (TauTrainingPane *self)
{
  TauPlotCurve data;
  init_curves (self, &data, _ ("Training Loss"), _ ("Training loss"), "", 4);
  guint curve = tau_plot_curve_add (&data, _ ("training loss"));
  for (guint i = 0; i < count_epochs (self); i++) {
    const TauEpoch *epoch = tau_training_get_epoch (self->training, i);
    tau_plot_curve_append (&data, curve, epoch->epoch, epoch->loss);
  }
  guint n_losses = self->training != NULL ? tau_training_get_n_losses (self->training) : 0;
  for (guint i = 0; i < n_losses; i++) {
    double at, loss;
    tau_training_get_loss (self->training, i, &at, &loss);
    tau_plot_curve_append (&data, curve, at, loss);
  }
  tau_plot_view_take_plot (self->loss, tau_plot_new_for_curve (&data));
}

/* Of a target: its error on the test images. */
static void
show_test_errors (TauTrainingPane *self)
{
  TauPlotCurve errors;
  init_curves (self, &errors, _ ("Test Error"), _ ("Test error (%)"), " %", 2);
  const guint curve = tau_plot_curve_add (&errors, _ ("test images"));
  for (guint i = 0; i < count_epochs (self); i++) {
    const TauEpoch *epoch = tau_training_get_epoch (self->training, i);
    tau_plot_curve_append (&errors, curve, epoch->epoch, epoch->measure.error_center);
  }
  tau_plot_view_take_plot (self->errors, tau_plot_new_for_curve (&errors));
}

static void
show_measures (TauTrainingPane *self)
{
  TauPlotCurve correlation, errors;
  const gboolean target =
      self->training != NULL && tau_training_get_target (self->training) != NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->correlation), !target);
  if (target) {
    show_test_errors (self);
    return;
  }
  init_curves (self, &correlation, _ ("Validation Correlation"), _ ("Spearman correlation"), "", 3);
  init_curves (self, &errors, _ ("Validation Error"), _ ("Validation error (%)"), " %", 2);
  guint spearman = tau_plot_curve_add (&correlation, _ ("validation"));
  guint ours = tau_plot_curve_add (&errors, _ ("Ours (1)"));
  guint center = tau_plot_curve_add (&errors, _ ("Center crop"));
  guint oracle = tau_plot_curve_add (&errors, _ ("Oracle"));
  for (guint i = 0; i < count_epochs (self); i++) {
    const TauEpoch *epoch = tau_training_get_epoch (self->training, i);
    tau_plot_curve_append (&correlation, spearman, epoch->epoch, epoch->measure.spearman);
    tau_plot_curve_append (&errors, ours, epoch->epoch, epoch->measure.error_ours1);
    tau_plot_curve_append (&errors, center, epoch->epoch, epoch->measure.error_center);
    tau_plot_curve_append (&errors, oracle, epoch->epoch, epoch->measure.error_oracle);
  }
  tau_plot_view_take_plot (self->correlation, tau_plot_new_for_curve (&correlation));
  tau_plot_view_take_plot (self->errors, tau_plot_new_for_curve (&errors));
}

/* -- text ----------------------------------------------------------------------------------- */

static void
show_progress (TauTrainingPane *self)
{
  const TauTrainStatus *status = tau_training_get_status (self->training);
  gtk_widget_set_visible (self->progress_box, status != NULL);
  if (status == NULL)
    return;
  g_autofree char *phase = self->stopping         ? g_strdup (_ ("Writing the checkpoint…"))
                           : status->fraction > 0 ? g_strdup_printf ("%s, %.0f %%", status->phase,
                                                                     100 * status->fraction)
                                                  : g_strdup_printf ("%s…", status->phase);
  g_autoptr (GString) speed = g_string_new (NULL);
  if (status->images_per_second > 0)
    g_string_append_printf (speed, _ ("%.0f images/s"), status->images_per_second);
  if (isfinite (status->seconds_left)) {
    g_autofree char *left = tau_duration_format (status->seconds_left);
    g_string_append (speed, speed->len > 0 ? " · " : "");
    g_string_append_printf (speed, _ ("%s left"), left);
  }
  gtk_label_set_label (self->phase, phase);
  gtk_label_set_label (self->speed, speed->str);
  gtk_progress_bar_set_fraction (self->progress, status->fraction);
}

static char *
describe_target (const TauEpoch *last)
{
  return isfinite (last->measure.error_center)
             ? g_strdup_printf (_ ("The target errs on %.2f %% of the test images."),
                                last->measure.error_center)
             : g_strdup (
                   _ ("The data set has no test images, so the target's error is not known."));
}

static void
show_words (TauTrainingPane *self)
{
  TauTraining *training = self->training;
  guint n = tau_training_get_n_epochs (training);
  g_autofree char *title = tau_training_dup_title (training);
  g_autofree char *date = tau_training_dup_date (training);
  g_autofree char *subtitle =
      g_strdup_printf (_ ("%s · %s · epoch %u of %u"), tau_training_get_state_title (training),
                       date, n, tau_training_get_options (training)->epochs);
  const char *error = tau_training_get_error (training);

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->subtitle, subtitle);
  gtk_label_set_label (self->error, error != NULL ? error : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), error != NULL);
  const TauTrainStatus *status = tau_training_get_status (training);
  const gboolean remarks = status != NULL && status->remarks != NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->result), n > 0 || remarks);
  if (remarks && n == 0) {
    g_autofree char *text = g_strjoinv ("\n", status->remarks);
    gtk_label_set_label (self->result, text);
  }
  if (n > 0) {
    const TauEpoch *last = tau_training_get_epoch (training, n - 1);
    g_autofree char *spearman = tau_table_format_number (last->measure.spearman, 3);
    g_autofree char *result =
        tau_training_get_target (training) != NULL
            ? describe_target (last)
            : g_strdup_printf (_ ("On the validation images, Ours (1) errs on %.2f %%, the center "
                                  "crop on %.2f %%; Spearman "
                                  "correlation %s."),
                               last->measure.error_ours1, last->measure.error_center, spearman);
    g_autofree char *before = remarks ? g_strjoinv ("\n", status->remarks) : NULL;
    g_autofree char *all = remarks ? g_strconcat (result, "\n", before, NULL) : NULL;
    gtk_label_set_label (self->result, remarks ? all : result);
  }
}

/* Every button keeps its place until the training has ended for good, so that none comes to lie
 * under a pointer that was about to press another. */
static void
show_buttons (TauTrainingPane *self)
{
  const gboolean running = tau_training_get_status (self->training) != NULL;
  const gboolean paused = tau_training_is_paused (self->training);
  const gboolean resumable = paused || tau_training_can_be_resumed (self->training);
  gtk_widget_set_visible (self->pausing, running || resumable);
  gtk_stack_set_visible_child (GTK_STACK (self->pausing), resumable ? self->resume : self->pause);
  gtk_widget_set_visible (self->stop, running || resumable);
  gtk_widget_set_sensitive (self->pause, !self->stopping);
  gtk_widget_set_sensitive (self->resume, !self->blocked);
  gtk_widget_set_sensitive (self->stop, (running || paused) && !self->stopping);
  gtk_widget_set_visible (self->use, tau_training_can_be_used (self->training));
  gtk_button_set_label (GTK_BUTTON (self->use), tau_training_get_target (self->training) != NULL
                                                    ? _ ("Use This Target")
                                                    : _ ("Use This Predictor"));
  gtk_widget_set_sensitive (self->delete, !running && tau_training_get_id (self->training) != 0);
}

static void
update (TauTrainingPane *self)
{
  show_words (self);
  show_progress (self);
  show_buttons (self);
}

static void
on_changed_cb (TauTrainingPane *self)
{
  update (self);
  show_losses (self);
  /* The other curves change only with an epoch. */
  guint n = tau_training_get_n_epochs (self->training);
  if (tau_epoch_table_get_n_rows (self->table) != n) {
    show_measures (self);
    tau_epoch_table_show (self->table, self->training);
  }
  gtk_widget_set_visible (self->table_expander, n > 0);
}

/* -- buttons -------------------------------------------------------------------------------- */

static void
on_button_cb (TauTrainingPane *self, GtkWidget *button)
{
  guint signal = button == self->pause    ? PAUSE
                 : button == self->resume ? RESUME
                 : button == self->stop   ? STOP
                 : button == self->use    ? USE
                                          : DELETE;
  g_signal_emit (self, signals[signal], 0);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_training_pane_dispose (GObject *object)
{
  TauTrainingPane *self = TAU_TRAINING_PANE (object);
  if (self->training != NULL)
    g_signal_handlers_disconnect_by_data (self->training, self);
  g_clear_object (&self->training);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_TRAINING_PANE);
  G_OBJECT_CLASS (tau_training_pane_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, box);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, title);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, subtitle);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, pausing);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, pause);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, resume);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, stop);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, use);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, delete);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, progress_box);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, phase);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, speed);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, progress);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, result);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, error);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, loss);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, correlation);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, errors);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, table_expander);
  gtk_widget_class_bind_template_child (widget_class, TauTrainingPane, table);
}

static void
tau_training_pane_class_init (TauTrainingPaneClass *klass)
{
  static const char *const names[N_SIGNALS] = { "pause", "resume", "stop", "use", "delete" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_training_pane_dispose;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], TAU_TYPE_TRAINING_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);

  g_type_ensure (TAU_TYPE_ADAPTIVE_BOX);
  g_type_ensure (TAU_TYPE_PLOT_VIEW);
  g_type_ensure (TAU_TYPE_EPOCH_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-training-pane.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_button_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_training_pane_init (TauTrainingPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_losses (self);
  show_measures (self);
}

void
tau_training_pane_set_training (TauTrainingPane *self, TauTraining *training)
{
  if (self->training == training)
    return;
  if (self->training != NULL)
    g_signal_handlers_disconnect_by_data (self->training, self);
  g_set_object (&self->training, training);
  self->stopping = FALSE;
  if (training == NULL)
    return;
  g_signal_connect_object (training, "changed", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  tau_epoch_table_show (self->table, training);
  show_measures (self);
  on_changed_cb (self);
}

TauTraining *
tau_training_pane_get_training (TauTrainingPane *self)
{
  return self->training;
}

void
tau_training_pane_set_stopping (TauTrainingPane *self, gboolean stopping)
{
  self->stopping = stopping;
  if (self->training != NULL)
    update (self);
}

void
tau_training_pane_set_blocked (TauTrainingPane *self, gboolean blocked)
{
  self->blocked = blocked;
  if (self->training != NULL)
    update (self);
}
