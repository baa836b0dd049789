/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-private.h"

void
tau_block_load (TauBlock *self, int side, GCancellable *cancellable)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  self->readable = 0;
  for (guint p = 0; p < self->n && !g_cancellable_is_cancelled (cancellable); p++) {
    g_autoptr (TauImage) image = tau_dataset_load (self->dataset, self->indices[p], NULL);
    if (image == NULL) {
      g_checksum_update (sum, (const guchar *)"unreadable", -1);
      continue;
    }
    self->pictures[p] = tau_prepare_image (image, side);
    self->readable |= G_GUINT64_CONSTANT (1) << p;
    self->digests[p] = tau_image_sha256 (self->pictures[p]);
    g_checksum_update (sum, (const guchar *)self->digests[p], -1);
  }
  self->digest = g_strdup (g_checksum_get_string (sum));
}

/* The variant of the data set that a cell stands for; -1: none. */
static int
find_variant (const TauDataset *dataset, const TauCorruptionSpec *cell)
{
  for (guint v = 0; v < dataset->n_variants && cell->type != NULL; v++)
    if (dataset->variants[v].type == cell->type && dataset->variants[v].severity == cell->severity)
      return v;
  return -1;
}

TauBlock *
tau_block_new_given (const TauBlock *self, const TauPlan *plan, const TauCorruptionSpec *cell)
{
  const TauPack *pack = plan->session->pack;
  const guint n_pictures = self->dataset->n_images / self->dataset->n_variants;
  const int variant = find_variant (self->dataset, cell);
  TauBlock *given = g_new0 (TauBlock, 1);
  given->dataset = self->dataset;
  given->n = self->n;
  for (guint p = 0; p < self->n; p++) {
    const guint turn = self->first + p;
    int of_picture = variant;
    /* For the policies: the variants being evaluated, in turn, or all variants. */
    if (variant < 0)
      of_picture = find_variant (
          self->dataset, &g_array_index (plan->cells, TauCorruptionSpec, turn % plan->cells->len));
    if (of_picture < 0)
      of_picture = turn % self->dataset->n_variants;
    given->indices[p] = of_picture * n_pictures + self->indices[p];
  }
  tau_block_load (given, pack->target.input_size + pack->margin, NULL);
  return given;
}

void
tau_block_free (TauBlock *self)
{
  if (self == NULL)
    return;
  tau_block_unload (self);
  g_free (self);
}

void
tau_block_unload (TauBlock *self)
{
  for (guint p = 0; p < self->n; p++) {
    g_clear_pointer (&self->pictures[p], tau_image_unref);
    g_clear_pointer (&self->digests[p], g_free);
  }
  g_clear_pointer (&self->digest, g_free);
}

guint64
tau_blocks_count (GPtrArray *blocks)
{
  guint64 n = 0;
  for (guint i = 0; i < blocks->len; i++)
    n += tau_count_bits (((const TauBlock *)g_ptr_array_index (blocks, i))->wanted);
  return n;
}
