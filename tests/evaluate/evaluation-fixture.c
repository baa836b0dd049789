/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/evaluation-fixture.h"

#include "evaluate/result/tau-evaluation-private.h"

#include <math.h>
#include <string.h>

enum { N_METHODS = 3, N_CELLS = 5 };

static const double errors[N_METHODS][N_CELLS] = {
  { 10, 30, 50, 20, 40 },
  { 10.5, 20, 44, 25, 39 },
  { 5, 10, 10, 10, 10 },
};

static void
fill_method (TauMethodResult *method, const double *cell_errors, double shift)
{
  method->cell_error = g_new (double, N_CELLS);
  for (guint i = 0; i < N_CELLS; i++)
    method->cell_error[i] = cell_errors[i] + shift;
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++)
    method->ce[c] = NAN;
  method->ce[tau_corruption_find ("fog")] = (cell_errors[1] + cell_errors[2]) / 2 + shift;
  method->ce[tau_corruption_find ("saturate")] = (cell_errors[3] + cell_errors[4]) / 2 + shift;
  method->error[TAU_SET_CLEAN] = cell_errors[0] + shift;
  method->error[TAU_SET_CORRUPTED] = method->mce = method->ce[tau_corruption_find ("fog")];
  method->error[TAU_SET_HELDOUT] = method->heldout_mce =
      method->ce[tau_corruption_find ("saturate")];
  for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS; g++)
    method->group[g] = NAN;
  method->mce_alexnet = method->heldout_mce_alexnet = NAN;
  method->relative_cost = 1.5;
  method->time_cost = NAN;
  for (guint set = 0; set < TAU_N_SETS; set++) {
    method->error_low[set] = method->error[set] - 2;
    method->error_high[set] = method->error[set] + 2;
    method->nll[set] = 0.5;
    method->ece[set] = 0.1;
  }
}

/* With intervals of 1.5 points on both sides of the differences. */
static void
fill_differences (TauMethodResult *method, const TauMethodResult *center)
{
  const guint fog = tau_corruption_find ("fog"), saturate = tau_corruption_find ("saturate");
  for (guint set = 0; set < TAU_N_SETS; set++) {
    const double difference = method->error[set] - center->error[set];
    method->difference[set] = (TauInterval){ difference - 1.5, difference + 1.5 };
  }
  method->ce_difference[fog] = method->difference[TAU_SET_CORRUPTED];
  method->ce_difference[saturate] = method->difference[TAU_SET_HELDOUT];
}

static void
add_example (TauEvaluation *self, guint index, TauOutcome outcome)
{
  const TauExample example = {
    .index = index,
    .cell = 2,
    .outcome = outcome,
    .label = 1,
    .center = outcome == TAU_OUTCOME_BROKEN ? 1 : 2,
    .ours = outcome == TAU_OUTCOME_RESCUED ? 1 : 3,
    .oracle = 1,
    .chosen = 5,
    .best = 3,
  };
  g_array_append_val (self->examples, example);
  self->outcomes[example.cell * TAU_N_OUTCOMES + outcome] = 1;
}

TauEvaluation *
evaluation_fixture_new (double shift)
{
  TauEvaluation *self = g_new0 (TauEvaluation, 1);
  self->ref_count = 1;
  self->spec = tau_evaluate_spec_new ("signs:test");
  self->spec->seed = 7;
  g_assert_true (tau_evaluate_spec_set_corruptions (self->spec, "clean,fog,saturate", NULL));
  g_assert_true (tau_evaluate_spec_set_severities (self->spec, "1,3", NULL));
  g_assert_true (tau_evaluate_spec_set_methods (self->spec, "center,ours:1,oracle", NULL));
  self->pack_name = g_strdup ("fixture");
  self->target_sha256 = g_strdup ("t");
  self->predictor_sha256 = g_strdup ("p");
  self->complete = TRUE;
  self->n_images = self->n_wanted = 100;
  self->n_cells = N_CELLS;
  self->cells = g_new0 (TauCorruptionSpec, N_CELLS);
  for (guint i = 0; i < N_CELLS; i++) {
    self->cells[i] = tau_corruption_spec_parse (i == 0  ? NULL
                                                : i < 3 ? "fog"
                                                        : "saturate",
                                                i == 0       ? 0
                                                : i % 2 == 1 ? 1
                                                             : 3,
                                                0, TAU_PRESET_AUTO);
  }
  self->n_methods = N_METHODS;
  self->methods = g_new0 (TauMethodResult, N_METHODS);
  for (guint m = 0; m < N_METHODS; m++) {
    self->methods[m].method = self->spec->methods[m];
    fill_method (&self->methods[m], errors[m], m == 1 ? shift : 0);
    tau_method_result_average_severities (&self->methods[m], self);
    fill_differences (&self->methods[m], &self->methods[0]);
  }
  for (guint set = 0; set < TAU_N_SETS; set++)
    self->spearman[set] = self->pearson[set] = 0.3;
  self->all_losses = TRUE;
  for (guint row = 0; row <= TAU_N_CORRUPTIONS; row++)
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
      gboolean there = row == 0 || row == 1u + tau_corruption_find ("fog") ||
                       row == 1u + tau_corruption_find ("saturate");
      self->choices[row][t] = !there ? NAN : t == 5 ? 0.75 : t == 0 ? 0.25 : 0;
    }
  self->outcomes = g_new0 (guint, N_CELLS * TAU_N_OUTCOMES);
  self->examples = g_array_new (FALSE, FALSE, sizeof (TauExample));
  for (guint outcome = 0; outcome < TAU_N_OUTCOMES; outcome++)
    add_example (self, outcome, outcome);
  self->images_per_second = self->ms_target = self->ms_predictor = NAN;
  return self;
}
