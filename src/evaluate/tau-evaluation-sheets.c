/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluation-charts.h"

#include "corruption/tau-corruption.h"

#include <glib/gi18n-lib.h>
#include <math.h>

char *
tau_method_get_title (const TauMethod *method)
{
  switch (method->kind) {
  case TAU_METHOD_CENTER:
    return g_strdup (_ ("Center crop"));
  case TAU_METHOD_HFLIP:
    return g_strdup (_ ("Horizontal flip"));
  case TAU_METHOD_5CROP:
    return g_strdup (_ ("5 crops"));
  case TAU_METHOD_10CROP:
    return g_strdup (_ ("10 crops"));
  case TAU_METHOD_RANDOM:
    return g_strdup_printf (_ ("Random (%d)"), method->k);
  case TAU_METHOD_GPS:
    return g_strdup_printf (method->corrupted ? _ ("GPS† (%d)") : _ ("GPS (%d)"), method->k);
  case TAU_METHOD_OURS:
    if (method->flip && method->crops)
      return g_strdup_printf (_ ("Ours (%d) + flip + 5 crops"), method->k);
    if (method->flip)
      return g_strdup_printf (_ ("Ours (%d) + flip"), method->k);
    return g_strdup_printf (method->crops ? _ ("Ours (%d) + 5 crops") : _ ("Ours (%d)"), method->k);
  case TAU_METHOD_ALL:
    return g_strdup_printf (_ ("All %d"), TAU_N_TRANSFORMS);
  case TAU_METHOD_ORACLE:
    return g_strdup (_ ("Oracle"));
  default:
    return g_strdup (method->id);
  }
}

static const struct {
  const char *error, *nll, *ece;
} set_columns[TAU_N_SETS] = {
  { N_ ("Clean (%)"), N_ ("NLL, clean"), N_ ("ECE, clean") },
  { N_ ("Corrupted (%)"), N_ ("NLL, corrupted"), N_ ("ECE, corrupted") },
  { N_ ("Held-out (%)"), N_ ("NLL, held-out"), N_ ("ECE, held-out") },
};

static gboolean
has_set (const TauEvaluation *self, guint set)
{
  return self->n_methods > 0 && isfinite (self->methods[0].error[set]);
}

/* Likelihood and calibration of one set: that with the corruptions where there is one. */
static guint
choose_set (const TauEvaluation *self)
{
  return has_set (self, TAU_SET_CORRUPTED) ? TAU_SET_CORRUPTED
         : has_set (self, TAU_SET_HELDOUT) ? TAU_SET_HELDOUT
                                           : TAU_SET_CLEAN;
}

static void
fill_method (TauSheet *table, const TauEvaluation *self, guint m, guint likelihood_set)
{
  const TauMethodResult *method = &self->methods[m], *center = tau_evaluation_find (self, "center");
  g_autofree char *title = tau_method_get_title (&method->method);
  guint row = tau_sheet_add_row (table, title), column = 1;

  for (guint set = 0; set < TAU_N_SETS; set++)
    if (has_set (self, set)) {
      double reference = center != NULL ? center->error[set] : NAN;
      tau_sheet_set_error (table, row, column++, method->error[set], method->error_low[set],
                           method->error_high[set], reference);
    }
  if (has_set (self, TAU_SET_CORRUPTED))
    tau_sheet_set_number (table, row, column++, method->mce, 1);
  if (tau_evaluation_is_imagenet (self)) {
    tau_sheet_set_number (table, row, column++, method->mce_alexnet, 1);
    tau_sheet_set_number (table, row, column++, method->heldout_mce_alexnet, 1);
  }
  tau_sheet_set_number (table, row, column++, method->relative_cost, 2);
  tau_sheet_set_number (table, row, column++, method->time_cost, 2);
  tau_sheet_set_number (table, row, column++, method->nll[likelihood_set], 3);
  tau_sheet_set_number (table, row, column++, method->ece[likelihood_set], 3);
}

