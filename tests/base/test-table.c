/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables and the formats in which they are copied, printed and saved. */
#include "base/tau-table.h"
#include "in-locale.h"

#include <json-glib/json-glib.h>
#include <locale.h>
#include <math.h>
#include <string.h>

static const char *
text_at (const TauTable *table, guint row, guint column)
{
  g_autofree char *text = tau_table_dup_text (table, row, column);
  return g_intern_string (text);
}

/* Rows and columns in any order. */
static void
test_build (void)
{
  g_autoptr (TauTable) table = tau_table_new ("A table");
  g_assert_cmpuint (tau_table_add_column (table, ""), ==, 0);
  g_assert_cmpuint (tau_table_add_row (table, "first"), ==, 0);
  g_assert_cmpuint (tau_table_add_column (table, "Number"), ==, 1);
  g_assert_cmpuint (tau_table_add_row (table, "second"), ==, 1);
  tau_table_set_number (table, 0, 1, -0.5, 1);
  g_assert_cmpuint (table->n_rows, ==, 2);
  g_assert_cmpstr (tau_table_get_column_title (table, 1), ==, "Number");
  g_assert_cmpstr (text_at (table, 0, 0), ==, "first");
  g_assert_cmpstr (text_at (table, 1, 0), ==, "second");
  g_assert_cmpstr (text_at (table, 1, 1), ==, "");
  g_assert_true (isnan (tau_table_get (table, 1, 1)->value));
  g_assert_cmpfloat (tau_table_get (table, 0, 1)->value, ==, -0.5);
  tau_table_set_text (table, 0, 1, "text");
  g_assert_cmpstr (text_at (table, 0, 1), ==, "text");
  g_assert_true (isnan (tau_table_get (table, 0, 1)->value));
}

static void
test_numbers (void)
{
  static const struct {
    double value;
    const char *text;
  } cases[] = {
    { 24.25, "24.2" },
    { -0.5, "\xe2\x88\x92"
            "0.5" },
    { -0.04, "0.0" },
    { 0, "0.0" },
    { NAN, "–" },
    { INFINITY, "–" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = tau_table_format_number (cases[i].value, 1);
    g_assert_cmpstr (text, ==, in_locale (cases[i].text));
  }
}

static TauTable *
make_table (void)
{
  TauTable *table = tau_table_new ("A table");
  tau_table_add_column (table, "Name");
  tau_table_add_column (table, "50 %, \"x\"");
  tau_table_add_row (table, "a|b_c & d");
  tau_table_add_row (table, "second");
  tau_table_set_error (table, 0, 1, 24.25, 23, 25.5, -1);
  tau_table_set_number (table, 1, 1, NAN, 1);
  return table;
}

static void
test_formats (void)
{
  g_autoptr (TauTable) table = make_table ();
  g_autofree char *csv = tau_table_write (table, TAU_FORMAT_CSV);
  g_autofree char *markdown = tau_table_write (table, TAU_FORMAT_MARKDOWN);
  g_autofree char *latex = tau_table_write (table, TAU_FORMAT_LATEX);
  g_autofree char *text = tau_table_write (table, TAU_FORMAT_TEXT);
  g_autofree char *json = tau_table_write (table, TAU_FORMAT_JSON);
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  g_assert_cmpstr (csv, ==, "Name,\"50 %, \"\"x\"\"\"\na|b_c & d,24.25\nsecond,\n");
  g_assert_cmpstr (markdown, ==,
                   "| Name | 50 %, \"x\" |\n|---|--:|\n| a\\|b_c & d | 24.2 ± 1.2 ↓ |\n"
                   "| second | – |\n");
  g_assert_nonnull (
      strstr (latex, "a\\textbar{}b\\_c \\& d & 24.2 $\\pm$ 1.2 $\\downarrow$ \\\\\n"));
  g_assert_nonnull (strstr (latex, "Name & 50 \\%, \"x\" \\\\\n"));
  g_assert_nonnull (strstr (text, "a|b_c & d  24.2 ± 1.2 ↓\n"));
  g_assert_nonnull (root);
  JsonArray *rows = json_object_get_array_member (json_node_get_object (root), "rows");
  JsonObject *first = json_array_get_object_element (rows, 0);
  g_assert_cmpfloat (json_object_get_double_member (first, "50 %, \"x\""), ==, 24.25);
  g_assert_true (
      json_object_get_null_member (json_array_get_object_element (rows, 1), "50 %, \"x\""));
}

/* Where the decimal point is a comma, small numbers keep their sign, and CSV its points. */
static void
test_comma (void)
{
  g_autofree char *before = g_strdup (setlocale (LC_NUMERIC, NULL));
  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL) {
    g_test_skip ("de_DE.UTF-8 is not installed");
    return;
  }
  g_autoptr (TauTable) table = tau_table_new ("A table");
  tau_table_add_column (table, "a");
  tau_table_add_column (table, "b");
  tau_table_set_number (table, tau_table_add_row (table, "row"), 1, -0.5, 1);
  g_autofree char *csv = tau_table_write (table, TAU_FORMAT_CSV);
  g_assert_cmpstr (csv, ==, "a,b\nrow,-0.5\n");
  g_assert_cmpstr (text_at (table, 0, 1), ==,
                   "\xe2\x88\x92"
                   "0,5");
  /* Files hold points: a table alone, and in a report. */
  tau_table_set_number (table, tau_table_add_row (table, "zoom-1,2"), 1, 2.25, 2);
  for (TauTableFormat format = TAU_FORMAT_TEXT; format < TAU_N_FORMATS; format++) {
    g_autofree char *alone = tau_table_write (table, format);
    g_autoptr (GString) report = g_string_new (NULL);
    if (format != TAU_FORMAT_JSON && format != TAU_FORMAT_CSV)
      tau_table_append_to_report (table, format, report);
    g_assert_nonnull (strstr (alone, "2.25"));
    g_assert_true (report->len == 0 || strstr (report->str, "2.25") != NULL);
    g_assert_null (strstr (alone, "2,25"));
    g_assert_null (strstr (report->str, "2,25"));
    g_assert_nonnull (strstr (alone, "zoom-1,2"));
  }
  setlocale (LC_NUMERIC, before);
}

