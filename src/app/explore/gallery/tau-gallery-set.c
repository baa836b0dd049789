/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/gallery/tau-gallery-set.h"

#include <string.h>

TauGallerySet *
tau_gallery_set_new (const char *key, const char *title, gboolean own)
{
  TauGallerySet *self = g_new0 (TauGallerySet, 1);
  self->key = g_strdup (key);
  self->title = g_strdup (title);
  self->own = own;
  self->samples = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
tau_gallery_set_free (TauGallerySet *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->title);
  g_ptr_array_unref (self->samples);
  g_free (self);
}

void
tau_gallery_set_fill (TauGallerySet *self, GPtrArray *samples)
{
  g_ptr_array_set_size (self->samples, 0);
  self->n_checked = 0;
  for (guint i = 0; i < samples->len; i++)
    g_ptr_array_add (self->samples, g_object_ref (g_ptr_array_index (samples, i)));
}

/* Thousands of files are looked up by their paths; what has none is never the same. */
void
tau_gallery_set_add (TauGallerySet *self, GPtrArray *samples)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->samples->len; i++) {
    TauSample *sample = g_ptr_array_index (self->samples, i);
    if (tau_sample_has_path (sample))
      g_hash_table_add (known, (gpointer)tau_sample_get_path (sample));
  }
  for (guint i = 0; i < samples->len; i++) {
    TauSample *sample = g_ptr_array_index (samples, i);
    if (!tau_sample_has_path (sample) ||
        g_hash_table_add (known, (gpointer)tau_sample_get_path (sample)))
      g_ptr_array_add (self->samples, g_object_ref (sample));
  }
}

gboolean
tau_gallery_set_remove (TauGallerySet *self, TauSample *sample)
{
  guint index;
  if (!g_ptr_array_find (self->samples, sample, &index))
    return FALSE;
  g_ptr_array_remove_index (self->samples, index);
  if (index < self->n_checked)
    self->n_checked--;
  return TRUE;
}

void
tau_gallery_set_insert (TauGallerySet *self, guint place, GPtrArray *samples)
{
  const guint n_before = self->samples->len;
  place = MIN (place, n_before);
  tau_gallery_set_add (self, samples);
  const guint n = self->samples->len - n_before;
  gpointer *at = self->samples->pdata + place;
  g_autofree gpointer *added = g_new (gpointer, n + 1);
  memcpy (added, self->samples->pdata + n_before, n * sizeof (gpointer));
  memmove (at + n, at, (n_before - place) * sizeof (gpointer));
  memcpy (at, added, n * sizeof (gpointer));
  if (place < self->n_checked)
    self->n_checked += n;
}

TauSample *
tau_gallery_set_find (const TauGallerySet *self, TauSample *sample)
{
  for (guint i = 0; i < self->samples->len; i++)
    if (tau_sample_is_same (g_ptr_array_index (self->samples, i), sample))
      return g_ptr_array_index (self->samples, i);
  return NULL;
}
