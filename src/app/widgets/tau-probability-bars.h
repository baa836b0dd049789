/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/tau-pack.h"

G_BEGIN_DECLS

#define TAU_N_PROBABILITY_BARS 5

/* The most probable classes of one image, as bars with names and shares. */
#define TAU_TYPE_PROBABILITY_BARS (tau_probability_bars_get_type ())
G_DECLARE_FINAL_TYPE (TauProbabilityBars, tau_probability_bars, TAU, PROBABILITY_BARS, GtkWidget)

/* One probability for each class of the pack; `label` is the class that counts as right. NULL
 * shows nothing. */
void tau_probability_bars_set (TauProbabilityBars *self, const float *probabilities, TauPack *pack,
                               int label);

/* The `n` best classes by name, best first. */
void tau_probability_bars_set_best (TauProbabilityBars *self, const char *const *names,
                                    const double *probabilities, guint n);

/* The indices of the `n` highest values, highest first; the lower index wins a tie. Returns
 * their number: at most n_values. */
guint tau_probability_bars_top (const float *values, guint n_values, guint n, guint *indices);

G_END_DECLS
