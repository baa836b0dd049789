/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const char *const format_names[TAU_N_FORMATS] = { "text", "json", "csv", "markdown",
                                                         "latex" };

int
tau_table_format_find (const char *name)
{
  for (int i = 0; i < TAU_N_FORMATS; i++)
    if (g_str_equal (name, format_names[i]))
      return i;
  return -1;
}

/* What the tables are about: lines without markup. */
static GPtrArray *
notes (const TauEvaluation *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, self->spec->seed);
  g_ptr_array_add (lines, g_strdup_printf (_ ("%s on %s: %u images, seed %s"), self->pack_name,
                                           self->spec->dataset, self->n_images, seed));
  if (tau_evaluation_is_given (self))
    g_ptr_array_add (lines, g_strdup (_ ("The corruptions are those of the data set's files; "
                                         "nothing was added to the images")));
  if (self->n_unreadable > 0)
    g_ptr_array_add (lines,
                     g_strdup_printf (ngettext ("%u image could not be read and is left out",
                                                "%u images could not be read and are left out",
                                                self->n_unreadable),
                                      self->n_unreadable));
  g_ptr_array_add (
      lines,
      g_strdup (_ ("Errors in percent, with 95 % intervals (bootstrap over the images); cost "
                   "in multiply-adds of one target inference")));
  if (self->n_validation > 0 && tau_evaluation_is_given (self) && self->spec->validation == NULL)
    g_ptr_array_add (lines, g_strdup_printf (_ ("gps searched on %u images of %s, as corrupted "
                                                "there"),
                                             self->n_validation, self->validation));
  else if (self->n_validation > 0)
    g_ptr_array_add (lines, g_strdup_printf (_ ("gps searched on %u images of %s; "
                                                "gps:K+corrupted on corrupted copies of them"),
                                             self->n_validation, self->validation));
  return lines;
}

static const TauTableCell *
cell_at (const TauTable *table, guint row, guint column)
{
  return &g_array_index (table->cells, TauTableCell, row * table->n_columns + column);
}

static guint
n_rows (const TauTable *table)
{
  return table->cells->len / table->n_columns;
}

/* An arrow down for better than center, up for worse. */
static char *
plain_cell (const TauTableCell *cell)
{
  static const char *const marks[] = { " ↓", "", " ↑" };
  return g_strconcat (cell->text, marks[cell->mark + 1], NULL);
}

static void
write_plain_table (GString *out, const TauTable *table)
{
  g_autofree guint *widths = g_new0 (guint, table->n_columns);
  g_string_append_printf (out, "\n%s\n", table->title);
  for (guint r = 0; r < n_rows (table); r++)
    for (guint c = 0; c < table->n_columns; c++) {
      g_autofree char *text = plain_cell (cell_at (table, r, c));
      widths[c] = MAX (widths[c], g_utf8_strlen (text, -1));
    }
  for (guint r = 0; r < n_rows (table); r++) {
    for (guint c = 0; c < table->n_columns; c++) {
      const TauTableCell *cell = cell_at (table, r, c);
      /* An arrow has its own place, so that the figures stay in line. */
      g_autofree char *text = plain_cell (cell);
      const guint pad = widths[c] - g_utf8_strlen (text, -1);
      if (c == 0)
        g_string_append_printf (out, "%s%*s", text, pad, "");
      else
        g_string_append_printf (out, "  %*s%s", pad, "", text);
    }
    while (out->len > 0 && out->str[out->len - 1] == ' ')
      g_string_truncate (out, out->len - 1);
    g_string_append_c (out, '\n');
  }
}

char *
tau_evaluation_write_text (const TauEvaluation *self, TauTableFlags flags)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GPtrArray) tables = tau_evaluation_tables (self, flags), lines = notes (self);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (out, "%s\n", (char *)g_ptr_array_index (lines, i));
  g_string_append_printf (
      out, "%s\n", _ ("↓ lower than center by more than a point (better), ↑ higher (worse)"));
  for (guint t = 0; t < tables->len; t++)
    write_plain_table (out, g_ptr_array_index (tables, t));
  return g_string_free (out, FALSE);
}

