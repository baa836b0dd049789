/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-private.h"

#include "ranking/tau-fixed.h"
#include "ranking/tau-ranking.h"

#include <math.h>
#include <string.h>

/* Views of transform t that ours:K adds; with +chain where its chain ends. */
static guint
add_views (const TauMethod *method, const TauChain *chains, guint t, guint *views)
{
  const guint length = method->chain > 1 ? tau_chain_length (chains, t, method) : 1;
  guint n = 0;
  if (length > 1) {
    views[n++] = TAU_VIEW_CHAIN (t, length);
    return n;
  }
  views[n++] = TAU_VIEW (t);
  if (method->flip)
    views[n++] = TAU_VIEW_MIRROR (t);
  for (guint c = 0; c < 4 && method->crops; c++)
    views[n++] = TAU_VIEW_CORNER (t, c);
  return n;
}

/* The transforms of ours:K, identity in place of those that promise too little. predicted: a loss
 * for each transform. */
static guint
add_chosen (const TauMethod *method, const guint *order, const double *predicted,
            const TauChain *chains, guint *views)
{
  gboolean identity = FALSE;
  guint n = 0;
  if (method->has_threshold && predicted == NULL)
    return 0;
  for (guint i = 0; i < method->k; i++) {
    const guint t = order[i];
    if (method->has_threshold &&
        !(predicted[TAU_TRANSFORM_IDENTITY] - predicted[t] > method->threshold))
      identity = TRUE;
    else
      n += add_views (method, chains, t, views + n);
  }
  return n + (identity ? add_views (method, chains, TAU_TRANSFORM_IDENTITY, views + n) : 0);
}

guint
tau_method_find_views (const TauMethod *method, const TauMethodChoices *choices, guint *views)
{
  guint n = 0;
  switch (method->kind) {
  case TAU_METHOD_RANDOM:
  case TAU_METHOD_GPS:
    for (guint i = 0; i < method->k; i++)
      views[n++] = method->kind == TAU_METHOD_RANDOM ? choices->random[i]
                                                     : choices->policy[method->corrupted][i];
    return n;
  case TAU_METHOD_FIXED:
    for (guint i = 0; i < method->k; i++)
      views[n++] = choices->fixed[method->corrupted][method->k - 1][i];
    return n;
  case TAU_METHOD_OURS:
    return method->flip
               ? add_chosen (method, choices->flip, choices->predicted_flip, NULL, views)
               : add_chosen (method, choices->ours, choices->predicted, choices->chains, views);
  case TAU_METHOD_ALL:
    for (; n < TAU_N_TRANSFORMS; n++)
      views[n] = TAU_VIEW (n);
    return n;
  case TAU_METHOD_ORACLE:
    views[n++] = TAU_VIEW (choices->oracle);
    return n;
  case TAU_METHOD_ENTROPY:
    views[n++] = TAU_VIEW (choices->decided);
    return n;
  case TAU_METHOD_BN_ADAPT:
    views[n++] = TAU_VIEW_ADAPTED;
    return n;
  case TAU_METHOD_PER_CORRUPTION: /* known only after all images */
    return 0;
  default:
    break;
  }
  views[n++] = TAU_VIEW (0);
  for (guint c = 0; c < 4 && method->kind != TAU_METHOD_CENTER && method->kind != TAU_METHOD_HFLIP;
       c++)
    views[n++] = TAU_VIEW_CORNER (0, c);
  if (method->kind == TAU_METHOD_HFLIP || method->kind == TAU_METHOD_10CROP)
    views[n++] = TAU_VIEW_MIRROR (0);
  for (guint c = 0; c < 4 && method->kind == TAU_METHOD_10CROP; c++)
    views[n++] = TAU_VIEW_MIRROR_CORNER (c);
  return n;
}

/* Up to version 11 of the database, of more classes than MANY only the KEPT likeliest and the true
 * one were kept; the others are 0. */
#define MANY 64
#define KEPT 32

static gboolean
is_former (const float *row, guint n_classes)
{
  guint n = 0;
  for (guint c = 0; c < n_classes && n <= KEPT + 1; c++)
    n += row[c] != 0;
  return n_classes > MANY && n <= KEPT + 1;
}

static double
find_entropy (const float *rows, const float *entropies, guint n_classes, guint view)
{
  const float *row = rows + (gsize)view * n_classes;
  if (entropies != NULL && !(entropies[view] < 0))
    return entropies[view];
  if (!is_former (row, n_classes))
    return tau_entropy (row, n_classes);
  /* The true class may have been kept besides the likeliest: it must not tell. */
  g_autofree float *likeliest = g_memdup2 (row, n_classes * sizeof *row);
  tau_keep_largest (likeliest, n_classes, KEPT, tau_argmax (row, n_classes));
  return tau_entropy (likeliest, n_classes);
}

guint
tau_method_find_decided (const float *rows, const float *entropies, guint n_classes)
{
  double found[TAU_N_TRANSFORMS];
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    found[t] = find_entropy (rows, entropies, n_classes, t);
  return tau_argmin (found, TAU_N_TRANSFORMS);
}

void
tau_method_average (const TauMethod *method, const float *rows, const float *entropies,
                    guint n_classes, const guint *views, guint n, float *out)
{
  double weights[TAU_N_VIEWS], sum = 0;
  for (guint i = 0; i < n && method->weighted && n_classes > 1; i++) {
    const double entropy = find_entropy (rows, entropies, n_classes, views[i]);
    weights[i] = isnan (entropy) ? 0 : MAX (1 - entropy / log (n_classes), 0);
    sum += weights[i];
  }
  g_autofree float *tempered = NULL;
  if (method->has_temperature) {
    tempered = g_new (float, n *n_classes);
    for (guint i = 0; i < n; i++) {
      float *row = tempered + (gsize)i * n_classes;
      memcpy (row, rows + (gsize)views[i] * n_classes, n_classes * sizeof *row);
      tau_temper (row, n_classes, method->temperature);
    }
    rows = tempered;
    views = NULL;
  }
  if (sum > 0)
    tau_ensemble_weighted (rows, n_classes, views, weights, n, out);
  else
    tau_ensemble_mean (rows, n_classes, views, n, out);
}
