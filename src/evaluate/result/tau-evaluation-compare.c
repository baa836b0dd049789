/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/result/tau-evaluation-compare.h"

#include "evaluate/tau-compare-scope.h"
#include "evaluate/result/tau-evaluation-comparable.h"
#include "evaluate/result/tau-evaluation-private.h"
#include "ranking/tau-bootstrap.h"
#include "ranking/tau-mcnemar.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Differences over all cells of a scope must fit a gint8. */
G_STATIC_ASSERT (TAU_N_CORRUPTIONS *TAU_N_SEVERITIES <= G_MAXINT8);

/* ---- The answers ---- */

/* A method against another: their places in the two evaluations. */
typedef struct {
  const char *id;
  guint places[2];
} Pair;

typedef struct {
  double errors[2]; /* percent */
  TauInterval interval;
  gint64 only[2]; /* answers that only this one has wrong; -1: not known */
  double p;
} Result;

/* Of image i, in the scope. */
static guint
count_wrong (const TauEvaluation *evaluation, guint method, gsize i, const TauCompareScope *scope,
             guint side)
{
  const guint8 *counts = g_bytes_get_data (evaluation->counts, NULL);
  guint n = 0;
  if (evaluation->wrong == NULL)
    return counts[(i * evaluation->n_methods + method) * TAU_N_SETS + scope->set];
  const gsize row = evaluation->n_methods * tau_answer_bytes (evaluation->n_cells);
  const guint8 *wrong = g_bytes_get_data (evaluation->wrong, NULL);
  for (guint k = 0; k < scope->cells[side]->len; k++)
    n += tau_answer_is_wrong (wrong + i * row, method, evaluation->n_cells,
                              g_array_index (scope->cells[side], guint, k));
  return n;
}

/* Of image i: in how many cells of the scope both are wrong. */
static guint
count_both_wrong (const TauEvaluation *const both[2], const Pair *pair, gsize i,
                  const TauCompareScope *scope)
{
  const guint8 *rows[2];
  guint n = 0;
  for (guint e = 0; e < 2; e++)
    rows[e] = (const guint8 *)g_bytes_get_data (both[e]->wrong, NULL) +
              i * both[e]->n_methods * tau_answer_bytes (both[e]->n_cells);
  for (guint k = 0; k < scope->cells[0]->len; k++)
    n += tau_answer_is_wrong (rows[0], pair->places[0], both[0]->n_cells,
                              g_array_index (scope->cells[0], guint, k)) &&
         tau_answer_is_wrong (rows[1], pair->places[1], both[1]->n_cells,
                              g_array_index (scope->cells[1], guint, k));
  return n;
}

/* All but the interval. differences: b minus a of each image. */
static void
compare_pair (const TauEvaluation *const both[2], const Pair *pair, const TauCompareScope *scope,
              gint8 *differences, Result *out)
{
  const gboolean known = both[0]->wrong != NULL && both[1]->wrong != NULL;
  const gsize n = both[0]->n_images;
  guint64 totals[2] = { 0 }, shared = 0;
  for (gsize i = 0; i < n; i++) {
    const guint a = count_wrong (both[0], pair->places[0], i, scope, 0);
    const guint b = count_wrong (both[1], pair->places[1], i, scope, 1);
    totals[0] += a;
    totals[1] += b;
    differences[i] = (gint8)((int)b - (int)a);
    if (known && a > 0 && b > 0)
      shared += count_both_wrong (both, pair, i, scope);
  }
  for (guint e = 0; e < 2; e++) {
    out->errors[e] = 100.0 * totals[e] / ((double)n * scope->cells[0]->len);
    out->only[e] = known ? (gint64)(totals[e] - shared) : -1;
  }
  out->p = scope->cells[0]->len == 1 && known ? tau_mcnemar_exact (out->only[0], out->only[1])
                                              : tau_mcnemar_clustered (differences, n);
}

