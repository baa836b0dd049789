/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/result/tau-evaluation-place.h"
#include "evaluate/result/tau-evaluation-private.h"

#include "transform/tau-transform.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define BIT(corruption) (G_GUINT64_CONSTANT (1) << (1 + (corruption)))
G_STATIC_ASSERT (TAU_N_CORRUPTIONS < 32);

static guint32
cell_bit (const TauCorruptionSpec *cell)
{
  return (guint32)BIT (tau_corruption_get_index (cell->type));
}

static guint32
set_bits (const TauEvaluation *self, TauEvaluateSet set)
{
  guint32 bits = 0;
  for (guint i = 0; i < self->n_cells; i++)
    if (tau_cell_set (&self->cells[i]) == set)
      bits |= cell_bit (&self->cells[i]);
  return bits;
}

static guint32
all_bits (const TauEvaluation *self)
{
  guint32 bits = 0;
  for (guint i = 0; i < self->n_cells; i++)
    bits |= cell_bit (&self->cells[i]);
  return bits;
}

/* -- charts --------------------------------------------------------------------------------- */

/* The rows are the corruptions that predictors are trained on, then those held out. */
gboolean
tau_evaluation_find_gain (const TauEvaluation *self, guint method, guint item,
                          TauEvaluationPlace *out)
{
  const guint first = self->n_cells > 0 && self->cells[0].type == NULL;
  const TauCorruptionSpec *cells = self->cells + first;
  const guint n_cells = self->n_cells - first;
  guint n = 0;
  while (n < n_cells && cells[n].type == cells[0].type)
    n++;
  guint row = n > 0 ? item / (n + 1) : 0;
  for (guint held_out = 0; held_out < 2 && n > 0; held_out++)
    for (guint i = 0; i + n <= n_cells; i += n) {
      if (cells[i].type->held_out != (gboolean)held_out || row-- > 0)
        continue;
      const guint column = item % (n + 1);
      *out = (TauEvaluationPlace){ cell_bit (&cells[i]),
                                   column < n ? cells[i + column].severity : 0, -1, (int)method };
      return method < self->n_methods;
    }
  return FALSE;
}

gboolean
tau_evaluation_find_error (const TauEvaluation *self, guint item, TauEvaluationPlace *out)
{
  guint sets[TAU_N_SETS], n_sets = 0;
  for (guint set = 0; set < TAU_N_SETS && self->n_methods > 0; set++)
    if (isfinite (self->methods[0].error[set]))
      sets[n_sets++] = set;
  if (n_sets == 0 || item >= self->n_methods * n_sets)
    return FALSE;
  *out = (TauEvaluationPlace){ set_bits (self, sets[item % n_sets]), 0, -1, (int)(item / n_sets) };
  return TRUE;
}

gboolean
tau_evaluation_find_choice (const TauEvaluation *self, guint item, TauEvaluationPlace *out)
{
  guint8 order[TAU_N_CORRUPTIONS];
  const guint n_trained = tau_corruption_list (FALSE, order);
  guint row = item / TAU_N_TRANSFORMS;
  tau_corruption_list (TRUE, order + n_trained);
  for (guint i = 0; i < 1 + TAU_N_CORRUPTIONS; i++) {
    const guint place = i == 0 ? 0 : 1u + order[i - 1];
    if (!isfinite (self->choices[place][0]) || row-- > 0)
      continue;
    *out = (TauEvaluationPlace){ 1u << place, 0, (int)(item % TAU_N_TRANSFORMS), -1 };
    return TRUE;
  }
  return FALSE;
}

/* -- tables --------------------------------------------------------------------------------- */

gboolean
tau_evaluation_find_method_row (const TauEvaluation *self, guint row, TauEvaluationPlace *out)
{
  *out = (TauEvaluationPlace){ all_bits (self), 0, -1, (int)row };
  return row < self->n_methods;
}

