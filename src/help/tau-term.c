/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "help/tau-term.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

static int
compare (const void *id, const void *term)
{
  return strcmp (id, ((const TauTerm *)term)->id);
}

const TauTerm *
tau_term_find (const char *id)
{
  gsize n = 0;
  while (tau_terms[n].id != NULL)
    n++;
  return bsearch (id, tau_terms, n, sizeof *tau_terms, compare);
}

const char *
tau_term_get_title (const TauTerm *self)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "term", self->title);
}

const char *
tau_term_get_explanation (const TauTerm *self)
{
  return _ (self->explanation);
}

char *
tau_term_get_source (const TauTerm *self)
{
  return self->section != NULL ? g_strdup_printf (_ ("Section %s of the paper"), self->section)
                               : NULL;
}

void
tau_term_write (const TauTerm *self, GString *text)
{
  g_autofree char *source = tau_term_get_source (self);
  g_string_append_printf (text, "## %s\n\n%s\n", tau_term_get_title (self),
                          tau_term_get_explanation (self));
  if (self->formula != NULL)
    g_string_append_printf (text, "\n    %s\n", self->formula);
  if (source != NULL)
    g_string_append_printf (text, "\n%s.\n", source);
}