static void
write_markdown_table (GString *out, const TauTable *table)
{
  g_string_append_printf (out, "\n### %s\n\n", table->title);
  for (guint r = 0; r < n_rows (table); r++) {
    for (guint c = 0; c < table->n_columns; c++) {
      const TauTableCell *cell = cell_at (table, r, c);
      g_string_append_printf (out,
                              cell->mark < 0   ? "| **%s** "
                              : cell->mark > 0 ? "| %s ↑ "
                                               : "| %s ",
                              cell->text);
    }
    g_string_append (out, "|\n");
    for (guint c = 0; r == 0 && c < table->n_columns; c++)
      g_string_append (out, c == 0 ? "|---" : "|--:");
    if (r == 0)
      g_string_append (out, "|\n");
  }
}

char *
tau_evaluation_write_markdown (const TauEvaluation *self, TauTableFlags flags)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GPtrArray) tables = tau_evaluation_tables (self, flags), lines = notes (self);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (out, "%s.\n", (char *)g_ptr_array_index (lines, i));
  g_string_append_printf (
      out, "%s\n",
      _ ("**Bold**: lower than `center` by more than a point (better); ↑: higher (worse)."));
  for (guint t = 0; t < tables->len; t++)
    write_markdown_table (out, g_ptr_array_index (tables, t));
  return g_string_free (out, FALSE);
}

static void
append_latex (GString *out, const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);
    if (c == 0x2013) /* – */
      g_string_append (out, "--");
    else if (c < 128 && strchr ("&%$#_{}", c) != NULL)
      g_string_append_printf (out, "\\%c", (char)c);
    else if (c == '\\' || c == '~' || c == '^')
      g_string_append_printf (out, "\\char`\\%c", (char)c);
    else
      g_string_append_unichar (out, c);
  }
}

static void
write_latex_table (GString *out, const TauTable *table)
{
  static const char *const opens[] = { "\\textbf{", "", "\\textcolor{red}{" };
  g_string_append (out, "\n\\begin{table}\n\\centering\n\\caption{");
  append_latex (out, table->title);
  g_string_append (out, "}\n\\begin{tabular}{l");
  for (guint c = 1; c < table->n_columns; c++)
    g_string_append_c (out, 'r');
  g_string_append (out, "}\n\\toprule\n");
  for (guint r = 0; r < n_rows (table); r++) {
    for (guint c = 0; c < table->n_columns; c++) {
      const TauTableCell *cell = cell_at (table, r, c);
      g_string_append_printf (out, "%s%s", c > 0 ? " & " : "", opens[cell->mark + 1]);
      append_latex (out, cell->text);
      if (cell->mark != 0)
        g_string_append_c (out, '}');
    }
    g_string_append (out, r == 0 ? " \\\\\n\\midrule\n" : " \\\\\n");
  }
  g_string_append (out, "\\bottomrule\n\\end{tabular}\n\\end{table}\n");
}

char *
tau_evaluation_write_latex (const TauEvaluation *self, TauTableFlags flags)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GPtrArray) tables = tau_evaluation_tables (self, flags), lines = notes (self);
  g_string_append (out, "% \\usepackage{booktabs,xcolor}\n");
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (out, "%% %s\n", (char *)g_ptr_array_index (lines, i));
  g_string_append_printf (
      out, "%% %s\n",
      _ ("Bold: lower than center by more than a point (better); red: higher (worse)"));
  for (guint t = 0; t < tables->len; t++)
    write_latex_table (out, g_ptr_array_index (tables, t));
  return g_string_free (out, FALSE);
}

char *
tau_evaluation_write (const TauEvaluation *self, TauTableFormat format, TauTableFlags flags)
{
  switch (format) {
  case TAU_FORMAT_JSON:
    return tau_evaluation_write_json (self, FALSE);
  case TAU_FORMAT_CSV:
    return tau_evaluation_write_csv (self);
  case TAU_FORMAT_MARKDOWN:
    return tau_evaluation_write_markdown (self, flags);
  case TAU_FORMAT_LATEX:
    return tau_evaluation_write_latex (self, flags);
  default:
    return tau_evaluation_write_text (self, flags);
  }
}

char *
tau_evaluation_write_report (const TauEvaluation *self, TauTableFormat format)
{
  return tau_evaluation_write (self, format,
                               tau_evaluation_is_imagenet (self) ? TAU_TABLE_ALEXNET : 0);
}
