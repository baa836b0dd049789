/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Runs body (i, data) for i in 0..n-1 on n_threads threads, this one included. */
void tau_parallel_for (guint n, int n_threads, void (*body) (guint i, gpointer data),
                       gpointer data);

/* Called with the fraction done (0..1), from any thread. */
typedef void (*TauProgressFunc) (double fraction, gpointer data);

/* The numbers 0 ... n - 1. Never NULL, even for n = 0. */
guint *tau_count_up (guint n);

/* Moves `count` of the n numbers, evenly spaced, to the front; a count of 0 or more than n keeps
 * all of them. Returns how many were kept. Images of one class are often adjacent, so this keeps
 * the classes balanced. */
guint tau_spread (guint *numbers, guint n, guint count);

G_END_DECLS
