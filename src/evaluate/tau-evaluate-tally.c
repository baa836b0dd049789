/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-tally.h"

#include "evaluate/rows/tau-image-rows-private.h"
#include "ranking/tau-fixed.h"
#include "ranking/tau-policy.h"

#include <string.h>

TauTally *
tau_tally_new (const TauPlan *plan)
{
  TauTally *self = g_new0 (TauTally, 1);
  const guint n = plan->spec->n_methods;
  self->plan = plan;
  self->n_methods = n;
  self->metrics = g_new0 (TauMetrics, (gsize)n * MAX (plan->cells->len, 1));
  self->outcomes = g_new0 (guint, MAX (plan->cells->len, 1) * TAU_N_OUTCOMES);
  self->examples = g_array_new (FALSE, FALSE, sizeof (TauExample));
  self->row = n * tau_answer_bytes (plan->cells->len);
  self->pending = g_malloc0 (MAX (TAU_BLOCK * self->row, 1));
  self->wrong = g_byte_array_new ();
  self->images = g_checksum_new (G_CHECKSUM_SHA256);
  for (guint i = 0; i < 2; i++)
    self->likelihood[i] = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint m = 0; m < n; m++) {
    const TauMethod *method = &plan->spec->methods[m];
    if (method->kind == TAU_METHOD_PER_CORRUPTION)
      self->typed = tau_typed_new (plan->cells->len);
    if (method->kind != TAU_METHOD_FIXED || self->rows[method->corrupted] != NULL)
      continue;
    self->rows[method->corrupted] = g_array_new (FALSE, FALSE, sizeof (float));
    self->labels[method->corrupted] = g_array_new (FALSE, FALSE, sizeof (gint32));
  }
  if (plan->spec->rows != NULL)
    tau_image_rows_begin (plan->spec->rows, plan);
  return self;
}

void
tau_tally_free (TauTally *self)
{
  if (self == NULL)
    return;
  g_free (self->metrics);
  g_free (self->outcomes);
  g_free (self->pending);
  g_array_unref (self->examples);
  g_byte_array_unref (self->wrong);
  g_checksum_free (self->images);
  for (guint i = 0; i < 2; i++) {
    g_array_unref (self->likelihood[i]);
    g_clear_pointer (&self->rows[i], g_array_unref);
    g_clear_pointer (&self->labels[i], g_array_unref);
  }
  tau_typed_free (self->typed);
  g_free (self);
}

void
tau_tally_add_validation (TauTally *self, const TauUnit *unit)
{
  const guint corrupted = unit->cell.type == &tau_mixed_corruption;
  GArray *likelihood = self->likelihood[corrupted];
  for (guint p = 0; p < TAU_BLOCK; p++) {
    if (!(unit->wanted >> p & 1))
      continue;
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
      const double value = tau_answers_row (unit->answers, p, t)[unit->block->labels[p]];
      g_array_append_val (likelihood, value);
    }
    if (self->rows[corrupted] == NULL)
      continue;
    g_array_append_vals (self->rows[corrupted], tau_answers_row (unit->answers, p, 0),
                         TAU_N_TRANSFORMS * unit->answers->n_classes);
    g_array_append_val (self->labels[corrupted], unit->block->labels[p]);
  }
  self->n_validation = MAX (self->likelihood[0]->len, self->likelihood[1]->len) / TAU_N_TRANSFORMS;
}

void
tau_tally_find_policies (TauTally *self)
{
  for (guint i = 0; i < 2; i++)
    self->n_policy[i] = tau_policy_search ((const double *)(gpointer)self->likelihood[i]->data,
                                           self->likelihood[i]->len / TAU_N_TRANSFORMS,
                                           TAU_N_TRANSFORMS, TAU_N_TRANSFORMS, self->policy[i]);
  for (guint m = 0; m < self->n_methods; m++) {
    const TauMethod *method = &self->plan->spec->methods[m];
    const GArray *rows = self->rows[method->corrupted], *labels = self->labels[method->corrupted];
    if (method->kind != TAU_METHOD_FIXED || labels->len == 0)
      continue;
    tau_fixed_search ((const float *)(gpointer)rows->data, (const gint32 *)(gpointer)labels->data,
                      labels->len, TAU_N_TRANSFORMS, rows->len / TAU_N_TRANSFORMS / labels->len,
                      method->k, self->fixed[method->corrupted][method->k - 1]);
  }
}

