/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-corruption-spec.h"
#include "corruption/tau-frost.h"

#include <glib/gi18n-lib.h>

TauCorruptionSpec
tau_corruption_spec_parse (const char *name, int severity, guint64 seed, TauPreset preset)
{
  const int index = tau_corruption_find (name);
  return (TauCorruptionSpec){
    .type = index >= 0 ? tau_corruption_get (index) : NULL,
    .severity = severity,
    .seed = seed,
    .preset = preset,
  };
}

gboolean
tau_corruption_spec_is_none (const TauCorruptionSpec *self)
{
  return self->type == NULL || self->severity <= 0;
}

TauCorruptionSpec
tau_corruption_spec_normalise (const TauCorruptionSpec *self)
{
  TauCorruptionSpec normal = { 0 };
  if (tau_corruption_spec_is_none (self))
    return normal;
  normal = *self;
  if (!self->type->random)
    normal.seed = 0;
  if (!self->type->textured)
    normal.textures = 0;
  return normal;
}

gboolean
tau_corruption_spec_equal (const TauCorruptionSpec *a, const TauCorruptionSpec *b)
{
  return a->type == b->type && a->severity == b->severity && a->seed == b->seed &&
         a->preset == b->preset && a->textures == b->textures;
}

/* Interned: there are as many as the sets of textures that a process sees. */
static const char *
get_name (const TauCorruptionSpec *self)
{
  if (self->type == NULL)
    return "";
  if (self->textures == 0)
    return self->type->name;
  g_autofree char *name =
      g_strdup_printf ("%s@%016" G_GINT64_MODIFIER "x", self->type->name, self->textures);
  return g_intern_string (name);
}

TauCorruptionKey
tau_corruption_spec_get_key (const TauCorruptionSpec *self)
{
  const TauCorruptionSpec normal = tau_corruption_spec_normalise (self);
  return (TauCorruptionKey){ get_name (&normal), normal.severity, normal.seed, normal.preset };
}

char *
tau_corruption_spec_to_text (const TauCorruptionSpec *self)
{
  if (tau_corruption_spec_is_none (self))
    return g_strdup (_ ("No corruption"));
  /* A separate number, because gettext cannot read a format that a macro completes. */
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, self->seed);
  return g_strdup_printf (_ ("%s, severity %d, seed %s"), _ (self->type->title), self->severity,
                          seed);
}

char *
tau_corruption_spec_to_title (const TauCorruptionSpec *self, const char *none)
{
  if (tau_corruption_spec_is_none (self))
    return g_strdup (none);
  return g_strdup_printf (_ ("%s, severity %d"), _ (self->type->title), self->severity);
}

TauImage *
tau_corruption_spec_apply (TauCorruptionSpec *self, TauImage *in)
{
  if (tau_corruption_spec_is_none (self))
    return tau_image_ref (in);
  /* The image and the value must use the same textures. */
  for (;;) {
    self->textures = self->type->textured ? tau_frost_textures_id () : 0;
    g_autoptr (TauImage) out =
        tau_corrupt (self->type, in, self->severity, self->preset, self->seed);
    if (!self->type->textured || self->textures == tau_frost_textures_id ())
      return g_steal_pointer (&out);
  }
}
