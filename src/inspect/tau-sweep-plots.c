/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-sweep-plots.h"

#include "plot/kinds/tau-plot-lines.h"
#include "plot/kinds/tau-plot-spread.h"
#include "plot/kinds/tau-plot-verdicts.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A choice that loses so many nats is as dark as one that loses more. */
#define REGRET_LIMIT 2.0

G_STATIC_ASSERT (TAU_PLOT_LINES_STEPS == 1 + TAU_N_SEVERITIES);

guint
tau_sweep_family (guint corruption)
{
  const TauCorruption *type = tau_corruption_get (corruption);
  return type->held_out ? TAU_N_CORRUPTION_GROUPS : type->group;
}

const char *
tau_sweep_family_title (guint family)
{
  return family < TAU_N_CORRUPTION_GROUPS ? tau_corruption_group_title (family)
                                          : C_ ("corruptions", "Extra");
}

void
tau_sweep_order_corruptions (guint8 order[TAU_N_CORRUPTIONS])
{
  guint n = 0;
  for (guint family = 0; family <= TAU_N_CORRUPTION_GROUPS; family++)
    for (guint i = 0; i < TAU_N_CORRUPTIONS; i++)
      if (tau_sweep_family (i) == family)
        order[n++] = i;
}

TauPlot *
tau_sweep_plot_severities (const TauSweep *self, gboolean log)
{
  TauPlotLines plot;
  const int corruption = tau_corruption_get_index (self->present.type);
  tau_plot_lines_init (&plot);
  plot.title = _ ("Loss over Severities");
  plot.x_title = _ ("Severity");
  plot.y_title = _ ("Actual loss (nats)");
  plot.log = log;
  plot.plain = TAU_TRANSFORM_IDENTITY;
  plot.n_lines = corruption >= 0 ? TAU_N_TRANSFORMS : 0;
  plot.n_steps = TAU_PLOT_LINES_STEPS;
  plot.present = self->present.severity;
  for (guint t = 0; t < plot.n_lines; t++)
    plot.titles[t] = _ (tau_transform_get (t)->title);
  for (int severity = 0; corruption >= 0 && severity <= TAU_N_SEVERITIES; severity++) {
    const TauSweepCell *cell = self->cells[tau_sweep_place (corruption, severity)];
    for (guint t = 0; t < plot.n_lines; t++)
      plot.points[t][severity] = cell != NULL ? (TauPlotLinesPoint){ cell->transforms[t].loss,
                                                                     cell->transforms[t].correct }
                                              : (TauPlotLinesPoint){ NAN, FALSE };
    if (cell == NULL)
      continue;
    plot.chosen[severity] = cell->chosen;
    plot.best[severity] = cell->best;
    plot.label_given = cell->label_given;
  }
  return tau_plot_new_for_lines (&plot);
}

/* -- the map -------------------------------------------------------------------------------- */

guint
tau_sweep_map_place (int item)
{
  guint8 order[TAU_N_CORRUPTIONS];
  tau_sweep_order_corruptions (order);
  return tau_sweep_place (order[item / TAU_N_SEVERITIES], 1 + item % TAU_N_SEVERITIES);
}

/* center, ours:k and oracle; without a predictor the first and the last. */
static guint
title_marks (TauPlotVerdicts *plot, gboolean predicted, guint k)
{
  guint n = 0;
  plot->mark_titles[n++] = g_strdup (_ ("Center crop"));
  if (predicted)
    plot->mark_titles[n++] = g_strdup_printf (_ ("Ours (%d)"), k);
  plot->mark_titles[n++] = g_strdup (_ ("Oracle"));
  return n;
}

