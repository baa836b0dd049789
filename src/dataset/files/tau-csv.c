/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/files/tau-csv.h"

#include "base/tau-file.h"
#include "dataset/tau-dataset.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_BYTES        (G_GUINT64_CONSTANT (256) << 20)
#define MAX_CELLS_IN_ROW 1000
#define MAX_CELLS        10000000

typedef struct {
  const char *at, *end;
  char separator;
} Text;

static char
find_separator (const char *text, const char *end, const char *separators)
{
  guint best = 0;
  char found = separators[0];
  for (const char *s = separators; *s != '\0'; s++) {
    gboolean quoted = FALSE;
    guint n = 0;
    for (const char *at = text; at < end && (quoted || (*at != '\n' && *at != '\r')); at++)
      if (*at == '"')
        quoted = !quoted;
      else if (!quoted && *at == *s)
        n++;
    if (n > best) {
      best = n;
      found = *s;
    }
  }
  return found;
}

/* A cell in quotes, after the first of them. FALSE if its end is missing. */
static gboolean
take_quoted (Text *text, GString *cell)
{
  for (; text->at < text->end; text->at++) {
    if (*text->at == '"' && (text->at + 1 == text->end || text->at[1] != '"')) {
      text->at++;
      return TRUE;
    }
    text->at += *text->at == '"';
    g_string_append_c (cell, *text->at);
  }
  return FALSE;
}

static gboolean
at_line_end (const Text *text)
{
  return text->at == text->end || *text->at == '\n' || *text->at == '\r';
}

static gboolean
take_cell (Text *text, GString *cell)
{
  g_string_truncate (cell, 0);
  while (text->at < text->end && *text->at == ' ')
    text->at++;
  if (text->at < text->end && *text->at == '"') {
    text->at++;
    if (!take_quoted (text, cell))
      return FALSE;
  }
  while (!at_line_end (text) && *text->at != text->separator)
    g_string_append_c (cell, *text->at++);
  while (cell->len > 0 && cell->str[cell->len - 1] == ' ')
    g_string_truncate (cell, cell->len - 1);
  return TRUE;
}

/* Takes one line into `row`; of char*. FALSE: a quotation does not end, or there are more cells
 * than a row may have, and one over. */
static gboolean
take_row (Text *text, GPtrArray *row)
{
  g_autoptr (GString) cell = g_string_new (NULL);
  for (;;) {
    if (!take_cell (text, cell))
      return FALSE;
    g_ptr_array_add (row, g_strdup (cell->str));
    if (row->len > MAX_CELLS_IN_ROW)
      return FALSE;
    if (at_line_end (text))
      break;
    text->at++; /* the separator */
    while (text->separator == ' ' && text->at < text->end && *text->at == ' ')
      text->at++;
    if (text->separator == ' ' && at_line_end (text))
      break;
  }
  if (text->at < text->end && *text->at == '\r')
    text->at++;
  if (text->at < text->end && *text->at == '\n')
    text->at++;
  return TRUE;
}

static gboolean
check_encoding (const char *text, gsize length, const char *name, GError **error)
{
  if (length >= 2 && (memcmp (text, "\xff\xfe", 2) == 0 || memcmp (text, "\xfe\xff", 2) == 0))
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
                 _ ("“%s” is in UTF-16; save it as UTF-8"), name);
  else if (memchr (text, 0, length) != NULL || !g_utf8_validate (text, length, NULL))
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
                 _ ("“%s” is not text in UTF-8; save it as UTF-8"), name);
  else
    return TRUE;
  return FALSE;
}

static void
refuse_row (const GPtrArray *row, guint number, const char *name, GError **error)
{
  if (row->len > MAX_CELLS_IN_ROW)
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
                 _ ("“%s” is no list of images: row %u has more than %d cells"), name, number,
                 MAX_CELLS_IN_ROW);
  else
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
                 _ ("“%s” is damaged: row %u begins a quotation that does not end"), name, number);
}

GPtrArray *
tau_csv_parse (const char *bytes, gsize length, const char *separators, const char *name,
               GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  if (length > 0 && !check_encoding (bytes, length, name, error))
    return NULL;
  Text text = { bytes, bytes + length, 0 };
  if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    text.at += 3;
  while (text.at < text.end && g_ascii_isspace (*text.at) && *text.at != '\t')
    text.at++;
  text.separator = find_separator (text.at, text.end, separators);
  guint n_cells = 0;
  while (text.at < text.end) {
    g_autoptr (GPtrArray) row = g_ptr_array_new_with_free_func (g_free);
    if (!take_row (&text, row)) {
      refuse_row (row, rows->len + 1, name, error);
      return NULL;
    }
    n_cells += row->len;
    if (n_cells > MAX_CELLS) {
      g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
                   _ ("“%s” is too large: it has more than ten million cells"), name);
      return NULL;
    }
    if (row->len == 1 && *(const char *)g_ptr_array_index (row, 0) == '\0')
      continue;
    g_ptr_array_add (row, NULL);
    g_ptr_array_set_free_func (row, NULL);
    g_ptr_array_add (rows, g_ptr_array_steal (row, NULL));
  }
  return g_steal_pointer (&rows);
}

GPtrArray *
tau_csv_read (const char *path, const char *separators, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = tau_file_read (path, MAX_BYTES, &local);
  if (bytes == NULL) {
    tau_dataset_set_not_found (path, local, error);
    return NULL;
  }
  gsize length;
  g_autofree char *name = g_filename_display_name (path);
  const char *text = g_bytes_get_data (bytes, &length);
  return tau_csv_parse (text != NULL ? text : "", length, separators, name, error);
}
