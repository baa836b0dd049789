/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/rows/tau-image-rows-private.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

/* An .npz file is a zip file with an array in each .npy (numpy.lib.format, version 1). */

/* numpy aligns the data to this. */
#define ALIGNMENT 64
#define ORDER     (G_BYTE_ORDER == G_LITTLE_ENDIAN ? '<' : '>')

typedef struct archive Archive;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_free)

static gboolean
fail (Archive *archive, GError **error)
{
  const char *why = archive_error_string (archive);
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (archive_errno (archive)),
                       why != NULL ? why : g_strerror (errno));
  return FALSE;
}

/* `type`: as numpy writes it, without the order of bytes. shape: ends with 0. */
static GString *
make_head (const char *type, const guint *shape)
{
  GString *text = g_string_new ("\x93NUMPY\x01");
  g_string_append_len (text, "\0..", 3); /* the minor version, and two bytes for the length */
  g_string_append_printf (text, "{'descr': '%c%s', 'fortran_order': False, 'shape': (", ORDER,
                          type);
  for (guint i = 0; i < 3 && (i == 0 || shape[i] > 0); i++)
    g_string_append_printf (text, "%s%u%s", i > 0 ? " " : "", shape[i], ",");
  g_string_append (text, "), }");
  while ((text->len + 1) % ALIGNMENT != 0)
    g_string_append_c (text, ' ');
  g_string_append_c (text, '\n');
  text->str[8] = (text->len - 10) & 0xff;
  text->str[9] = (text->len - 10) >> 8;
  return text;
}

static gboolean
add_array (Archive *archive, const char *name, const char *type, const guint *shape,
           gconstpointer data, gsize size, GError **error)
{
  g_autoptr (GString) head = make_head (type, shape);
  g_autofree char *file = g_strconcat (name, ".npy", NULL);
  struct archive_entry *entry = archive_entry_new ();
  archive_entry_set_pathname_utf8 (entry, file);
  archive_entry_set_size (entry, head->len + size);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644); /* and no time, which would be that of a time zone */
  const gboolean good =
      archive_write_header (archive, entry) == ARCHIVE_OK &&
      archive_write_data (archive, head->str, head->len) == (la_ssize_t)head->len &&
      (size == 0 || archive_write_data (archive, data, size) == (la_ssize_t)size);
  archive_entry_free (entry);
  return good || fail (archive, error);
}

/* Values of an array; n2 and n3: of its other dimensions, 0: none. */
static gboolean
add (Archive *archive, const TauImageRows *self, const char *name, const char *type,
     const GArray *values, guint n2, guint n3, GError **error)
{
  const guint shape[] = { self->n, n2, n3, 0 };
  return add_array (archive, name, type, shape, values->data,
                    (gsize)values->len * g_array_get_element_size ((GArray *)values), error);
}

/* Texts as numpy has them: all as long as the longest, in UTF-32, filled up with zeros. */
static gboolean
add_texts (Archive *archive, const char *name, const GPtrArray *texts, GError **error)
{
  const guint shape[] = { texts->len, 0, 0, 0 };
  glong longest = 1;
  for (guint i = 0; i < texts->len; i++)
    longest = MAX (longest, g_utf8_strlen (g_ptr_array_index (texts, i), -1));
  g_autofree gunichar *all = g_new0 (gunichar, (gsize)longest * MAX (texts->len, 1));
  for (guint i = 0; i < texts->len; i++) {
    glong n;
    g_autofree gunichar *text = g_utf8_to_ucs4_fast (g_ptr_array_index (texts, i), -1, &n);
    memcpy (all + (gsize)i * longest, text, n * sizeof *all);
  }
  g_autofree char *type = g_strdup_printf ("U%ld", longest);
  return add_array (archive, name, type, shape, all, (gsize)texts->len * longest * sizeof *all,
                    error);
}

