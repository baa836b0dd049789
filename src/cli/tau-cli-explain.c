/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "help/tau-guide.h"
#include "help/tau-term.h"

#include <glib/gi18n.h>

#define GUIDE "method"

static gboolean
refuse_term (const char *term, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (const TauTerm *t = tau_terms; t->id != NULL; t++)
    g_ptr_array_add (names, (char *)t->id);
  g_ptr_array_add (names, (gpointer)GUIDE);
  g_ptr_array_add (names, NULL);
  g_autofree char *message =
      g_strdup_printf (_ ("“%s” is not explained; “tauscope-cli explain” lists what is"), term);
  return tau_cli_refuse_word (error, message, term, (const char *const *)names->pdata);
}

static gboolean
run_explain (TauCli *cli, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = { { NULL } };
  if (!tau_cli_parse (cli, &tau_cli_explain, entries, &argc, &argv, error) ||
      !tau_cli_expect_arguments (&tau_cli_explain, argc, 0, 1, error))
    return FALSE;
  g_autoptr (GString) text = g_string_new (NULL);
  const TauTerm *term = argc > 1 ? tau_term_find (argv[1]) : NULL;
  if (argc > 1 && g_str_equal (argv[1], GUIDE)) {
    tau_guide_write (text);
  } else if (term != NULL) {
    tau_term_write (term, text);
  } else if (argc > 1) {
    return refuse_term (argv[1], error);
  } else {
    for (const TauTerm *t = tau_terms; t->id != NULL; t++) {
      g_string_append (text, t == tau_terms ? "" : "\n");
      tau_term_write (t, text);
    }
  }
  g_print ("%s", text->str);
  return TRUE;
}

const TauCliCommand tau_cli_explain = {
  .name = "explain",
  .synopsis = "[TERM | method]",
  .summary = N_ ("Explain a term, all terms, or the method"),
  .run = run_explain,
};
