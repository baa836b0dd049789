/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/files/tau-npy.h"

#include "dataset/tau-dataset.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <string.h>

/* The file: "\x93NUMPY", major, minor, the length of the header (16 bits in version 1, 32 in later
 * ones), the header, the data. The header is a dictionary as Python writes it:
 * {'descr': '|u1', 'fortran_order': False, 'shape': (50000, 32, 32, 3), } and spaces. */
#define MAGIC            "\x93NUMPY"
#define MAX_HEADER_BYTES 65536

static gboolean
damaged (const char *name, const char *why, GError **error)
{
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
               _ ("“%s” is not a usable .npy file: %s; download or export it again"), name, why);
  return FALSE;
}

/* -- the header's text ---------------------------------------------------------------------------
 */

typedef struct {
  const char *at, *end;
} Text;

static void
skip_space (Text *text)
{
  while (text->at < text->end && g_ascii_isspace (*text->at))
    text->at++;
}

static gboolean
take (Text *text, const char *token)
{
  gsize length = strlen (token);
  skip_space (text);
  if ((gsize)(text->end - text->at) < length || memcmp (text->at, token, length) != 0)
    return FALSE;
  text->at += length;
  return TRUE;
}

/* Copies a quoted text without escapes into `out`, which has room for `size` bytes. */
static gboolean
take_string (Text *text, char *out, gsize size)
{
  skip_space (text);
  if (text->at == text->end || (*text->at != '\'' && *text->at != '"'))
    return FALSE;
  char quote = *text->at++;
  const char *close = memchr (text->at, quote, text->end - text->at);
  if (close == NULL || (gsize)(close - text->at) >= size)
    return FALSE;
  gsize length = close - text->at;
  memcpy (out, text->at, length);
  out[length] = '\0';
  text->at = close + 1;
  return TRUE;
}

static gboolean
take_number (Text *text, gsize *out)
{
  skip_space (text);
  const char *start = text->at;
  gsize value = 0;
  for (; text->at < text->end && g_ascii_isdigit (*text->at); text->at++)
    if (!g_size_checked_mul (&value, value, 10) ||
        !g_size_checked_add (&value, value, *text->at - '0'))
      return FALSE;
  *out = value;
  return text->at > start;
}

/* (), (5,), (5, 32) or (5, 32,) */
static gboolean
take_shape (Text *text, TauNpy *out)
{
  if (!take (text, "("))
    return FALSE;
  for (out->n_dims = 0; !take (text, ")");) {
    if (out->n_dims == TAU_NPY_MAX_DIMS || !take_number (text, &out->shape[out->n_dims++]))
      return FALSE;
    if (!take (text, ",") && (out->n_dims == 1 || text->at == text->end || *text->at != ')'))
      return FALSE;
  }
  return TRUE;
}

/* Byte order, kind and size: '|u1', '<i8'. */
static gboolean
read_type (const char *descr, TauNpy *out)
{
  if (strlen (descr) != 3 || strchr ("|<>=", descr[0]) == NULL ||
      strchr ("uib", descr[1]) == NULL || strchr ("1248", descr[2]) == NULL)
    return FALSE;
  out->kind = descr[1];
  out->item_size = descr[2] - '0';
  out->big_endian = descr[0] == '>';
  return out->kind != 'b' || out->item_size == 1;
}

static gboolean
read_header (Text text, const char *name, TauNpy *out, GError **error)
{
  enum { DESCR = 1, ORDER = 2, SHAPE = 4 };
  int seen = 0;
  gboolean well = take (&text, "{");
  while (well && !take (&text, "}")) {
    char key[16], descr[16];
    well = take_string (&text, key, sizeof key) && take (&text, ":");
    if (well && g_str_equal (key, "descr")) {
      if (!take_string (&text, descr, sizeof descr) || !read_type (descr, out))
        return damaged (name, _ ("its values are not whole numbers"), error);
      seen |= DESCR;
    } else if (well && g_str_equal (key, "fortran_order")) {
      if (take (&text, "True"))
        return damaged (name, _ ("it is in Fortran order; save it with numpy.ascontiguousarray"),
                        error);
      well = take (&text, "False");
      seen |= ORDER;
    } else {
      well = well && g_str_equal (key, "shape") && take_shape (&text, out);
      seen |= SHAPE;
    }
    if (well && !take (&text, ",")) {
      well = take (&text, "}");
      break;
    }
  }
  skip_space (&text);
  if (!well || text.at != text.end || seen != (DESCR | ORDER | SHAPE))
    return damaged (name, _ ("its header cannot be read"), error);
  return TRUE;
}

