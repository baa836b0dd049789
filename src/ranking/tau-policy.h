/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Greedy policy search (Molchanov et al. 2020; METHOD "At test time", GPS): begins with no view and
 * repeatedly adds the view with which the mean of the answers has the best log-likelihood. Each
 * view is added at most once.
 *
 * likelihood: n x m probabilities of the true class under each of the m views; the log-likelihood
 * of a mean needs nothing else. Writes min (k, m) views to `out`, in the order found, and returns
 * their number; 0 when n is 0. Of equal views, takes the one with the lower index. */
guint tau_policy_search (const double *likelihood, gsize n, guint m, guint k, guint *out);

G_END_DECLS
