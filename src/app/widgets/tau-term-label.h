/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A word with a dotted line below it. Clicked, or activated from the keyboard, it explains itself
 * in a popover (help/tau-term.h).
 *
 * Properties: "term" (an id of tau_terms) and "label" (the word; NULL: the term's title). */
#define TAU_TYPE_TERM_LABEL (tau_term_label_get_type ())
G_DECLARE_FINAL_TYPE (TauTermLabel, tau_term_label, TAU, TERM_LABEL, GtkWidget)

GtkWidget *tau_term_label_new (const char *term, const char *label);
void tau_term_label_set_label (TauTermLabel *self, const char *label);

G_END_DECLS