/* -- the file ------------------------------------------------------------------------------------
 */

/* Where the header's text lies. */
static gboolean
find_header (const guint8 *bytes, gsize length, Text *text)
{
  if (length < 10 || memcmp (bytes, MAGIC, 6) != 0 || bytes[6] < 1 || bytes[6] > 3)
    return FALSE;
  gsize start = bytes[6] == 1 ? 10 : 12;
  if (length < start)
    return FALSE;
  gsize size = bytes[8] | (gsize)bytes[9] << 8;
  if (start == 12)
    size |= (gsize)bytes[10] << 16 | (gsize)bytes[11] << 24;
  if (size > MAX_HEADER_BYTES || size > length - start)
    return FALSE;
  text->at = (const char *)bytes + start;
  text->end = text->at + size;
  return TRUE;
}

/* `bytes` begin a file of `size` bytes. */
static gboolean
parse (const guint8 *bytes, gsize length, guint64 size, const char *name, TauNpy *out,
       GError **error)
{
  Text text;
  *out = (TauNpy){ 0 };
  if (!find_header (bytes, length, &text))
    return damaged (name, _ ("it does not begin as such a file does"), error);
  if (!read_header (text, name, out, error))
    return FALSE;

  gsize expected;
  out->n_items = 1;
  out->start = (const guint8 *)text.end - bytes;
  gboolean fits = TRUE;
  for (guint i = 0; fits && i < out->n_dims; i++)
    fits = g_size_checked_mul (&out->n_items, out->n_items, out->shape[i]);
  fits = fits && g_size_checked_mul (&expected, out->n_items, out->item_size);
  guint64 found = size - out->start;
  if (fits && expected == found)
    return TRUE;
  return damaged (name, !fits || expected > found ? _ ("it ends too early") : _ ("it is too long"),
                  error);
}

gboolean
tau_npy_parse (const guint8 *bytes, gsize length, const char *name, TauNpy *out, GError **error)
{
  if (!parse (bytes, length, length, name, out, error))
    return FALSE;
  out->data = bytes + out->start;
  return TRUE;
}

TauNpy *
tau_npy_open (const char *path, GError **error)
{
  g_autoptr (TauDataFile) file = tau_data_file_open (path, error);
  if (file == NULL)
    return NULL;
  gsize length = MIN (file->size, 12 + MAX_HEADER_BYTES);
  g_autofree guint8 *head = g_malloc (MAX (length, 1));
  TauNpy npy;
  if (!tau_data_file_read (file, 0, head, length, error) ||
      !parse (head, length, file->size, file->name, &npy, error))
    return NULL;
  npy.file = g_steal_pointer (&file);
  return g_memdup2 (&npy, sizeof npy);
}

gboolean
tau_npy_load (TauNpy *self, GError **error)
{
  gsize length = self->n_items * self->item_size;
  g_clear_pointer (&self->owned, g_free);
  self->data = self->owned = g_try_malloc (MAX (length, 1));
  if (self->owned == NULL)
    return damaged (self->file->name, g_strerror (ENOMEM), error);
  return tau_npy_read (self, 0, self->owned, length, error);
}

gboolean
tau_npy_read (const TauNpy *self, guint64 offset, gpointer out, gsize length, GError **error)
{
  return tau_data_file_read (self->file, self->start + offset, out, length, error);
}

void
tau_npy_free (TauNpy *self)
{
  if (self == NULL)
    return;
  tau_data_file_close (self->file);
  g_free (self->owned);
  g_free (self);
}

gint64
tau_npy_get_int (const TauNpy *self, gsize index)
{
  g_return_val_if_fail (index < self->n_items, 0);
  const guint8 *item = self->data + index * self->item_size;
  guint64 value = 0;
  for (int i = 0; i < self->item_size; i++)
    value = value << 8 | item[self->big_endian ? i : self->item_size - 1 - i];
  if (self->kind != 'i')
    return MIN (value, (guint64)G_MAXINT64);
  int unused = 64 - 8 * self->item_size; /* shift up and back down: sign extension */
  return (gint64)(value << unused) >> unused;
}
