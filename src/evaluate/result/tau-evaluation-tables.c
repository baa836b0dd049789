/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/result/tau-evaluation-charts.h"
#include "evaluate/result/tau-evaluation-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MEMBER(name) G_STRUCT_OFFSET (TauMethodResult, name)

static gboolean
has_set (const TauEvaluation *self, TauEvaluateSet set)
{
  for (guint i = 0; i < self->n_cells; i++)
    if (tau_cell_set (&self->cells[i]) == set)
      return TRUE;
  return FALSE;
}

/* A table being built. In a report, methods and corruptions have the names that the command line
 * accepts, and numbers have more digits than in a window. */
typedef struct {
  const TauEvaluation *evaluation;
  const TauMethodResult *center; /* marks are relative to it: the first method */
  TauTable *table;
  gboolean report;
} Maker;

static Maker
start (const TauEvaluation *evaluation, gboolean report, const char *title, const char *rows)
{
  const Maker maker = { evaluation, evaluation->methods, tau_table_new (title), report };
  tau_table_add_column (maker.table, rows);
  return maker;
}

static char *
name_method (const Maker *self, const TauMethodResult *method)
{
  if (self->report && tau_method_n_images (&method->method) > 1)
    return g_strconcat (method->method.id, TAU_MARK_IMAGES, NULL);
  return self->report ? g_strdup (method->method.id) : tau_method_get_title (&method->method);
}

static void
add_methods_as_rows (const Maker *self)
{
  for (guint m = 0; m < self->evaluation->n_methods; m++) {
    g_autofree char *name = name_method (self, &self->evaluation->methods[m]);
    tau_table_add_row (self->table, name);
  }
}

static void
set_error (const Maker *self, guint row, guint column, double error, double low, double high,
           int mark)
{
  if (!self->report || isnan (error)) {
    tau_table_set_error (self->table, row, column, error, low, high, mark);
    return;
  }
  char *text = isnan (low) ? g_strdup_printf ("%.2f", error)
                           : g_strdup_printf ("%.2f (%.2f–%.2f)", error, low, high);
  tau_table_take (self->table, row, column, text, error, mark);
}

/* A column from the double at `offset` in TauMethodResult. */
static void
add_numbers (const Maker *self, const char *title, glong offset, guint decimals)
{
  const guint column = tau_table_add_column (self->table, title);
  for (guint m = 0; m < self->evaluation->n_methods; m++)
    tau_table_set_number (self->table, m, column,
                          G_STRUCT_MEMBER (double, &self->evaluation->methods[m], offset),
                          decimals);
}

/* In multiply-adds. */
static void
add_costs (const Maker *self, const char *title)
{
  const guint column = tau_table_add_column (self->table, title);
  for (guint m = 0; m < self->evaluation->n_methods; m++)
    tau_table_set_cost (self->table, m, column, self->evaluation->methods[m].relative_cost, 2);
}

static void
add_likelihood (const Maker *self, TauEvaluateSet set)
{
  g_autofree char *nll = g_strdup_printf (_ ("NLL, %s"), tau_set_title (self->evaluation, set));
  g_autofree char *ece = g_strdup_printf (_ ("ECE, %s"), tau_set_title (self->evaluation, set));
  const glong offset = set * sizeof (double);
  const guint decimals = self->report ? 4 : 3;
  add_numbers (self, nll, MEMBER (nll) + offset, decimals);
  add_numbers (self, ece, MEMBER (ece) + offset, decimals);
}

static char *
title_error (const TauEvaluation *self, TauEvaluateSet set)
{
  return g_strdup_printf (_ ("%s (%%)"), tau_set_title (self, set));
}

static void
add_errors (const Maker *self)
{
  for (guint set = 0; set < TAU_N_SETS; set++) {
    if (!has_set (self->evaluation, set))
      continue;
    g_autofree char *title = title_error (self->evaluation, set);
    const guint column = tau_table_add_column (
        self->table, self->report ? tau_set_title (self->evaluation, set) : title);
    for (guint m = 0; m < self->evaluation->n_methods; m++) {
      const TauMethodResult *method = &self->evaluation->methods[m];
      set_error (self, m, column, method->error[set], method->error_low[set],
                 method->error_high[set],
                 tau_evaluation_mark (method->error[set], self->center->error[set],
                                      &method->difference[set]));
    }
  }
}

static void
add_alexnet (const Maker *self)
{
  const guint decimals = self->report ? 2 : 1;
  add_numbers (self, _ ("mCE/AlexNet"), MEMBER (mce_alexnet), decimals);
  add_numbers (self, _ ("Held-out mCE/AlexNet"), MEMBER (heldout_mce_alexnet), decimals);
}

