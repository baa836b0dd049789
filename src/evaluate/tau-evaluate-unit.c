/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-adapt.h"

#include "base/tau-random.h"

#include <string.h>

/* What a unit still lacks, and how it is read from and written to the store. tau-evaluate-compute.c
 * does the computing. */

TauUnit *
tau_unit_new (const TauPlan *plan, TauBlock *block, const TauCorruptionSpec *cell,
              gboolean for_policy)
{
  TauUnit *self = g_new0 (TauUnit, 1);
  self->plan = plan;
  self->block = block;
  self->cell = *cell;
  if (block->dataset != NULL && block->dataset->variants != NULL)
    self->given = tau_block_new_given (block, plan, cell);
  self->wanted = block->wanted & (self->given != NULL ? self->given : block)->readable;
  self->for_policy = for_policy;
  if (plan->adapter != NULL && !for_policy)
    self->adapted_setup = tau_adapter_dup_setup (plan->adapter, cell);
  self->answers = tau_answers_new (plan->session->n_classes);
  for (guint i = 0; i < TAU_N_PARTS; i++)
    self->parts[i] = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_store_part_free);
  return self;
}

void
tau_unit_free (TauUnit *self)
{
  if (self == NULL)
    return;
  tau_answers_free (self->answers);
  tau_block_free (self->given);
  g_free (self->adapted_setup);
  for (guint i = 0; i < TAU_N_PARTS; i++)
    g_ptr_array_unref (self->parts[i]);
  g_clear_error (&self->error);
  g_free (self);
}

TauStorePartKey
tau_unit_key (const TauUnit *self, TauPartKind kind)
{
  const TauPack *pack = self->plan->session->pack;
  const TauCorruptionSpec none = { 0 };
  return (TauStorePartKey){
    .block = self->given != NULL ? self->given->digest : self->block->digest,
    .model = { tau_part_is_predictor (kind) ? pack->predictor.sha256 : pack->target.sha256,
               kind == TAU_PART_ADAPTED ? self->adapted_setup : self->plan->setups[kind] },
    .corruption = tau_corruption_spec_get_key (self->given != NULL ? &none : &self->cell),
  };
}

guint
tau_unit_dense_views (const TauUnit *self, guint8 *views)
{
  const TauPlan *plan = self->plan;
  guint n = 0;
  const gboolean all = plan->all_transforms || self->for_policy;
  for (guint i = 0; i < (all ? TAU_N_TRANSFORMS : plan->n_fixed); i++)
    views[n++] = TAU_VIEW (all ? i : plan->fixed[i]);
  if (self->for_policy)
    return n;
  if (plan->adapter != NULL)
    views[n++] = TAU_VIEW_ADAPTED;
  if (plan->mirror)
    views[n++] = TAU_VIEW_MIRROR (0);
  for (guint c = 0; c < 4 && plan->corners; c++)
    views[n++] = TAU_VIEW_CORNER (0, c);
  for (guint c = 0; c < 4 && plan->mirror_corners; c++)
    views[n++] = TAU_VIEW_MIRROR_CORNER (c);
  return n;
}

void
tau_unit_draw_random (const TauUnit *self, guint picture, guint out[TAU_N_TRANSFORMS])
{
  const int index = tau_corruption_get_index (self->cell.type);
  TauRandom random;
  tau_random_init (&random, self->plan->spec->seed,
                   tau_random_stream (self->block->indices[picture],
                                      0x72616e64 + 8 * (index + 1) + self->cell.severity));
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    out[i] = tau_random_below (&random, TAU_N_TRANSFORMS);
}

/* Adds the views of the first `n` transforms of an order. */
static guint
add_transforms (const guint *order, guint n, guint8 *views, guint n_views)
{
  for (guint i = 0; i < n; i++)
    if (memchr (views, TAU_VIEW (order[i]), n_views) == NULL)
      views[n_views++] = TAU_VIEW (order[i]);
  return n_views;
}

guint
tau_unit_chosen_views (const TauUnit *self, guint picture, guint8 *views)
{
  const TauPlan *plan = self->plan;
  double predicted[TAU_N_TRANSFORMS];
  guint order[TAU_N_TRANSFORMS], n = 0;
  if (self->for_policy)
    return 0;
  if (plan->random_k > 0 && !plan->all_transforms) {
    tau_unit_draw_random (self, picture, order);
    n = add_transforms (order, plan->random_k, views, n);
  }
  if (plan->ours_k > 0) { /* of crops too: K transforms are whole and cropped */
    tau_answers_order (self->answers, picture, FALSE, predicted, order);
    n = plan->all_transforms ? n : add_transforms (order, plan->ours_k, views, n);
    for (guint i = 0; i < plan->crop_k; i++)
      for (guint c = 0; c < 4; c++)
        views[n++] = TAU_VIEW_CORNER (order[i], c);
  }
  if (plan->flip_k > 0) {
    tau_answers_order (self->answers, picture, TRUE, predicted, order);
    n = plan->all_transforms ? n : add_transforms (order, plan->flip_k, views, n);
    for (guint i = 0; i < plan->flip_k; i++)
      views[n++] = TAU_VIEW_MIRROR (order[i]);
  }
  return tau_unit_add_chain_views (self, picture, views, n);
}

