/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-corruption-private.h"

#include <glib/gi18n-lib.h>
#include <gio/gio.h>
#include <string.h>

static const TauCorruption *const registry[TAU_N_CORRUPTIONS] = {
#define TAU_CORRUPTION(name) &tau_corruption_##name,
#include "corruption/tau-corruption-registry.h"
#undef TAU_CORRUPTION
};

static const struct {
  const char *name, *title;
} groups[TAU_N_CORRUPTION_GROUPS] = {
  [TAU_CORRUPTION_NOISE] = { "noise", N_ ("Noise") },
  [TAU_CORRUPTION_BLUR] = { "blur", N_ ("Blur") },
  [TAU_CORRUPTION_WEATHER] = { "weather", N_ ("Weather") },
  [TAU_CORRUPTION_DIGITAL] = { "digital", N_ ("Digital") },
};

const char *
tau_corruption_group_name (TauCorruptionGroup group)
{
  return groups[group].name;
}

const char *
tau_corruption_group_title (TauCorruptionGroup group)
{
  return _ (groups[group].title);
}

const TauCorruption *
tau_corruption_get (guint index)
{
  g_return_val_if_fail (index < TAU_N_CORRUPTIONS, NULL);
  return registry[index];
}

int
tau_corruption_find (const char *name)
{
  for (int i = 0; i < TAU_N_CORRUPTIONS; i++)
    if (g_strcmp0 (registry[i]->name, name) == 0)
      return i;
  return -1;
}

int
tau_corruption_get_index (const TauCorruption *self)
{
  for (int i = 0; i < TAU_N_CORRUPTIONS; i++)
    if (registry[i] == self)
      return i;
  return -1;
}

guint
tau_corruption_list (gboolean held_out, guint8 indices[TAU_N_CORRUPTIONS])
{
  guint n = 0;
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++)
    if (registry[i]->held_out == held_out)
      indices[n++] = i;
  return n;
}

TauPreset
tau_preset_resolve (TauPreset preset, int width, int height)
{
  if (preset != TAU_PRESET_AUTO)
    return preset;
  return MIN (width, height) <= 64 ? TAU_PRESET_CIFAR : TAU_PRESET_IMAGENET;
}

TauPreset
tau_preset_from_name (const char *name, GError **error)
{
  static const char *const names[] = { "auto", "cifar", "imagenet" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (names[i], name) == 0)
      return (TauPreset)i;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _ ("“%s” is not a preset: use auto, cifar or imagenet"), name);
  return TAU_PRESET_AUTO;
}

double
tau_preset_scale (TauPreset preset, int width, int height)
{
  return MIN (width, height) / (preset == TAU_PRESET_IMAGENET ? 224.0 : 32.0);
}

double *
tau_variates_take (TauVariates *variates, guint slot, gsize n)
{
  g_assert (slot < TAU_MAX_VARIATES && variates->values[slot] == NULL);
  variates->values[slot] = g_new (double, n);
  variates->lengths[slot] = n;
  return variates->values[slot];
}

void
tau_variates_clear (TauVariates *variates)
{
  for (int i = 0; i < TAU_MAX_VARIATES; i++)
    g_free (variates->values[i]);
  memset (variates, 0, sizeof *variates);
}

TAU_SIMD_CLONES void
tau_bytes_to_unit (const guint8 *in, gsize n, double *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = tau_byte_to_unit (in[i]);
}

TauImage *
tau_corrupt (const TauCorruption *self, TauImage *in, int severity, TauPreset preset, guint64 seed)
{
  g_return_val_if_fail (self != NULL && in != NULL, NULL);
  g_return_val_if_fail (severity >= 0 && severity <= TAU_N_SEVERITIES, NULL);
  if (severity == 0)
    return tau_image_ref (in);

  TauImage *out = tau_image_new (in->width, in->height);
  TauVariates variates = { 0 };
  preset = tau_preset_resolve (preset, in->width, in->height);
  if (self->draw != NULL) {
    TauRandom random;
    const int index = tau_corruption_get_index (self);
    g_assert (index >= 0);
    tau_random_init (&random, seed, tau_random_stream (tau_image_hash64 (in), index));
    self->draw (in->data, in->width, in->height, preset, severity, &random, &variates);
  }
  self->apply (in->data, in->width, in->height, preset, severity, &variates, out->data);
  tau_variates_clear (&variates);
  return out;
}
