/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-method-board.h"

#include "base/tau-number.h"
#include "plot/scatter/tau-plot-scatter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum { METHOD, ANSWER, VERDICT, CONFIDENCE, LOSS, COST };

static void
fill_row (const TauMethodBoard *board, TauTable *table, guint row, TauPack *pack,
          const TauMethodVerdict *verdict)
{
  const double loss = verdict->loss;
  tau_table_set_text (table, row, ANSWER, tau_pack_class_title (pack, verdict->answer));
  tau_table_take (table, row, VERDICT,
                  g_strdup_printf ("%s %s", verdict->correct ? "●" : "▲",
                                   tau_plot_scatter_verdict (tau_method_board_label_given (board),
                                                             verdict->correct)),
                  NAN, 0);
  tau_table_set_number (table, row, CONFIDENCE, 100 * verdict->confidence, 1);
  tau_table_take (table, row, LOSS, tau_number_significant (loss, 3), loss, 0);
  tau_table_set_cost (table, row, COST, verdict->relative_cost, 2);
}

static void
add_method (const TauMethodBoard *board, TauTable *table, TauPack *pack, const TauMethod *method)
{
  TauMethodVerdict verdict;
  g_autofree char *title = tau_method_get_title (method);
  if (method->kind == TAU_METHOD_OURS && !pack->has_predictor)
    return;
  const guint row = tau_table_add_row (table, title);
  if (tau_method_board_ask (board, method, &verdict))
    fill_row (board, table, row, pack, &verdict);
  else
    tau_table_set_text (table, row, ANSWER, _ ("no policy in the pack"));
}

TauTable *
tau_method_board_to_table (const TauMethodBoard *self, TauPack *pack, guint k)
{
  g_autofree char *list = g_strdup_printf (
      "center,hflip,5crop,10crop,random:%u,gps:%u,gps:%u+corrupted,ours:%u,ours:%u+flip,"
      "ours:%u+5crop,ours:%u+chain:2,all,oracle",
      k, k, k, k, k, k, k);
  g_autoptr (GArray) methods = tau_methods_parse (list, NULL);
  TauTable *table = tau_table_new (_ ("Every Method on This Image"));
  tau_table_add_column (table, _ ("Method"));
  tau_table_add_column (table, _ ("Answer"));
  tau_table_add_column (table, C_ ("column", "Verdict"));
  tau_table_add_column (table, _ ("Confidence (%)"));
  tau_table_add_column (table, _ ("Loss (nats)"));
  tau_table_add_column (table, _ ("Cost (×)"));
  for (guint m = 0; m < methods->len; m++)
    add_method (self, table, pack, &g_array_index (methods, TauMethod, m));
  for (guint t = 1; t < TAU_N_TRANSFORMS; t++) {
    TauMethodVerdict verdict;
    g_autofree char *title = g_strdup_printf (_ ("Always %s"), _ (tau_transform_get (t)->title));
    const guint row = tau_table_add_row (table, title);
    tau_method_board_ask_fixed (self, t, &verdict);
    fill_row (self, table, row, pack, &verdict);
  }
  return table;
}
