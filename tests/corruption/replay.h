/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corruption/tau-corruption.h"

G_BEGIN_DECLS

/* One picture corrupted by the reference and by us. The random corruptions are fed the variates
 * that the reference consumed; frost also what its output tells of the reference's photograph. */
typedef struct {
  const TauCorruption *corruption;
  TauPreset preset;
  int severity, image;
  gsize n; /* values: width x height x 3 */
  const guint8 *expected;
  guint8 *got;
} Replay;

typedef void (*ReplayFunc) (const Replay *replay, gpointer data);

/* Calls `func` for each severity and image of the reference data; FALSE where there is none, and
 * then the test is skipped. */
gboolean replay_compare (const TauCorruption *corruption, TauPreset preset, ReplayFunc func,
                         gpointer data);

G_END_DECLS
