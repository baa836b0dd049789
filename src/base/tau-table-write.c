/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-table-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/tau-json.h"
#include "base/tau-number.h"
#include "base/tau-text.h"

int
tau_table_format_find (const char *name)
{
  static const char *const names[TAU_N_FORMATS] = { "text", "json", "csv", "markdown", "latex" };
  for (int i = 0; i < TAU_N_FORMATS; i++)
    if (g_str_equal (name, names[i]))
      return i;
  return -1;
}

/* -- escaping ------------------------------------------------------------------------------- */

/* The replacement for a character; NULL: it is written unchanged. */
static const char *
escape_latex (gunichar c)
{
  static const struct {
    gunichar c;
    const char *text;
  } escapes[] = {
    { '\\', "\\textbackslash{}" },
    { '~', "\\textasciitilde{}" },
    { '^', "\\textasciicircum{}" },
    { '&', "\\&" },
    { '%', "\\%" },
    { '$', "\\$" },
    { '#', "\\#" },
    { '_', "\\_" },
    { '{', "\\{" },
    { '}', "\\}" },
    /* In LaTeX's default encoding (OT1) these codes are other characters. */
    { '|', "\\textbar{}" },
    { '<', "\\textless{}" },
    { '>', "\\textgreater{}" },
    /* After \\ at the end of the line before, these would begin its options. */
    { '*', "{*}" },
    { '[', "{[}" },
    { 0xb1, "$\\pm$" },
    { 0xd7, "$\\times$" },
    { 0x2013, "--" },
    { 0x2020, "$\\dagger$" },
    { 0x2191, "$\\uparrow$" },
    { 0x2193, "$\\downarrow$" },
    { 0x2212, "$-$" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (escapes); i++)
    if (escapes[i].c == c)
      return escapes[i].text;
  return NULL;
}

/* Whether the character at `place` of `text` would be markup. */
static gboolean
is_markdown (const char *text, const char *place)
{
  if (*place == '_') /* not markup within a word: gaussian_noise */
    return place == text || !g_ascii_isalnum (place[-1]) || !g_ascii_isalnum (place[1]);
  if (*place == '&') /* &amp; */
    return g_ascii_isalnum (place[1]) || place[1] == '#';
  return strchr ("\\`*|<>[]~$#", *place) != NULL;
}

void
tau_table_append_escaped (GString *out, const char *text, TauTableFormat format)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  for (const char *place = valid; *place != '\0'; place = g_utf8_next_char (place)) {
    const gunichar c = g_utf8_get_char (place);
    const char *latex = format == TAU_FORMAT_LATEX ? escape_latex (c) : NULL;
    if (format == TAU_FORMAT_MARKDOWN && is_markdown (valid, place))
      g_string_append_c (out, '\\');
    if (latex != NULL)
      g_string_append (out, latex);
    else
      g_string_append_unichar (out, g_unichar_iscntrl (c) ? ' ' : c);
  }
}

void
tau_table_append_csv (GString *out, const char *text)
{
  if (strpbrk (text, ",\"\n\r") == NULL) {
    g_string_append (out, text);
    return;
  }
  g_autoptr (GString) quoted = g_string_new (text);
  g_string_replace (quoted, "\"", "\"\"", 0);
  g_string_append_printf (out, "\"%s\"", quoted->str);
}

/* -- lines ---------------------------------------------------------------------------------- */

char *
tau_table_dup_cell (const TauTable *self, guint line, guint column)
{
  if (line == 0)
    return g_strdup (tau_table_get_column_title (self, column));
  g_autofree char *text = tau_table_dup_text (self, line - 1, column);
  return isfinite (tau_table_get (self, line - 1, column)->value) ? tau_number_with_points (text)
                                                                  : g_steal_pointer (&text);
}

static char *
dup_plain (const TauTable *self, guint line, guint column)
{
  GString *out = g_string_new (NULL);
  g_autofree char *text = tau_table_dup_cell (self, line, column);
  tau_table_append_escaped (out, text, TAU_FORMAT_TEXT);
  return g_string_free (out, FALSE);
}

/* An arrow has its own place, so that the numbers stay aligned. */
static void
append_padded (const TauTable *self, guint line, guint column, GString *out)
{
  int width = 0;
  for (guint i = 0; i <= self->n_rows; i++) {
    g_autofree char *text = dup_plain (self, i, column);
    width = MAX (width, tau_text_width (text));
  }
  g_autofree char *text = dup_plain (self, line, column);
  tau_text_append_padded (out, text, column > 0 ? -width : width);
}

