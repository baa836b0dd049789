/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-transform-table.h"

#include "base/tau-number.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define DIGITS 3

static void
set_loss (TauTable *table, guint row, guint column, double value)
{
  tau_table_take (table, row, column, tau_number_significant (value, DIGITS), value, 0);
}

TauTable *
tau_transform_table_new (const TauInspection *inspection, TauPack *pack,
                         const TauInspection *pinned)
{
  TauTable *table = tau_table_new (_ ("Transforms"));
  const gboolean predicted = inspection->chosen >= 0;
  tau_table_add_column (table, _ ("Transform"));
  const guint before = predicted ? tau_table_add_column (table, _ ("Predicted")) : 0;
  const guint actual = tau_table_add_column (table, _ ("Actual"));
  const guint change = pinned != NULL ? tau_table_add_column (table, _ ("Change")) : 0;
  const guint answer = tau_table_add_column (table, _ ("Answer"));
  const guint verdict = tau_table_add_column (table, _ ("Verdict"));
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++) {
    const guint transform = inspection->order[i];
    const guint row = tau_table_add_row (table, _ (tau_transform_get (transform)->title));
    if (predicted)
      set_loss (table, row, before, inspection->predicted[transform]);
    set_loss (table, row, actual, inspection->actual[transform]);
    if (pinned != NULL)
      set_loss (table, row, change, inspection->actual[transform] - pinned->actual[transform]);
    tau_table_set_text (table, row, answer, tau_inspection_answer (inspection, pack, transform));
    tau_table_set_text (table, row, verdict, tau_inspection_verdict (inspection, transform));
  }
  return table;
}
