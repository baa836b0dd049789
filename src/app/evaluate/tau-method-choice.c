/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/evaluate/tau-method-choice.h"

#include <glib/gi18n-lib.h>

GtkDropDown *
tau_method_choice_new (void)
{
  GtkWidget *self = gtk_drop_down_new (NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Method"), -1);
  return GTK_DROP_DOWN (self);
}

static gboolean
is_listed (const TauEvaluation *evaluation, const TauEvaluation *other, guint method)
{
  return other == NULL ||
         tau_evaluation_find (other, evaluation->methods[method].method.id) != NULL;
}

void
tau_method_choice_fill (GtkDropDown *self, const TauEvaluation *evaluation,
                        const TauEvaluation *other)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint n = 0, selected = GTK_INVALID_LIST_POSITION;
  for (guint m = 0; m < evaluation->n_methods; m++) {
    const TauMethod *method = &evaluation->methods[m].method;
    if (!is_listed (evaluation, other, m))
      continue;
    g_autofree char *title = tau_method_get_title (method);
    if (method->kind == TAU_METHOD_OURS && selected == GTK_INVALID_LIST_POSITION)
      selected = n;
    gtk_string_list_append (names, title);
    n++;
  }
  gtk_drop_down_set_model (self, G_LIST_MODEL (names));
  if (n > 0)
    gtk_drop_down_set_selected (self, selected < n ? selected : MIN (1, n - 1));
}

int
tau_method_choice_get (GtkDropDown *self, const TauEvaluation *evaluation,
                       const TauEvaluation *other)
{
  guint left = gtk_drop_down_get_selected (self);
  for (guint m = 0; m < evaluation->n_methods; m++)
    if (is_listed (evaluation, other, m) && left-- == 0)
      return (int)m;
  return -1;
}
