/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-private.h"

#include <math.h>

/* With a point, whatever the locale; nothing for NAN. */
static void
append (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_c (out, ',');
  if (!isnan (value))
    g_string_append (out, g_ascii_formatd (text, sizeof text, "%.10g", value));
}

static void
write_sets (GString *out, const TauMethodResult *method)
{
  for (guint s = 0; s < TAU_N_SETS; s++) {
    if (isnan (method->error[s]))
      continue;
    g_string_append_printf (out, "%s,%s,,", method->method.id, tau_set_name (s));
    append (out, method->error[s]);
    append (out, method->error_low[s]);
    append (out, method->error_high[s]);
    append (out, method->nll[s]);
    append (out, method->ece[s]);
    append (out, method->relative_cost);
    g_string_append_c (out, '\n');
  }
}

static void
write_cells (GString *out, const TauEvaluation *self, const TauMethodResult *method)
{
  for (guint i = 0; i < self->n_cells; i++) {
    const TauEvaluateCell *cell = &self->cells[i];
    if (cell->corruption < 0)
      continue;
    g_string_append_printf (out, "%s,%s,%s,%d", method->method.id,
                            tau_set_name (tau_cell_set (cell)),
                            tau_corruption_get (cell->corruption)->name, cell->severity);
    append (out, method->cell_error[i]);
    g_string_append (out, ",,,,");
    append (out, method->relative_cost);
    g_string_append_c (out, '\n');
  }
}

/* One long table (a row an observation): a method on a set, then on each corruption and severity.
 */
char *
tau_evaluation_write_csv (const TauEvaluation *self)
{
  GString *out = g_string_new (
      "method,set,corruption,severity,error,error_low,error_high,nll,ece,relative_cost\n");
  for (guint m = 0; m < self->n_methods; m++) {
    write_sets (out, &self->methods[m]);
    write_cells (out, self, &self->methods[m]);
  }
  return g_string_free (out, FALSE);
}
