/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "less than a minute", "about 12 min", "about 2 h 10 min": for estimates, which are not exact.
 * "some time" for NaN. */
char *tau_duration_format (double seconds);

G_END_DECLS
