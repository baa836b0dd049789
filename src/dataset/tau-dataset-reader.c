/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* To add a reader, add a file with its tau_dataset_reader_NAME and a line here. */
#define READERS(READER)                                                                            \
  READER (signs)                                                                                   \
  READER (folder)                                                                                  \
  READER (cifar10)                                                                                 \
  READER (cifar100)                                                                                \
  READER (cifar_c)                                                                                 \
  READER (imagenet)                                                                                \
  READER (imagenet_c)                                                                              \
  READER (tiny_imagenet)                                                                           \
  READER (npz)                                                                                     \
  READER (csv)                                                                                     \
  READER (archive)

#define DECLARE(name) extern const TauDatasetReader tau_dataset_reader_##name;
#define ADDRESS(name) &tau_dataset_reader_##name,

READERS (DECLARE)

static const TauDatasetReader *const readers[] = { READERS (ADDRESS) };

const TauDatasetReader *
tau_dataset_reader_get (guint index)
{
  return index < G_N_ELEMENTS (readers) ? readers[index] : NULL;
}

static const TauDatasetReader *
find_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    if (g_str_equal (readers[i]->name, name))
      return readers[i];
  return NULL;
}

const TauDatasetReader *
tau_dataset_reader_recognise (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    if (readers[i]->recognises != NULL && readers[i]->recognises (path))
      return readers[i];
  return NULL;
}

/* The reader for a path alone. */
static const TauDatasetReader *
find_for_path (const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  const TauDatasetReader *reader = tau_dataset_reader_recognise (path);
  return reader != NULL || !g_file_test (path, G_FILE_TEST_IS_DIR) ? reader
                                                                   : &tau_dataset_reader_folder;
}

static gboolean
is_part (const TauDatasetReader *reader, const char *text)
{
  return g_str_equal (text, "train") || g_str_equal (text, "test") ||
         (reader->has_validation && g_str_equal (text, "val"));
}

void
tau_dataset_spec_parse (const char *spec, TauDatasetSpec *out)
{
  g_auto (GStrv) words = g_strsplit (spec, ":", 2);
  const TauDatasetReader *reader = words[0] != NULL ? find_name (words[0]) : NULL;
  const char *rest = reader != NULL ? words[1] : NULL;
  const gboolean built_in = reader != NULL && reader->built_in;
  const gboolean plain_built_in = built_in && (rest == NULL || is_part (reader, rest));
  const TauDatasetReader *alone = plain_built_in ? NULL : find_for_path (spec);
  *out = (TauDatasetSpec){ 0 };
  if (alone != NULL) {
    *out = (TauDatasetSpec){ alone, g_strdup (spec), NULL };
  } else if (built_in) {
    *out = (TauDatasetSpec){ reader, NULL, g_strdup (rest) };
  } else if (rest != NULL && *rest != '\0') {
    char *path = g_strdup (rest), *colon = strrchr (path, ':');
    *out = (TauDatasetSpec){ reader, path, NULL };
    if (reader->has_parts && colon != NULL && colon > path && is_part (reader, colon + 1)) {
      *colon = '\0';
      out->part = g_strdup (colon + 1);
    }
  }
}

void
tau_dataset_spec_clear (TauDatasetSpec *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->part, g_free);
}

char *
tau_dataset_spec_format (const TauDatasetReader *reader, const char *path, const char *part)
{
  return g_strconcat (reader->name, path != NULL ? ":" : "", path != NULL ? path : "",
                      part != NULL ? ":" : "", part != NULL ? part : "", NULL);
}

const TauDatasetReader *
tau_dataset_reader_find (const char *spec)
{
  g_auto (TauDatasetSpec) parsed = { 0 };
  tau_dataset_spec_parse (spec, &parsed);
  return parsed.reader;
}

const TauDatasetReader *
tau_dataset_reader_find_name (const char *spec)
{
  g_auto (GStrv) words = g_strsplit (spec, ":", 2);
  return words[0] != NULL ? find_name (words[0]) : NULL;
}

char *
tau_dataset_readers_describe (gboolean lines)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    if (lines)
      g_string_append_printf (text, "  %-37s %s\n", readers[i]->syntax,
                              _ (readers[i]->description));
    else
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", readers[i]->syntax);
  return g_string_free (text, FALSE);
}
