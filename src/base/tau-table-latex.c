/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-table-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* LaTeX's tables do not break by themselves: here the widths of their columns are estimated, in
 * Computer Modern, which is wider than the usual text fonts, and a table that is too wide becomes
 * several. All lengths in TeX's points. */
#define PAGE_WIDTH   345.0 /* the text of the class article at 10 pt, the narrowest of the usual */
#define COLUMN_WIDTH 229.0 /* likewise a column of two */
#define SMALL        9.0   /* \small at 10 pt */
#define COLUMN_SEP   4.0   /* on both sides of a column */
#define BOLD         1.15  /* width of bold text over that of normal text */
#define WIDER        1.04  /* at 9 pt, letters are wider in proportion; and a margin for error */

typedef struct {
  double width;     /* of the cells, or of the heading in lines */
  gboolean words;   /* no numbers */
  gboolean wrapped; /* words that are broken into lines of that width */
} Column;

typedef struct {
  const TauTable *table;
  gboolean report;
  Column *columns;
} Writer;

/* -- widths -------------------------------------------------------------------------------- */

/* Of a character of cmr10, in hundredths of its size. */
static guint
get_advance (gunichar c)
{
  static const guint8 lower[] = { 50, 56, 45, 56, 45, 31, 50, 56, 28, 31, 53, 28, 84,
                                  56, 50, 56, 53, 40, 40, 39, 56, 53, 73, 53, 53, 45 };
  static const guint8 upper[] = { 75, 71, 73, 77, 69, 66, 79, 75, 37, 52,  78, 63, 92,
                                  75, 78, 69, 78, 74, 56, 73, 75, 75, 103, 75, 75, 62 };
  if (c < 128 && g_ascii_islower ((char)c))
    return lower[c - 'a'];
  if (c < 128 && g_ascii_isupper ((char)c))
    return upper[c - 'A'];
  if (c < 128 && strchr (".,;:!'|", (int)c) != NULL)
    return 28;
  if (c < 128 && strchr (" -()[]", (int)c) != NULL)
    return 39;
  if (c < 128 && strchr ("+=<>%&#@~", (int)c) != NULL)
    return 84;
  if (c == 0xb1 || c == 0xd7 || c == 0x2212) /* ± × − */
    return 78;
  return g_unichar_iswide (c) ? 100 : 56;
}

static double
measure (const char *text, gssize length, gboolean bold)
{
  guint sum = 0;
  const char *end = length < 0 ? text + strlen (text) : text + length;
  for (; text < end; text = g_utf8_next_char (text))
    sum += get_advance (g_utf8_get_char (text));
  return sum / 100.0 * SMALL * WIDER * (bold ? BOLD : 1);
}

/* The bytes of a heading's next line: as many words as fit in `room`, at least one. Words end at
 * spaces, before "+", and before the number of "zoom-0.8". */
static gsize
take_line (const char *text, double room)
{
  gsize n = 0;
  for (gsize i = 1;; i++) {
    const gboolean ends = text[i] == '\0' || text[i] == ' ' || text[i] == '+' ||
                          (text[i] == '-' && g_ascii_isdigit (text[i + 1]));
    if (!ends)
      continue;
    if (n > 0 && measure (text, i, FALSE) > room)
      return n;
    n = i;
    if (text[i] == '\0')
      return n;
  }
}

static double
measure_heading (const char *text, double room)
{
  double most = 0;
  while (*text != '\0') {
    const gsize n = take_line (text, room);
    most = MAX (most, measure (text, n, FALSE));
    text += n;
    text += *text == ' ';
  }
  return most;
}

static void
measure_column (Writer *self, guint column)
{
  const TauTable *table = self->table;
  double cells = 0;
  gboolean numbers = FALSE, words = FALSE;
  for (guint line = 1; line <= table->n_rows; line++) {
    const TauTableCell *cell = tau_table_get (table, line - 1, column);
    g_autofree char *text = tau_table_dup_cell (table, line, column);
    cells = MAX (cells, measure (text, -1, self->report && cell->mark < 0));
    numbers |= isfinite (cell->value);
    words |= cell->text != NULL && !g_str_equal (cell->text, "–");
  }
  const char *heading = tau_table_get_column_title (table, column);
  const double most =
      column == 0 ? PAGE_WIDTH / 2 : PAGE_WIDTH - self->columns[0].width - 2 * COLUMN_SEP;
  Column *out = &self->columns[column];
  out->width = MAX (cells, measure_heading (heading, column == 0 ? PAGE_WIDTH : cells));
  out->words = column == 0 || (words && !numbers);
  out->wrapped = out->words && out->width > most;
  if (out->wrapped)
    out->width = most;
}

/* -- parts --------------------------------------------------------------------------------- */

/* The columns from `first` on that fit in `limit` beside the first of all, at least one; returns
 * the one after them, and their width together. */
static guint
take_part (const Writer *self, guint first, double limit, double *width)
{
  guint column = first;
  *width = self->columns[0].width;
  for (; column < self->table->columns->len; column++) {
    const double more = *width + 2 * COLUMN_SEP + self->columns[column].width;
    if (more > limit && column > first)
      break;
    *width = more;
  }
  return column;
}

