/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the gallery keeps for the next start. Paths are bytes: file names may be in any encoding. */
#include "app/explore/gallery/tau-sample-gallery-private.h"

#include "app/jobs/tau-answer-job.h"

/* Of all that was opened or taken out one by one: a setting is written as a whole. */
#define MAX_PATHS 20000

/* -- writing -------------------------------------------------------------------------------- */

static void
add_key (GVariantDict *dict, const char *name, const TauGallerySet *set)
{
  g_variant_dict_insert_value (dict, name, g_variant_new_bytestring (set->key));
}

static GVariant *
list_removed (const TauGallerySet *set, guint *n)
{
  GVariantBuilder paths;
  GHashTableIter iter;
  gpointer path;
  g_variant_builder_init (&paths, G_VARIANT_TYPE ("aay"));
  g_hash_table_iter_init (&iter, set->removed);
  while (g_hash_table_iter_next (&iter, &path, NULL) && (*n)++ < MAX_PATHS)
    g_variant_builder_add_value (&paths, g_variant_new_bytestring (path));
  return g_variant_builder_end (&paths);
}

/* Folders, and other data sets. */
static GVariant *
list_sets (TauSampleGallery *self, guint *n)
{
  GVariantBuilder sets;
  g_variant_builder_init (&sets, G_VARIANT_TYPE ("a(ayaay)"));
  for (guint i = TAU_GALLERY_OPENED + 1; i < self->sets->len; i++) {
    const TauGallerySet *set = g_ptr_array_index (self->sets, i);
    if (set->samples->len > 0 || set->pending)
      g_variant_builder_add (&sets, "(@ay@aay)", g_variant_new_bytestring (set->key),
                             list_removed (set, n));
  }
  return g_variant_builder_end (&sets);
}

/* With the classes that their data sets gave them. */
static GVariant *
list_opened (TauSampleGallery *self, guint *n)
{
  const TauGallerySet *set = g_ptr_array_index (self->sets, TAU_GALLERY_OPENED);
  GVariantBuilder opened;
  g_variant_builder_init (&opened, G_VARIANT_TYPE ("a(ayay)"));
  for (guint i = 0; i < set->samples->len && *n < MAX_PATHS; i++) {
    TauSample *sample = g_ptr_array_index (set->samples, i);
    const char *class = tau_sample_get_class_name (sample);
    if (!tau_sample_has_path (sample))
      continue;
    g_variant_builder_add (&opened, "(@ay@ay)",
                           g_variant_new_bytestring (tau_sample_get_path (sample)),
                           g_variant_new_bytestring (class != NULL ? class : ""));
    ++*n;
  }
  return g_variant_builder_end (&opened);
}

static const TauGallerySet *
find_set_of (TauSampleGallery *self, TauSample *sample)
{
  for (guint i = 0; i < self->sets->len; i++) {
    const TauGallerySet *set = g_ptr_array_index (self->sets, i);
    if (g_ptr_array_find (set->samples, sample, NULL))
      return set;
  }
  return NULL;
}

GVariant *
tau_sample_gallery_to_variant (TauSampleGallery *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  TauSample *kept = tau_sample_gallery_get_kept (self);
  const TauGallerySet *set = kept != NULL ? find_set_of (self, kept) : NULL;
  guint n = 0;
  g_variant_dict_insert_value (&dict, "opened",
                               self->opened != NULL ? self->opened : list_opened (self, &n));
  g_variant_dict_insert_value (&dict, "sets", list_sets (self, &n));
  add_key (&dict, "current", self->current);
  if (set != NULL)
    add_key (&dict, "open", set);
  g_variant_dict_insert (&dict, "filter", "u", gtk_drop_down_get_selected (self->filter));
  g_variant_dict_insert (&dict, "order", "u", gtk_drop_down_get_selected (self->order));
  return g_variant_dict_end (&dict);
}

TauSample *
tau_sample_gallery_get_kept (TauSampleGallery *self)
{
  if (self->open == NULL || find_set_of (self, self->open) != NULL)
    return self->open;
  TauSample *next = tau_sample_gallery_get_near (self, 1);
  return next != NULL ? next : tau_sample_gallery_get_near (self, -1);
}

/* -- coming back ---------------------------------------------------------------------------- */

static char *
read_key (GVariantDict *dict, const char *name)
{
  const char *key = NULL;
  g_variant_dict_lookup (dict, name, "^&ay", &key);
  return g_strdup (key);
}

