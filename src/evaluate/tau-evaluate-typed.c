/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-typed.h"

#include <string.h>

/* Bits as in TauEvaluation.wrong, a transform in place of a method. */
struct _TauTyped {
  guint n_cells;
  TauMetrics *metrics; /* n_cells x 2 halves x TAU_N_TRANSFORMS */
  gsize row;           /* bytes of an image's bits */
  guint8 *pending;     /* TAU_BLOCK x row */
  guint8 halves[TAU_BLOCK];
  GByteArray *wrong, *kept_halves; /* of the kept images */
};

TauTyped *
tau_typed_new (guint n_cells)
{
  TauTyped *self = g_new0 (TauTyped, 1);
  self->n_cells = n_cells;
  self->metrics = g_new0 (TauMetrics, (gsize)MAX (n_cells, 1) * 2 * TAU_N_TRANSFORMS);
  self->row = TAU_N_TRANSFORMS * tau_answer_bytes (n_cells);
  self->pending = g_malloc0 (MAX (TAU_BLOCK * self->row, 1));
  self->wrong = g_byte_array_new ();
  self->kept_halves = g_byte_array_new ();
  return self;
}

void
tau_typed_free (TauTyped *self)
{
  if (self == NULL)
    return;
  g_free (self->metrics);
  g_free (self->pending);
  g_byte_array_unref (self->wrong);
  g_byte_array_unref (self->kept_halves);
  g_free (self);
}

static TauMetrics *
get_metrics (const TauTyped *self, guint cell, guint half)
{
  return self->metrics + ((gsize)cell * 2 + half) * TAU_N_TRANSFORMS;
}

void
tau_typed_add (TauTyped *self, const TauBlock *block, guint picture, guint cell, const float *rows,
               guint n_classes, gint32 label)
{
  const guint half = (block->first + picture) % 2;
  TauMetrics *metrics = get_metrics (self, cell, half);
  self->halves[picture] = half;
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
    const guint64 before = metrics[t].n_wrong;
    tau_metrics_add (&metrics[t], rows + (gsize)t * n_classes, n_classes, label);
    if (metrics[t].n_wrong > before)
      tau_answer_set_wrong (self->pending + picture * self->row, t, self->n_cells, cell);
  }
}

void
tau_typed_keep (TauTyped *self, guint picture)
{
  g_byte_array_append (self->wrong, self->pending + picture * self->row, self->row);
  g_byte_array_append (self->kept_halves, &self->halves[picture], 1);
}

void
tau_typed_end_block (TauTyped *self)
{
  memset (self->pending, 0, TAU_BLOCK * self->row);
}

/* What is best for the other half under the corruption. */
static guint
choose (const TauTyped *self, const GArray *cells, const TauCorruption *type, guint half)
{
  guint64 wrong[TAU_N_TRANSFORMS] = { 0 };
  double loss[TAU_N_TRANSFORMS] = { 0 };
  guint best = 0;
  for (guint c = 0; c < self->n_cells; c++) {
    const TauMetrics *metrics = get_metrics (self, c, 1 - half);
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
      if (g_array_index (cells, TauCorruptionSpec, c).type == type) {
        wrong[t] += metrics[t].n_wrong;
        loss[t] += metrics[t].loss;
      }
  }
  for (guint t = 1; t < TAU_N_TRANSFORMS; t++)
    if (wrong[t] < wrong[best] || (wrong[t] == wrong[best] && loss[t] < loss[best]))
      best = t;
  return best;
}

void
tau_typed_answer (const TauTyped *self, const GArray *cells, TauMetrics *metrics, guint8 *wrong,
                  gsize row, guint method)
{
  const gsize bytes = tau_answer_bytes (self->n_cells);
  g_autofree guint *chosen = g_new (guint, MAX (self->n_cells * 2, 1));
  for (guint c = 0; c < self->n_cells; c++) {
    metrics[c] = (TauMetrics){ 0 };
    for (guint half = 0; half < 2; half++) {
      const TauCorruption *type = g_array_index (cells, TauCorruptionSpec, c).type;
      chosen[c * 2 + half] = choose (self, cells, type, half);
      tau_metrics_merge (&metrics[c], &get_metrics (self, c, half)[chosen[c * 2 + half]]);
    }
  }
  for (gsize i = 0; i < self->kept_halves->len; i++) {
    memset (wrong + i * row + method * bytes, 0, bytes);
    for (guint c = 0; c < self->n_cells; c++)
      if (tau_answer_is_wrong (self->wrong->data + i * self->row,
                               chosen[c * 2 + self->kept_halves->data[i]], self->n_cells, c))
        tau_answer_set_wrong (wrong + i * row, method, self->n_cells, c);
  }
}