static gboolean
add_names (Archive *archive, const TauImageRows *self, GError **error)
{
  g_autoptr (GPtrArray) transforms = g_ptr_array_new (), methods = g_ptr_array_new (),
                        images = g_ptr_array_new_with_free_func (g_free),
                        classes = g_ptr_array_new_with_free_func (g_free),
                        choices = g_ptr_array_new_with_free_func (g_free);
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    g_ptr_array_add (transforms, (gpointer)tau_transform_get (t)->id);
  for (guint m = 0; m < self->methods->len; m++)
    g_ptr_array_add (methods, g_array_index (self->methods, TauMethod, m).id);
  for (guint i = 0; i < self->images->len; i++)
    g_ptr_array_add (images, g_utf8_make_valid (g_ptr_array_index (self->images, i), -1));
  for (guint i = 0; i < self->classes->len; i++)
    g_ptr_array_add (classes, g_utf8_make_valid (g_ptr_array_index (self->classes, i), -1));
  for (guint i = 0; i < self->choices->len; i++)
    g_ptr_array_add (choices,
                     tau_composition_dup_id (&g_array_index (self->choices, TauComposition, i)));
  return add_texts (archive, "transforms", transforms, error) &&
         add_texts (archive, "choices", choices, error) &&
         add_texts (archive, "methods", methods, error) &&
         add_texts (archive, "classes", classes, error) &&
         add_texts (archive, "images", images, error);
}

/* The corruption's name, severity and seed of each row. */
static gboolean
add_cells (Archive *archive, const TauImageRows *self, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GArray) corruption = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (GArray) severity = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (GArray) seed = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autofree gint32 *places = g_new (gint32, MAX (self->cells->len, 1));
  for (guint c = 0; c < self->cells->len; c++) {
    const char *name = tau_cell_name (g_array_index (self->cells, TauCorruptionSpec, c).type);
    guint place = 0;
    while (place < names->len && !g_str_equal (g_ptr_array_index (names, place), name))
      place++;
    if (place == names->len)
      g_ptr_array_add (names, (gpointer)name);
    places[c] = place;
  }
  for (guint row = 0; row < self->n; row++) {
    const gint32 value = tau_image_rows_get_cell (self, row)->severity;
    g_array_append_val (corruption, places[g_array_index (self->cell, gint32, row)]);
    g_array_append_val (severity, value);
    g_array_append_val (seed, self->seed);
  }
  return add_texts (archive, "corruptions", names, error) &&
         add (archive, self, "corruption", "i4", corruption, 0, 0, error) &&
         add (archive, self, "severity", "i4", severity, 0, 0, error) &&
         add (archive, self, "seed", "u8", seed, 0, 0, error);
}

gboolean
tau_image_rows_write_npz (const TauImageRows *self, int fd, GError **error)
{
  g_autoptr (Archive) archive = archive_write_new ();
  const guint m = self->methods->len, n_transforms = TAU_N_TRANSFORMS;
  archive_write_set_format_zip (archive);
  archive_write_set_options (archive, "zip:compression=deflate");
  return (archive_write_open_fd (archive, fd) == ARCHIVE_OK || fail (archive, error)) &&
         add_names (archive, self, error) && add_cells (archive, self, error) &&
         add (archive, self, "image", "i4", self->image, 0, 0, error) &&
         add (archive, self, "label", "i4", self->label, 0, 0, error) &&
         add (archive, self, "predicted", "f4", self->predicted, n_transforms, 0, error) &&
         add (archive, self, "actual", "f4", self->actual, n_transforms, 0, error) &&
         add (archive, self, "answer", "i4", self->answer, m, 0, error) &&
         add (archive, self, "confidence", "f4", self->confidence, m, 0, error) &&
         add (archive, self, "likelihood", "f4", self->likelihood, m, 0, error) &&
         add (archive, self, "choice", "i2", self->choice, m, self->n_choices, error) &&
         (archive_write_close (archive) == ARCHIVE_OK || fail (archive, error));
}
