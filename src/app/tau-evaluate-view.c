/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tau-evaluate-view.h"

struct _TauEvaluateView {
  GtkWidget parent_instance;

  GtkWidget *empty; /* bound so that it is disposed of with the template */

  TauWorker *jobs;
  TauWorker *worker;
};

G_DEFINE_FINAL_TYPE (TauEvaluateView, tau_evaluate_view, GTK_TYPE_WIDGET)

enum { PROBLEM, EXPLORE, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
tau_evaluate_view_dispose (GObject *object)
{
  TauEvaluateView *self = TAU_EVALUATE_VIEW (object);
  g_clear_object (&self->jobs);
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
                                   NULL, NULL, G_TYPE_NONE, 6, TAU_TYPE_SAMPLE, G_TYPE_POINTER,
                                   G_TYPE_INT, G_TYPE_UINT64, G_TYPE_INT, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-evaluate-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateView, empty);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_evaluate_view_init (TauEvaluateView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tau_evaluate_view_start (TauEvaluateView *self, TauWorker *jobs, TauWorker *worker)
{
  g_set_object (&self->jobs, jobs);
  g_set_object (&self->worker, worker);
}