TauSheet *
tau_evaluation_get_methods_table (const TauEvaluation *self)
{
  guint likelihood_set = choose_set (self);
  TauSheet *table = tau_sheet_new (tau_evaluation_has_intervals (self)
                                       ? _ ("Error by method, with 95 % intervals")
                                       : _ ("Error by method"));
  tau_sheet_add_column (table, _ ("Method"));
  for (guint set = 0; set < TAU_N_SETS; set++)
    if (has_set (self, set))
      tau_sheet_add_column (table, _ (set_columns[set].error));
  if (has_set (self, TAU_SET_CORRUPTED))
    tau_sheet_add_column (table, _ ("mCE"));
  if (tau_evaluation_is_imagenet (self)) {
    tau_sheet_add_column (table, _ ("mCE/AlexNet"));
    tau_sheet_add_column (table, _ ("Held-out mCE/AlexNet"));
  }
  tau_sheet_add_column (table, _ ("Cost (×)"));
  tau_sheet_add_column (table, _ ("Time (×)"));
  tau_sheet_add_column (table, _ (set_columns[likelihood_set].nll));
  tau_sheet_add_column (table, _ (set_columns[likelihood_set].ece));
  for (guint m = 0; m < self->n_methods; m++)
    fill_method (table, self, m, likelihood_set);
  return table;
}

TauSheet *
tau_evaluation_get_corruptions_table (const TauEvaluation *self)
{
  const TauMethodResult *center = tau_evaluation_find (self, "center");
  TauSheet *table = tau_sheet_new (_ ("Corruptions: mean error over the severities (%)"));
  tau_sheet_add_column (table, _ ("Corruption"));
  for (guint m = 0; m < self->n_methods; m++) {
    g_autofree char *title = tau_method_get_title (&self->methods[m].method);
    tau_sheet_add_column (table, title);
  }
  for (guint c = 0; c < TAU_N_CORRUPTIONS && self->n_methods > 0; c++) {
    if (!isfinite (self->methods[0].ce[c]))
      continue;
    const TauCorruption *corruption = tau_corruption_get (c);
    g_autofree char *name = corruption->held_out
                                ? g_strdup_printf (_ ("%s (held-out)"), _ (corruption->title))
                                : g_strdup (_ (corruption->title));
    guint row = tau_sheet_add_row (table, name);
    for (guint m = 0; m < self->n_methods; m++)
      tau_sheet_set_error (table, row, m + 1, self->methods[m].ce[c], NAN, NAN,
                           center != NULL ? center->ce[c] : NAN);
  }
  return table;
}

/* The difference with its sign. Its interval is that over the images of both, where they are the
 * same; else from those of the two, as if they were independent. */
static void
set_difference (TauSheet *table, guint row, guint column, const TauMethodResult *a,
                const TauMethodResult *b, guint set, gboolean paired)
{
  double difference = b->error[set] - a->error[set];
  double half =
      hypot (a->error_high[set] - a->error_low[set], b->error_high[set] - b->error_low[set]) / 2;
  double low = difference - half, high = difference + half;
  if (paired && isfinite (a->paired_low[set])) {
    low = a->paired_low[set];
    high = a->paired_high[set];
  }
  tau_sheet_set_error (table, row, column, difference, low, high, 0);
}

TauSheet *
tau_evaluation_get_compared_table (const TauEvaluation *self, const TauEvaluation *other,
                                   const char *name, const char *other_name)
{
  g_autofree char *title = g_strdup_printf (_ ("%s and %s"), name, other_name);
  TauSheet *table = tau_sheet_new (title);
  tau_sheet_add_column (table, _ ("Method"));
  for (guint set = 0; set < TAU_N_SETS; set++) {
    if (!has_set (self, set) || !has_set (other, set))
      continue;
    const char *error = _ (set_columns[set].error);
    g_autofree char *first = g_strdup_printf (_ ("%s, %s"), error, name);
    g_autofree char *second = g_strdup_printf (_ ("%s, %s"), error, other_name);
    g_autofree char *difference = g_strdup_printf (_ ("%s, difference"), error);
    tau_sheet_add_column (table, first);
    tau_sheet_add_column (table, second);
    tau_sheet_add_column (table, difference);
  }
  for (guint m = 0; m < self->n_methods; m++) {
    const TauMethodResult *a = &self->methods[m];
    const TauMethodResult *b = tau_evaluation_find (other, a->method.id);
    if (b == NULL)
      continue;
    g_autofree char *method = tau_method_get_title (&a->method);
    guint row = tau_sheet_add_row (table, method), column = 1;
    for (guint set = 0; set < TAU_N_SETS; set++) {
      if (!has_set (self, set) || !has_set (other, set))
        continue;
      tau_sheet_set_error (table, row, column++, a->error[set], a->error_low[set],
                           a->error_high[set], NAN);
      tau_sheet_set_error (table, row, column++, b->error[set], b->error_low[set],
                           b->error_high[set], NAN);
      set_difference (table, row, column++, a, b, set, self->paired == other);
    }
  }
  return table;
}
