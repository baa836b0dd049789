/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-predictor-bar.h"

#include "app/jobs/tau-train-estimator.h"
#include "app/widgets/tau-adaptive-box.h"
#include "base/tau-duration.h"

#include <glib/gi18n-lib.h>

/* How many images there will be is not known yet. */
#define PER_IMAGES 1000

struct _TauPredictorBar {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *text, *estimate;
  GtkWidget *train;

  TauTrainEstimator *estimator; /* NULL before the start */
  TauPack *pack;                /* NULL: none, or one that needs no bar */
};

G_DEFINE_FINAL_TYPE (TauPredictorBar, tau_predictor_bar, GTK_TYPE_WIDGET)

enum { TRAIN, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
show_estimate (TauPredictorBar *self)
{
  const TauTrainRates *rates = tau_train_estimator_get_rates (self->estimator);
  g_autofree char *text = NULL;
  if (rates != NULL) {
    TauTrainPredictorOptions options;
    tau_train_predictor_options_init (&options, NULL);
    options.limit = PER_IMAGES;
    TauTrainEstimate estimate;
    tau_train_estimate (rates, &options, &estimate);
    g_autofree char *time = tau_duration_format_range (estimate.total);
    text = g_strdup_printf (_ ("A predictor learns from labelled images which transform suits an "
                               "image. On this computer, training one takes %s for each thousand "
                               "images."),
                            time);
  } else {
    text = g_strdup (tau_train_estimator_is_busy (self->estimator)
                         ? _ ("A predictor learns from labelled images which transform suits an "
                              "image. Measuring how long training one takes…")
                         : _ ("A predictor learns from labelled images which transform suits an "
                              "image."));
  }
  gtk_label_set_label (self->estimate, text);
  gtk_widget_set_visible (GTK_WIDGET (self->estimate), gtk_widget_get_visible (self->train));
}

static void
ask (TauPredictorBar *self)
{
  TauTrainPredictorOptions options;
  if (self->estimator == NULL || self->pack == NULL || tau_pack_has_own_predictor (self->pack) ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  tau_train_predictor_options_init (&options, NULL);
  options.pack = self->pack->folder;
  tau_train_estimator_ask (self->estimator, &options);
}

static void
on_train_cb (TauPredictorBar *self)
{
  g_signal_emit (self, signals[TRAIN], 0);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_predictor_bar_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tau_predictor_bar_parent_class)->map (widget);
  ask (TAU_PREDICTOR_BAR (widget));
}

static void
tau_predictor_bar_dispose (GObject *object)
{
  TauPredictorBar *self = TAU_PREDICTOR_BAR (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_PREDICTOR_BAR);
  g_clear_object (&self->estimator);
  g_clear_pointer (&self->pack, tau_pack_unref);
  G_OBJECT_CLASS (tau_predictor_bar_parent_class)->dispose (object);
}

static void
tau_predictor_bar_class_init (TauPredictorBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_predictor_bar_dispose;
  widget_class->map = tau_predictor_bar_map;

  signals[TRAIN] = g_signal_new ("train", TAU_TYPE_PREDICTOR_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);

  g_type_ensure (TAU_TYPE_ADAPTIVE_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-predictor-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TauPredictorBar, box);
  gtk_widget_class_bind_template_child (widget_class, TauPredictorBar, text);
  gtk_widget_class_bind_template_child (widget_class, TauPredictorBar, estimate);
  gtk_widget_class_bind_template_child (widget_class, TauPredictorBar, train);
  gtk_widget_class_bind_template_callback (widget_class, on_train_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_predictor_bar_init (TauPredictorBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tau_predictor_bar_start (TauPredictorBar *self, TauWorker *jobs)
{
  g_return_if_fail (self->estimator == NULL);
  self->estimator = tau_train_estimator_new (jobs);
  g_signal_connect_object (self->estimator, "changed", G_CALLBACK (show_estimate), self,
                           G_CONNECT_SWAPPED);
  ask (self);
}

void
tau_predictor_bar_set_pack (TauPredictorBar *self, TauPack *pack)
{
  const gboolean own = pack != NULL && tau_pack_has_own_predictor (pack);
  const gboolean shown = pack != NULL && (pack->lender != NULL || (!own && !pack->has_predictor));
  g_autofree char *text = NULL;
  if (shown && pack->lender != NULL)
    text = g_strdup_printf (_ ("The predictions come from the predictor of “%s”, which was trained "
                               "for another target."),
                            pack->lender);
  else if (shown)
    text =
        g_strdup_printf (_ ("“%s” has no loss predictor. Nothing is predicted or chosen, and the "
                            "transforms are ranked by their actual loss."),
                         pack->name);
  g_clear_pointer (&self->pack, tau_pack_unref);
  self->pack = shown ? tau_pack_ref (pack) : NULL;
  gtk_label_set_label (self->text, text != NULL ? text : "");
  gtk_widget_set_visible (self->train, !own);
  gtk_widget_set_visible (GTK_WIDGET (self->estimate), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), shown);
  if (shown && !own && self->estimator != NULL) {
    ask (self);
    show_estimate (self);
  }
}