/* The number of parts of that width, and the width of the widest. */
static guint
count_parts (const Writer *self, double limit, double *widest)
{
  guint n = 0, column = 1;
  *widest = 0;
  do {
    double width;
    column = take_part (self, column, limit, &width);
    *widest = MAX (*widest, width);
    n++;
  } while (column < self->table->columns->len);
  return n;
}

/* The smallest width that takes no more parts, so that they are alike. */
static double
balance (const Writer *self)
{
  double widest;
  const guint n = count_parts (self, PAGE_WIDTH, &widest);
  double limit = PAGE_WIDTH;
  while (limit > 10 && count_parts (self, limit - 5, &widest) == n)
    limit -= 5;
  return limit;
}

/* -- output -------------------------------------------------------------------------------- */

static void
append_heading (const Writer *self, guint column, GString *out)
{
  const char *text = tau_table_get_column_title (self->table, column);
  const double width = self->columns[column].width;
  if (column == 0 || self->columns[column].words || take_line (text, width) == strlen (text)) {
    tau_table_append_escaped (out, text, TAU_FORMAT_LATEX);
    return;
  }
  g_string_append (out, "\\shortstack[r]{");
  for (gboolean first = TRUE; *text != '\0'; first = FALSE) {
    const gsize n = take_line (text, width);
    g_autofree char *line = g_strndup (text, n);
    g_string_append (out, first ? "" : "\\\\");
    tau_table_append_escaped (out, line, TAU_FORMAT_LATEX);
    text += n;
    text += *text == ' ';
  }
  g_string_append_c (out, '}');
}

static void
append_line (const Writer *self, guint line, guint first, guint end, GString *out)
{
  for (guint column = 0; column < end; column = column == 0 ? first : column + 1) {
    g_string_append (out, column == 0 ? "" : " & ");
    if (line == 0)
      append_heading (self, column, out);
    else
      tau_table_append_marked (self->table, line, column, TAU_FORMAT_LATEX, self->report, out);
  }
  g_string_append (out, " \\\\\n");
}

static void
append_kind (const Column *column, GString *out)
{
  if (column->wrapped)
    g_string_append_printf (out, "p{%dpt}", (int)column->width);
  else
    g_string_append_c (out, column->words ? 'l' : 'r');
}

/* The columns from `first` to before `end`, after the first of all. */
static void
append_tabular (const Writer *self, guint first, guint end, GString *out)
{
  g_string_append (out, "\\begin{tabular}{@{}");
  append_kind (&self->columns[0], out);
  for (guint column = first; column < end; column++)
    append_kind (&self->columns[column], out);
  g_string_append (out, self->report ? "@{}}\n\\toprule\n" : "@{}}\n\\hline\n");
  append_line (self, 0, first, end, out);
  g_string_append (out, self->report ? "\\midrule\n" : "\\hline\n");
  for (guint line = 1; line <= self->table->n_rows; line++)
    append_line (self, line, first, end, out);
  g_string_append (out,
                   self->report ? "\\bottomrule\n\\end{tabular}\n" : "\\hline\n\\end{tabular}\n");
}

static void
append_float (const Writer *self, guint first, guint end, const char *caption, const char *kind,
              GString *out)
{
  g_string_append_printf (out, "\\begin{%s}\n\\centering\n\\caption{", kind);
  tau_table_append_escaped (out, caption, TAU_FORMAT_LATEX);
  g_string_append_printf (out, "}\n\\small\\setlength{\\tabcolsep}{%gpt}\n", COLUMN_SEP);
  append_tabular (self, first, end, out);
  g_string_append_printf (out, "\\end{%s}\n", kind);
}

void
tau_table_append_latex (const TauTable *self, gboolean report, GString *out)
{
  const guint n_columns = self->columns->len;
  if (n_columns == 0)
    return;
  g_autofree Column *columns = g_new0 (Column, n_columns);
  Writer writer = { self, report, columns };
  for (guint column = 0; column < n_columns; column++)
    measure_column (&writer, column);
  const double limit = balance (&writer);
  double widest;
  const guint n = count_parts (&writer, limit, &widest);
  const char *kind = widest <= COLUMN_WIDTH ? "table" : "table*";
  if (!report)
    g_string_append_printf (out, "{\\small\\setlength{\\tabcolsep}{%gpt}\n", COLUMN_SEP);
  for (guint part = 0, first = 1; part < n; part++) {
    double width;
    const guint end = take_part (&writer, first, limit, &width);
    g_autofree char *caption =
        n == 1 ? g_strdup (self->title)
               /* Translators: the title of a table, one of several parts of it. */
               : g_strdup_printf (_ ("%s, part %u of %u"), self->title, part + 1, n);
    g_string_append (out, part > 0 ? "\n" : "");
    if (report)
      append_float (&writer, first, end, caption, kind, out);
    else
      append_tabular (&writer, first, end, out);
    first = end;
  }
  if (!report)
    g_string_append (out, "}\n");
}
