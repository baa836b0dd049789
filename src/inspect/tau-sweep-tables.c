/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-sweep-plots.h"

#include "base/tau-number.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LOSS_DIGITS 3

static void
set_loss (TauTable *table, guint row, guint column, double loss)
{
  tau_table_take (table, row, column, tau_number_significant (loss, LOSS_DIGITS), loss, 0);
}

TauTable *
tau_sweep_table_severities (const TauSweep *self)
{
  const int corruption = tau_corruption_get_index (self->present.type);
  TauTable *table = tau_table_new (_ ("Losses over Severities"));
  tau_table_add_column (table, _ ("Transform"));
  for (int severity = 0; severity <= TAU_N_SEVERITIES; severity++) {
    g_autofree char *title = g_strdup_printf ("%d", severity);
    tau_table_add_column (table, title);
  }
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
    const guint row = tau_table_add_row (table, _ (tau_transform_get (t)->title));
    for (int severity = 0; corruption >= 0 && severity <= TAU_N_SEVERITIES; severity++) {
      const TauSweepCell *cell = self->cells[tau_sweep_place (corruption, severity)];
      if (cell == NULL)
        continue;
      g_autofree char *loss = tau_number_significant (cell->transforms[t].loss, LOSS_DIGITS);
      /* The marks of the plot: ● right, ▲ wrong, ○ chosen, ★ best. */
      tau_table_take (table, row, severity + 1,
                      g_strdup_printf ("%s %s%s%s", loss, cell->transforms[t].correct ? "●" : "▲",
                                       (int)t == cell->chosen ? " ○" : "",
                                       (int)t == cell->best ? " ★" : ""),
                      cell->transforms[t].loss, 0);
    }
  }
  return table;
}

/* "30 km/h ▲" */
static char *
format_answer (const TauSweepAnswer *answer, TauPack *pack)
{
  return g_strdup_printf ("%s %s", tau_pack_class_title (pack, answer->answer),
                          answer->correct ? "●" : "▲");
}

static void
add_cell (TauTable *table, const TauSweep *self, guint corruption, int severity, TauPack *pack,
          guint k)
{
  const TauSweepCell *cell = self->cells[tau_sweep_place (corruption, severity)];
  const guint row = tau_table_add_row (table, _ (tau_corruption_get (corruption)->title));
  guint column = 1;
  tau_table_set_number (table, row, column++, severity, 0);
  if (cell == NULL)
    return;
  tau_table_take (table, row, column++,
                  format_answer (&cell->transforms[TAU_TRANSFORM_IDENTITY], pack), NAN, 0);
  if (cell->chosen >= 0) {
    tau_table_take (table, row, column++, format_answer (&cell->ours[k - 1], pack), NAN, 0);
    tau_table_set_text (table, row, column++, _ (tau_transform_get (cell->chosen)->title));
  }
  tau_table_take (table, row, column++, format_answer (&cell->transforms[cell->best], pack), NAN,
                  0);
  tau_table_set_text (table, row, column++, _ (tau_transform_get (cell->best)->title));
  if (cell->chosen >= 0)
    set_loss (table, row, column, cell->regret);
}

/* The corruptions at the severities from low to high. */
static TauTable *
make_map_table (const TauSweep *self, TauPack *pack, guint k, int low, int high, const char *title)
{
  guint8 order[TAU_N_CORRUPTIONS];
  g_autofree char *ours = g_strdup_printf (_ ("Ours (%d)"), k);
  TauTable *table = tau_table_new (title);
  tau_table_add_column (table, _ ("Corruption"));
  tau_table_add_column (table, _ ("Severity"));
  tau_table_add_column (table, _ ("Center crop"));
  if (pack->has_predictor) {
    tau_table_add_column (table, ours);
    tau_table_add_column (table, _ ("Choice"));
  }
  tau_table_add_column (table, _ ("Oracle"));
  tau_table_add_column (table, _ ("Best"));
  if (pack->has_predictor)
    tau_table_add_column (table, _ ("Regret (nats)"));
  tau_sweep_order_corruptions (order);
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++)
    for (int severity = low; severity <= high; severity++)
      add_cell (table, self, order[i], severity, pack, k);
  return table;
}

