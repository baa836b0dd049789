/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/gallery/tau-gallery-set.h"

TauGallerySet *
tau_gallery_set_new (const char *key, const char *title, gboolean own)
{
  TauGallerySet *self = g_new0 (TauGallerySet, 1);
  self->key = g_strdup (key);
  self->title = g_strdup (title);
  self->own = own;
  self->samples = g_ptr_array_new_with_free_func (g_object_unref);
  self->removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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
  g_hash_table_unref (self->removed);
  g_free (self);
}

void
tau_gallery_set_fill (TauGallerySet *self, GPtrArray *samples)
{
  g_ptr_array_set_size (self->samples, 0);
  self->n_checked = 0;
  for (guint i = 0; i < samples->len; i++) {
    TauSample *sample = g_ptr_array_index (samples, i);
    if (!g_hash_table_contains (self->removed, tau_sample_get_path (sample)))
      g_ptr_array_add (self->samples, g_object_ref (sample));
  }
}

/* Paths of what is there; what has none is never the same. */
static GHashTable *
list_paths (const TauGallerySet *self)
{
  GHashTable *known = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->samples->len; i++) {
    TauSample *sample = g_ptr_array_index (self->samples, i);
    if (tau_sample_has_path (sample))
      g_hash_table_add (known, (gpointer)tau_sample_get_path (sample));
  }
  return known;
}

/* FALSE: the same image is known already. */
static gboolean
take_in (TauGallerySet *self, GHashTable *known, TauSample *sample)
{
  if (!tau_sample_has_path (sample))
    return TRUE;
  g_hash_table_remove (self->removed, tau_sample_get_path (sample));
  return g_hash_table_add (known, (gpointer)tau_sample_get_path (sample));
}

void
tau_gallery_set_add (TauGallerySet *self, GPtrArray *samples)
{
  g_autoptr (GHashTable) known = list_paths (self);
  for (guint i = 0; i < samples->len; i++) {
    TauSample *sample = g_ptr_array_index (samples, i);
    if (take_in (self, known, sample))
      g_ptr_array_add (self->samples, g_object_ref (sample));
  }
}

GPtrArray *
tau_gallery_set_remove (TauGallerySet *self, const GPtrArray *samples, GArray *places)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) all = g_steal_pointer (&self->samples);
  g_autoptr (GHashTable) which = g_hash_table_new (NULL, NULL);
  const guint n_checked = self->n_checked;
  self->samples = g_ptr_array_new_full (all->len, g_object_unref);
  for (guint i = 0; i < samples->len; i++)
    g_hash_table_add (which, g_ptr_array_index (samples, i));
  for (guint i = 0; i < all->len; i++) {
    TauSample *sample = g_ptr_array_index (all, i);
    const gboolean goes = g_hash_table_contains (which, sample);
    g_ptr_array_add (goes ? taken : self->samples, g_object_ref (sample));
    if (!goes)
      continue;
    g_array_append_val (places, i);
    if (tau_sample_has_path (sample))
      g_hash_table_add (self->removed, g_strdup (tau_sample_get_path (sample)));
    if (i < n_checked)
      self->n_checked--;
  }
  return taken;
}

void
tau_gallery_set_insert (TauGallerySet *self, GPtrArray *samples, const GArray *places)
{
  g_autoptr (GHashTable) known = list_paths (self);
  g_autoptr (GPtrArray) rest = g_steal_pointer (&self->samples);
  guint next = 0;
  self->samples = g_ptr_array_new_full (rest->len + samples->len, g_object_unref);
  for (guint i = 0; i <= rest->len; i++) {
    for (; next < samples->len &&
           (i == rest->len || g_array_index (places, guint, next) <= self->samples->len);
         next++) {
      TauSample *sample = g_ptr_array_index (samples, next);
      if (!take_in (self, known, sample))
        continue;
      if (self->samples->len < self->n_checked)
        self->n_checked++;
      g_ptr_array_add (self->samples, g_object_ref (sample));
    }
    if (i < rest->len)
      g_ptr_array_add (self->samples, g_object_ref (g_ptr_array_index (rest, i)));
  }
}

TauSample *
tau_gallery_set_find (const TauGallerySet *self, TauSample *sample)
{
  for (guint i = 0; i < self->samples->len; i++)
    if (tau_sample_is_same (g_ptr_array_index (self->samples, i), sample))
      return g_ptr_array_index (self->samples, i);
  return NULL;
}
