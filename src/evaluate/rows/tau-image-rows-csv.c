/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/rows/tau-image-rows-private.h"

#include "base/tau-number.h"
#include "base/tau-table.h"

#include <errno.h>
#include <math.h>
#include <unistd.h>

/* Text is handed to the file in pieces of about this size. */
#define PIECE (1 << 20)

static gboolean
flush (GString *text, int fd, GError **error)
{
  for (gsize at = 0; at < text->len;) {
    const gssize n = write (fd, text->str + at, text->len - at);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      const int code = errno;
      g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (code), g_strerror (code));
      return FALSE;
    }
    at += n;
  }
  g_string_truncate (text, 0);
  return TRUE;
}

static void
append_head (const TauImageRows *self, GString *text)
{
  static const char *const kinds[] = { "predicted", "actual" };
  g_string_append (text, "image,label,corruption,severity,seed");
  for (guint k = 0; k < 2; k++)
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
      g_string_append_printf (text, ",%s %s", kinds[k], tau_transform_get (t)->id);
  for (guint m = 0; m < self->methods->len; m++) {
    const char *id = g_array_index (self->methods, TauMethod, m).id;
    g_string_append_printf (text, ",%s answer,%s confidence,%s likelihood,%s choice", id, id, id,
                            id);
  }
  g_string_append_c (text, '\n');
}

static void
append_class (const TauImageRows *self, GString *text, gint32 class)
{
  tau_table_append_csv (text, g_ptr_array_index (self->classes, class));
}

/* Empty if it is not known. */
static void
append_value (GString *text, float value)
{
  g_string_append_c (text, ',');
  if (isfinite (value))
    tau_number_append (text, value, 9);
}

static void
append_method (const TauImageRows *self, GString *text, gsize place)
{
  const gint32 answer = g_array_index (self->answer, gint32, place);
  g_string_append_c (text, ',');
  if (answer >= 0)
    append_class (self, text, answer);
  append_value (text, g_array_index (self->confidence, float, place));
  append_value (text, g_array_index (self->likelihood, float, place));
  g_autoptr (GString) choice = g_string_new (NULL);
  tau_image_rows_append_choice (self, place, choice);
  g_string_append_c (text, ',');
  tau_table_append_csv (text, choice->str);
}

static void
append_row (const TauImageRows *self, GString *text, guint row)
{
  const TauCorruptionSpec *cell = tau_image_rows_get_cell (self, row);
  const gint32 image = g_array_index (self->image, gint32, row);
  tau_table_append_csv (text, g_ptr_array_index (self->images, image));
  g_string_append_c (text, ',');
  append_class (self, text, g_array_index (self->label, gint32, row));
  g_string_append_printf (text, ",%s,%d,%" G_GUINT64_FORMAT, tau_cell_name (cell->type),
                          cell->severity, self->seed);
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    append_value (text, g_array_index (self->predicted, float, (gsize)row *TAU_N_TRANSFORMS + t));
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    append_value (text, g_array_index (self->actual, float, (gsize)row *TAU_N_TRANSFORMS + t));
  for (guint m = 0; m < self->methods->len; m++)
    append_method (self, text, (gsize)row * self->methods->len + m);
  g_string_append_c (text, '\n');
}

gboolean
tau_image_rows_write_csv (const TauImageRows *self, int fd, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  append_head (self, text);
  for (guint row = 0; row < self->n; row++) {
    append_row (self, text, row);
    if (text->len > PIECE && !flush (text, fd, error))
      return FALSE;
  }
  return flush (text, fd, error);
}
