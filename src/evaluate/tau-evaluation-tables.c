/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static void
clear_cell (gpointer cell)
{
  g_free (((TauTableCell *)cell)->text);
}

static void
table_free (gpointer data)
{
  TauTable *self = data;
  g_array_unref (self->cells);
  g_free (self);
}

static TauTable *
add_table (GPtrArray *tables, const char *title)
{
  TauTable *self = g_new0 (TauTable, 1);
  self->title = title;
  self->cells = g_array_new (FALSE, FALSE, sizeof (TauTableCell));
  g_array_set_clear_func (self->cells, clear_cell);
  g_ptr_array_add (tables, self);
  return self;
}

static void
add_take (TauTable *self, char *text, int mark)
{
  const TauTableCell cell = { text, mark };
  g_array_append_val (self->cells, cell);
}

static void
add (TauTable *self, const char *text)
{
  add_take (self, g_strdup (text), 0);
}

/* The row that names the columns is complete. */
static void
end_head (TauTable *self)
{
  self->n_columns = self->cells->len;
}

static void
add_number (TauTable *self, double value, int digits)
{
  add_take (self, isnan (value) ? g_strdup ("–") : g_strdup_printf ("%.*f", digits, value), 0);
}

/* An error with its mark, and its interval where there is one. */
static void
add_error (TauTable *self, double error, double center, double low, double high)
{
  if (isnan (error))
    add (self, "–");
  else
    add_take (self,
              isnan (low) ? g_strdup_printf ("%.2f", error)
                          : g_strdup_printf ("%.2f (%.2f–%.2f)", error, low, high),
              tau_evaluation_mark (error, center));
}

static gboolean
has_set (const TauEvaluation *self, TauEvaluateSet set)
{
  for (guint i = 0; i < self->n_cells; i++)
    if (tau_cell_set (&self->cells[i]) == set)
      return TRUE;
  return FALSE;
}

static const char *
set_title (TauEvaluateSet set)
{
  const char *const titles[TAU_N_SETS] = { _ ("Clean"), _ ("Corrupted"), _ ("Held out") };
  return titles[set];
}

/* The paper's Tables 1 and 4. */
static void
add_methods (GPtrArray *tables, const TauEvaluation *self, TauTableFlags flags)
{
  TauTable *table = add_table (tables, _ ("Error by method"));
  const TauMethodResult *center = tau_evaluation_find (self, "center");
  add (table, _ ("Method"));
  add (table, _ ("Cost"));
  if (flags & TAU_TABLE_TIMES)
    add (table, _ ("Time"));
  for (guint s = 0; s < TAU_N_SETS; s++)
    if (has_set (self, s))
      add (table, set_title (s));
  if (flags & TAU_TABLE_ALEXNET) {
    add (table, _ ("mCE/AlexNet"));
    add (table, _ ("Held-out mCE/AlexNet"));
  }
  for (guint s = 0; s < TAU_N_SETS; s++)
    if (has_set (self, s)) {
      add_take (table, g_strdup_printf (_ ("NLL, %s"), set_title (s)), 0);
      add_take (table, g_strdup_printf (_ ("ECE, %s"), set_title (s)), 0);
    }
  end_head (table);
  for (guint m = 0; m < self->n_methods; m++) {
    const TauMethodResult *method = &self->methods[m];
    add (table, method->method.id);
    add_number (table, method->relative_cost, 2);
    if (flags & TAU_TABLE_TIMES)
      add_number (table, method->time_cost, 2);
    for (guint s = 0; s < TAU_N_SETS; s++)
      if (has_set (self, s))
        add_error (table, method->error[s], center->error[s], method->error_low[s],
                   method->error_high[s]);
    if (flags & TAU_TABLE_ALEXNET) {
      add_number (table, method->mce_alexnet, 2);
      add_number (table, method->heldout_mce_alexnet, 2);
    }
    for (guint s = 0; s < TAU_N_SETS; s++)
      if (has_set (self, s)) {
        add_number (table, method->nll[s], 4);
        add_number (table, method->ece[s], 4);
      }
  }
}

