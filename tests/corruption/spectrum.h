/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SPECTRUM_BINS 8

/* What corruptions-stats measures of the difference of two pictures (SPEC section 1, entries 6 to
 * 18): mean |diff| (0), RMSE (1), the mean of diff in each channel (2-4), in levels, and the power
 * in the bins of its spectrum (5-12). */
#define DIFFERENCE_ENTRIES (5 + SPECTRUM_BINS)

/* Tables for square pictures of one side, whose prime factors are below 16. */
typedef struct _Spectrum Spectrum;

Spectrum *spectrum_new (gsize side);
void spectrum_free (Spectrum *self);

/* Adds the entries of `out` - `in`, side x side RGB. For one thread at a time. */
void spectrum_add_difference (Spectrum *self, const guint8 *in, const guint8 *out,
                              double entries[DIFFERENCE_ENTRIES]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Spectrum, spectrum_free)

G_END_DECLS
