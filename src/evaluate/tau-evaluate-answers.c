/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-private.h"

#include "ranking/tau-ranking.h"

#include <string.h>

TauAnswers *
tau_answers_new (guint n_classes)
{
  TauAnswers *self = g_new0 (TauAnswers, 1);
  self->n_classes = n_classes;
  /* Zeroed pages take no memory until a view is written. */
  self->rows = g_new0 (float, (gsize)TAU_BLOCK *TAU_N_VIEWS *n_classes);
  return self;
}

void
tau_answers_free (TauAnswers *self)
{
  if (self == NULL)
    return;
  g_free (self->rows);
  g_free (self);
}

void
tau_answers_add_part (TauAnswers *self, TauPartKind kind, guint n_views, const TauStorePart *part)
{
  const float *row = part->rows, *entropy = part->entropies;
  const guint model = tau_part_is_predictor (kind);
  for (guint v = 0; v < part->n_views; v++) {
    const guint view = part->views[v];
    for (guint p = 0; p < TAU_BLOCK; p++) {
      if (!(part->masks[v] >> p & 1))
        continue;
      const float known = entropy != NULL ? *entropy++ : -1;
      if (view < n_views)
        memcpy (model == 0 ? tau_answers_row (self, p, view) : self->predicted[view][p], row,
                part->n_outputs * sizeof (float));
      if (view < n_views && model == 0)
        self->entropies[p][view] = known;
      row += part->n_outputs;
    }
    if (view < n_views && model == 0)
      self->have[view] |= part->masks[v];
    else if (view < n_views)
      self->have_predicted[view] |= part->masks[v];
  }
  self->time_us[model] += part->time_us;
  self->n_timed[model] += tau_store_part_n_rows (part);
}

void
tau_answers_order (const TauAnswers *self, guint picture, gboolean flip, double *predicted,
                   guint order[TAU_N_TRANSFORMS])
{
  float mean[TAU_N_TRANSFORMS];
  const float *values = self->predicted[0][picture];
  if (flip) {
    guint mirror[TAU_N_TRANSFORMS];
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
      mirror[t] = tau_transform_mirror (t);
    tau_mirror_average (values, self->predicted[1][picture], mirror, TAU_N_TRANSFORMS, mean);
    values = mean;
  }
  tau_widen (values, TAU_N_TRANSFORMS, predicted);
  tau_argsort (predicted, TAU_N_TRANSFORMS, order);
}
