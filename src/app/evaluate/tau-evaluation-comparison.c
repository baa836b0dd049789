/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/evaluate/tau-evaluation-comparison.h"

#include "app/evaluate/tau-method-choice.h"
#include "app/widgets/tau-result-pane.h"
#include "app/widgets/tau-term-line.h"
#include "evaluate/result/tau-evaluation-charts.h"
#include "evaluate/result/tau-evaluation-comparable.h"

#include <glib/gi18n-lib.h>

struct _TauEvaluationComparison {
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkLabel *differences, *legend;
  TauResultPane *table, *map;
  GtkDropDown *method; /* of the map */

  TauEvaluation *evaluation, *other;
  gboolean filling; /* the drop-down is being filled */
};

G_DEFINE_FINAL_TYPE (TauEvaluationComparison, tau_evaluation_comparison, GTK_TYPE_WIDGET)

enum { PROBLEM, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Names that tell the two apart: the packs if they differ, else both numbers. */
static void
get_names (TauEvaluationComparison *self, char **name, char **other_name)
{
  const TauEvaluation *a = self->evaluation, *b = self->other;
  g_autofree char *pack = tau_pack_title (a->pack_name, a->lender);
  g_autofree char *other_pack = tau_pack_title (b->pack_name, b->lender);
  if (!g_str_equal (pack, other_pack)) {
    *name = g_steal_pointer (&pack);
    *other_name = g_steal_pointer (&other_pack);
  } else {
    *name = g_strdup (_ ("First"));
    *other_name = g_strdup (_ ("Second"));
  }
}

static void
show_map (TauEvaluationComparison *self)
{
  g_autofree char *name = NULL, *other_name = NULL;
  g_autoptr (TauPlot) map = NULL;
  int method = self->evaluation != NULL
                   ? tau_method_choice_get (self->method, self->evaluation, self->other)
                   : -1;
  if (method >= 0) {
    get_names (self, &name, &other_name);
    map = tau_evaluation_get_compared_chart (self->evaluation, self->other,
                                             self->evaluation->methods[method].method.id, name,
                                             other_name);
  }
  tau_result_pane_set_chart (self->map, map);
}

static void
on_method_cb (TauEvaluationComparison *self)
{
  if (!self->filling)
    show_map (self);
}

static void
show (TauEvaluationComparison *self)
{
  g_autofree char *name = NULL, *other_name = NULL, *legend = NULL;
  g_autofree char *differences =
      tau_evaluation_describe_differences (self->evaluation, self->other);
  get_names (self, &name, &other_name);
  g_autoptr (TauTable) table =
      tau_evaluation_get_compared_table (self->evaluation, self->other, name, other_name);
  legend =
      g_strdup_printf (_ ("A difference is the error of %s minus that of %s, in points, in the "
                          "table and in the map: below zero %s is better (↓, blue), above zero "
                          "it is worse (↑, orange)."),
                       other_name, name, other_name);
  gtk_label_set_label (self->differences, differences != NULL ? differences : "");
  gtk_widget_set_visible (GTK_WIDGET (self->differences), differences != NULL);
  gtk_label_set_label (self->legend, legend);
  tau_result_pane_set_table (self->table, table);
  self->filling = TRUE;
  tau_method_choice_fill (self->method, self->evaluation, self->other);
  self->filling = FALSE;
}

static void
on_problem_cb (TauEvaluationComparison *self, const char *sentence)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

static void
drop (TauEvaluationComparison *self)
{
  g_clear_pointer (&self->evaluation, tau_evaluation_unref);
  g_clear_pointer (&self->other, tau_evaluation_unref);
}

static void
tau_evaluation_comparison_dispose (GObject *object)
{
  TauEvaluationComparison *self = TAU_EVALUATION_COMPARISON (object);
  self->filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_EVALUATION_COMPARISON);
  drop (self);
  G_OBJECT_CLASS (tau_evaluation_comparison_parent_class)->dispose (object);
}

static void
tau_evaluation_comparison_class_init (TauEvaluationComparisonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_evaluation_comparison_dispose;
  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_EVALUATION_COMPARISON, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (TAU_TYPE_RESULT_PANE);
  g_type_ensure (TAU_TYPE_TERM_LINE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/tauscope/Tauscope/tau-evaluation-comparison.ui");
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationComparison, scroller);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationComparison, differences);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationComparison, legend);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationComparison, table);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationComparison, map);
  gtk_widget_class_bind_template_callback (widget_class, on_problem_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_evaluation_comparison_init (TauEvaluationComparison *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->method = tau_method_choice_new ();
  g_signal_connect_object (self->method, "notify::selected", G_CALLBACK (on_method_cb), self,
                           G_CONNECT_SWAPPED);
  tau_result_pane_set_extra (self->map, GTK_WIDGET (self->method));
}

void
tau_evaluation_comparison_set (TauEvaluationComparison *self, TauEvaluation *evaluation,
                               TauEvaluation *other)
{
  drop (self);
  if (evaluation != NULL && other != NULL) {
    self->evaluation = tau_evaluation_ref (evaluation);
    self->other = tau_evaluation_ref (other);
    show (self);
  }
  show_map (self);
}