/* The paper's Table 2, turned: the corruptions are the rows. */
static void
add_corruptions (GPtrArray *tables, const TauEvaluation *self)
{
  if (self->spec->corruptions.n == 0)
    return;
  TauTable *table = add_table (tables, _ ("CE: error by corruption, mean over the severities"));
  const TauMethodResult *center = tau_evaluation_find (self, "center");
  add (table, _ ("Corruption"));
  for (guint m = 0; m < self->n_methods; m++)
    add (table, self->methods[m].method.id);
  end_head (table);
  for (guint i = 0; i < self->spec->corruptions.n; i++) {
    const guint c = self->spec->corruptions.list[i];
    add (table, tau_corruption_get (c)->name);
    for (guint m = 0; m < self->n_methods; m++)
      add_error (table, self->methods[m].ce[c], center->ce[c], NAN, NAN);
  }
  for (guint held_out = 0; held_out < 2; held_out++) {
    if (!has_set (self, held_out ? TAU_SET_HELDOUT : TAU_SET_CORRUPTED))
      continue;
    add (table, held_out ? _ ("mCE, held out") : _ ("mCE"));
    for (guint m = 0; m < self->n_methods; m++) {
      const TauMethodResult *method = &self->methods[m];
      add_error (table, held_out ? method->heldout_mce : method->mce,
                 held_out ? center->heldout_mce : center->mce, NAN, NAN);
    }
  }
}

static void
add_correlations (GPtrArray *tables, const TauEvaluation *self)
{
  gboolean any = FALSE;
  for (guint s = 0; s < TAU_N_SETS; s++)
    any |= !isnan (self->spearman[s]);
  if (!any)
    return;
  TauTable *table =
      add_table (tables, _ ("Correlation of predicted and actual losses, mean over the images"));
  add (table, _ ("Images"));
  add (table, "Spearman");
  add (table, "Pearson");
  end_head (table);
  for (guint s = 0; s < TAU_N_SETS; s++) {
    if (!has_set (self, s))
      continue;
    add (table, set_title (s));
    add_number (table, self->spearman[s], 3);
    add_number (table, self->pearson[s], 3);
  }
}

static void
add_choices (GPtrArray *tables, const TauEvaluation *self)
{
  gboolean any = FALSE;
  for (guint c = 0; c <= TAU_N_CORRUPTIONS; c++)
    any |= !isnan (self->choices[c][0]);
  if (!any)
    return;
  TauTable *table =
      add_table (tables, _ ("Transform of lowest predicted loss, in percent of the images"));
  add (table, _ ("Corruption"));
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    add (table, tau_transform_get (t)->id);
  end_head (table);
  for (guint c = 0; c <= TAU_N_CORRUPTIONS; c++) {
    if (isnan (self->choices[c][0]))
      continue;
    add (table, c == 0 ? _ ("clean") : tau_corruption_get (c - 1)->name);
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
      add_number (table, 100 * self->choices[c][t], 1);
  }
}

static void
add_policies (GPtrArray *tables, const TauEvaluation *self)
{
  TauTable *table = NULL;
  for (guint m = 0; m < self->n_methods; m++) {
    const TauMethodResult *method = &self->methods[m];
    if (method->n_policy == 0)
      continue;
    if (table == NULL) {
      table = add_table (tables, _ ("Policies that gps found"));
      add (table, _ ("Method"));
      add (table, _ ("Transforms"));
      end_head (table);
    }
    g_autoptr (GString) text = g_string_new (NULL);
    for (int i = 0; i < method->n_policy; i++)
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                              tau_transform_get (method->policy[i])->id);
    add (table, method->method.id);
    add (table, text->str);
  }
}

GPtrArray *
tau_evaluation_tables (const TauEvaluation *self, TauTableFlags flags)
{
  GPtrArray *tables = g_ptr_array_new_with_free_func (table_free);
  add_methods (tables, self, flags);
  add_corruptions (tables, self);
  add_correlations (tables, self);
  add_choices (tables, self);
  add_policies (tables, self);
  return tables;
}