/* One image under one cell, with what methods choose from. */
typedef struct {
  const TauTally *tally;
  const TauUnit *unit;
  guint picture;
  gint32 label;
  guint n_classes;
  const float *rows, *entropies;
  double predicted[TAU_N_TRANSFORMS], predicted_flip[TAU_N_TRANSFORMS], actual[TAU_N_TRANSFORMS];
  guint ours[TAU_N_TRANSFORMS], flip[TAU_N_TRANSFORMS], random[TAU_N_TRANSFORMS];
  guint oracle, decided;
  TauChain chains[TAU_N_TRANSFORMS];
} Case;

static void
case_init (Case *self, const TauTally *tally, const TauUnit *unit, guint picture)
{
  const TauPlan *plan = tally->plan;
  *self = (Case){ .tally = tally,
                  .unit = unit,
                  .picture = picture,
                  .label = unit->block->labels[picture],
                  .n_classes = unit->answers->n_classes,
                  .rows = tau_answers_row (unit->answers, picture, 0),
                  .entropies = unit->answers->entropies[picture] };
  if (plan->predict)
    tau_answers_order (unit->answers, picture, FALSE, self->predicted, self->ours);
  if (plan->predict_mirrored)
    tau_answers_order (unit->answers, picture, TRUE, self->predicted_flip, self->flip);
  if (plan->chain_n > 0)
    tau_answers_get_chains (unit->answers, picture, self->chains);
  if (plan->random_k > 0)
    tau_unit_draw_random (unit, picture, self->random);
  if (!plan->all_transforms)
    return;
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    self->actual[t] = tau_cross_entropy_probabilities (self->rows + (gsize)t * self->n_classes,
                                                       self->n_classes, self->label);
  self->oracle = tau_argmin (self->actual, TAU_N_TRANSFORMS);
  for (guint m = 0; m < tally->n_methods; m++)
    if (plan->spec->methods[m].kind == TAU_METHOD_ENTROPY)
      self->decided = tau_method_find_decided (self->rows, self->entropies, self->n_classes);
}

static void
add_methods (TauTally *self, const Case *c, guint cell)
{
  const TauEvaluateSpec *spec = self->plan->spec;
  const guint n_cells = self->plan->cells->len;
  const TauMethodChoices choices = {
    .ours = c->ours,
    .flip = c->flip,
    .predicted = c->predicted,
    .predicted_flip = c->predicted_flip,
    .chains = c->chains,
    .random = c->random,
    .policy = { self->policy[0], self->policy[1] },
    .oracle = c->oracle,
    .decided = c->decided,
    .fixed = { self->fixed[0], self->fixed[1] },
  };
  g_autofree float *mean = g_new (float, c->n_classes);
  if (spec->rows != NULL)
    tau_image_rows_add (spec->rows, c->unit, c->picture, cell,
                        self->plan->predict ? c->predicted : NULL);
  for (guint m = 0; m < spec->n_methods; m++) {
    guint views[TAU_N_VIEWS];
    TauMetrics *metrics = &self->metrics[m * n_cells + cell];
    const guint64 wrong = metrics->n_wrong;
    const guint n = tau_method_find_views (&spec->methods[m], &choices, views);
    if (n > 0)
      tau_method_average (&spec->methods[m], c->rows, c->entropies, c->n_classes, views, n, mean);
    if (spec->rows != NULL)
      tau_image_rows_add_method (spec->rows, mean, views, n, c->chains);
    if (n == 0)
      continue;
    tau_metrics_add (metrics, mean, c->n_classes, c->label);
    if (metrics->n_wrong > wrong)
      tau_answer_set_wrong (self->pending + c->picture * self->row, m, n_cells, cell);
  }
}

