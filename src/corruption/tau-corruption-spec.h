/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corruption/tau-corruption.h"

G_BEGIN_DECLS

/* Which corruption is on an image: what is done to it, how much of it, and with which random
 * numbers. A plain value: copied by assignment, and all zeros is none. */
typedef struct {
  const TauCorruption *type; /* NULL: none */
  int severity;              /* 0 (none) to 5 */
  guint64 seed;
  TauPreset preset;
  guint64 textures; /* tau_frost_textures_id() of those it was made with, if it is of frost */
} TauCorruptionSpec;

/* From the names and numbers of a file or a command line: none, whatever the numbers, for a name
 * that is NULL, empty or not in the registry. */
TauCorruptionSpec tau_corruption_spec_parse (const char *name, int severity, guint64 seed,
                                             TauPreset preset);

gboolean tau_corruption_spec_is_none (const TauCorruptionSpec *self);

/* One value for all that give the same images: no seed where nothing is drawn, no textures where
 * none are laid over, nothing but zeros where there is no corruption. */
TauCorruptionSpec tau_corruption_spec_normalise (const TauCorruptionSpec *self);

/* Field by field. Normalise both to ask whether they give the same images. */
gboolean tau_corruption_spec_equal (const TauCorruptionSpec *a, const TauCorruptionSpec *b);

/* What results are stored under, of the normalised value. With the drawn textures it is what every
 * version has written. */
typedef struct {
  const char *name; /* the benchmark's, with given textures "frost@ID"; "": none. Never freed */
  int severity;
  guint64 seed;
  TauPreset preset;
} TauCorruptionKey;

TauCorruptionKey tau_corruption_spec_get_key (const TauCorruptionSpec *self);

/* For people, translated: "Fog, severity 3, seed 7", "No corruption". */
char *tau_corruption_spec_to_text (const TauCorruptionSpec *self);
/* Without the seed: "Fog, severity 3"; `none` (copied) for none. */
char *tau_corruption_spec_to_title (const TauCorruptionSpec *self, const char *none);

/* The corrupted image, or a new reference to `in`. A pure function of the pixels and the value that
 * it leaves behind: `textures` becomes that of the textures used. Another thread may set others at
 * any time. */
TauImage *tau_corruption_spec_apply (TauCorruptionSpec *self, TauImage *in);

G_END_DECLS
