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

G_END_DECLS
