/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Runs body (i, data) for i in 0..n-1 on n_threads threads, this one included. */
void tau_parallel_for (guint n, int n_threads, void (*body) (guint i, gpointer data),
                       gpointer data);

/* Called with the share that is done (0..1), from any thread. */
typedef void (*TauProgressFunc) (double fraction, gpointer data);

/* 0 ... n - 1. Not NULL for n = 0 either. */
guint *tau_count_up (guint n);

/* Keeps `count` of the n numbers, spread evenly over their order, at the front; 0 or more than n:
 * all of them. Returns how many. Images of a class are often neighbours: so classes stay balanced.
 */
guint tau_spread (guint *numbers, guint n, guint count);

G_END_DECLS
