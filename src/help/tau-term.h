/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A technical term, explained once for the window, the command line and the documentation. The
 * texts are marked for translation; tau_term_*() translate them. */
typedef struct {
  const char *id;          /* "regret" */
  const char *title;       /* "Regret" */
  const char *explanation; /* one to three short sentences */
  const char *formula;     /* or NULL. The same in every language */
  const char *section;     /* of the paper, "3.4"; NULL: not from the paper */
} TauTerm;

/* Sorted by id; a term without id ends the list. */
extern const TauTerm tau_terms[];

/* The term of this id, or NULL. */
const TauTerm *tau_term_find (const char *id);

const char *tau_term_get_title (const TauTerm *self);
const char *tau_term_get_explanation (const TauTerm *self);
/* “Section 3.4 of the paper”, or NULL. */
char *tau_term_get_source (const TauTerm *self);

/* Markdown: a heading of the second level, the explanation, and the formula as code. */
void tau_term_write (const TauTerm *self, GString *text);

G_END_DECLS
