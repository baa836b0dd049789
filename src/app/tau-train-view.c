/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tau-train-view.h"

struct _TauTrainView {
  GtkWidget parent_instance;

  GtkWidget *empty; /* bound so that it is disposed of with the template */

  TauWorker *jobs;
  TauWorker *worker;
};

G_DEFINE_FINAL_TYPE (TauTrainView, tau_train_view, GTK_TYPE_WIDGET)

enum { PROBLEM, USE_PACK, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
tau_train_view_dispose (GObject *object)
{
  TauTrainView *self = TAU_TRAIN_VIEW (object);
  g_clear_object (&self->jobs);
  g_clear_object (&self->worker);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_TRAIN_VIEW);
  G_OBJECT_CLASS (tau_train_view_parent_class)->dispose (object);
}

static void
tau_train_view_class_init (TauTrainViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_train_view_dispose;

  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_TRAIN_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[USE_PACK] = g_signal_new ("use-pack", TAU_TYPE_TRAIN_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-train-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TauTrainView, empty);
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
  g_set_object (&self->jobs, jobs);
  g_set_object (&self->worker, worker);
}
