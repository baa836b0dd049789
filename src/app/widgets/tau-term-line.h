/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A line of terms that explain themselves, below what uses them; it wraps.
 *
 * Property "terms": ids of tau_terms, separated by spaces. */
#define TAU_TYPE_TERM_LINE (tau_term_line_get_type ())
G_DECLARE_FINAL_TYPE (TauTermLine, tau_term_line, TAU, TERM_LINE, GtkWidget)

void tau_term_line_set_terms (TauTermLine *self, const char *terms);

G_END_DECLS