/* As the copies of a window, and as one of several tables of a report. */
static void
test_report (void)
{
  g_autoptr (TauTable) table = make_table ();
  g_autoptr (GString) text = g_string_new (NULL), markdown = g_string_new (NULL),
                      latex = g_string_new (NULL);
  tau_table_append_to_report (table, TAU_FORMAT_TEXT, text);
  tau_table_append_to_report (table, TAU_FORMAT_MARKDOWN, markdown);
  tau_table_append_to_report (table, TAU_FORMAT_LATEX, latex);
  g_assert_cmpstr (text->str, ==,
                   "A table\nName          50 %, \"x\"\na|b_c & d  24.2 ± 1.2 ↓\n"
                   "second                –\n");
  g_assert_cmpstr (markdown->str, ==,
                   "### A table\n\n| Name | 50 %, \"x\" |\n|---|--:|\n"
                   "| a\\|b_c & d | **24.2 ± 1.2** |\n| second | – |\n");
  g_assert_cmpstr (latex->str, ==,
                   "\\begin{table}\n\\centering\n\\caption{A table}\n"
                   "\\small\\setlength{\\tabcolsep}{4pt}\n\\begin{tabular}{@{}lr@{}}\n"
                   "\\toprule\nName & 50 \\%, \"x\" \\\\\n\\midrule\n"
                   "a\\textbar{}b\\_c \\& d & \\textbf{24.2 $\\pm$ 1.2} \\\\\nsecond & -- \\\\\n"
                   "\\bottomrule\n\\end{tabular}\n\\end{table}\n");
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;
  for (; (text = strstr (text, part)) != NULL; text += strlen (part))
    n++;
  return n;
}

/* A table that is wider than a page becomes several with the same rows; one that fits into a column
 * of two stays in it. */
static void
test_wide (void)
{
  g_autoptr (TauTable) table = tau_table_new ("Wide");
  g_autoptr (GString) narrow = g_string_new (NULL), wide = g_string_new (NULL);
  tau_table_add_column (table, "Corruption");
  tau_table_add_row (table, "gaussian_noise");
  tau_table_add_row (table, "fog");
  for (guint c = 1; c <= 24; c++) {
    g_autofree char *title = g_strdup_printf ("ours:%u+corrupted", c);
    tau_table_add_column (table, title);
    tau_table_set_number (table, 0, c, -12.25, 2);
    tau_table_take (table, 1, c, g_strdup ("3.50"), 3.5, -1);
    if (c == 2)
      tau_table_append_to_report (table, TAU_FORMAT_LATEX, narrow);
  }
  tau_table_append_to_report (table, TAU_FORMAT_LATEX, wide);
  g_autofree char *alone = tau_table_write (table, TAU_FORMAT_LATEX);
  g_assert_true (g_str_has_prefix (narrow->str, "\\begin{table}\n"));
  g_assert_nonnull (strstr (narrow->str, "\\caption{Wide}\n"));
  g_assert_nonnull (strstr (narrow->str, "Corruption & \\shortstack[r]{ours:1\\\\+corrupted} & "));
  g_assert_nonnull (strstr (narrow->str, "gaussian\\_noise & $-$12.25 & $-$12.25 \\\\\n"));
  const guint n = count (wide->str, "\\begin{tabular}");
  g_assert_cmpuint (n, ==, 5);
  g_assert_cmpuint (count (wide->str, "\\begin{table*}\n"), ==, n);
  g_assert_cmpuint (count (wide->str, "\\end{table*}\n"), ==, n);
  g_assert_cmpuint (count (wide->str, "\ngaussian\\_noise & "), ==, n);
  g_assert_cmpuint (count (wide->str, "$-$12.25"), ==, 24);
  g_assert_nonnull (strstr (wide->str, "\\caption{Wide, part 5 of 5}\n"));
  for (guint c = 1; c <= 24; c++) {
    g_autofree char *title = g_strdup_printf ("{ours:%u\\\\+corrupted}", c);
    g_assert_cmpuint (count (wide->str, title), ==, 1);
  }
  g_assert_cmpuint (count (alone, "\\begin{tabular}"), ==, n);
  g_assert_null (strstr (alone, "rule"));
}