/* The paper's Tables 1 and 4. */
static TauTable *
report_methods (const TauEvaluation *self, TauTableFlags flags)
{
  const Maker maker = start (self, TRUE, _ ("Error by method"), _ ("Method"));
  add_methods_as_rows (&maker);
  add_costs (&maker, _ ("Cost"));
  if (flags & TAU_TABLE_TIMES)
    add_numbers (&maker, _ ("Time"), MEMBER (time_cost), 2);
  add_errors (&maker);
  if (flags & TAU_TABLE_ALEXNET)
    add_alexnet (&maker);
  for (guint set = 0; set < TAU_N_SETS; set++)
    if (has_set (self, set))
      add_likelihood (&maker, set);
  return maker.table;
}

TauTable *
tau_evaluation_get_methods_table (const TauEvaluation *self)
{
  const Maker maker =
      start (self, FALSE,
             tau_evaluation_has_intervals (self)
                 ? /* xgettext:no-c-format */ _ ("Error by method, with 95 % intervals")
                 : _ ("Error by method"),
             _ ("Method"));
  add_methods_as_rows (&maker);
  add_errors (&maker);
  if (has_set (self, TAU_SET_CORRUPTED))
    add_numbers (&maker, _ ("mCE"), MEMBER (mce), 1);
  if (tau_evaluation_is_imagenet (self))
    add_alexnet (&maker);
  add_costs (&maker, _ ("Cost (×)"));
  add_numbers (&maker, _ ("Time (×)"), MEMBER (time_cost), 2);
  /* For one set: the corrupted one if there is one. */
  add_likelihood (&maker, has_set (self, TAU_SET_CORRUPTED) ? TAU_SET_CORRUPTED
                          : has_set (self, TAU_SET_HELDOUT) ? TAU_SET_HELDOUT
                                                            : TAU_SET_CLEAN);
  return maker.table;
}

static void
add_corruptions_as_rows (const Maker *self)
{
  const TauCorruptionSet *corruptions = &self->evaluation->spec->corruptions;
  for (guint i = 0; i < corruptions->n; i++) {
    const TauCorruption *corruption = tau_corruption_get (corruptions->list[i]);
    g_autofree char *held_out = g_strdup_printf (
        self->evaluation->seen[corruptions->list[i]] ? _ ("%s (seen)") : _ ("%s (held-out)"),
        _ (corruption->title));
    tau_table_add_row (self->table, self->report           ? corruption->name
                                    : corruption->held_out ? held_out
                                                           : _ (corruption->title));
  }
}

/* The groups all of whose corruptions were evaluated. */
static gboolean
has_group (const TauEvaluation *self, TauCorruptionGroup group)
{
  return self->n_methods > 0 && !isnan (self->methods[0].group[group]);
}

static void
add_groups_as_rows (const Maker *self)
{
  for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS; g++) {
    if (!has_group (self->evaluation, g))
      continue;
    g_autofree char *title = g_strdup_printf (_ ("%s (group)"), tau_corruption_group_title (g));
    tau_table_add_row (self->table, self->report ? tau_corruption_group_name (g) : title);
  }
}

static void
add_seen_by_as_rows (const Maker *self)
{
  const char *const titles[TAU_N_SEEN_BY] = {
    _ ("Mean, seen by neither"),
    _ ("Mean, seen by the target only"),
    _ ("Mean, seen by the predictor only"),
    _ ("Mean, seen by both"),
  };
  for (guint s = 0; s < TAU_N_SEEN_BY; s++)
    if (tau_evaluation_has_seen_by (self->evaluation, s))
      tau_table_add_row (self->table, titles[s]);
}

/* Whether target and predictor were trained on each corruption; the last column. */
static void
add_seen_by (const Maker *self)
{
  const TauEvaluation *evaluation = self->evaluation;
  if (!evaluation->knows_seen_by)
    return;
  const guint column = tau_table_add_column (self->table, _ ("Seen by"));
  for (guint row = 0; row < evaluation->spec->corruptions.n; row++)
    tau_table_set_text (
        self->table, row, column,
        tau_seen_by_title (evaluation->seen_by[evaluation->spec->corruptions.list[row]]));
}

static void
set_mean (const Maker *self, guint row, guint column, double error, double reference,
          const TauInterval *difference)
{
  set_error (self, row, column, error, NAN, NAN,
             tau_evaluation_mark (error, reference, difference));
}

