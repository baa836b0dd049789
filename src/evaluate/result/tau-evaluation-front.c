/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/result/tau-evaluation-private.h"

#include <math.h>

/* The curve of cost against error. */

TauEvaluateSet
tau_evaluation_main_set (const TauEvaluation *self)
{
  static const TauEvaluateSet order[] = { TAU_SET_CORRUPTED, TAU_SET_HELDOUT, TAU_SET_CLEAN };
  guint i = 0;
  while (i + 1 < G_N_ELEMENTS (order) &&
         (self->n_methods == 0 || isnan (self->methods[0].error[order[i]])))
    i++;
  return order[i];
}

/* Whether a is a better choice than b: errs no more at no more cost. The first of equal ones is. */
static gboolean
beats (const TauMethodResult *a, const TauMethodResult *b, TauEvaluateSet set)
{
  if (a->relative_cost > b->relative_cost || a->error[set] > b->error[set])
    return FALSE;
  return a->relative_cost < b->relative_cost || a->error[set] < b->error[set] || a < b;
}

static gboolean
counts (const TauMethodResult *method, TauEvaluateSet set)
{
  return tau_method_is_usable (&method->method) && isfinite (method->relative_cost) &&
         isfinite (method->error[set]);
}

guint
tau_evaluation_get_front (const TauEvaluation *self, TauEvaluateSet set, guint *out)
{
  guint n = 0;
  for (guint m = 0; m < self->n_methods; m++) {
    const TauMethodResult *method = &self->methods[m];
    gboolean best = counts (method, set);
    for (guint other = 0; other < self->n_methods && best; other++)
      best = other == m || !counts (&self->methods[other], set) ||
             !beats (&self->methods[other], method, set);
    if (!best)
      continue;
    guint place = n++;
    for (; place > 0 && self->methods[out[place - 1]].relative_cost > method->relative_cost;
         place--)
      out[place] = out[place - 1];
    out[place] = m;
  }
  return n;
}