static void
fill_verdict (TauPlotVerdict *out, const TauSweepCell *cell, TauPack *pack, guint k)
{
  guint n = 0;
  const int shown = cell->chosen >= 0 ? cell->chosen : cell->best;
  out->known = TRUE;
  out->correct[n++] = cell->transforms[TAU_TRANSFORM_IDENTITY].correct;
  if (cell->chosen >= 0)
    out->correct[n++] = cell->ours[k - 1].correct;
  out->correct[n] = cell->transforms[cell->best].correct;
  out->shade = cell->regret / REGRET_LIMIT;
  out->text = g_strdup (_ (tau_transform_get (shown)->title));
  out->name = tau_sweep_cell_describe (cell, pack, k);
}

TauPlot *
tau_sweep_plot_map (const TauSweep *self, TauPack *pack, guint k)
{
  guint8 order[TAU_N_CORRUPTIONS];
  TauPlotVerdicts *plot = tau_plot_verdicts_new (TAU_N_CORRUPTIONS, TAU_N_SEVERITIES, 3);
  plot->title = g_strdup (_ ("Corruptions and Severities"));
  plot->columns_title = g_strdup (_ ("Severity"));
  plot->n_marks = title_marks (plot, pack->has_predictor, k);
  if (pack->has_predictor)
    plot->shade_title = g_strdup_printf (_ ("darker: regret, up to %g nats"), REGRET_LIMIT);
  tau_sweep_order_corruptions (order);
  for (guint severity = 1; severity <= TAU_N_SEVERITIES; severity++)
    plot->columns[severity - 1] = g_strdup_printf ("%u", severity);
  for (guint row = 0; row < TAU_N_CORRUPTIONS; row++) {
    plot->rows[row] = g_strdup (_ (tau_corruption_get (order[row])->title));
    plot->starts[row] =
        row > 0 && tau_sweep_family (order[row]) != tau_sweep_family (order[row - 1]);
    for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
      const TauSweepCell *cell = self->cells[tau_sweep_place (order[row], severity)];
      if (cell != NULL) {
        fill_verdict (tau_plot_verdicts_get (plot, row, severity - 1), cell, pack, k);
        plot->label_given = cell->label_given;
      }
      if (self->present.type == tau_corruption_get (order[row]) &&
          self->present.severity == severity)
        plot->present = row * TAU_N_SEVERITIES + severity - 1;
    }
  }
  return tau_plot_new_for_verdicts (plot);
}

/* -- the seeds ------------------------------------------------------------------------------ */

TauPlot *
tau_sweep_plot_seeds (const TauSweep *self)
{
  TauSweepSpread spread[TAU_N_TRANSFORMS];
  TauPlotSpread plot = {
    .title = _ ("Spread over Seeds"),
    .x_title = _ ("Predicted loss (predictor’s scale): mean ± deviation"),
    .y_title = _ ("Actual loss (nats): mean and range"),
    .n_points = TAU_N_TRANSFORMS,
  };
  tau_sweep_get_spread (self, spread);
  for (guint i = 0; i < TAU_SWEEP_N_SEEDS; i++)
    if (self->cells[TAU_SWEEP_SEED (i)] != NULL)
      plot.label_given = self->cells[TAU_SWEEP_SEED (i)]->label_given;
  const gboolean predicted = isfinite (spread[0].predicted);
  if (!predicted)
    plot.x_title = _ ("Transform");
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
    const TauSweepSpread *one = &spread[t];
    plot.n = one->n;
    plot.points[t] = (TauPlotSpreadPoint){
      .title = _ (tau_transform_get (t)->title),
      /* Without a predictor, side by side in their order. */
      .x = predicted ? one->predicted : t + 1,
      .x_low = predicted ? one->predicted - one->predicted_deviation : NAN,
      .x_high = predicted ? one->predicted + one->predicted_deviation : NAN,
      .y = one->mean,
      .y_low = one->n > 1 ? one->low : NAN,
      .y_high = one->n > 1 ? one->high : NAN,
      .n_correct = one->n_correct,
      .n_chosen = one->n_chosen,
      .n_best = one->n_best,
    };
  }
  return tau_plot_new_for_spread (&plot);
}
