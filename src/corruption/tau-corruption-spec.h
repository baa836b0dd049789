/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corruption/tau-corruption.h"

G_BEGIN_DECLS

/* Describes the corruption of an image: which one, how severe, and with which random numbers. A
 * plain value: copied by assignment; all zeros means none. */
typedef struct {
  const TauCorruption *type; /* NULL: none */
  int severity;              /* 0 (none) to 5 */
  guint64 seed;
  TauPreset preset;
  guint64 textures; /* tau_frost_textures_id() of the textures used, if it is frost */
} TauCorruptionSpec;

/* From the names and numbers of a file or a command line. Gives none, whatever the numbers, for a
 * name that is NULL, empty or not in the registry. */
TauCorruptionSpec tau_corruption_spec_parse (const char *name, int severity, guint64 seed,
                                             TauPreset preset);

gboolean tau_corruption_spec_is_none (const TauCorruptionSpec *self);

/* Makes values equal that give the same images: no seed where nothing is drawn, no textures where
 * none are used, and all zeros without a corruption. */
TauCorruptionSpec tau_corruption_spec_normalise (const TauCorruptionSpec *self);

/* Compares field by field. To ask whether two values give the same images, normalise both first. */
gboolean tau_corruption_spec_equal (const TauCorruptionSpec *a, const TauCorruptionSpec *b);

/* The normalised value's key for stored results. With the drawn textures it is what every version
 * has written. */
typedef struct {
  const char
      *name; /* the benchmark's name, with given textures "frost@ID"; "": none. Never freed */
  int severity;
  guint64 seed;
  TauPreset preset;
} TauCorruptionKey;

TauCorruptionKey tau_corruption_spec_get_key (const TauCorruptionSpec *self);

/* For people, translated: "Fog, severity 3, seed 7", "No corruption". */
char *tau_corruption_spec_to_text (const TauCorruptionSpec *self);
/* Without the seed: "Fog, severity 3". Returns a copy of `none` for none. */
char *tau_corruption_spec_to_title (const TauCorruptionSpec *self, const char *none);

/* The corrupted image, or a new reference to `in`. A pure function of the pixels and the value as
 * it is on return: its `textures` becomes that of the textures used, because another thread may
 * change the textures at any time. */
TauImage *tau_corruption_spec_apply (TauCorruptionSpec *self, TauImage *in);

G_END_DECLS
