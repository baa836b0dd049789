/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TAU_BOOTSTRAP_REPLICATES 1000

/* Percentile intervals of the means of m columns of n rows, by resampling whole rows (Efron and
 * Tibshirani 1993, section 13.3). A row is an image with everything counted on it, so dependence
 * between columns is preserved. counts: n x m. The draws depend on `seed` and n alone, whatever the
 * columns. level: 0..1, such as 0.95. low and high: m each; NAN when n is 0. */
void tau_bootstrap_means (const guint8 *counts, gsize n, gsize m, guint64 seed, double level,
                          double *low, double *high);

/* The means themselves, of columns of differences, most of which are 0: values: n x m, n up to
 * 2^24. means: m x TAU_BOOTSTRAP_REPLICATES, column by column, from the same draws as above. A sum
 * of columns has the sums of their means. n >= 1. */
void tau_bootstrap_replicates (const gint8 *values, gsize n, gsize m, guint64 seed, double *means);

/* The percentile interval of TAU_BOOTSTRAP_REPLICATES means, which it sorts. */
void tau_bootstrap_interval (double *means, double level, double *low, double *high);

/* The upper end of Wilson's 95 % interval (1927) of a share, 0..1, that was 0 in n trials; the
 * lower end is 0. */
double tau_wilson_high (gsize n);

G_END_DECLS
