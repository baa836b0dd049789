/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/rows/tau-gain-reader.h"

#include "evaluate/tau-evaluate-private.h"
#include "ranking/tau-ranking.h"

struct _TauGainReader {
  TauSession *session; /* without models */
  TauPlan *plan;
  GArray *gains;     /* of TauGain */
  guint block, cell; /* the next to read */
  guint64 n_found;   /* answers in the block so far */
  gboolean lacking;  /* an image of the block so far has no answers */
  gboolean done;
  /* Where to go on: the first block that lacks answers, and how many gains come before it. */
  gboolean has_gap;
  guint gap, n_before_gap;
  guint n_before; /* gains before the block */
};

TauGainReader *
tau_gain_reader_new (TauPack *pack, TauStore *store, const TauEvaluateSpec *spec, GError **error)
{
  g_autoptr (TauGainReader) self = g_new0 (TauGainReader, 1);
  self->gains = g_array_new (FALSE, FALSE, sizeof (TauGain));
  self->session = tau_session_new_unloaded (pack, store);
  self->plan = tau_plan_new (self->session, spec, error);
  if (self->plan == NULL)
    return NULL;
  self->done = !self->plan->predict || self->plan->blocks->len == 0;
  return g_steal_pointer (&self);
}

void
tau_gain_reader_free (TauGainReader *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; self->plan != NULL && i < self->plan->blocks->len; i++)
    tau_block_unload (g_ptr_array_index (self->plan->blocks, i));
  tau_plan_free (self->plan);
  tau_session_free (self->session);
  g_array_unref (self->gains);
  g_free (self);
}

static gboolean
has_view (const TauUnit *unit, guint picture, guint transform)
{
  return (unit->answers->have[TAU_VIEW (transform)] >> picture & 1) != 0;
}

static float
get_loss (const TauUnit *unit, guint picture, guint transform, gint32 label, gboolean *right)
{
  const float *row = tau_answers_row (unit->answers, picture, TAU_VIEW (transform));
  const guint n = unit->answers->n_classes;
  *right = (gint32)tau_argmax (row, n) == label;
  return (float)tau_cross_entropy_probabilities (row, n, (gsize)label);
}

static void
add_gain (TauGainReader *self, const TauUnit *unit, guint picture)
{
  const TauBlock *shown = unit->given != NULL ? unit->given : unit->block;
  const gint32 label = unit->block->labels[picture];
  double predicted[TAU_N_TRANSFORMS];
  guint order[TAU_N_TRANSFORMS];
  gboolean before, after;
  if (!(unit->answers->have_predicted[0] >> picture & 1)) {
    self->lacking = TRUE;
    return;
  }
  tau_answers_order (unit->answers, picture, FALSE, predicted, order);
  if (!has_view (unit, picture, TAU_TRANSFORM_IDENTITY) || !has_view (unit, picture, order[0])) {
    self->lacking = TRUE;
    return;
  }
  const float loss = get_loss (unit, picture, TAU_TRANSFORM_IDENTITY, label, &before);
  const float chosen = get_loss (unit, picture, order[0], label, &after);
  const TauGain gain = {
    .index = shown->indices[picture],
    .cell = (guint16)self->cell,
    .label = (guint16)label,
    .chosen = (guint8)order[0],
    .right_before = (guint8)before,
    .right_chosen = (guint8)after,
    .predicted = (float)(predicted[TAU_TRANSFORM_IDENTITY] - predicted[order[0]]),
    .actual = loss - chosen,
  };
  self->n_found++;
  g_array_append_val (self->gains, gain);
}

/* -- slices --------------------------------------------------------------------------------- */

static void
start_block (TauGainReader *self)
{
  self->cell = 0;
  self->n_found = 0;
  self->lacking = FALSE;
  self->n_before = self->gains->len;
}

static void
end_block (TauGainReader *self)
{
  tau_block_unload (g_ptr_array_index (self->plan->blocks, self->block));
  if (self->lacking && !self->has_gap) {
    self->has_gap = TRUE;
    self->gap = self->block;
    self->n_before_gap = self->n_before;
  }
  /* Blocks are evaluated in order: without any answer in this one, there are none after it. */
  self->block++;
  self->done = (self->lacking && self->n_found == 0) || self->block == self->plan->blocks->len;
  start_block (self);
}

static gboolean
read_unit (TauGainReader *self, TauStore *store, TauBlock *block, GError **error)
{
  g_autoptr (TauUnit) unit = tau_unit_new (
      self->plan, block, &g_array_index (self->plan->cells, TauCorruptionSpec, self->cell), FALSE);
  if (!tau_unit_read (unit, store, error))
    return FALSE;
  for (guint p = 0; p < TAU_BLOCK; p++)
    if ((unit->wanted >> p & 1) != 0)
      add_gain (self, unit, p);
  return TRUE;
}

gboolean
tau_gain_reader_read (TauGainReader *self, TauStore *store, gint64 until, GCancellable *cancellable,
                      GError **error)
{
  const TauPack *pack = self->session->pack;
  do {
    if (self->done)
      return TRUE;
    TauBlock *block = g_ptr_array_index (self->plan->blocks, self->block);
    if (block->digest == NULL)
      tau_block_load (block, pack->target.input_size + pack->margin, cancellable);
    if (g_cancellable_is_cancelled (cancellable))
      tau_block_unload (block); /* perhaps half loaded */
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !tau_dataset_check (block->dataset, error) || !read_unit (self, store, block, error))
      return FALSE;
    if (++self->cell == self->plan->cells->len)
      end_block (self);
  } while (g_get_monotonic_time () < until);
  return TRUE;
}

gboolean
tau_gain_reader_is_done (const TauGainReader *self)
{
  return self->done;
}

void
tau_gain_reader_go_on (TauGainReader *self)
{
  if (!self->done || !self->has_gap)
    return;
  self->done = self->has_gap = FALSE;
  self->block = self->gap;
  g_array_set_size (self->gains, self->n_before_gap);
  start_block (self);
}

double
tau_gain_reader_get_fraction (const TauGainReader *self)
{
  const guint n_blocks = self->plan->blocks->len, n_cells = MAX (self->plan->cells->len, 1);
  return self->done ? 1 : (self->block + (double)self->cell / n_cells) / MAX (n_blocks, 1);
}

const GArray *
tau_gain_reader_get (const TauGainReader *self)
{
  return self->gains;
}

TauDataset *
tau_gain_reader_get_dataset (const TauGainReader *self)
{
  return self->plan->dataset;
}

const TauCorruptionSpec *
tau_gain_reader_get_cell (const TauGainReader *self, guint cell)
{
  return &g_array_index (self->plan->cells, TauCorruptionSpec, cell);
}