static void
read_choice (GVariantDict *dict, const char *name, GtkDropDown *choice, guint n)
{
  guint32 selected = 0;
  if (g_variant_dict_lookup (dict, name, "u", &selected) && selected < n)
    gtk_drop_down_set_selected (choice, selected);
}

static void
read_sets (TauSampleGallery *self, GVariant *sets)
{
  GVariantIter iter;
  const char *key;
  GVariantIter *removed;
  g_variant_iter_init (&iter, sets);
  while (g_variant_iter_next (&iter, "(^&ayaay)", &key, &removed)) {
    const char *path;
    if (*key != '\0' && tau_gallery_find_set (self, key) == NULL) {
      g_autofree char *name = g_path_get_basename (key);
      g_autofree char *title = g_filename_display_name (name);
      TauGallerySet *set = tau_gallery_set_new (key, title, TRUE);
      set->pending = TRUE;
      while (g_variant_iter_next (removed, "^&ay", &path))
        g_hash_table_add (set->removed, g_strdup (path));
      g_ptr_array_add (self->sets, set);
    }
    g_variant_iter_free (removed);
  }
}

GVariant *
tau_sample_gallery_list_opened (GVariant *state)
{
  return g_variant_lookup_value (state, "opened", G_VARIANT_TYPE ("a(ayay)"));
}

/* The setting may have been written by another version, or by hand. */
void
tau_sample_gallery_restore (TauSampleGallery *self, GVariant *state)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (state);
  g_autoptr (GVariant) opened = tau_sample_gallery_list_opened (state);
  g_autoptr (GVariant) sets =
      g_variant_dict_lookup_value (&dict, "sets", G_VARIANT_TYPE ("a(ayaay)"));
  TauGallerySet *own = g_ptr_array_index (self->sets, TAU_GALLERY_OPENED);
  if (sets != NULL)
    read_sets (self, sets);
  own->pending = opened != NULL && g_variant_n_children (opened) > 0;
  self->opened = own->pending ? g_steal_pointer (&opened) : NULL;
  self->wanted = read_key (&dict, "current");
  self->open_in = read_key (&dict, "open");
  TauGallerySet *wanted = self->wanted != NULL ? tau_gallery_find_set (self, self->wanted) : NULL;
  tau_gallery_list (self, wanted != NULL ? wanted : self->current);
  read_choice (&dict, "filter", self->filter, TAU_N_ANSWERS);
  read_choice (&dict, "order", self->order, 2);
}

char **
tau_sample_gallery_list_pending (TauSampleGallery *self)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  for (guint i = TAU_GALLERY_OPENED + 1; i < self->sets->len; i++) {
    const TauGallerySet *set = g_ptr_array_index (self->sets, i);
    if (set->pending)
      g_strv_builder_add (keys, set->key);
  }
  return g_strv_builder_end (keys);
}

/* The image that is open may be in it already; it stays also where the folder is gone. */
static void
drop_set (TauSampleGallery *self, TauGallerySet *set)
{
  TauGallerySet *samples = g_ptr_array_index (self->sets, TAU_GALLERY_SAMPLES);
  TauGallerySet *opened = g_ptr_array_index (self->sets, TAU_GALLERY_OPENED);
  const gboolean listed = set == self->current;
  tau_gallery_set_add (opened, set->samples);
  if (listed)
    self->current = opened->samples->len > 0 || opened->pending ? opened : samples;
  g_ptr_array_remove (self->sets, set);
  tau_gallery_list (self, self->current);
}

void
tau_sample_gallery_found (TauSampleGallery *self, const char *key, GPtrArray *samples)
{
  TauGallerySet *opened = g_ptr_array_index (self->sets, TAU_GALLERY_OPENED);
  TauGallerySet *set = key != NULL ? tau_gallery_find_set (self, key) : opened;
  if (set == NULL || !set->pending)
    return;
  set->pending = FALSE;
  if (set == opened)
    g_clear_pointer (&self->opened, g_variant_unref);
  if (samples == NULL && set != opened) {
    drop_set (self, set);
    return;
  }
  if (samples != NULL) {
    g_autoptr (GPtrArray) before = g_steal_pointer (&set->samples);
    set->samples = g_ptr_array_new_with_free_func (g_object_unref);
    tau_gallery_set_fill (set, samples);
    tau_gallery_set_add (set, before); /* what was opened meanwhile */
  }
  tau_gallery_find_open (self, set);
  if (set == self->current || g_strcmp0 (set->key, self->wanted) == 0)
    tau_gallery_list (self, set);
  else
    tau_gallery_fill_chooser (self);
  tau_thumbnail_loader_go_on (self->loader);
}
