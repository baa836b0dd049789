/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers for keys and files, in the C locale's form whatever the current locale: as printf's
 * "%.<digits>g" writes them with a decimal point. `digits`: 1 to 17; 9 distinguish any two floats,
 * 17 any two doubles. */
char *tau_number_text (double value, int digits);
void tau_number_append (GString *text, double value, int digits);

/* What printf wrote of one number, which is taken and freed, as people read it: with a true minus
 * sign (U+2212), also in an exponent, and without one if it is zero in that many digits. */
char *tau_number_take (char *text);

/* A number for people with `digits` significant digits (2 to 15), in the current locale's form:
 * "12.3", "0.00123", and below a thousandth one digit less with an exponent, "1.2e−4", so that a
 * small one is never shown as zero. "0" only for zero; "–" if it is not finite. */
char *tau_number_significant (double value, int digits);

/* Numbers within a text that printf wrote in the current locale's form, with decimal points
 * instead: what people read becomes what files hold. */
char *tau_number_with_points (const char *text);

G_END_DECLS
