/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-sweep.h"

#include <math.h>

TauSweep *
tau_sweep_new (int label)
{
  TauSweep *self = g_new0 (TauSweep, 1);
  self->label = label;
  return self;
}

static void
forget (TauSweep *self, guint from)
{
  for (guint place = from; place < TAU_SWEEP_N_PLACES; place++)
    g_clear_pointer (&self->cells[place], tau_sweep_cell_free);
}

void
tau_sweep_free (TauSweep *self)
{
  if (self == NULL)
    return;
  forget (self, 0);
  g_free (self);
}

void
tau_sweep_clear (TauSweep *self, int label)
{
  self->label = label;
  forget (self, 0);
}

void
tau_sweep_set_present (TauSweep *self, const TauCorruptionSpec *present)
{
  const TauCorruptionSpec before = self->present;
  self->present = *present;
  if (before.seed != present->seed || before.preset != present->preset)
    forget (self, 0);
  else if (before.type != present->type || before.severity != present->severity)
    forget (self, TAU_SWEEP_N_MAP);
}

guint
tau_sweep_place (guint corruption, int severity)
{
  return severity == 0 ? 0 : 1 + corruption * TAU_N_SEVERITIES + severity - 1;
}

TauCorruptionSpec
tau_sweep_get_corruption (const TauSweep *self, guint place)
{
  TauCorruptionSpec corruption = self->present;
  if (place >= TAU_SWEEP_N_MAP) {
    corruption.seed += place - TAU_SWEEP_N_MAP;
  } else if (place == 0) {
    corruption.severity = 0;
  } else {
    corruption.type = tau_corruption_get ((place - 1) / TAU_N_SEVERITIES);
    corruption.severity = 1 + (place - 1) % TAU_N_SEVERITIES;
    corruption.textures = 0;
  }
  return corruption;
}

void
tau_sweep_fill_request (const TauSweep *self, guint place, TauInspectRequest *request)
{
  const TauSweepCell *original = self->cells[0];
  request->corruption = tau_sweep_get_corruption (self, place);
  request->label_assumed = self->label < 0;
  request->label = self->label < 0 && original != NULL ? original->label : self->label;
}

int
tau_sweep_get_sheet_severity (const TauSweep *self)
{
  return self->present.severity > 0 ? self->present.severity : TAU_SWEEP_SHEET_SEVERITY;
}

gboolean
tau_sweep_has_seeds (const TauSweep *self)
{
  return !tau_corruption_spec_is_none (&self->present) && self->present.type->random;
}

gboolean
tau_sweep_belongs (const TauSweep *self, guint place, TauSweepWish wish)
{
  if (place >= TAU_SWEEP_N_MAP)
    return wish == TAU_SWEEP_WISH_SEEDS && tau_sweep_has_seeds (self);
  const TauCorruptionSpec corruption = tau_sweep_get_corruption (self, place);
  switch (wish) {
  case TAU_SWEEP_WISH_SEVERITIES:
    return self->present.type != NULL && (place == 0 || corruption.type == self->present.type);
  case TAU_SWEEP_WISH_SHEET:
    return place > 0 && corruption.severity == tau_sweep_get_sheet_severity (self);
  case TAU_SWEEP_WISH_CORRUPTIONS:
    return TRUE;
  default:
    return FALSE;
  }
}

/* Lower is wanted more. */
static guint
distance (const TauSweep *self, guint place, TauSweepWish wish)
{
  const guint outside = tau_sweep_belongs (self, place, wish) ? 0 : 1000000;
  if (place >= TAU_SWEEP_N_MAP)
    return outside + place - TAU_SWEEP_N_MAP;
  const TauCorruptionSpec corruption = tau_sweep_get_corruption (self, place);
  const TauCorruption *type = self->present.type;
  const guint steps = ABS (corruption.severity - tau_sweep_get_sheet_severity (self));
  const gboolean other = place > 0 && corruption.type != type;
  const gboolean other_group = other && (type == NULL || corruption.type->group != type->group);
  /* Of its own severities, those near the present one; then the same severity of the others, its
   * family first; then the next severities. */
  return outside + (other ? 1000 : 0) + steps * 100 + (other_group ? 50 : 0) +
         (place > 0 ? (place - 1) / TAU_N_SEVERITIES : 0);
}