TauTable *
tau_sweep_table_map (const TauSweep *self, TauPack *pack, guint k)
{
  return make_map_table (self, pack, k, 1, TAU_N_SEVERITIES,
                         _ ("Corruptions and Severities as a Table"));
}

TauTable *
tau_sweep_table_sheet (const TauSweep *self, TauPack *pack, guint k)
{
  const int severity = tau_sweep_get_sheet_severity (self);
  g_autofree char *title = g_strdup_printf (_ ("Every corruption at severity %d"), severity);
  return make_map_table (self, pack, k, severity, severity, title);
}

TauTable *
tau_sweep_table_seeds (const TauSweep *self)
{
  static const char *const titles[] = { N_ ("Transform"),
                                        N_ ("Mean loss"),
                                        N_ ("± deviation"),
                                        N_ ("Lowest"),
                                        N_ ("Highest"),
                                        N_ ("Predicted"),
                                        N_ ("± deviation of the prediction"),
                                        N_ ("Right"),
                                        N_ ("Chosen"),
                                        N_ ("Best") };
  TauSweepSpread spread[TAU_N_TRANSFORMS];
  TauTable *table = tau_table_new (_ ("Spread over Seeds as a Table"));
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    tau_table_add_column (table, _ (titles[i]));
  tau_sweep_get_spread (self, spread);
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
    const TauSweepSpread *one = &spread[t];
    const double losses[] = { one->mean, one->deviation, one->low,
                              one->high, one->predicted, one->predicted_deviation };
    const guint counts[] = { one->n_correct, one->n_chosen, one->n_best };
    const guint row = tau_table_add_row (table, _ (tau_transform_get (t)->title));
    for (guint i = 0; i < G_N_ELEMENTS (losses) && one->n > 0; i++)
      set_loss (table, row, 1 + i, losses[i]);
    for (guint i = 0; i < G_N_ELEMENTS (counts) && one->n > 0; i++)
      tau_table_set_number (table, row, 1 + G_N_ELEMENTS (losses) + i, counts[i], 0);
  }
  return table;
}

char *
tau_sweep_summary (const TauSweep *self, TauSweepWish wish, guint k)
{
  guint n = 0, center = 0, ours = 0, oracle = 0, rescued = 0, broken = 0;
  gboolean predicted = FALSE;
  for (guint place = 0; place < TAU_SWEEP_N_PLACES; place++) {
    const TauSweepCell *cell = self->cells[place];
    if (cell == NULL || !tau_sweep_belongs (self, place, wish))
      continue;
    const gboolean before = cell->transforms[TAU_TRANSFORM_IDENTITY].correct;
    const gboolean after = cell->ours[k - 1].correct;
    n++;
    center += before;
    oracle += cell->transforms[cell->best].correct;
    predicted |= cell->chosen >= 0;
    ours += after;
    rescued += after && !before;
    broken += before && !after;
  }
  if (n == 0)
    return NULL;
  if (self->label < 0 && !predicted)
    return g_strdup_printf (_ ("There is no label: the answers are compared with the model’s "
                               "answer for the original image. Unchanged: center crop %u of %u."),
                            center, n);
  if (self->label < 0)
    return g_strdup_printf (_ ("There is no label: the answers are compared with the model’s "
                               "answer for the original image. Unchanged: center crop %u of %u, "
                               "ours (%u) %u."),
                            center, n, k, ours);
  if (!predicted)
    return g_strdup_printf (_ ("Right: center crop %u of %u, oracle %u."), center, n, oracle);
  return g_strdup_printf (
      _ ("Right: center crop %u of %u, ours (%u) %u, oracle %u. Rescued %u, broken %u."), center, n,
      k, ours, oracle, rescued, broken);
}
