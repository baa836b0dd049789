/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Counter-based random numbers (Philox 4x32-10). A value is a pure function of (seed, stream,
 * index): the same on 1 or 16 threads, in any order, in every program. `stream` says what the
 * numbers are for: the hash of an image mixed with the id of a corruption, an epoch, a class...
 * (see tau_random_stream). */
typedef struct {
  guint32 key[2];    /* from the seed */
  guint32 stream[2]; /* the upper half of the counter */
  guint64 position;  /* the next index, for the sequential calls */
} TauRandom;

guint64 tau_random_stream (guint64 a, guint64 b); /* mixes two ids into one stream id */
void tau_random_init (TauRandom *self, guint64 seed, guint64 stream);

/* Random access: value number `index` of the stream. */
guint32 tau_random_u32_at (const TauRandom *self, guint64 index);

/* Sequential: each takes the next index or indices. */
guint32 tau_random_u32 (TauRandom *self);
guint32 tau_random_below (TauRandom *self, guint32 n); /* 0 <= v < n, n > 0, unbiased */
double tau_random_uniform (TauRandom *self, double low, double high); /* low <= v < high */
double tau_random_normal (TauRandom *self, double mean, double sd);
gboolean tau_random_chance (TauRandom *self, double p);

/* Fill arrays, vectorised. Each starts at the current position and advances it. */
void tau_random_fill_uniform (TauRandom *self, double low, double high, double *out, gsize n);
void tau_random_fill_normal (TauRandom *self, double mean, double sd, double *out, gsize n);

/* Fisher-Yates on 0..n-1. */
void tau_random_permutation (TauRandom *self, guint32 *out, guint n);

G_END_DECLS