/* The paper's Tables 2 and 3, transposed. */
static TauTable *
make_corruptions (const TauEvaluation *self, gboolean report, const char *title)
{
  const TauCorruptionSet *corruptions = &self->spec->corruptions;
  const Maker maker = start (self, report, title, _ ("Corruption"));
  const TauMethodResult *center = maker.center;
  guint n_unseen, n_seen;
  const gboolean trained = report && has_set (self, TAU_SET_CORRUPTED);
  const gboolean held_out = report && has_set (self, TAU_SET_HELDOUT);
  add_corruptions_as_rows (&maker);
  add_groups_as_rows (&maker);
  add_seen_by_as_rows (&maker);
  if (trained)
    tau_table_add_row (maker.table, _ ("mCE"));
  tau_evaluation_count_seen (self, &n_unseen, &n_seen);
  if (held_out)
    tau_table_add_row (maker.table, n_seen == 0    ? _ ("mCE, held out")
                                    : n_unseen > 0 ? _ ("mCE, held out, some seen")
                                                   : _ ("mCE, seen in training"));
  for (guint m = 0; m < self->n_methods; m++) {
    const TauMethodResult *method = &self->methods[m];
    g_autofree char *name = name_method (&maker, method);
    const guint column = tau_table_add_column (maker.table, name);
    guint row = 0;
    for (; row < corruptions->n; row++) {
      const guint c = corruptions->list[row];
      set_mean (&maker, row, column, method->ce[c], center->ce[c], &method->ce_difference[c]);
    }
    for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS; g++)
      if (has_group (self, g))
        set_mean (&maker, row++, column, method->group[g], center->group[g],
                  &method->group_difference[g]);
    for (guint s = 0; s < TAU_N_SEEN_BY; s++)
      if (tau_evaluation_has_seen_by (self, s))
        set_mean (&maker, row++, column, method->seen_by[s], center->seen_by[s],
                  &method->seen_by_difference[s]);
    if (trained)
      set_mean (&maker, row++, column, method->mce, center->mce,
                &method->difference[TAU_SET_CORRUPTED]);
    if (held_out)
      set_mean (&maker, row, column, method->heldout_mce, center->heldout_mce,
                &method->difference[TAU_SET_HELDOUT]);
  }
  add_seen_by (&maker);
  return maker.table;
}

/* Methods by severity, where there are several: the gain is not the same at all of them. */
static TauTable *
report_severities (const TauEvaluation *self)
{
  if (self->n_methods == 0 || __builtin_popcount (self->spec->severities) < 2)
    return NULL;
  const Maker maker =
      start (self, TRUE, _ ("Error by severity, mean over the corruptions"), _ ("Method"));
  add_methods_as_rows (&maker);
  for (guint h = 0; h < 2; h++)
    for (guint s = 0; s < TAU_N_SEVERITIES; s++) {
      const double center = maker.center->severity[h][s];
      g_autofree char *title =
          g_strdup_printf (h ? _ ("Severity %d, held out") : _ ("Severity %d"), s + 1);
      const guint column = isnan (center) ? 0 : tau_table_add_column (maker.table, title);
      for (guint m = 0; m < self->n_methods && column > 0; m++)
        set_mean (&maker, m, column, self->methods[m].severity[h][s], center,
                  &self->methods[m].severity_difference[h][s]);
    }
  return maker.table;
}

TauTable *
tau_evaluation_get_corruptions_table (const TauEvaluation *self)
{
  return self->spec->corruptions.n == 0
             ? NULL
             : make_corruptions (self, FALSE,
                                 _ ("Corruptions and groups: mean error over the severities (%)"));
}

static TauTable *
make_correlations (const TauEvaluation *self, gboolean report)
{
  gboolean any = FALSE;
  for (guint set = 0; set < TAU_N_SETS; set++)
    any |= isfinite (self->spearman[set]);
  if (!any)
    return NULL;
  const Maker maker =
      start (self, report,
             _ ("Correlation of predicted and actual losses (Spearman) and of relative losses "
                "(Pearson, the paper's), mean over the images"),
             _ ("Images"));
  tau_table_add_column (maker.table, _ ("Spearman"));
  tau_table_add_column (maker.table, _ ("Pearson"));
  for (guint set = 0; set < TAU_N_SETS; set++) {
    if (!has_set (self, set))
      continue;
    const guint row = tau_table_add_row (maker.table, tau_set_title (self, set));
    tau_table_set_number (maker.table, row, 1, self->spearman[set], 3);
    tau_table_set_number (maker.table, row, 2, self->pearson[set], 3);
  }
  return maker.table;
}

TauTable *
tau_evaluation_get_correlations_table (const TauEvaluation *self)
{
  return make_correlations (self, FALSE);
}

