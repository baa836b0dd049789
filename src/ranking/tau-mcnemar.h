/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether two classifiers err equally often, from the answers to the same images. */

/* The exact test of McNemar (1947): of the `a` + `b` images about which only one of the two is
 * wrong, each falls to either side with probability 1/2. Two-sided, by the binomial distribution
 * (Agresti 2013, "Categorical Data Analysis", section 11.1.2): twice the smaller tail, at most 1.
 * Returns p, 0..1; 1 when a + b is 0. For answers that are independent of each other: each image
 * once. */
double tau_mcnemar_exact (guint64 a, guint64 b);

/* The same question where each image has several answers, which depend on each other: the test of
 * Durkalski, Palesch, Lipsitz and Rust (2003, "Analysis of clustered matched-pair data", Statistics
 * in Medicine 22) for clusters of one size, which are the images. differences: for each of n images
 * the number of its answers that only one classifier has wrong minus those that only the other has.
 * The statistic, (sum of d)² / sum of d², has the chi-squared distribution of one degree of freedom
 * for many images; with one answer for each image it is McNemar's without continuity correction.
 * Returns p, 0..1; 1 when all differences are 0. */
double tau_mcnemar_clustered (const gint8 *differences, gsize n);

G_END_DECLS
