/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shot noise: Poisson counts of photons (SPEC section 3.2). */
#include "corruption/tau-corruption-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Photons at full white. */
static const double photons[2][TAU_N_SEVERITIES] = {
  { 500, 250, 100, 75, 50 },
  { 60, 25, 12, 5, 3 },
};

/* A Poisson distribution as a table of its cumulative probabilities, with a guide that says where
 * the search for a number u in 0..1 begins. The search takes about one step, whatever the mean. */
#define GUIDE 256

typedef struct {
  int first;          /* the count of cumulative[0] */
  double *cumulative; /* the last is above 1, so every search ends */
  guint16 guide[GUIDE];
} Table;

/* Probabilities below this share of the largest are left out. */
#define NEGLIGIBLE 1e-18

/* Only products and quotients from the mode outwards, which give the same table with every C
 * library. */
static void
table_init (Table *self, double mean)
{
  int mode = (int)mean;
  /* Room for 10 standard deviations, and for the probabilities that are not negligible at the
   * smallest means. */
  int reach = (int)(10 * sqrt (mean)) + 20;
  int first = MAX (mode - reach, 0);
  int n = mode + reach + 1 - first;
  int low = mode - first, high = mode - first;
  double inverse = 1.0 / mean;
  double *p = g_new (double, n);

  p[low] = 1.0;
  for (; low > 0 && p[low] > NEGLIGIBLE; low--)
    p[low - 1] = p[low] * ((first + low) * inverse);
  for (; high < n - 1 && p[high] > NEGLIGIBLE; high++)
    p[high + 1] = p[high] * (mean / (first + high + 1));

  double total = 0.0;
  for (int k = low; k <= high; k++)
    p[k] = total += p[k];
  double scale = 1.0 / total;
  for (int k = low; k <= high; k++)
    p[k] *= scale;
  p[high] = 2.0;
  self->cumulative = p + low;
  self->first = first + low;
  for (int g = 0, i = 0; g < GUIDE; g++) {
    while (self->cumulative[i] <= g / (double)GUIDE)
      i++;
    self->guide[g] = i;
  }
}

static inline int
table_look_up (const Table *self, double u)
{
  int i = self->guide[(int)(u * GUIDE)];
  while (self->cumulative[i] <= u)
    i++;
  return self->first + i;
}

/* For the lower four bits, the values 1..15; for the upper four, 16 times these. */
#define N_TABLES 32

static gpointer
make_tables (gpointer data)
{
  double per_level = *(const double *)data / 255.0;
  Table *tables = g_new (Table, N_TABLES);
  for (int i = 1; i < 16; i++) {
    table_init (&tables[i], i * per_level);
    table_init (&tables[16 + i], 16 * i * per_level);
  }
  return tables;
}

/* Made once for each number of photons; for a 32 px image the tables took most of the time. */
static const Table *
get_tables (TauPreset preset, int severity)
{
  static GOnce once[2][TAU_N_SEVERITIES]; /* zeros are G_ONCE_INIT */
  const double *white = &photons[TAU_PRESET_ROW (preset)][severity - 1];
  return g_once (&once[TAU_PRESET_ROW (preset)][severity - 1], make_tables, (gpointer)white);
}

/* Variates: slot 0 holds the counts, one per value. A sum of Poisson counts is a Poisson count of
 * the summed means, so the upper and lower four bits of a value are drawn separately: 2 x 15 tables
 * in place of 255. */
static void
draw (const guint8 *in, int width, int height, TauPreset preset, int severity, TauRandom *random,
      TauVariates *variates)
{
  gsize n = (gsize)width * height * 3;
  double *counts = tau_variates_take (variates, 0, n);
  const Table *tables = get_tables (preset, severity);
  double u[512];

  for (gsize start = 0; start < n; start += 256) {
    int m = MIN (256, n - start);
    tau_random_fill_uniform (random, 0.0, 1.0, u, 2 * m);
    for (int i = 0; i < m; i++) {
      int low = in[start + i] & 15;
      int high = in[start + i] >> 4;
      int count = low > 0 ? table_look_up (&tables[low], u[2 * i]) : 0;
      count += high > 0 ? table_look_up (&tables[16 + high], u[2 * i + 1]) : 0;
      counts[start + i] = count;
    }
  }
}

TAU_SIMD_CLONES static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  gsize n = (gsize)width * height * 3;
  const double *counts = variates->values[0];
  double white = photons[TAU_PRESET_ROW (preset)][severity - 1];
  for (gsize i = 0; i < n; i++)
    out[i] = tau_unit_to_byte (counts[i] / white);
}

const TauCorruption tau_corruption_shot_noise = {
  .name = "shot_noise",
  .title = N_ ("Shot noise"),
  .group = TAU_CORRUPTION_NOISE,
  .alexnet_error = 0.894468,
  .random = TRUE,
  .draw = draw,
  .apply = apply,
};