static TauTable *
report_choices (const TauEvaluation *self)
{
  const Maker maker =
      start (self, TRUE, _ ("Transform of lowest predicted loss, in percent of the images"),
             _ ("Corruption"));
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    tau_table_add_column (maker.table, tau_transform_get (t)->id);
  for (guint c = 0; c <= TAU_N_CORRUPTIONS; c++) {
    if (isnan (self->choices[c][0]))
      continue;
    const guint row =
        tau_table_add_row (maker.table, c == 0 ? _ ("clean") : tau_corruption_get (c - 1)->name);
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
      tau_table_set_number (maker.table, row, t + 1, 100 * self->choices[c][t], 1);
  }
  return maker.table;
}

static TauTable *
report_policies (const TauEvaluation *self)
{
  const Maker maker = start (self, TRUE, _ ("Policies that gps and fixed found"), _ ("Method"));
  tau_table_add_column (maker.table, _ ("Transforms"));
  for (guint m = 0; m < self->n_methods; m++) {
    const TauMethodResult *method = &self->methods[m];
    g_autoptr (GString) text = g_string_new (NULL);
    for (int i = 0; i < method->n_policy; i++)
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                              tau_transform_get (method->policy[i])->id);
    if (method->n_policy > 0)
      tau_table_set_text (maker.table, tau_table_add_row (maker.table, method->method.id), 1,
                          text->str);
  }
  return maker.table;
}

/* The curve of cost against error: which method to take for a given cost. */
static TauTable *
report_front (const TauEvaluation *self)
{
  const TauEvaluateSet set = tau_evaluation_main_set (self);
  g_autofree guint *front = g_new (guint, MAX (self->n_methods, 1));
  const guint n = tau_evaluation_get_front (self, set, front);
  const Maker maker = start (
      self, TRUE, _ ("Best method for its cost: none that costs no more errs less"), _ ("Method"));
  tau_table_add_column (maker.table, _ ("Cost"));
  tau_table_add_column (maker.table, tau_set_title (self, set));
  for (guint i = 0; i < n && n > 1; i++) {
    const TauMethodResult *method = &self->methods[front[i]];
    const guint row = tau_table_add_row (maker.table, method->method.id);
    tau_table_set_cost (maker.table, row, 1, method->relative_cost, 2);
    set_error (&maker, row, 2, method->error[set], NAN, NAN, 0);
  }
  return maker.table;
}

GPtrArray *
tau_evaluation_get_report_tables (const TauEvaluation *self, TauTableFlags flags)
{
  GPtrArray *tables = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_table_unref);
  TauTable *const all[] = {
    report_methods (self, flags),
    report_front (self),
    make_corruptions (self, TRUE,
                      _ ("CE: error by corruption and by group, mean over the severities")),
    report_severities (self),
    make_correlations (self, TRUE),
    report_choices (self),
    report_policies (self),
  };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i] != NULL && all[i]->n_rows > 0)
      g_ptr_array_add (tables, all[i]);
    else
      tau_table_unref (all[i]);
  return tables;
}

/* The difference with its sign. Its interval is the paired one if both have the same images; else
 * it combines the two intervals as if they were independent. */
static void
set_difference (const Maker *self, guint row, guint column, const TauMethodResult *a,
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
  set_error (self, row, column, difference, low, high, tau_table_mark (difference, low, high));
}

TauTable *
tau_evaluation_get_compared_table (const TauEvaluation *self, const TauEvaluation *other,
                                   const char *name, const char *other_name)
{
  g_autofree char *title = g_strdup_printf (_ ("%s and %s"), name, other_name);
  const Maker maker = start (self, FALSE, title, _ ("Method"));
  for (guint set = 0; set < TAU_N_SETS; set++) {
    if (!has_set (self, set) || !has_set (other, set))
      continue;
    g_autofree char *error = title_error (self, set);
    g_autofree char *first = g_strdup_printf (_ ("%s, %s"), error, name);
    g_autofree char *second = g_strdup_printf (_ ("%s, %s"), error, other_name);
    g_autofree char *difference = g_strdup_printf (_ ("%s, difference"), error);
    tau_table_add_column (maker.table, first);
    tau_table_add_column (maker.table, second);
    tau_table_add_column (maker.table, difference);
  }
  for (guint m = 0; m < self->n_methods; m++) {
    const TauMethodResult *a = &self->methods[m];
    const TauMethodResult *b = tau_evaluation_find (other, a->method.id);
    if (b == NULL)
      continue;
    g_autofree char *method = name_method (&maker, a);
    guint row = tau_table_add_row (maker.table, method), column = 1;
    for (guint set = 0; set < TAU_N_SETS; set++) {
      if (!has_set (self, set) || !has_set (other, set))
        continue;
      set_error (&maker, row, column++, a->error[set], a->error_low[set], a->error_high[set], 0);
      set_error (&maker, row, column++, b->error[set], b->error_low[set], b->error_high[set], 0);
      set_difference (&maker, row, column++, a, b, set, self->paired == other);
    }
  }
  return maker.table;
}