/* pairs->len x scopes->len results, the scopes of a pair one after the other. */
static Result *
compare_all (const TauEvaluation *const both[2], GArray *pairs, GPtrArray *scopes)
{
  const gsize n = both[0]->n_images, m = (gsize)pairs->len * scopes->len;
  Result *results = g_new0 (Result, m);
  g_autofree gint8 *all = g_malloc (n * m), *own = g_malloc (n);
  g_autofree double *means = g_new (double, m *TAU_BOOTSTRAP_REPLICATES);
  for (gsize j = 0; j < m; j++) {
    compare_pair (both, &g_array_index (pairs, Pair, j / scopes->len),
                  g_ptr_array_index (scopes, j % scopes->len), own, &results[j]);
    for (gsize i = 0; i < n; i++)
      all[i * m + j] = own[i];
  }
  tau_bootstrap_replicates (all, n, m, both[0]->spec->seed, means);
  for (gsize j = 0; j < m; j++) {
    const TauCompareScope *scope = g_ptr_array_index (scopes, j % scopes->len);
    TauInterval *interval = &results[j].interval;
    tau_bootstrap_interval (means + j * TAU_BOOTSTRAP_REPLICATES, 0.95, &interval->low,
                            &interval->high);
    interval->low *= 100.0 / scope->cells[0]->len;
    interval->high *= 100.0 / scope->cells[0]->len;
  }
  return results;
}

/* ---- Tables ---- */

typedef struct {
  const TauComparison *comparison;
  const TauEvaluation *both[2];
  GArray *pairs;
  GPtrArray *scopes;
  Result *results;
} Maker;

static void
maker_clear (Maker *self)
{
  g_array_unref (self->pairs);
  g_ptr_array_unref (self->scopes);
  g_free (self->results);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Maker, maker_clear)

static char *
format_p (double p)
{
  return p < 0.0001 ? g_strdup ("< 0.0001") : tau_table_format_number (p, 4);
}

static void
set_count (TauTable *table, guint row, guint column, gint64 n)
{
  tau_table_set_number (table, row, column, n < 0 ? NAN : n, 0);
}

/* For people: the scopes of one kind. NULL: there are none. */
static TauTable *
make_table (const Maker *self, guint by, const char *title)
{
  const gboolean alone = self->comparison->b == NULL;
  const char *const columns[] = {
    _ ("Method"),
    _ ("Images"),
    alone ? _ ("Center (%)") : _ ("A (%)"),
    alone ? _ ("Method (%)") : _ ("B (%)"),
    _ ("Difference"),
    _ ("From"),
    _ ("To"),
    alone ? _ ("Only center wrong") : _ ("Only A wrong"),
    alone ? _ ("Only method wrong") : _ ("Only B wrong"),
    C_ ("of a test", "p"),
  };
  TauTable *table = tau_table_new (title);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    tau_table_add_column (table, columns[i]);
  for (gsize j = 0; j < (gsize)self->pairs->len * self->scopes->len; j++) {
    const TauCompareScope *scope = g_ptr_array_index (self->scopes, j % self->scopes->len);
    const Result *result = &self->results[j];
    const double difference = result->errors[1] - result->errors[0];
    if (scope->by != by)
      continue;
    const guint row =
        tau_table_add_row (table, g_array_index (self->pairs, Pair, j / self->scopes->len).id);
    g_autofree char *images = tau_compare_scope_dup_title (scope, self->both[0]);
    tau_table_set_text (table, row, 1, images);
    tau_table_set_number (table, row, 2, result->errors[0], 2);
    tau_table_set_number (table, row, 3, result->errors[1], 2);
    tau_table_take (table, row, 4, tau_table_format_number (difference, 2), difference,
                    tau_table_mark (difference, result->interval.low, result->interval.high));
    tau_table_set_number (table, row, 5, result->interval.low, 2);
    tau_table_set_number (table, row, 6, result->interval.high, 2);
    set_count (table, row, 7, result->only[0]);
    set_count (table, row, 8, result->only[1]);
    tau_table_take (table, row, 9, format_p (result->p), result->p, 0);
  }
  if (table->n_rows > 0)
    return table;
  tau_table_unref (table);
  return NULL;
}