static guint
answer (const Case *c, guint view)
{
  return tau_argmax (c->rows + (gsize)view * c->n_classes, c->n_classes);
}

/* Counts what the choice did to the image. The examples are the first of each outcome. */
static void
add_outcome (TauTally *self, const Case *c, guint cell)
{
  const guint label = c->label, center = answer (c, TAU_TRANSFORM_IDENTITY),
              ours = answer (c, c->ours[0]), oracle = answer (c, c->oracle);
  TauOutcome outcome;
  if (center != label && ours == label)
    outcome = TAU_OUTCOME_RESCUED;
  else if (center == label && ours != label)
    outcome = TAU_OUTCOME_BROKEN;
  else if (center != label && oracle == label)
    outcome = TAU_OUTCOME_ORACLE;
  else
    return;
  if (self->outcomes[cell * TAU_N_OUTCOMES + outcome]++ >= TAU_MAX_EXAMPLES_PER_CELL)
    return;
  const TauExample example = {
    .index = (c->unit->given != NULL ? c->unit->given : c->unit->block)->indices[c->picture],
    .cell = cell,
    .outcome = outcome,
    .label = label,
    .center = center,
    .ours = ours,
    .oracle = oracle,
    .chosen = c->ours[0],
    .best = c->oracle,
  };
  g_array_append_val (self->examples, example);
}

static void
add_prediction (TauTally *self, const Case *c, guint cell)
{
  const TauEvaluateSet set = tau_cell_set (&c->unit->cell);
  self->choices[tau_corruption_get_index (c->unit->cell.type) + 1][c->ours[0]]++;
  if (!self->plan->all_transforms)
    return;
  tau_mean_add (&self->spearman[set], tau_spearman (c->predicted, c->actual, TAU_N_TRANSFORMS));
  tau_mean_add (&self->pearson[set],
                tau_relative_correlation (c->predicted, c->actual, TAU_N_TRANSFORMS));
  add_outcome (self, c, cell);
}

void
tau_tally_add (TauTally *self, const TauUnit *unit, guint cell)
{
  for (guint p = 0; p < TAU_BLOCK; p++) {
    if (!(unit->wanted >> p & 1))
      continue;
    Case c;
    case_init (&c, self, unit, p);
    add_methods (self, &c, cell);
    if (self->typed != NULL)
      tau_typed_add (self->typed, unit->block, p, cell, c.rows, c.n_classes, c.label);
    if (self->plan->predict)
      add_prediction (self, &c, cell);
  }
}

void
tau_tally_add_times (TauTally *self, const TauUnit *unit)
{
  for (guint m = 0; m < 2; m++) {
    self->time_us[m] += unit->answers->time_us[m];
    self->n_timed[m] += unit->answers->n_timed[m];
  }
  self->n_reused += unit->n_reused;
  self->n_inferences += unit->answers->n_timed[0] - unit->n_read;
}

void
tau_tally_end_block (TauTally *self, const TauBlock *block)
{
  for (guint p = 0; p < block->n; p++) {
    const guint64 bit = G_GUINT64_CONSTANT (1) << p;
    if (!(block->wanted & bit))
      continue;
    if (block->readable & bit) {
      g_byte_array_append (self->wrong, self->pending + p * self->row, self->row);
      g_checksum_update (self->images, (const guchar *)block->digests[p], -1);
      if (self->typed != NULL)
        tau_typed_keep (self->typed, p);
      self->n_images++;
    } else {
      self->n_unreadable++;
    }
  }
  memset (self->pending, 0, TAU_BLOCK * self->row);
  if (self->typed != NULL)
    tau_typed_end_block (self->typed);
}

char *
tau_tally_dup_images (const TauTally *self)
{
  g_autoptr (GChecksum) copy = g_checksum_copy (self->images);
  return g_strdup (g_checksum_get_string (copy));
}
