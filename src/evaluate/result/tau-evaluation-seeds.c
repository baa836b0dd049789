/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/result/tau-evaluation-seeds.h"

#include "evaluate/result/tau-evaluation-comparable.h"
#include "evaluate/result/tau-evaluation-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static gboolean
refuse (GError **error, const char *text)
{
  g_set_error_literal (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC, text);
  return FALSE;
}

static gboolean
check_pair (const TauEvaluation *a, const TauEvaluation *b, GError **error)
{
  g_autofree char *differences = tau_evaluation_describe_differences (a, b);
  if (g_strcmp0 (a->target_sha256, b->target_sha256) != 0)
    return refuse (error, _ ("These evaluations are not of the same target; --seeds is for several "
                             "predictors of one"));
  if (a->predictor_sha256 == NULL || g_strcmp0 (a->predictor_sha256, b->predictor_sha256) == 0)
    return refuse (error, _ ("Two of these evaluations are of the same predictor; give evaluations "
                             "of predictors that were trained with different seeds"));
  if (!tau_evaluation_check_same_images (a, b, error))
    return FALSE;
  return differences == NULL ? TRUE : refuse (error, differences);
}

static gboolean
check (const GPtrArray *evaluations, GError **error)
{
  if (evaluations->len < 2)
    return refuse (error, _ ("--seeds needs at least two evaluations"));
  if (!((const TauEvaluation *)evaluations->pdata[0])->complete)
    return refuse (error, _ ("The first evaluation is partial; run it again to complete it"));
  for (guint i = 0; i < evaluations->len; i++)
    for (guint j = 0; j < i; j++)
      if (!check_pair (evaluations->pdata[j], evaluations->pdata[i], error))
        return FALSE;
  return TRUE;
}

static gboolean
all_have (const GPtrArray *evaluations, const char *id)
{
  for (guint i = 0; i < evaluations->len; i++)
    if (tau_evaluation_find (evaluations->pdata[i], id) == NULL)
      return FALSE;
  return TRUE;
}

/* Whether all have what is asked for. */
static gboolean
check_methods (const GPtrArray *evaluations, const GArray *methods, GError **error)
{
  for (guint i = 0; methods != NULL && i < methods->len; i++) {
    const char *id = g_array_index (methods, TauMethod, i).id;
    if (all_have (evaluations, id))
      continue;
    g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                 _ ("Not all of these evaluations have the method “%s”"), id);
    return FALSE;
  }
  return TRUE;
}

static gboolean
is_wanted (const GPtrArray *evaluations, const GArray *methods, const char *id)
{
  gboolean wanted = methods == NULL;
  for (guint i = 0; !wanted && i < methods->len; i++)
    wanted = g_str_equal (g_array_index (methods, TauMethod, i).id, id);
  return wanted && all_have (evaluations, id);
}

/* NAN if one of them is. */
static void
summarise (const double *values, guint n, double *mean, double *deviation)
{
  double sum = 0, squares = 0;
  for (guint i = 0; i < n; i++)
    sum += values[i];
  *mean = sum / n;
  for (guint i = 0; i < n; i++)
    squares += (values[i] - *mean) * (values[i] - *mean);
  *deviation = sqrt (squares / (n - 1));
}

static void
add_summary (TauTable *table, guint row, guint column, const double *values, guint n)
{
  double mean, deviation;
  summarise (values, n, &mean, &deviation);
  tau_table_set_number (table, row, column, mean, 2);
  tau_table_set_number (table, row, column + 1, deviation, 2);
}

static void
fill_row (TauTable *table, const GPtrArray *evaluations, const char *id, const guint *columns)
{
  const guint row = tau_table_add_row (table, id), n = evaluations->len;
  g_autofree double *errors = g_new (double, n), *changes = g_new (double, n);
  for (guint set = 0; set < TAU_N_SETS; set++) {
    for (guint i = 0; columns[set] > 0 && i < n; i++) {
      const TauEvaluation *evaluation = evaluations->pdata[i];
      const double center = evaluation->methods[0].error[set];
      errors[i] = tau_evaluation_find (evaluation, id)->error[set];
      changes[i] = center > 0 ? 100 * (errors[i] / center - 1) : NAN;
    }
    if (columns[set] > 0) {
      add_summary (table, row, columns[set], errors, n);
      add_summary (table, row, columns[set] + 2, changes, n);
    }
  }
}

TauTable *
tau_evaluation_seeds_table (const GPtrArray *evaluations, const GArray *methods, GError **error)
{
  if (!check (evaluations, error) || !check_methods (evaluations, methods, error))
    return NULL;
  const TauEvaluation *first = evaluations->pdata[0];
  g_autofree char *title = g_strdup_printf (
      ngettext ("Mean and standard deviation over %u predictor",
                "Mean and standard deviation over %u predictors", evaluations->len),
      evaluations->len);
  g_autoptr (TauTable) table = tau_table_new (title);
  guint columns[TAU_N_SETS] = { 0 };
  tau_table_add_column (table, _ ("Method"));
  for (guint set = 0; set < TAU_N_SETS; set++) {
    if (isnan (first->methods[0].error[set]))
      continue;
    const char *name = tau_set_title (first, set);
    g_autofree char *deviation = g_strdup_printf ("%s ±", name);
    g_autofree char *change = g_strdup_printf (_ ("%s, change (%%)"), name);
    g_autofree char *spread = g_strdup_printf (_ ("%s, change ±"), name);
    columns[set] = tau_table_add_column (table, name);
    tau_table_add_column (table, deviation);
    tau_table_add_column (table, change);
    tau_table_add_column (table, spread);
  }
  for (guint m = 0; m < first->n_methods; m++)
    if (is_wanted (evaluations, methods, first->methods[m].method.id))
      fill_row (table, evaluations, first->methods[m].method.id, columns);
  return g_steal_pointer (&table);
}
