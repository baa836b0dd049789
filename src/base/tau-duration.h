/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "less than a minute", "about 12 min", "about 2 h 10 min": for estimates, which are not exact.
 * "some time" for NaN. */
char *tau_duration_format (double seconds);

/* "6 to 12 min", "1.5 to 3 h": for an estimate before the work begins, made of a few measured
 * parts. How busy the computer will be is not known, so it is a range. */
char *tau_duration_format_range (double seconds);

G_END_DECLS
