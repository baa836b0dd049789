/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text of any origin (a file name, a class, a message) as one line that is safe to print: valid
 * UTF-8; control characters, those that turn the direction of text included, become \xHH or \uHHHH.
 * NULL gives "". */
char *tau_text_line (const char *text);

/* Whether a character moves the cursor, changes colours or turns the direction of text. */
gboolean tau_text_is_control (gunichar c);

/* JSON as it is safe to print: control characters that JSON allows raw become \uHHHH. */
char *tau_text_json (const char *json);

/* The text with plain ASCII for the arrows, dashes, quotation marks and signs that the program
 * itself uses; all else stays. */
char *tau_text_plain (const char *text);

/* The columns that a text takes in a terminal: none for combining characters, two for those of East
 * Asian scripts. */
int tau_text_width (const char *text);

/* Appends the text with spaces up to `width` columns: after it, or before it if `width` is
 * negative.
 */
void tau_text_append_padded (GString *out, const char *text, int width);

G_END_DECLS
