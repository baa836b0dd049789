/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corruption/tau-corruption.h"

G_BEGIN_DECLS

/* The corruptions that may be drawn: a set of indices of the registry. */
typedef struct {
  guint n;
  guint8 list[TAU_N_CORRUPTIONS];
} TauCorruptionSet;

/* "all" (the benchmark's), "heldout" (the others), "none", a group of the benchmark's ("noise",
 * "blur", "weather", "digital"), or names of both kinds separated by commas. The set holds each of
 * them once. */
gboolean tau_corruption_set_parse (const char *text, TauCorruptionSet *set, GError **error);

gboolean tau_corruption_set_has (const TauCorruptionSet *set, guint index);
void tau_corruption_set_add (TauCorruptionSet *set, guint index); /* unless the set has it */

G_END_DECLS