/* For programs: everything in one. */
static char *
write_long (const Maker *self, TauTableFormat format)
{
  static const char *const columns[] = {
    "method",       "by",           "set",     "corruption", "severity",       "images",
    "cells",        "error_a",      "error_b", "difference", "difference_low", "difference_high",
    "only_a_wrong", "only_b_wrong", "test",    "p",
  };
  g_autoptr (TauTable) table = tau_table_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    tau_table_add_column (table, columns[i]);
  for (gsize j = 0; j < (gsize)self->pairs->len * self->scopes->len; j++) {
    const TauCompareScope *scope = g_ptr_array_index (self->scopes, j % self->scopes->len);
    const Result *result = &self->results[j];
    const gboolean exact = scope->cells[0]->len == 1 && result->only[0] >= 0;
    const guint row =
        tau_table_add_row (table, g_array_index (self->pairs, Pair, j / self->scopes->len).id);
    const double numbers[] = {
      scope->severity > 0 ? scope->severity : NAN,
      self->both[0]->n_images,
      scope->cells[0]->len,
      result->errors[0],
      result->errors[1],
      result->errors[1] - result->errors[0],
      result->interval.low,
      result->interval.high,
      result->only[0] < 0 ? NAN : result->only[0],
      result->only[1] < 0 ? NAN : result->only[1],
    };
    tau_table_set_text (table, row, 1, tau_compare_by_name (scope->by));
    tau_table_set_text (table, row, 2, tau_set_name (scope->set));
    if (tau_compare_scope_get_name (scope) != NULL)
      tau_table_set_text (table, row, 3, tau_compare_scope_get_name (scope));
    for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
      tau_table_take (table, row, 4 + i, NULL, numbers[i], 0);
    tau_table_set_text (table, row, 14, exact ? "exact" : "clustered");
    tau_table_take (table, row, 15, NULL, result->p, 0);
  }
  return tau_table_write (table, format);
}

static void
add_note (GString *out, TauTableFormat format, const char *text)
{
  tau_evaluation_append_note (out, text, format);
}

static void
describe_side (GString *out, TauTableFormat format, const char *side, const char *name,
               const TauEvaluation *evaluation)
{
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, evaluation->spec->seed);
  g_autofree char *text = g_strdup_printf (_ ("%s: %s, %s on %s: %u images, seed %s"), side, name,
                                           evaluation->pack_name, evaluation->spec->dataset,
                                           evaluation->n_images, seed);
  add_note (out, format, text);
}

static char *
write_report (const Maker *self, TauTableFormat format)
{
  const TauComparison *comparison = self->comparison;
  const char *const titles[TAU_N_COMPARE_BY] = {
    _ ("Compared by set"),
    _ ("Compared by group of corruptions"),
    _ ("Compared by severity"),
    _ ("Compared by corruption, over its severities"),
    _ ("Compared by corruption and severity"),
  };
  GString *out =
      g_string_new (format == TAU_FORMAT_LATEX ? "% \\usepackage{booktabs,xcolor}\n" : NULL);
  describe_side (out, format, "A", comparison->name_a, comparison->a);
  if (comparison->b != NULL)
    describe_side (out, format, "B", comparison->name_b, comparison->b);
  add_note (out, format,
            comparison->b != NULL
                ? /* xgettext:no-c-format */ _ (
                      "Difference: B minus A in points, from and to: its 95 % interval, paired by "
                      "image (bootstrap)")
                : /* xgettext:no-c-format */ _ (
                      "Difference: the method minus center in points, from and to: its 95 % "
                      "interval, paired by image (bootstrap)"));
  add_note (out, format,
            _ ("Marked where the difference is more than a point, and more than chance: the "
               "interval leaves 0 out"));
  add_note (out, format,
            _ ("p: McNemar's exact test where an image has one answer, else that of Durkalski et "
               "al. (2003), which counts an image's answers together; not corrected for the number "
               "of rows"));
  if (comparison->a->wrong == NULL || (comparison->b != NULL && comparison->b->wrong == NULL))
    add_note (out, format,
              _ ("By set only: an older version kept no answers of each corruption; evaluate again "
                 "for the rest"));
  for (guint i = 0; i < TAU_N_COMPARE_BY; i++) {
    g_autoptr (TauTable) table = make_table (self, 1 << i, titles[i]);
    if (table == NULL)
      continue;
    g_string_append_c (out, '\n');
    tau_table_append_to_report (table, format, out);
  }
  return g_string_free (out, FALSE);
}

