/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-sweep-plots.h"

#include "plot/kinds/tau-plot-sheet.h"

#include <glib/gi18n-lib.h>

static TauPlotSheetItem
make_item (const TauSweep *self, guint corruption, TauPack *pack, guint k)
{
  const guint place = tau_sweep_place (corruption, tau_sweep_get_sheet_severity (self));
  const TauSweepCell *cell = self->cells[place];
  const char *title = _ (tau_corruption_get (corruption)->title);
  TauPlotSheetItem item = { .title = g_strdup (title) };
  if (cell == NULL)
    return item;
  const TauSweepAnswer *answer =
      cell->chosen >= 0 ? &cell->ours[k - 1] : &cell->transforms[TAU_TRANSFORM_IDENTITY];
  g_autofree char *text = tau_sweep_cell_describe (cell, pack, k);
  item.image = cell->seen;
  item.correct = answer->correct;
  item.answer = g_strdup (tau_pack_class_title (pack, (guint)answer->answer));
  item.verdict = g_strdup (tau_sweep_cell_verdict (cell, k));
  item.name = g_strdup_printf ("%s: %s; %s", title, item.verdict, text);
  return item;
}

TauPlot *
tau_sweep_plot_sheet (const TauSweep *self, TauPack *pack, guint k)
{
  guint8 order[TAU_N_CORRUPTIONS];
  TauPlotSheet *sheet = tau_plot_sheet_new ();
  g_autofree char *summary = tau_sweep_summary (self, TAU_SWEEP_WISH_SHEET, k);
  sheet->title =
      g_strdup_printf (_ ("Every corruption at severity %d"), tau_sweep_get_sheet_severity (self));
  sheet->note = g_strdup (summary != NULL ? summary : "");
  tau_sweep_order_corruptions (order);
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++) {
    const guint family = tau_sweep_family (order[i]);
    if (i == 0 || family != tau_sweep_family (order[i - 1]))
      tau_plot_sheet_add_row (sheet, tau_sweep_family_title (family));
    const TauPlotSheetItem item = make_item (self, order[i], pack, k);
    tau_plot_sheet_add (sheet, &item);
  }
  return tau_plot_new_for_sheet (sheet);
}
