/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset.h"

#include "image/tau-random.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (tau_dataset_error, tau_dataset_error)

void
tau_dataset_init (TauDataset *self, const TauDatasetClass *klass, guint n_images)
{
  self->klass = klass;
  self->ref_count = 1;
  self->n_images = n_images;
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
  g_free (self->spec);
  self->klass->free (self);
}

TauDataset *
tau_dataset_open (const char *spec, GError **error)
{
  const char *colon = strchr (spec, ':');
  g_autofree char *kind = colon != NULL ? g_strndup (spec, colon - spec) : g_strdup (spec);
  const char *rest = colon != NULL ? colon + 1 : NULL;
  TauDataset *self = NULL;

  if (g_str_equal (kind, "signs"))
    self = tau_dataset_signs_open (rest != NULL ? rest : "test", error);
  else if (g_str_equal (kind, "folder") && rest != NULL && *rest != '\0')
    self = tau_dataset_folder_open (rest, error);
  else
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC,
                 _ ("“%s” is not a data set; write signs, signs:train or folder:PATH"), spec);
  if (self != NULL)
    self->spec = g_strdup (spec);
  return self;
}

TauImage *
tau_dataset_load (TauDataset *self, guint index, GError **error)
{
  if (index >= self->n_images) {
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_NOT_FOUND,
                 _ ("“%s” has %u images; there is no number %u (the first is 0)"), self->spec,
                 self->n_images, index);
    return NULL;
  }
  return self->klass->load (self, index, error);
}

char *
tau_dataset_describe (TauDataset *self, guint index)
{
  g_return_val_if_fail (index < self->n_images, NULL);
  return self->klass->describe (self, index);
}

int
tau_dataset_find_class (TauDataset *self, const char *name)
{
  for (guint i = 0; i < self->classes->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (self->classes, i), name) == 0)
      return i;
  return -1;
}

void
tau_dataset_split (TauDataset *self, double share, guint64 seed, guint8 *out)
{
  g_autofree guint32 *order = g_new (guint32, MAX (self->n_images, 1));
  g_autofree guint *taken = g_new0 (guint, self->classes->len + 1);
  g_autofree guint *count = g_new0 (guint, self->classes->len + 1);
  TauRandom random;

  for (guint i = 0; i < self->n_images; i++)
    count[self->labels[i]]++;
  tau_random_init (&random, seed, tau_random_stream (0, 0x73706c6974)); /* "split" */
  tau_random_permutation (&random, order, self->n_images);
  for (guint i = 0; i < self->n_images; i++) {
    guint class = self->labels[order[i]];
    out[order[i]] = taken[class] < (guint)(share * count[class] + 0.5);
    taken[class]++;
  }
}
