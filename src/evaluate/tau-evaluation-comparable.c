/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluation-comparable.h"

#include <glib/gi18n-lib.h>

gboolean
tau_evaluation_check_comparable (const TauEvaluation *self, const TauEvaluation *other,
                                 GError **error)
{
  if (!g_str_equal (self->spec->dataset, other->spec->dataset)) {
    g_autofree char *a = g_filename_display_name (self->spec->dataset);
    g_autofree char *b = g_filename_display_name (other->spec->dataset);
    g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                 _ ("These evaluations are on different data sets, “%s” and “%s”: their errors "
                    "cannot be compared"),
                 a, b);
    return FALSE;
  }
  if (self->n_classes != other->n_classes && self->n_classes > 0 && other->n_classes > 0) {
    g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                 _ ("The models of these evaluations tell %u and %u classes apart: their errors "
                    "cannot be compared"),
                 self->n_classes, other->n_classes);
    return FALSE;
  }
  return TRUE;
}

static gboolean
has_same_cells (const TauEvaluation *self, const TauEvaluation *other)
{
  gboolean same = self->n_cells == other->n_cells;
  for (guint i = 0; same && i < self->n_cells; i++)
    same = self->cells[i].type == other->cells[i].type &&
           self->cells[i].severity == other->cells[i].severity;
  return same;
}

char *
tau_evaluation_describe_differences (const TauEvaluation *self, const TauEvaluation *other)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  if (self->n_images != other->n_images || self->spec->limit != other->spec->limit)
    g_ptr_array_add (lines, g_strdup_printf (_ ("Not the same images: %u and %u of the data set."),
                                             self->n_images, other->n_images));
  if (self->spec->seed != other->spec->seed) {
    g_autofree char *a = g_strdup_printf ("%" G_GUINT64_FORMAT, self->spec->seed);
    g_autofree char *b = g_strdup_printf ("%" G_GUINT64_FORMAT, other->spec->seed);
    g_ptr_array_add (lines,
                     g_strdup_printf (_ ("Corrupted with different seeds: %s and %s."), a, b));
  }
  if (!has_same_cells (self, other))
    g_ptr_array_add (lines, g_strdup (_ ("Not the same corruptions and severities: a mean over "
                                         "them is over other ones.")));
  if (!self->complete || !other->complete)
    g_ptr_array_add (lines,
                     g_strdup (self->complete || other->complete ? _ ("One of the two is partial.")
                                                                 : _ ("Both are partial.")));
  if (lines->len == 0)
    return NULL;
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **)lines->pdata);
}