gboolean
tau_evaluation_find_corruption_row (const TauEvaluation *self, guint row, TauEvaluationPlace *out)
{
  const TauCorruptionSet *corruptions = &self->spec->corruptions;
  *out = (TauEvaluationPlace){ 0, 0, -1, -1 };
  if (row < corruptions->n) {
    out->corruptions = (guint32)BIT (corruptions->list[row]);
    return TRUE;
  }
  row -= corruptions->n;
  for (guint group = 0; group < TAU_N_CORRUPTION_GROUPS; group++) {
    if (self->n_methods == 0 || isnan (self->methods[0].group[group]) || row-- > 0)
      continue;
    for (guint i = 0; i < corruptions->n; i++)
      if ((guint)tau_corruption_get (corruptions->list[i])->group == group)
        out->corruptions |= (guint32)BIT (corruptions->list[i]);
    return TRUE;
  }
  for (guint s = 0; s < TAU_N_SEEN_BY; s++) {
    if (!tau_evaluation_has_seen_by (self, s) || row-- > 0)
      continue;
    for (guint i = 0; i < corruptions->n; i++)
      if (self->seen_by[corruptions->list[i]] == s)
        out->corruptions |= (guint32)BIT (corruptions->list[i]);
    return TRUE;
  }
  return FALSE;
}

gboolean
tau_evaluation_find_set_row (const TauEvaluation *self, guint row, TauEvaluationPlace *out)
{
  for (guint set = 0; set < TAU_N_SETS; set++) {
    const guint32 bits = set_bits (self, set);
    if (bits == 0 || row-- > 0)
      continue;
    *out = (TauEvaluationPlace){ bits, 0, -1, -1 };
    return TRUE;
  }
  return FALSE;
}

/* -- examples ------------------------------------------------------------------------------- */

gboolean
tau_evaluation_place_has_cell (const TauEvaluationPlace *self, const TauCorruptionSpec *cell)
{
  return (self->corruptions & cell_bit (cell)) != 0 &&
         (self->severity == 0 || self->severity == cell->severity);
}

static const TauMethod *
get_method (const TauEvaluationPlace *self, const TauEvaluation *evaluation)
{
  return self->method >= 0 && (guint)self->method < evaluation->n_methods
             ? &evaluation->methods[self->method].method
             : NULL;
}

gboolean
tau_evaluation_place_has (const TauEvaluationPlace *self, const TauEvaluation *evaluation,
                          const TauExample *example)
{
  const TauMethod *method = get_method (self, evaluation);
  if (!tau_evaluation_place_has_cell (self, &evaluation->cells[example->cell]) ||
      (self->transform >= 0 && self->transform != example->chosen))
    return FALSE;
  if (method != NULL && method->kind == TAU_METHOD_CENTER)
    return example->outcome != TAU_OUTCOME_BROKEN;
  return method == NULL || method->kind != TAU_METHOD_ORACLE ||
         example->outcome == TAU_OUTCOME_ORACLE;
}

gboolean
tau_evaluation_place_is_kept (const TauEvaluationPlace *self, const TauEvaluation *evaluation)
{
  const TauMethod *method = get_method (self, evaluation);
  return method == NULL || method->kind == TAU_METHOD_CENTER || method->kind == TAU_METHOD_ORACLE ||
         g_str_equal (method->id, "ours:1");
}

/* A set or a group by its name, else its corruptions one by one. */
static char *
describe_corruptions (const TauEvaluationPlace *self, const TauEvaluation *evaluation)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (self->corruptions == all_bits (evaluation))
    return g_strdup (_ ("all corruptions"));
  for (guint i = 0; i <= TAU_N_CORRUPTIONS; i++)
    if (self->corruptions == 1u << i)
      return g_strdup (i == 0 ? _ ("Clean") : _ (tau_corruption_get (i - 1)->title));
  for (guint set = 0; set < TAU_N_SETS; set++)
    if (self->corruptions == set_bits (evaluation, set))
      return g_strdup (tau_set_title (evaluation, set));
  for (guint i = 0; i <= TAU_N_CORRUPTIONS; i++)
    if ((self->corruptions & 1u << i) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                              i == 0 ? _ ("Clean") : _ (tau_corruption_get (i - 1)->title));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
tau_evaluation_place_describe (const TauEvaluationPlace *self, const TauEvaluation *evaluation)
{
  const TauMethod *method = get_method (self, evaluation);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  if (method != NULL)
    g_ptr_array_add (parts, tau_method_get_title (method));
  g_ptr_array_add (parts, describe_corruptions (self, evaluation));
  if (self->severity > 0)
    /* With a no-break space: a heading leaves no number alone in its last line. */
    g_ptr_array_add (parts, g_strdup_printf (_ ("severity %d"), self->severity));
  if (self->transform >= 0)
    g_ptr_array_add (parts,
                     g_strdup_printf (_ ("first choice %s"),
                                      _ (tau_transform_get ((guint)self->transform)->title)));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **)parts->pdata);
}
