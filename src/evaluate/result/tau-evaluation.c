/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/result/tau-evaluation-private.h"

#include "corruption/tau-corruption.h"
#include "dataset/tau-dataset-reader.h"

#include <glib/gi18n-lib.h>
#include <math.h>

const char *const tau_outcome_names[TAU_N_OUTCOMES] = { "rescued", "broken", "oracle" };

TauEvaluation *
tau_evaluation_ref (TauEvaluation *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tau_evaluation_unref (TauEvaluation *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  for (guint m = 0; m < self->n_methods; m++)
    g_free (self->methods[m].cell_error);
  tau_evaluate_spec_free (self->spec);
  g_free (self->pack_name);
  g_free (self->lender);
  g_free (self->target_sha256);
  g_free (self->predictor_sha256);
  g_free (self->validation);
  g_strfreev (self->remarks);
  g_free (self->cells);
  g_free (self->methods);
  g_clear_pointer (&self->counts, g_bytes_unref);
  g_clear_pointer (&self->wrong, g_bytes_unref);
  g_free (self->images_sha256);
  g_free (self->outcomes);
  g_clear_pointer (&self->examples, g_array_unref);
  g_free (self);
}

const TauMethodResult *
tau_evaluation_find (const TauEvaluation *self, const char *method_id)
{
  for (guint m = 0; m < self->n_methods; m++)
    if (g_str_equal (self->methods[m].method.id, method_id))
      return &self->methods[m];
  return NULL;
}

void
tau_method_result_clear_differences (TauMethodResult *self)
{
  const TauInterval unknown = { NAN, NAN };
  for (guint s = 0; s < TAU_N_SETS; s++)
    self->difference[s] = unknown;
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++)
    self->ce_difference[c] = unknown;
  for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS; g++)
    self->group_difference[g] = unknown;
  for (guint s = 0; s < TAU_N_SEEN_BY; s++)
    self->seen_by_difference[s] = unknown;
  for (guint s = 0; s < TAU_N_SEVERITIES; s++)
    self->severity_difference[0][s] = self->severity_difference[1][s] = unknown;
}

void
tau_method_result_average_severities (TauMethodResult *self, const TauEvaluation *evaluation)
{
  double sums[2][TAU_N_SEVERITIES] = { { 0 } };
  guint n[2][TAU_N_SEVERITIES] = { { 0 } };
  for (guint i = 0; i < evaluation->n_cells; i++) {
    const TauCorruptionSpec *cell = &evaluation->cells[i];
    if (cell->type == NULL)
      continue;
    sums[cell->type->held_out][cell->severity - 1] += self->cell_error[i];
    n[cell->type->held_out][cell->severity - 1]++;
  }
  for (guint h = 0; h < 2; h++)
    for (guint s = 0; s < TAU_N_SEVERITIES; s++)
      self->severity[h][s] = n[h][s] > 0 ? sums[h][s] / n[h][s] : NAN;
}

void
tau_evaluation_count_wrong (TauEvaluation *self)
{
  const gsize n = (gsize)self->n_images * self->n_methods * TAU_N_SETS;
  const gsize row = self->n_methods * tau_answer_bytes (self->n_cells);
  const guint8 *wrong = g_bytes_get_data (self->wrong, NULL);
  guint8 *counts = g_malloc0 (MAX (n, 1));
  for (gsize i = 0; i < self->n_images; i++)
    for (guint m = 0; m < self->n_methods; m++)
      for (guint c = 0; c < self->n_cells; c++)
        counts[(i * self->n_methods + m) * TAU_N_SETS + tau_cell_set (&self->cells[c])] +=
            tau_answer_is_wrong (wrong + i * row, m, self->n_cells, c);
  g_clear_pointer (&self->counts, g_bytes_unref);
  self->counts = g_bytes_new_take (counts, n);
}

gboolean
tau_evaluation_has_intervals (const TauEvaluation *self)
{
  for (guint set = 0; set < TAU_N_SETS && self->n_methods > 0; set++)
    if (isfinite (self->methods[0].error_low[set]))
      return TRUE;
  return FALSE;
}

gboolean
tau_evaluation_is_imagenet (const TauEvaluation *self)
{
  return self->n_classes == 1000;
}

gboolean
tau_evaluation_is_given (const TauEvaluation *self)
{
  const TauDatasetReader *reader = tau_dataset_reader_find_name (self->spec->dataset);
  return reader != NULL && reader->corrupted;
}

const char *
tau_set_name (TauEvaluateSet set)
{
  static const char *const names[TAU_N_SETS] = { "clean", "corrupted", "heldout" };
  return names[set];
}

void
tau_evaluation_count_seen (const TauEvaluation *self, guint *n_unseen, guint *n_seen)
{
  const TauCorruptionSet *corruptions = &self->spec->corruptions;
  *n_unseen = *n_seen = 0;
  for (guint i = 0; i < corruptions->n; i++) {
    const guint c = corruptions->list[i];
    *n_seen += self->seen[c];
    *n_unseen += tau_corruption_get (c)->held_out && !self->seen[c];
  }
}

const char *
tau_set_title (const TauEvaluation *self, TauEvaluateSet set)
{
  guint n_unseen, n_seen;
  tau_evaluation_count_seen (self, &n_unseen, &n_seen);
  if (set == TAU_SET_HELDOUT && n_seen > 0)
    return n_unseen > 0 ? _ ("Held out, some seen") : _ ("Seen in training");
  const char *const titles[TAU_N_SETS] = { _ ("Clean"), _ ("Corrupted"), _ ("Held out") };
  return titles[set];
}

const char *
tau_seen_by_name (TauSeenBy seen_by)
{
  static const char *const names[TAU_N_SEEN_BY] = { "neither", "target", "predictor", "both" };
  return names[seen_by];
}

const char *
tau_seen_by_title (TauSeenBy seen_by)
{
  const char *const titles[TAU_N_SEEN_BY] = { C_ ("seen by", "neither"), C_ ("seen by", "target"),
                                              C_ ("seen by", "predictor"), C_ ("seen by", "both") };
  return titles[seen_by];
}

gboolean
tau_evaluation_has_seen_by (const TauEvaluation *self, TauSeenBy seen_by)
{
  return self->knows_seen_by && self->n_methods > 0 && !isnan (self->methods[0].seen_by[seen_by]);
}

char *
tau_severity_name (gboolean held_out, int severity)
{
  return g_strdup_printf ("%sseverity_%d", held_out ? "heldout_" : "", severity);
}

const char *
tau_cell_name (const TauCorruption *type)
{
  return type == NULL ? "clean" : type->name;
}

TauEvaluateSet
tau_cell_set (const TauCorruptionSpec *cell)
{
  if (cell->type == NULL)
    return TAU_SET_CLEAN;
  return cell->type->held_out ? TAU_SET_HELDOUT : TAU_SET_CORRUPTED;
}
