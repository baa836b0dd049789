/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-sweep.h"

#include "base/tau-number.h"
#include "ranking/tau-ranking.h"

#include <glib/gi18n-lib.h>
#include <string.h>

TauSweepCell *
tau_sweep_cell_new (const TauInspection *inspection)
{
  TauSweepCell *self = g_new0 (TauSweepCell, 1);
  g_autofree float *mean = g_new (float, inspection->n_classes);
  self->seen = tau_image_ref (inspection->variants[TAU_TRANSFORM_IDENTITY]);
  self->label = inspection->label;
  self->label_given = inspection->label_given;
  self->chosen = inspection->chosen;
  self->best = inspection->best;
  self->regret = inspection->regret;
  self->spearman = inspection->spearman;
  memcpy (self->predicted, inspection->predicted, sizeof self->predicted);
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    self->transforms[t] = (TauSweepAnswer){ inspection->answer[t], inspection->confidence[t],
                                            inspection->actual[t], inspection->correct[t] };
  for (guint k = 1; k <= TAU_N_TRANSFORMS && self->chosen >= 0; k++) {
    tau_inspection_ensemble (inspection, k, mean);
    const int answer = tau_argmax (mean, inspection->n_classes);
    self->ours[k - 1] = (TauSweepAnswer){
      .answer = answer,
      .confidence = mean[answer],
      .loss = tau_cross_entropy_probabilities (mean, inspection->n_classes, self->label),
      .correct = answer == self->label,
    };
  }
  return self;
}

void
tau_sweep_cell_free (TauSweepCell *self)
{
  if (self == NULL)
    return;
  tau_image_unref (self->seen);
  g_free (self);
}

const char *
tau_sweep_cell_verdict (const TauSweepCell *self, guint k)
{
  const gboolean before = self->transforms[TAU_TRANSFORM_IDENTITY].correct;
  const gboolean after = self->chosen >= 0 ? self->ours[k - 1].correct : before;
  if (self->label_given && before != after)
    return after ? C_ ("image", "rescued") : C_ ("image", "broken");
  return tau_plot_scatter_verdict (self->label_given, after);
}

/* "stop, right" */
static char *
describe_answer (const TauSweepCell *self, TauPack *pack, const TauSweepAnswer *answer)
{
  return g_strdup_printf ("%s, %s", tau_pack_class_title (pack, answer->answer),
                          tau_plot_scatter_verdict (self->label_given, answer->correct));
}

char *
tau_sweep_cell_describe (const TauSweepCell *self, TauPack *pack, guint k)
{
  g_autofree char *center = describe_answer (self, pack, &self->transforms[TAU_TRANSFORM_IDENTITY]);
  g_autofree char *oracle = describe_answer (self, pack, &self->transforms[self->best]);
  const char *best = _ (tau_transform_get (self->best)->title);
  if (self->chosen < 0)
    return g_strdup_printf (_ ("center: %s; oracle: %s, by %s"), center, oracle, best);
  g_autofree char *ours = describe_answer (self, pack, &self->ours[k - 1]);
  g_autofree char *regret = tau_number_significant (self->regret, 3);
  return g_strdup_printf (
      _ ("center: %s; ours (%u): %s; oracle: %s, by %s; chosen: %s; regret %s nats"), center, k,
      ours, oracle, best, _ (tau_transform_get (self->chosen)->title), regret);
}