/* Long words get a column with lines. */
static void
test_words (void)
{
  g_autoptr (TauTable) table = tau_table_new ("Words");
  g_autofree char *list = g_strnfill (200, 'x');
  tau_table_add_column (table, "Method");
  tau_table_add_column (table, "Transforms");
  tau_table_set_text (table, tau_table_add_row (table, "gps:1"), 1, "identity");
  g_autofree char *left = tau_table_write (table, TAU_FORMAT_LATEX);
  tau_table_set_text (table, tau_table_add_row (table, "gps:2"), 1, list);
  g_autofree char *lines = tau_table_write (table, TAU_FORMAT_LATEX);
  g_assert_nonnull (strstr (left, "{@{}ll@{}}"));
  g_assert_nonnull (strstr (lines, "{@{}lp{"));
}

static void
test_escapes (void)
{
  static const struct {
    const char *text, *plain, *markdown, *latex;
  } cases[] = {
    { "gaussian_noise", NULL, "gaussian_noise", "gaussian\\_noise" },
    { "_a_ b_", NULL, "\\_a\\_ b\\_", "\\_a\\_ b\\_" },
    { "R&D &amp; a & b", NULL, "R\\&D \\&amp; a & b", "R\\&D \\&amp; a \\& b" },
    { "5 % $x$ #1", NULL, "5 % \\$x\\$ \\#1", "5 \\% \\$x\\$ \\#1" },
    { "{a}", NULL, "{a}", "\\{a\\}" },
    { "~a~ 2^3", NULL, "\\~a\\~ 2^3",
      "\\textasciitilde{}a\\textasciitilde{} 2\\textasciicircum{}3" },
    { "C:\\new", NULL, "C:\\\\new", "C:\\textbackslash{}new" },
    { "a|b", NULL, "a\\|b", "a\\textbar{}b" },
    { "*a* [b](c)", NULL, "\\*a\\* \\[b\\](c)", "{*}a{*} {[}b](c)" },
    { "<b>`x`", NULL, "\\<b\\>\\`x\\`", "\\textless{}b\\textgreater{}`x`" },
    { "a\tb\r\nc\x1b[0m\x7f", "a b  c [0m ", "a b  c \\[0m ", "a b  c {[}0m " },
    { "\xc2\x85z", " z", " z", " z" }, /* a control character beyond ASCII */
    { "é “×” \xff", "é “×” \xef\xbf\xbd", "é “×” \xef\xbf\xbd", "é “$\\times$” \xef\xbf\xbd" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *const wanted[] = { cases[i].plain != NULL ? cases[i].plain : cases[i].text,
                                   cases[i].markdown, cases[i].latex };
    const TauTableFormat formats[] = { TAU_FORMAT_TEXT, TAU_FORMAT_MARKDOWN, TAU_FORMAT_LATEX };
    for (guint f = 0; f < 3; f++) {
      g_autoptr (GString) out = g_string_new (NULL);
      tau_table_append_escaped (out, cases[i].text, formats[f]);
      g_assert_cmpstr (out->str, ==, wanted[f]);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table/build", test_build);
  g_test_add_func ("/table/numbers", test_numbers);
  g_test_add_func ("/table/comma", test_comma);
  g_test_add_func ("/table/formats", test_formats);
  g_test_add_func ("/table/report", test_report);
  g_test_add_func ("/table/wide", test_wide);
  g_test_add_func ("/table/words", test_words);
  g_test_add_func ("/table/escapes", test_escapes);
  return g_test_run ();
}