/* Whether the unit needs answers of the kind. */
static gboolean
uses (const TauUnit *self, TauPartKind kind)
{
  const TauPlan *plan = self->plan;
  if (kind == TAU_PART_TARGET)
    return TRUE;
  if (kind == TAU_PART_ADAPTED)
    return self->adapted_setup != NULL;
  if (plan->setups[kind] == NULL || self->for_policy)
    return FALSE;
  if (kind == TAU_PART_PREDICTOR)
    return plan->predict;
  if (kind == TAU_PART_STEPS || kind == TAU_PART_CHAINS)
    return plan->chain_n > 1;
  return plan->corners || plan->mirror_corners || plan->crop_k > 0;
}

gboolean
tau_unit_read (TauUnit *self, TauStore *store, GError **error)
{
  const TauPlan *plan = self->plan;
  for (guint kind = 0; kind < TAU_N_PARTS; kind++) {
    if (!uses (self, kind))
      continue;
    const TauStorePartKey key = tau_unit_key (self, kind);
    g_autoptr (GPtrArray) parts = tau_store_find_parts (
        store, &key, tau_part_is_predictor (kind) ? TAU_N_TRANSFORMS : plan->session->n_classes,
        error);
    if (parts == NULL)
      return FALSE;
    for (guint i = 0; i < parts->len; i++)
      tau_answers_add_part (self->answers, kind, tau_plan_n_views (plan, kind),
                            g_ptr_array_index (parts, i));
  }
  self->n_read = self->answers->n_timed[0];
  for (guint v = 0; v < TAU_N_VIEWS; v++)
    self->n_reused += tau_count_bits (self->answers->have[v] & self->wanted);
  return TRUE;
}

gboolean
tau_unit_is_full (const TauUnit *self)
{
  const TauPlan *plan = self->plan;
  const TauAnswers *answers = self->answers;
  guint8 views[TAU_N_VIEWS];
  const guint n_dense = tau_unit_dense_views (self, views);
  for (guint v = 0; v < n_dense; v++)
    if (self->wanted & ~answers->have[views[v]])
      return FALSE;
  for (guint i = 0; i < 2 && !self->for_policy; i++)
    if ((i == 0 ? plan->predict : plan->predict_mirrored) &&
        (self->wanted & ~answers->have_predicted[i]))
      return FALSE;
  for (guint p = 0; p < TAU_BLOCK; p++) {
    if (!(self->wanted >> p & 1))
      continue;
    for (guint n = 1; n < plan->chain_n; n++)
      if (tau_unit_missing_steps (self, p, n, views) > 0)
        return FALSE;
    const guint n = tau_unit_chosen_views (self, p, views);
    for (guint v = 0; v < n; v++)
      if (!(answers->have[views[v]] >> p & 1))
        return FALSE;
  }
  return TRUE;
}

guint
tau_unit_n_new (const TauUnit *self)
{
  guint n = 0;
  for (guint kind = 0; kind < TAU_N_PARTS; kind++)
    n += self->parts[kind]->len;
  return n;
}

gboolean
tau_unit_write (const TauUnit *self, TauStore *store, gint64 job, GError **error)
{
  const guint n = tau_unit_n_new (self);
  g_autofree TauStorePartKey *keys = g_new (TauStorePartKey, MAX (n, 1));
  g_autofree const TauStorePart **parts = g_new (const TauStorePart *, MAX (n, 1));
  TauStorePartKey used[TAU_N_PARTS];
  guint at = 0, n_used = 0;
  for (guint kind = 0; kind < TAU_N_PARTS; kind++)
    for (guint i = 0; i < self->parts[kind]->len; i++) {
      keys[at] = tau_unit_key (self, kind);
      parts[at++] = g_ptr_array_index (self->parts[kind], i);
    }
  if (n > 0 && !tau_store_add_parts (store, keys, parts, n, error))
    return FALSE;
  if (job == 0)
    return TRUE;
  for (guint kind = 0; kind < TAU_N_PARTS; kind++)
    if (uses (self, kind))
      used[n_used++] = tau_unit_key (self, kind);
  return tau_store_use_parts (store, job, used, n_used, error);
}
