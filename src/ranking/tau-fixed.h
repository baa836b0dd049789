/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The best set of k views for all images alike: of all such sets the one whose mean answer is wrong
 * about the fewest images; of several that with the best log-likelihood, then the first, in the
 * order of their lowest views, then of the next ones. Tries every set, so it takes n x n_classes x
 * (m over k) additions.
 *
 * rows: n x m x n_classes probabilities; labels: n classes. Writes min (k, m) views in rising order
 * and returns their number; 0 when n is 0. k >= 1. */
guint tau_fixed_search (const float *rows, const gint32 *labels, gsize n, guint m, guint n_classes,
                        guint k, guint *out);

/* In nats, >= 0: how undecided an answer is, the sum of -p log p. NAN if a probability is. */
double tau_entropy (const float *probabilities, gsize n);

G_END_DECLS
