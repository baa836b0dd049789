/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Additive, multiplicative and replacing noise (SPEC section 3.1, 3.3 and 3.16). */
#include "corruption/tau-corruption-private.h"

#include <glib/gi18n-lib.h>

/* Standard deviation of the noise added to values in 0..1. */
static const double gaussian_sd[2][TAU_N_SEVERITIES] = {
  { 0.04, 0.06, 0.08, 0.09, 0.10 },
  { 0.08, 0.12, 0.18, 0.26, 0.38 },
};

/* Standard deviation of the noise added, as a share of the value. */
static const double speckle_sd[2][TAU_N_SEVERITIES] = {
  { 0.06, 0.10, 0.12, 0.16, 0.20 },
  { 0.15, 0.20, 0.35, 0.45, 0.60 },
};

/* Share of values replaced by black or white. */
static const double impulse_share[2][TAU_N_SEVERITIES] = {
  { 0.01, 0.02, 0.03, 0.05, 0.07 },
  { 0.03, 0.06, 0.09, 0.17, 0.27 },
};

/* Variates: slot 0 is N(0, sd), one per value. */
static void
draw_gaussian (const guint8 *in, int width, int height, TauPreset preset, int severity,
               TauRandom *random, TauVariates *variates)
{
  gsize n = (gsize)width * height * 3;
  tau_random_fill_normal (random, 0.0, gaussian_sd[TAU_PRESET_ROW (preset)][severity - 1],
                          tau_variates_take (variates, 0, n), n);
}

TAU_SIMD_CLONES static void
apply_gaussian (const guint8 *in, int width, int height, TauPreset preset, int severity,
                const TauVariates *variates, guint8 *out)
{
  gsize n = (gsize)width * height * 3;
  const double *noise = variates->values[0];
  for (gsize i = 0; i < n; i++)
    out[i] = tau_unit_to_byte (tau_byte_to_unit (in[i]) + noise[i]);
}

/* Variates: slot 0 is N(0, sd), one per value. */
static void
draw_speckle (const guint8 *in, int width, int height, TauPreset preset, int severity,
              TauRandom *random, TauVariates *variates)
{
  gsize n = (gsize)width * height * 3;
  tau_random_fill_normal (random, 0.0, speckle_sd[TAU_PRESET_ROW (preset)][severity - 1],
                          tau_variates_take (variates, 0, n), n);
}

TAU_SIMD_CLONES static void
apply_speckle (const guint8 *in, int width, int height, TauPreset preset, int severity,
               const TauVariates *variates, guint8 *out)
{
  gsize n = (gsize)width * height * 3;
  const double *noise = variates->values[0];
  for (gsize i = 0; i < n; i++) {
    double x = tau_byte_to_unit (in[i]);
    out[i] = tau_unit_to_byte (x + x * noise[i]);
  }
}

/* Variates: slot 0 is U(0, 1), one per value. The lower half of the share becomes salt, the upper
 * half pepper; the rest is unchanged. */
static void
draw_impulse (const guint8 *in, int width, int height, TauPreset preset, int severity,
              TauRandom *random, TauVariates *variates)
{
  gsize n = (gsize)width * height * 3;
  tau_random_fill_uniform (random, 0.0, 1.0, tau_variates_take (variates, 0, n), n);
}

TAU_SIMD_CLONES static void
apply_impulse (const guint8 *in, int width, int height, TauPreset preset, int severity,
               const TauVariates *variates, guint8 *out)
{
  gsize n = (gsize)width * height * 3;
  const double *u = variates->values[0];
  double share = impulse_share[TAU_PRESET_ROW (preset)][severity - 1];
  double salt = share / 2.0;
  for (gsize i = 0; i < n; i++) {
    /* Masks in place of branches, which would be mispredicted. */
    guint8 replaced = 255 * (u[i] < share);
    guint8 white = 255 * (u[i] < salt);
    out[i] = (in[i] & ~replaced) | white;
  }
}

const TauCorruption tau_corruption_gaussian_noise = {
  .name = "gaussian_noise",
  .title = N_ ("Gaussian noise"),
  .group = TAU_CORRUPTION_NOISE,
  .alexnet_error = 0.886428,
  .random = TRUE,
  .draw = draw_gaussian,
  .apply = apply_gaussian,
};

const TauCorruption tau_corruption_impulse_noise = {
  .name = "impulse_noise",
  .title = N_ ("Impulse noise"),
  .group = TAU_CORRUPTION_NOISE,
  .alexnet_error = 0.922640,
  .random = TRUE,
  .draw = draw_impulse,
  .apply = apply_impulse,
};

const TauCorruption tau_corruption_speckle_noise = {
  .name = "speckle_noise",
  .title = N_ ("Speckle noise"),
  .group = TAU_CORRUPTION_NOISE,
  .alexnet_error = 0.845388,
  .held_out = TRUE,
  .random = TRUE,
  .draw = draw_speckle,
  .apply = apply_speckle,
};
