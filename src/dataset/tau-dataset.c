/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset.h"

#include "base/tau-file.h"
#include "base/tau-random.h"
#include "dataset/tau-dataset-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (tau_dataset_error, tau_dataset_error)

void
tau_dataset_init (TauDataset *self, const TauDatasetClass *klass, guint n_images)
{
  self->klass = klass;
  self->ref_count = 1;
  self->n_images = n_images;
  self->n_variants = 1;
  self->labels = g_new0 (guint16, MAX (n_images, 1));
  self->classes = g_ptr_array_new_with_free_func (g_free);
}

TauDataset *
tau_dataset_ref (TauDataset *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tau_dataset_unref (TauDataset *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->labels);
  g_ptr_array_unref (self->classes);
  g_clear_pointer (&self->titles, g_ptr_array_unref);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_free (self->spec);
  g_free (self->variants);
  g_clear_error (&self->failure);
  self->klass->free (self);
}

TauDataset *
tau_dataset_open (const char *spec, GError **error)
{
  g_auto (TauDatasetSpec) parsed = { 0 };
  tau_dataset_spec_parse (spec, &parsed);
  if (parsed.reader == NULL) {
    g_autofree char *name = g_filename_display_name (spec);
    if (tau_path_is_web_address (spec)) {
      g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC,
                   _ ("“%s” is a web address; download the data set first"), name);
      return NULL;
    }
    g_autofree char *readers = tau_dataset_readers_describe (FALSE);
    g_set_error (
        error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC,
        _ ("“%s” is not a data set; write one of %s, or the path of a folder with a folder "
           "of images for each class"),
        name, readers);
    return NULL;
  }
  TauDataset *self = parsed.reader->open (parsed.path, parsed.part, error);
  if (self != NULL) {
    self->reader = parsed.reader;
    self->spec = tau_dataset_spec_format (parsed.reader, parsed.path, parsed.part);
  }
  return self;
}

TauImage *
tau_dataset_load (TauDataset *self, guint index, GError **error)
{
  if (index >= self->n_images) {
    g_autofree char *name = g_filename_display_name (self->spec);
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_NOT_FOUND,
                 _ ("“%s” has %u images; there is no image %u (the first is 0)"), name,
                 self->n_images, index);
    return NULL;
  }
  g_autoptr (GError) local = NULL;
  TauImage *image = self->klass->load (self, index, &local);
  if (image != NULL)
    return image;
  if (self->reader != NULL && !self->reader->has_files && !self->reader->independent) {
    g_autoptr (GError) failure = g_error_copy (local);
    if (g_atomic_pointer_compare_and_exchange (&self->failure, NULL, failure))
      g_steal_pointer (&failure);
  }
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

gboolean
tau_dataset_check (TauDataset *self, GError **error)
{
  const GError *failure = g_atomic_pointer_get (&self->failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (failure));
  return FALSE;
}

char *
tau_dataset_describe (TauDataset *self, guint index)
{
  g_return_val_if_fail (index < self->n_images, NULL);
  if (self->klass->describe == NULL)
    return g_strdup_printf ("%s %u", self->spec, index);
  return self->klass->describe (self, index);
}

void
tau_dataset_split (TauDataset *self, double share, guint64 seed, guint8 *out)
{
  const guint n = self->n_images / self->n_variants;
  g_autofree guint32 *order = g_new (guint32, MAX (n, 1));
  g_autofree guint *taken = g_new0 (guint, self->classes->len + 1);
  g_autofree guint *count = g_new0 (guint, self->classes->len + 1);
  TauRandom random;

  g_return_if_fail (share >= 0 && share <= 1);
  for (guint i = 0; i < n; i++)
    count[self->labels[i]]++;
  tau_random_init (&random, seed, tau_random_stream (0, 0x73706c6974)); /* "split" */
  tau_random_permutation (&random, order, n);
  for (guint i = 0; i < n; i++) {
    guint class = self->labels[order[i]];
    out[order[i]] = taken[class] < (guint)(share * count[class] + 0.5);
    taken[class]++;
  }
  for (guint v = 1; v < self->n_variants; v++)
    memcpy (out + (gsize)v * n, out, n);
}

const char *
tau_dataset_class (const TauDataset *self, guint index)
{
  g_return_val_if_fail (index < self->n_images, NULL);
  return self->classes->len > 0 ? g_ptr_array_index (self->classes, self->labels[index]) : NULL;
}

/* -- for readers ---------------------------------------------------------------------------------
 */

void
tau_dataset_add_note (TauDataset *self, char *note)
{
  if (self->notes == NULL)
    self->notes = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->notes, note);
}

void
tau_dataset_set_not_found (const char *path, const GError *why, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  gboolean missing = g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  if (missing && tau_path_is_web_address (path)) {
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_NOT_FOUND,
                 _ ("“%s” is a web address; download the data set first"), name);
    return;
  }
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_NOT_FOUND,
               missing ? _ ("There is no “%s”; check the path of the data set, and that it was "
                            "unpacked completely")
                       : _ ("“%s” cannot be opened: %s"),
               name, why->message);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
tau_dataset_list_folder (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &local);
  if (dir == NULL) {
    tau_dataset_set_not_found (path, local, error);
    return NULL;
  }
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}