/* Plain numbers: spreadsheets and programs cannot read "24.3 ± 1.2 ↓". */
static void
append_value (const TauTable *self, guint line, guint column, GString *out)
{
  const TauTableCell *cell = line > 0 ? tau_table_get (self, line - 1, column) : NULL;
  if (cell == NULL)
    tau_table_append_csv (out, tau_table_get_column_title (self, column));
  else if (isfinite (cell->value))
    tau_number_append (out, cell->value, 10);
  else if (cell->text != NULL && !g_str_equal (cell->text, "–"))
    tau_table_append_csv (out, cell->text);
}

/* Marks better and worse in the markup of a report; in other formats arrows do. */
void
tau_table_append_marked (const TauTable *self, guint line, guint column, TauTableFormat format,
                         gboolean report, GString *out)
{
  static const char *const marks[][3][2] = {
    { { "**", "**" }, { "", "" }, { "", " ↑" } },
    { { "\\textbf{", "}" }, { "", "" }, { "\\textcolor{red}{", "}" } },
  };
  if (!report || line == 0) {
    g_autofree char *text = tau_table_dup_cell (self, line, column);
    tau_table_append_escaped (out, text, format);
    return;
  }
  const TauTableCell *cell = tau_table_get (self, line - 1, column);
  const char *const *mark = marks[format == TAU_FORMAT_LATEX][cell->mark + 1];
  const char *text = cell->text != NULL ? cell->text : "";
  g_autofree char *number = isfinite (cell->value) ? tau_number_with_points (text) : NULL;
  g_string_append (out, mark[0]);
  tau_table_append_escaped (out, number != NULL ? number : text, format);
  g_string_append (out, mark[1]);
}

static void
append_line (const TauTable *self, guint line, TauTableFormat format, gboolean report, GString *out)
{
  static const struct {
    const char *open, *between, *close;
  } parts[TAU_N_FORMATS] = {
    [TAU_FORMAT_TEXT] = { "", "  ", "\n" },
    [TAU_FORMAT_CSV] = { "", ",", "\n" },
    [TAU_FORMAT_MARKDOWN] = { "| ", " | ", " |\n" },
  };
  for (guint column = 0; column < self->columns->len; column++) {
    g_string_append (out, column == 0 ? parts[format].open : parts[format].between);
    if (format == TAU_FORMAT_TEXT)
      append_padded (self, line, column, out);
    else if (format == TAU_FORMAT_CSV)
      append_value (self, line, column, out);
    else
      tau_table_append_marked (self, line, column, format, report, out);
  }
  while (format == TAU_FORMAT_TEXT && out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  g_string_append (out, parts[format].close);
}

/* -- tables --------------------------------------------------------------------------------- */

static void
append_head (const TauTable *self, TauTableFormat format, gboolean report, GString *out)
{
  static const char *const titles[TAU_N_FORMATS][2] = {
    [TAU_FORMAT_TEXT] = { "", "\n" },
    [TAU_FORMAT_MARKDOWN] = { "### ", "\n\n" },
  };
  if (report) {
    g_string_append (out, titles[format][0]);
    tau_table_append_escaped (out, self->title, format);
    g_string_append (out, titles[format][1]);
  }
  append_line (self, 0, format, report, out);
  for (guint column = 0; format == TAU_FORMAT_MARKDOWN && column < self->columns->len; column++)
    g_string_append (out, column == 0 ? "|---" : "|--:");
  if (format == TAU_FORMAT_MARKDOWN)
    g_string_append (out, "|\n");
}

static void
append (const TauTable *self, TauTableFormat format, gboolean report, GString *out)
{
  if (format == TAU_FORMAT_LATEX) {
    tau_table_append_latex (self, report, out);
    return;
  }
  append_head (self, format, report, out);
  for (guint line = 1; line <= self->n_rows; line++)
    append_line (self, line, format, report, out);
}

void
tau_table_append_to_report (const TauTable *self, TauTableFormat format, GString *out)
{
  append (self, format, TRUE, out);
}

static char *
write_json (const TauTable *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  tau_json_add_string (builder, "title", self->title);
  tau_json_begin_array (builder, "rows");
  for (guint row = 0; row < self->n_rows; row++) {
    json_builder_begin_object (builder);
    for (guint column = 0; column < self->columns->len; column++) {
      const char *name = tau_table_get_column_title (self, column);
      const TauTableCell *cell = tau_table_get (self, row, column);
      if (*name == '\0')
        name = "name";
      if (isfinite (cell->value) || g_strcmp0 (cell->text, "–") == 0 ||
          g_strcmp0 (cell->text, _ ("unknown")) == 0)
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
  return g_strconcat (text, "\n", NULL);
}

char *
tau_table_write (const TauTable *self, TauTableFormat format)
{
  if (format == TAU_FORMAT_JSON)
    return write_json (self);
  GString *out = g_string_new (NULL);
  append (self, format, FALSE, out);
  return g_string_free (out, FALSE);
}
