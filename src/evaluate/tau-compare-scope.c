/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-compare-scope.h"

#include "base/tau-similar.h"
#include "evaluate/result/tau-evaluation-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Differences over all cells of a scope must fit a gint8. */
G_STATIC_ASSERT (TAU_N_CORRUPTIONS *TAU_N_SEVERITIES <= G_MAXINT8);

static const char *const by_names[TAU_N_COMPARE_BY + 1] = {
  "set", "group", "severity", "corruption", "cell", NULL,
};

guint
tau_compare_by_parse (const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  guint by = 0;
  for (guint w = 0; words[w] != NULL || w == 0; w++) {
    guint bit = 0;
    while (bit < TAU_N_COMPARE_BY && g_strcmp0 (by_names[bit], words[w]) != 0)
      bit++;
    if (bit == TAU_N_COMPARE_BY) {
      const char *word = words[w] != NULL ? words[w] : text;
      g_autofree char *message = g_strdup_printf (
          _ ("“%s”: errors are compared by set, group, severity, corruption or cell"), word);
      g_autofree char *asked = tau_similar_ask (message, word, by_names);
      g_set_error_literal (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC, asked);
      return 0;
    }
    by |= 1 << bit;
  }
  return by;
}

const char *
tau_compare_by_name (TauCompareBy by)
{
  return by_names[g_bit_nth_lsf (by, -1)];
}

static void
scope_free (gpointer data)
{
  TauCompareScope *self = data;
  for (guint i = 0; i < 2; i++)
    g_array_unref (self->cells[i]);
  g_free (self);
}

static gboolean
scope_holds (const TauCompareScope *self, const TauCorruptionSpec *cell)
{
  return tau_cell_set (cell) == self->set && (self->type == NULL || cell->type == self->type) &&
         (self->group < 0 || (int)cell->type->group == self->group) &&
         (self->severity == 0 || cell->severity == self->severity);
}

/* Adds the scope if both evaluations have its cells, and the same ones. */
static void
add_scope (GPtrArray *scopes, const TauEvaluation *const both[2], TauCompareScope scope)
{
  for (guint i = 0; i < 2; i++) {
    scope.cells[i] = g_array_new (FALSE, FALSE, sizeof (guint));
    for (guint c = 0; c < both[i]->n_cells; c++)
      if (scope_holds (&scope, &both[i]->cells[c]))
        g_array_append_val (scope.cells[i], c);
  }
  gboolean same = scope.cells[0]->len > 0 && scope.cells[0]->len == scope.cells[1]->len;
  for (guint k = 0; same && k < scope.cells[0]->len; k++) {
    const TauCorruptionSpec *a = &both[0]->cells[g_array_index (scope.cells[0], guint, k)];
    const TauCorruptionSpec *b = &both[1]->cells[g_array_index (scope.cells[1], guint, k)];
    same = a->type == b->type && a->severity == b->severity;
  }
  TauCompareScope *added = g_memdup2 (&scope, sizeof scope);
  if (same)
    g_ptr_array_add (scopes, added);
  else
    scope_free (added);
}

static void
add_corruptions (GPtrArray *scopes, const TauEvaluation *const both[2], guint by)
{
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++) {
    const TauCorruption *type = tau_corruption_get (c);
    TauCompareScope scope = { by,   type->held_out ? TAU_SET_HELDOUT : TAU_SET_CORRUPTED,
                              type, -1,
                              0,    { NULL } };
    if (by == TAU_COMPARE_CORRUPTION)
      add_scope (scopes, both, scope);
    for (int s = 1; s <= TAU_N_SEVERITIES && by == TAU_COMPARE_CELL; s++) {
      scope.severity = s;
      add_scope (scopes, both, scope);
    }
  }
}

GPtrArray *
tau_compare_scopes_new (const TauEvaluation *const both[2], guint by)
{
  GPtrArray *scopes = g_ptr_array_new_with_free_func (scope_free);
  for (guint s = 0; s < TAU_N_SETS && (by & TAU_COMPARE_SET); s++)
    add_scope (scopes, both, (TauCompareScope){ TAU_COMPARE_SET, s, NULL, -1, 0, { NULL } });
  for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS && (by & TAU_COMPARE_GROUP); g++)
    if (!isnan (both[0]->methods[0].group[g]) && !isnan (both[1]->methods[0].group[g]))
      add_scope (scopes, both,
                 (TauCompareScope){ TAU_COMPARE_GROUP, TAU_SET_CORRUPTED, NULL, g, 0, { NULL } });
  for (guint h = 0; h < 2; h++)
    for (int s = 1; s <= TAU_N_SEVERITIES && (by & TAU_COMPARE_SEVERITY); s++)
      add_scope (scopes, both,
                 (TauCompareScope){ TAU_COMPARE_SEVERITY,
                                    h ? TAU_SET_HELDOUT : TAU_SET_CORRUPTED,
                                    NULL,
                                    -1,
                                    s,
                                    { NULL } });
  if (by & TAU_COMPARE_CORRUPTION)
    add_corruptions (scopes, both, TAU_COMPARE_CORRUPTION);
  if (by & TAU_COMPARE_CELL)
    add_corruptions (scopes, both, TAU_COMPARE_CELL);
  return scopes;
}

char *
tau_compare_scope_dup_title (const TauCompareScope *self, const TauEvaluation *evaluation)
{
  switch (self->by) {
  case TAU_COMPARE_SET:
    return g_strdup (tau_set_title (evaluation, self->set));
  case TAU_COMPARE_GROUP:
    return g_strdup (tau_corruption_group_name (self->group));
  case TAU_COMPARE_SEVERITY:
    return g_strdup_printf (self->set == TAU_SET_HELDOUT ? _ ("Severity %d, held out")
                                                         : _ ("Severity %d"),
                            self->severity);
  case TAU_COMPARE_CORRUPTION:
    return g_strdup (self->type->name);
  default:
    return g_strdup_printf ("%s %d", self->type->name, self->severity);
  }
}

const char *
tau_compare_scope_get_name (const TauCompareScope *self)
{
  return self->by == TAU_COMPARE_GROUP ? tau_corruption_group_name (self->group)
         : self->type != NULL          ? self->type->name
                                       : NULL;
}
