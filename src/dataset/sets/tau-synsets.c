/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/sets/tau-synsets.h"

#include "base/tau-build-folder.h"
#include "base/tau-file.h"

#include <string.h>

#define MAX_BYTES (G_GUINT64_CONSTANT (16) << 20)

gboolean
tau_is_synset (const char *name)
{
  return name[0] == 'n' && strlen (name) == 9 && strspn (name + 1, "0123456789") == 8;
}

GHashTable *
tau_synsets_read_names (const char *path)
{
  g_autoptr (GBytes) bytes = tau_file_read (path, MAX_BYTES, NULL);
  gsize length = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
  if (text == NULL || !g_utf8_validate (text, length, NULL))
    return NULL;
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) lines = g_strsplit (copy, "\n", -1);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; lines[i] != NULL; i++) {
    char *space = strpbrk (g_strstrip (lines[i]), " \t,");
    if (space == NULL)
      continue;
    *space = '\0';
    if (tau_is_synset (lines[i]))
      g_hash_table_insert (names, g_strdup (lines[i]), g_strdup (g_strstrip (space + 1)));
  }
  return g_hash_table_size (names) > 0 ? g_steal_pointer (&names) : NULL;
}

GPtrArray *
tau_synsets_get_titles (GHashTable *names, const GPtrArray *classes)
{
  if (names == NULL)
    return NULL;
  GPtrArray *titles = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < classes->len; i++) {
    const char *name = g_ptr_array_index (classes, i), *title = g_hash_table_lookup (names, name);
    g_ptr_array_add (titles, g_strdup (title != NULL ? title : name));
  }
  return titles;
}

/* -- the program's own list -------------------------------------- */

TauSynsets *
tau_synsets_parse (const char *text)
{
  g_autoptr (TauSynsets) self = g_new0 (TauSynsets, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  self->synsets = g_ptr_array_new_with_free_func (g_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; lines[i] != NULL; i++) {
    char *comma = strpbrk (g_strstrip (lines[i]), ", \t");
    if (*lines[i] == '\0')
      continue;
    if (comma == NULL)
      return NULL;
    *comma = '\0';
    if (!tau_is_synset (lines[i]))
      return NULL;
    g_ptr_array_add (self->synsets, g_strdup (lines[i]));
    g_ptr_array_add (self->names, g_strdup (g_strstrip (comma + 1)));
  }
  return self->synsets->len > 0 ? g_steal_pointer (&self) : NULL;
}

char *
tau_synsets_path (void)
{
  char *source = tau_source_folder_file ("data/classes/imagenet1k");
  return source != NULL ? source : g_strdup (TAU_PKGDATADIR "/classes/imagenet1k");
}

TauSynsets *
tau_synsets_load (void)
{
  g_autofree char *path = tau_synsets_path ();
  g_autoptr (GBytes) bytes = tau_file_read (path, MAX_BYTES, NULL);
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
  if (data == NULL || !g_utf8_validate (data, length, NULL))
    return NULL;
  g_autofree char *text = g_strndup (data, length);
  return tau_synsets_parse (text);
}

void
tau_synsets_free (TauSynsets *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->synsets);
  g_ptr_array_unref (self->names);
  g_free (self);
}

GPtrArray *
tau_synsets_find_titles (const GPtrArray *classes)
{
  for (guint i = 0; i < classes->len; i++)
    if (!tau_is_synset (g_ptr_array_index (classes, i)))
      return NULL;
  g_autofree char *path = tau_synsets_path ();
  g_autoptr (GHashTable) names = tau_synsets_read_names (path);
  return tau_synsets_get_titles (names, classes);
}
