/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-private.h"

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
