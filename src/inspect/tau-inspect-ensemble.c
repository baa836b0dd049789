/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-inspect.h"

#include "ranking/tau-ranking.h"

#include <glib/gi18n-lib.h>

void
tau_inspection_ensemble (const TauInspection *self, guint k, float *out)
{
  tau_ensemble_mean (self->probabilities, self->n_classes, self->order,
                     CLAMP (k, 1, TAU_N_TRANSFORMS), out);
}

gboolean
tau_inspection_get_ensemble (const TauInspection *self, guint k, TauEnsembleAnswer *answer)
{
  *answer = (TauEnsembleAnswer){ .k = 1, .answer = -1 };
  if (k < 2 || self->chosen < 0 || !tau_inspection_is_complete (self))
    return FALSE;
  g_autofree float *mean = g_new (float, self->n_classes);
  tau_inspection_ensemble (self, k, mean);
  answer->k = MIN (k, TAU_N_TRANSFORMS);
  answer->answer = (int)tau_argmax (mean, self->n_classes);
  answer->confidence = mean[answer->answer];
  answer->correct = answer->answer == self->label;
  answer->loss = tau_cross_entropy_probabilities (mean, self->n_classes, self->label);
  return TRUE;
}

void
tau_inspection_mark_ensemble (const TauInspection *self, guint k, TauPlotScatter *plot)
{
  TauEnsembleAnswer mean;
  if (!tau_inspection_get_ensemble (self, k, &mean))
    return;
  plot->n_members = mean.k;
  plot->mean_loss = mean.loss;
  plot->mean_correct = mean.correct;
  for (guint i = 0; i < mean.k; i++)
    plot->member[self->order[i]] = TRUE;
}

char *
tau_inspection_headline (const TauInspection *self, TauPack *pack, guint k)
{
  TauEnsembleAnswer mean;
  if (!tau_inspection_get_ensemble (self, k, &mean))
    return tau_inspection_sentence (self, pack);
  const char *name = tau_pack_class_title (pack, mean.answer);
  const double share = 100 * mean.confidence;
  if (!self->label_given)
    return g_strdup_printf (
        _ ("The average over the %u transforms of lowest predicted loss answers “%s” with %.1f %%; "
           "the image as it is gets the answer “%s”."),
        mean.k, name, share, tau_inspection_answer (self, pack, TAU_TRANSFORM_IDENTITY));
  if (mean.correct)
    return g_strdup_printf (
        _ ("The average over the %u transforms of lowest predicted loss answers “%s” with %.1f %%, "
           "which is right."),
        mean.k, name, share);
  return g_strdup_printf (
      _ ("The average over the %u transforms of lowest predicted loss answers “%s” with %.1f %%, "
         "which is wrong: the label is “%s”."),
      mean.k, name, share, tau_pack_class_title (pack, self->label));
}

char *
tau_inspection_describe_members (const TauInspection *self, TauPack *pack, guint k)
{
  const guint n = CLAMP (k, 1, TAU_N_TRANSFORMS);
  g_autoptr (GString) list = g_string_new (NULL);
  for (guint i = 0; i < n; i++) {
    const int answer = self->answer[self->order[i]];
    guint count = 0, before = 0;
    for (guint j = 0; j < n; j++) {
      const gboolean same = self->answer[self->order[j]] == answer;
      count += same;
      before += same && j < i;
    }
    if (before > 0)
      continue;
    if (list->len > 0)
      g_string_append (list, ", ");
    /* Translators: a class, and how many of the transforms answer it. */
    g_string_append_printf (list, _ ("“%s” × %u"), tau_pack_class_title (pack, answer), count);
  }
  return g_strdup_printf (_ ("Each on its own: %s."), list->str);
}
