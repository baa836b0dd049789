/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-inspection-text.h"

#include "base/tau-number.h"
#include "base/tau-table.h"
#include "ranking/tau-ranking.h"

#include <glib/gi18n-lib.h>
#include <math.h>

char *
tau_inspection_describe_variant (const TauInspection *self, int transform)
{
  const char *title = _ (tau_transform_get (transform)->title);
  if (transform == self->chosen)
    return g_strdup_printf (_ ("%s (chosen)"), title);
  if (self->chosen < 0 && transform == self->best)
    return g_strdup_printf (
        self->label_given ? _ ("%s (best)") : _ ("%s (best against own answer)"), title);
  return g_strdup (title);
}

char *
tau_inspection_describe_mean (const TauInspection *self, guint k)
{
  /* Translators: the mean of so many answers, and the transform whose image is shown for them. */
  return g_strdup_printf (_ ("Mean of %u · %s"), k, _ (tau_transform_get (self->order[0])->title));
}

char *
tau_inspection_describe_ensemble (const TauInspection *self, TauPack *pack, guint k)
{
  if (!tau_inspection_is_complete (self))
    return g_strdup ("");
  /* Without a predictor there is no choice of some. */
  const guint n = self->chosen >= 0 ? k : TAU_N_TRANSFORMS;
  if (self->chosen >= 0 && n > 1)
    return tau_inspection_describe_members (self, pack, n);
  g_autofree float *mean = g_new (float, self->n_classes);
  tau_inspection_ensemble (self, n, mean);
  const gsize answer = tau_argmax (mean, self->n_classes);
  const char *verdict = tau_plot_scatter_verdict (self->label_given, (int)answer == self->label);
  const char *name = tau_pack_class_title (pack, answer);
  const double share = 100 * mean[answer];
  /* The headline has judged something else. */
  if (self->chosen < 0)
    return g_strdup_printf (_ ("The average over all %u transforms answers “%s” with %.1f %%."), n,
                            name, share);
  return g_strdup_printf (
      _ ("The transform of lowest predicted loss answers “%s” with %.1f %%: %s."), name, share,
      verdict);
}

/* Of the mean it is never negative either: no member's probability of the label is higher than that
 * of the best. */
static void
append_regret (GString *text, const TauInspection *self, guint k)
{
  TauEnsembleAnswer mean;
  const gboolean has_mean = tau_inspection_get_ensemble (self, k, &mean);
  const double best = self->actual[self->best];
  g_autofree char *regret =
      tau_number_significant (has_mean ? MAX (mean.loss - best, 0) : self->regret, 3);
  const char *format =
      has_mean            ? (self->label_given ? _ (" · regret of the mean %s nats")
                                               : _ (" · regret of the mean against own answer %s nats"))
      : self->label_given ? _ (" · regret %s nats")
                          : _ (" · regret against own answer %s nats");
  g_string_append_printf (text, format, regret);
}

char *
tau_inspection_describe_details (const TauInspection *self, TauPack *pack, guint k)
{
  GString *text = g_string_new (NULL);
  if (self->label_given)
    g_string_append_printf (text, _ ("Label: %s"), tau_pack_class_title (pack, self->label));
  else
    g_string_append_printf (text, _ ("No label: the model’s own answer “%s” stands in"),
                            tau_pack_class_title (pack, self->label));
  if (!tau_inspection_is_complete (self))
    return g_string_free (text, FALSE);
  g_autofree char *spearman = tau_table_format_number (self->spearman, 2);
  if (isfinite (self->spearman))
    g_string_append_printf (text, _ (" · Spearman correlation %s"), spearman);
  if (self->chosen >= 0)
    append_regret (text, self, k);
  g_string_append_printf (text, _ (" · %.0f ms"), self->ms_total);
  return g_string_free (text, FALSE);
}
