/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tau-history-view.h"

struct _TauHistoryView {
  GtkWidget parent_instance;

  GtkWidget *empty; /* bound so that it is disposed of with the template */

  TauWorker *worker;
};

G_DEFINE_FINAL_TYPE (TauHistoryView, tau_history_view, GTK_TYPE_WIDGET)

enum { PROBLEM, EXPLORE, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
tau_history_view_dispose (GObject *object)
{
  TauHistoryView *self = TAU_HISTORY_VIEW (object);
  g_clear_object (&self->worker);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_HISTORY_VIEW);
  G_OBJECT_CLASS (tau_history_view_parent_class)->dispose (object);
}

static void
tau_history_view_class_init (TauHistoryViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_history_view_dispose;

  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_HISTORY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[EXPLORE] = g_signal_new ("explore", TAU_TYPE_HISTORY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 6, TAU_TYPE_SAMPLE, G_TYPE_POINTER,
                                   G_TYPE_INT, G_TYPE_UINT64, G_TYPE_INT, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-history-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TauHistoryView, empty);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_history_view_init (TauHistoryView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tau_history_view_start (TauHistoryView *self, TauWorker *worker)
{
  g_set_object (&self->worker, worker);
}
