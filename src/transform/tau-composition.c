/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-composition.h"

void
tau_composition_apply (const TauComposition *self, const guint8 *in, int size, int margin,
                       guint8 *out)
{
  const int side = size + margin;
  const gsize n_bytes = (gsize)side * side * 3;
  g_return_if_fail (self->n >= 1 && self->n <= TAU_COMPOSITION_MAX);
  g_autofree guint8 *from = NULL, *to = NULL;
  for (guint i = 0; i + 1 < self->n; i++) {
    guint8 *before = g_steal_pointer (&from);
    from = to != NULL ? g_steal_pointer (&to) : g_malloc (n_bytes);
    tau_transform_apply (self->transforms[i], before != NULL ? before : in, side, 0, from);
    to = before;
  }
  tau_transform_apply (self->transforms[self->n - 1], from != NULL ? from : in, size, margin, out);
}

char *
tau_composition_dup_id (const TauComposition *self)
{
  const char *ids[TAU_COMPOSITION_MAX + 1] = { NULL };
  for (guint i = 0; i < self->n; i++)
    ids[i] = tau_transform_get (self->transforms[i])->id;
  return g_strjoinv (",", (char **)ids);
}