int
tau_sweep_next (const TauSweep *self, TauSweepWish wish)
{
  int next = -1;
  guint nearest = G_MAXUINT;
  if (self->label < 0 && self->cells[0] == NULL)
    return 0;
  for (guint place = 0; place < TAU_SWEEP_N_PLACES; place++) {
    if (self->cells[place] != NULL ||
        (place >= TAU_SWEEP_N_MAP && !tau_sweep_belongs (self, place, wish)))
      continue;
    const guint far = distance (self, place, wish);
    if (far < nearest) {
      nearest = far;
      next = place;
    }
  }
  return next;
}

void
tau_sweep_take (TauSweep *self, guint place, TauSweepCell *cell)
{
  g_return_if_fail (place < TAU_SWEEP_N_PLACES);
  g_clear_pointer (&self->cells[place], tau_sweep_cell_free);
  self->cells[place] = cell;
}

guint
tau_sweep_count (const TauSweep *self, TauSweepWish wish, guint *n_known)
{
  guint n = 0;
  *n_known = 0;
  for (guint place = 0; place < TAU_SWEEP_N_PLACES; place++) {
    if (!tau_sweep_belongs (self, place, wish))
      continue;
    n++;
    *n_known += self->cells[place] != NULL;
  }
  return n;
}

/* -- the seeds ------------------------------------------------------------------------------ */

static void
add_up (TauSweepSpread *self, const TauSweepCell *cell, guint t)
{
  const double loss = cell->transforms[t].loss;
  self->low = self->n == 0 ? loss : MIN (self->low, loss);
  self->high = self->n == 0 ? loss : MAX (self->high, loss);
  self->n++;
  self->mean += loss;
  self->predicted += cell->predicted[t];
  self->n_correct += cell->transforms[t].correct;
  self->n_chosen += cell->chosen == (int)t;
  self->n_best += cell->best == (int)t;
}

void
tau_sweep_get_spread (const TauSweep *self, TauSweepSpread spread[TAU_N_TRANSFORMS])
{
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
    TauSweepSpread *one = &spread[t];
    double squares = 0, predicted_squares = 0;
    *one = (TauSweepSpread){ 0 };
    for (guint i = 0; i < TAU_SWEEP_N_SEEDS; i++)
      if (self->cells[TAU_SWEEP_SEED (i)] != NULL)
        add_up (one, self->cells[TAU_SWEEP_SEED (i)], t);
    one->mean = one->n > 0 ? one->mean / one->n : NAN;
    one->predicted = one->n > 0 ? one->predicted / one->n : NAN;
    for (guint i = 0; i < TAU_SWEEP_N_SEEDS; i++) {
      const TauSweepCell *cell = self->cells[TAU_SWEEP_SEED (i)];
      squares += cell != NULL ? pow (cell->transforms[t].loss - one->mean, 2) : 0;
      predicted_squares += cell != NULL ? pow (cell->predicted[t] - one->predicted, 2) : 0;
    }
    one->deviation = one->n > 1 ? sqrt (squares / (one->n - 1)) : NAN;
    one->predicted_deviation = one->n > 1 ? sqrt (predicted_squares / (one->n - 1)) : NAN;
  }
}

int
tau_sweep_find_seed (const TauSweep *self, guint transform)
{
  int best = -1, lowest = -1;
  for (guint i = 1; i < TAU_SWEEP_N_SEEDS; i++) {
    const guint place = TAU_SWEEP_SEED (i);
    const TauSweepCell *cell = self->cells[place];
    if (cell == NULL)
      continue;
    if (cell->chosen == (int)transform)
      return place;
    if (best < 0 && cell->best == (int)transform)
      best = place;
    if (lowest < 0 ||
        cell->transforms[transform].loss < self->cells[lowest]->transforms[transform].loss)
      lowest = place;
  }
  return best >= 0 ? best : lowest;
}
