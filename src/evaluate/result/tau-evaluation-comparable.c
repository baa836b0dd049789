/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/result/tau-evaluation-comparable.h"

#include <glib/gi18n-lib.h>

static gboolean
check_classes (const TauEvaluation *self, const TauEvaluation *other, GError **error)
{
  if (self->n_classes == other->n_classes || self->n_classes == 0 || other->n_classes == 0)
    return TRUE;
  g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
               _ ("The models of these evaluations tell %u and %u classes apart: their errors "
                  "cannot be compared"),
               self->n_classes, other->n_classes);
  return FALSE;
}

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
  return check_classes (self, other, error);
}

/* Sentences about the images, and about what corrupted them. */
static void
add_images (GPtrArray *lines, const TauEvaluation *self, const TauEvaluation *other)
{
  if (self->n_images != other->n_images || self->n_wanted != other->n_wanted ||
      self->spec->limit != other->spec->limit)
    g_ptr_array_add (lines, g_strdup_printf (_ ("Not the same images: %u and %u of the data set."),
                                             self->n_images, other->n_images));
}

static void
add_seeds (GPtrArray *lines, const TauEvaluation *self, const TauEvaluation *other)
{
  if (self->spec->seed == other->spec->seed)
    return;
  g_autofree char *a = g_strdup_printf ("%" G_GUINT64_FORMAT, self->spec->seed);
  g_autofree char *b = g_strdup_printf ("%" G_GUINT64_FORMAT, other->spec->seed);
  g_ptr_array_add (lines, g_strdup_printf (_ ("Corrupted with different seeds: %s and %s."), a, b));
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

static char *
join (GPtrArray *lines, const char *separator)
{
  g_ptr_array_add (lines, NULL);
  return g_strjoinv (separator, (char **)lines->pdata);
}

char *
tau_evaluation_describe_differences (const TauEvaluation *self, const TauEvaluation *other)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  add_images (lines, self, other);
  add_seeds (lines, self, other);
  if (!has_same_cells (self, other))
    g_ptr_array_add (lines, g_strdup (_ ("Not the same corruptions and severities: a mean over "
                                         "them is over other ones.")));
  if (!self->complete || !other->complete)
    g_ptr_array_add (lines,
                     g_strdup (self->complete || other->complete ? _ ("One of the two is partial.")
                                                                 : _ ("Both are partial.")));
  return lines->len > 0 ? join (lines, "\n") : NULL;
}

gboolean
tau_evaluation_check_same_images (const TauEvaluation *self, const TauEvaluation *other,
                                  GError **error)
{
  /* Their names tell less than their pixels, which are known of the same size only. */
  const gboolean known = self->images_sha256 != NULL && other->images_sha256 != NULL &&
                         self->images_side == other->images_side;
  const gboolean same = known && g_str_equal (self->images_sha256, other->images_sha256);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  if (same ? !check_classes (self, other, error)
           : !tau_evaluation_check_comparable (self, other, error))
    return FALSE;
  if (!same)
    add_images (lines, self, other);
  if (known && !same && lines->len == 0)
    g_ptr_array_add (lines, g_strdup (_ ("Under the same name there were other images.")));
  add_seeds (lines, self, other);
  if (lines->len == 0)
    return TRUE;
  g_autofree char *text = join (lines, " ");
  g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
               _ ("These evaluations are not of the same images: %s"), text);
  return FALSE;
}
