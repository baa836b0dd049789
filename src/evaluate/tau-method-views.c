/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-private.h"

#include "ranking/tau-fixed.h"
#include "ranking/tau-ranking.h"

#include <string.h>

/* Views of transform t that ours:K+flip and ours:K+5crop add. */
static guint
add_views (const TauMethod *method, guint t, guint *views)
{
  guint n = 0;
  views[n++] = TAU_VIEW (t);
  if (method->flip)
    views[n++] = TAU_VIEW_MIRROR (t);
  for (guint c = 0; c < 4 && method->crops; c++)
    views[n++] = TAU_VIEW_CORNER (t, c);
  return n;
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
    for (guint i = 0; i < method->k; i++)
      n += add_views (method, method->flip ? choices->flip[i] : choices->ours[i], views + n);
    return n;
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

guint
tau_method_find_decided (const float *rows, guint n_classes)
{
  g_autofree float *row = g_new (float, n_classes);
  double entropies[TAU_N_TRANSFORMS];
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
    memcpy (row, rows + (gsize)t * n_classes, n_classes * sizeof *row);
    if (n_classes > TAU_MANY_CLASSES) /* the true class may have been kept besides */
      tau_keep_largest (row, n_classes, TAU_KEPT_CLASSES, tau_argmax (row, n_classes));
    entropies[t] = tau_entropy (row, n_classes);
  }
  return tau_argmin (entropies, TAU_N_TRANSFORMS);
}
