/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The explanations: found by id, and the same in the documentation. */
#include "help/tau-guide.h"
#include "help/tau-term.h"

#include <string.h>

static const char *root; /* of the source tree */

static char *
read_file (const char *name)
{
  g_autofree char *path = g_build_filename (root, name, NULL);
  char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
test_terms (void)
{
  guint n = 0;
  for (const TauTerm *term = tau_terms; term->id != NULL; term++, n++) {
    g_assert_true (tau_term_find (term->id) == term);
    g_assert_true (n == 0 || strcmp (term[-1].id, term->id) < 0);
    g_assert_true (g_str_has_suffix (term->explanation, "."));
    g_assert_cmpuint (strlen (term->explanation), <=, 300);
  }
  g_assert_cmpuint (n, >, 20);
  g_assert_null (tau_term_find ("regrets"));
  g_assert_null (tau_term_find (""));
}

/* data/docs/terms.md is what `tauscope-cli explain` prints, below a heading. */
static void
test_document (void)
{
  g_autofree char *document = read_file ("data/docs/terms.md");
  g_autoptr (GString) text = g_string_new (NULL);
  for (const TauTerm *term = tau_terms; term->id != NULL; term++) {
    g_string_append_c (text, '\n');
    tau_term_write (term, text);
  }
  g_assert_true (g_str_has_suffix (document, text->str));
}

static void
test_readme (void)
{
  g_autofree char *readme = read_file ("README.md");
  g_autoptr (GString) text = g_string_new (NULL);
  tau_guide_write (text);
  /* Lines of README are broken; the guide's are not. */
  g_strdelimit (readme, "\n", ' ');
  g_strdelimit (text->str, "\n", ' ');
  g_assert_nonnull (strstr (readme, text->str));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  root = argv[1];
  g_test_add_func ("/help/terms", test_terms);
  g_test_add_func ("/help/document", test_document);
  g_test_add_func ("/help/readme", test_readme);
  return g_test_run ();
}
