/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-sheet.h"

#include <math.h>
#include <string.h>

#include "base/tau-json.h"

static const char *
text_of (const TauSheet *self, guint row, guint column)
{
  const char *text = tau_sheet_get (self, row, column)->text;
  return text != NULL ? text : "";
}

/* Numbers as numbers: spreadsheets and programs know no "24.3 ± 1.2 ↓". */
static void
append_csv (GString *out, const char *text)
{
  if (strpbrk (text, ",\"\n\r") == NULL) {
    g_string_append (out, text);
    return;
  }
  g_autoptr (GString) quoted = g_string_new (text);
  g_string_replace (quoted, "\"", "\"\"", 0);
  g_string_append_printf (out, "\"%s\"", quoted->str);
}

static void
write_csv (const TauSheet *self, GString *out)
{
  for (guint column = 0; column < self->columns->len; column++) {
    if (column > 0)
      g_string_append_c (out, ',');
    append_csv (out, g_ptr_array_index (self->columns, column));
  }
  g_string_append_c (out, '\n');
  for (guint row = 0; row < self->rows->len; row++) {
    for (guint column = 0; column < self->columns->len; column++) {
      const TauSheetCell *cell = tau_sheet_get (self, row, column);
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      if (column > 0)
        g_string_append_c (out, ',');
      if (isfinite (cell->value))
        g_string_append (out, g_ascii_formatd (number, sizeof number, "%.10g", cell->value));
      else if (g_strcmp0 (cell->text, "–") != 0)
        append_csv (out, text_of (self, row, column));
    }
    g_string_append_c (out, '\n');
  }
}

static void
append_replaced (GString *out, const char *text, const char *const (*pairs)[2], guint n_pairs)
{
  for (const char *c = text; *c != '\0';) {
    guint i = 0;
    while (i < n_pairs && !g_str_has_prefix (c, pairs[i][0]))
      i++;
    if (i < n_pairs) {
      g_string_append (out, pairs[i][1]);
      c += strlen (pairs[i][0]);
    } else {
      g_string_append_c (out, *c++);
    }
  }
}

static void
write_markdown (const TauSheet *self, GString *out)
{
  static const char *const pairs[][2] = { { "|", "\\|" }, { "\n", " " } };
  for (guint column = 0; column < self->columns->len; column++) {
    g_string_append (out, "| ");
    append_replaced (out, g_ptr_array_index (self->columns, column), pairs, G_N_ELEMENTS (pairs));
    g_string_append_c (out, ' ');
  }
  g_string_append (out, "|\n");
  for (guint column = 0; column < self->columns->len; column++)
    g_string_append (out, column == 0 ? "| --- " : "| ---: ");
  g_string_append (out, "|\n");
  for (guint row = 0; row < self->rows->len; row++) {
    for (guint column = 0; column < self->columns->len; column++) {
      g_string_append (out, "| ");
      append_replaced (out, text_of (self, row, column), pairs, G_N_ELEMENTS (pairs));
      g_string_append_c (out, ' ');
    }
    g_string_append (out, "|\n");
  }
}

static void
write_latex (const TauSheet *self, GString *out)
{
  static const char *const pairs[][2] = {
    { "\\", "\\textbackslash{}" },
    { "&", "\\&" },
    { "%", "\\%" },
    { "$", "\\$" },
    { "#", "\\#" },
    { "_", "\\_" },
    { "{", "\\{" },
    { "}", "\\}" },
    { "~", "\\textasciitilde{}" },
    { "^", "\\textasciicircum{}" },
    { "±", "$\\pm$" },
    { "\xe2\x88\x92", "$-$" },
    { "↓", "$\\downarrow$" },
    { "↑", "$\\uparrow$" },
    { "†", "$\\dagger$" },
    { "–", "--" },
    { "×", "$\\times$" },
  };
  g_string_append (out, "\\begin{tabular}{l");
  for (guint column = 1; column < self->columns->len; column++)
    g_string_append_c (out, 'r');
  g_string_append (out, "}\n\\hline\n");
  for (guint line = 0; line <= self->rows->len; line++) {
    for (guint column = 0; column < self->columns->len; column++) {
      const char *text =
          line == 0 ? g_ptr_array_index (self->columns, column) : text_of (self, line - 1, column);
      if (column > 0)
        g_string_append (out, " & ");
      append_replaced (out, text, pairs, G_N_ELEMENTS (pairs));
    }
    g_string_append (out, line == 0 ? " \\\\\n\\hline\n" : " \\\\\n");
  }
  g_string_append (out, "\\hline\n\\end{tabular}\n");
}

static void
write_json (const TauSheet *self, GString *out)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  tau_json_add_string (builder, "title", self->title);
  tau_json_begin_array (builder, "rows");
  for (guint row = 0; row < self->rows->len; row++) {
    json_builder_begin_object (builder);
    for (guint column = 0; column < self->columns->len; column++) {
      const char *name = g_ptr_array_index (self->columns, column);
      const TauSheetCell *cell = tau_sheet_get (self, row, column);
      if (*name == '\0')
        name = "name";
      if (isfinite (cell->value) || g_strcmp0 (cell->text, "–") == 0)
        tau_json_add_double (builder, name, cell->value);
      else
        tau_json_add_string (builder, name, cell->text);
    }
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);
  g_string_append_printf (out, "%s\n", text);
}

static void
append_padded (GString *out, const char *text, glong width, gboolean right)
{
  glong missing = width - g_utf8_strlen (text, -1);
  if (!right)
    g_string_append (out, text);
  for (glong i = 0; i < missing; i++)
    g_string_append_c (out, ' ');
  if (right)
    g_string_append (out, text);
}

static void
write_text (const TauSheet *self, GString *out)
{
  for (guint line = 0; line <= self->rows->len; line++) {
    for (guint column = 0; column < self->columns->len; column++) {
      const char *title = g_ptr_array_index (self->columns, column);
      glong width = g_utf8_strlen (title, -1);
      for (guint row = 0; row < self->rows->len; row++)
        width = MAX (width, g_utf8_strlen (text_of (self, row, column), -1));
      if (column > 0)
        g_string_append (out, "  ");
      append_padded (out, line == 0 ? title : text_of (self, line - 1, column), width, column > 0);
    }
    g_string_append_c (out, '\n');
  }
}

char *
tau_sheet_write (const TauSheet *self, TauTableFormat format)
{
  static void (*const writers[TAU_N_FORMATS]) (const TauSheet *self, GString *out) = {
    [TAU_FORMAT_TEXT] = write_text,   [TAU_FORMAT_JSON] = write_json,
    [TAU_FORMAT_CSV] = write_csv,     [TAU_FORMAT_MARKDOWN] = write_markdown,
    [TAU_FORMAT_LATEX] = write_latex,
  };
  GString *out = g_string_new (NULL);
  writers[format](self, out);
  return g_string_free (out, FALSE);
}