/* ---- What can be compared ---- */

static gboolean
check_kept (const TauEvaluation *self, const char *name, GError **error)
{
  if (self->counts != NULL && self->n_images > 0 && self->n_methods > 0)
    return TRUE;
  g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
               self->complete
                   ? _ ("“%s” keeps no answers of each image, which an older version did not "
                        "store; evaluate again")
                   : _ ("“%s” is partial; finish the evaluation first"),
               name);
  return FALSE;
}

static gboolean
is_chosen (const TauComparison *self, const char *id)
{
  for (guint i = 0; self->methods != NULL && i < self->methods->len; i++)
    if (g_str_equal (g_array_index (self->methods, TauMethod, i).id, id))
      return TRUE;
  return self->methods == NULL;
}

/* The first of the chosen methods that is not compared, or NULL. */
static const char *
find_missing (const TauComparison *self, const GArray *pairs)
{
  for (guint i = 0; self->methods != NULL && i < self->methods->len; i++) {
    const char *id = g_array_index (self->methods, TauMethod, i).id;
    gboolean found = self->b == NULL && g_str_equal (id, self->a->methods[0].method.id);
    for (guint p = 0; p < pairs->len; p++)
      found = found || g_str_equal (g_array_index (pairs, Pair, p).id, id);
    if (!found)
      return id;
  }
  return NULL;
}

static GArray *
make_pairs (const TauComparison *self)
{
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  for (guint m = self->b == NULL; m < self->a->n_methods; m++) {
    const char *id = self->a->methods[m].method.id;
    const TauMethodResult *other =
        self->b != NULL ? tau_evaluation_find (self->b, id) : &self->a->methods[m];
    if (other == NULL || !is_chosen (self, id))
      continue;
    const Pair pair = {
      id, { self->b != NULL ? m : 0, other - (self->b != NULL ? self->b : self->a)->methods }
    };
    g_array_append_val (pairs, pair);
  }
  return pairs;
}

char *
tau_comparison_write (const TauComparison *self, TauTableFormat format, GError **error)
{
  const TauEvaluation *b = self->b != NULL ? self->b : self->a;
  if (!check_kept (self->a, self->name_a, error) ||
      (self->b != NULL && (!check_kept (b, self->name_b, error) ||
                           !tau_evaluation_check_same_images (self->a, b, error))))
    return NULL;
  const gboolean by_cells = self->a->wrong != NULL && b->wrong != NULL;
  g_auto (Maker) maker = { self, { self->a, b }, make_pairs (self), NULL, NULL };
  maker.scopes =
      tau_compare_scopes_new (maker.both, by_cells ? self->by : self->by & TAU_COMPARE_SET);
  const char *missing = find_missing (self, maker.pairs);
  if (missing != NULL) {
    g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                 self->b != NULL ? _ ("The evaluations do not both have the method %s")
                                 : _ ("The evaluation does not have the method %s"),
                 missing);
    return NULL;
  }
  if (maker.pairs->len == 0 || maker.scopes->len == 0) {
    g_set_error_literal (
        error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
        maker.pairs->len == 0
            ? _ ("There is no method to compare: name some that both have, besides center if there "
                 "is one evaluation")
        : by_cells ? _ ("There is nothing to compare by that: the evaluations have no corruptions "
                        "and severities in common that make it up")
                   : _ ("An older version kept no answers of each corruption: only “set” can be "
                        "compared; evaluate again for the rest"));
    return NULL;
  }
  maker.results = compare_all (maker.both, maker.pairs, maker.scopes);
  return format == TAU_FORMAT_CSV || format == TAU_FORMAT_JSON ? write_long (&maker, format)
                                                               : write_report (&maker, format);
}
