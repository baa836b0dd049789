/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-private.h"

#include "ranking/tau-ranking.h"

#include <string.h>

/* ours:K+chain:N, the cyclic search of “Cyclic Test Time Augmentation with Entropy Weight Method”
 * (UAI 2022): the predictor is asked again about the image that it transformed. */

void
tau_chain_set (TauChain *self, guint n, const float *predicted)
{
  double wide[TAU_N_TRANSFORMS];
  g_return_if_fail (n >= 1 && n < TAU_COMPOSITION_MAX);
  tau_widen (predicted, TAU_N_TRANSFORMS, wide);
  self->next[n] = tau_argmin (wide, TAU_N_TRANSFORMS);
  self->gain[n] = wide[TAU_TRANSFORM_IDENTITY] - wide[self->next[n]];
}

guint
tau_chain_length (const TauChain *chains, guint first, const TauMethod *method)
{
  const TauChain *chain = &chains[first];
  guint n = 1;
  while (first != TAU_TRANSFORM_IDENTITY && n < method->chain &&
         chain->next[n] != TAU_TRANSFORM_IDENTITY &&
         (!method->has_threshold || chain->gain[n] > method->threshold))
    n++;
  return n;
}

/* How many steps a view shows, and its first transform. */
static guint
find_step (guint view, guint *first)
{
  const guint number = view < TAU_N_PLAIN_VIEWS ? view : view - TAU_VIEW_CHAIN (0, 2);
  *first = number % TAU_N_TRANSFORMS;
  return view < TAU_N_PLAIN_VIEWS ? 1 : 2 + number / TAU_N_TRANSFORMS;
}

TauComposition
tau_chain_compose (const TauChain *chains, guint view)
{
  guint first;
  const guint n = find_step (view, &first);
  TauComposition composition = { n, { first } };
  for (guint i = 1; i < n; i++)
    composition.transforms[i] = chains[first].next[i];
  return composition;
}

void
tau_answers_get_chains (const TauAnswers *self, guint picture, TauChain chains[TAU_N_TRANSFORMS])
{
  memset (chains, 0, TAU_N_TRANSFORMS * sizeof *chains); /* identity is next */
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    for (guint n = 1; n < TAU_COMPOSITION_MAX; n++) {
      const guint step = TAU_PREDICTION_STEP (t, n);
      if (self->have_predicted[step] >> picture & 1)
        tau_chain_set (&chains[t], n, self->predicted[step][picture]);
    }
}

/* What is known of an image's chains, and where those of a method end. */
typedef struct {
  double predicted[TAU_N_TRANSFORMS];
  guint ours[TAU_N_TRANSFORMS];
  TauChain chains[TAU_N_TRANSFORMS];
} Known;

static void
read_known (const TauUnit *self, guint picture, Known *known)
{
  tau_answers_order (self->answers, picture, FALSE, known->predicted, known->ours);
  tau_answers_get_chains (self->answers, picture, known->chains);
}

static guint
find_ends (const Known *known, const TauMethod *method, guint views[TAU_N_TRANSFORMS])
{
  const TauMethodChoices choices = { .ours = known->ours,
                                     .predicted = known->predicted,
                                     .chains = known->chains };
  return method->chain > 0 ? tau_method_find_views (method, &choices, views) : 0;
}

guint
tau_unit_add_chain_views (const TauUnit *self, guint picture, guint8 *views, guint n)
{
  const TauEvaluateSpec *spec = self->plan->spec;
  Known known;
  if (self->plan->chain_n == 0)
    return n;
  read_known (self, picture, &known);
  for (guint m = 0; m < spec->n_methods; m++) {
    guint ends[TAU_N_TRANSFORMS];
    const guint n_ends = find_ends (&known, &spec->methods[m], ends);
    for (guint i = 0; i < n_ends; i++)
      if (memchr (views, ends[i], n) == NULL)
        views[n++] = ends[i];
  }
  return n;
}

guint
tau_unit_missing_steps (const TauUnit *self, guint picture, guint n,
                        guint8 firsts[TAU_N_TRANSFORMS])
{
  const TauEvaluateSpec *spec = self->plan->spec;
  guint found = 0;
  Known known;
  if (self->plan->chain_n <= n)
    return 0;
  read_known (self, picture, &known);
  for (guint m = 0; m < spec->n_methods; m++) {
    guint ends[TAU_N_TRANSFORMS], first;
    /* Where no prediction is known a chain seems to end. */
    const guint n_ends =
        spec->methods[m].chain > n ? find_ends (&known, &spec->methods[m], ends) : 0;
    for (guint i = 0; i < n_ends; i++)
      if (find_step (ends[i], &first) == n && first != TAU_TRANSFORM_IDENTITY &&
          !(self->answers->have_predicted[TAU_PREDICTION_STEP (first, n)] >> picture & 1) &&
          memchr (firsts, first, found) == NULL)
        firsts[found++] = first;
  }
  return found;
}
