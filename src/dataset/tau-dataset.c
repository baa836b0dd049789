/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset.h"

#include "base/tau-random.h"

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
  g_free (self->spec);
  for (guint i = 0; self->variants != NULL && i < self->n_variants; i++)
    g_free (self->variants[i].corruption);
  g_free (self->variants);
  self->klass->free (self);
}

/* Takes ":train" or ":test" off the end of `rest`: NULL when it ends otherwise. */
static const char *
take_part (char *rest)
{
  const char *const parts[] = { "train", "test" };
  char *colon = strrchr (rest, ':');
  for (guint i = 0; colon != NULL && colon > rest && i < G_N_ELEMENTS (parts); i++)
    if (g_str_equal (colon + 1, parts[i])) {
      *colon = '\0';
      return parts[i];
    }
  return NULL;
}

/* PATH:CORRUPTION; a folder whose own name holds the colon comes first. */
static TauDataset *
open_cifar_c (char *rest, GError **error)
{
  char *colon = strrchr (rest, ':');
  if (colon == NULL || colon == rest || strchr (colon, '/') != NULL ||
      g_file_test (rest, G_FILE_TEST_IS_DIR))
    return tau_dataset_cifar_c_open (rest, NULL, error);
  *colon = '\0';
  return tau_dataset_cifar_c_open (rest, colon + 1, error);
}

static TauDataset *
open_kind (const char *kind, char *rest, const char *spec, GError **error)
{
  if (g_str_equal (kind, "signs"))
    return tau_dataset_signs_open (rest != NULL ? rest : "test", error);
  if (rest != NULL && *rest != '\0') {
    if (g_str_equal (kind, "folder"))
      return tau_dataset_folder_open (rest, error);
    if (g_str_equal (kind, "cifar-c"))
      return open_cifar_c (rest, error);
    if (g_str_equal (kind, "cifar10") || g_str_equal (kind, "cifar100")) {
      const char *part = take_part (rest);
      return (g_str_equal (kind, "cifar10") ? tau_dataset_cifar10_open
                                            : tau_dataset_cifar100_open) (rest, part, error);
    }
  }
  g_autofree char *name = g_filename_display_name (spec);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC,
               _ ("“%s” is not a data set; write signs, signs:train, cifar10:PATH, cifar100:PATH, "
                  "cifar-c:PATH or the path of a folder with a folder of images for each class"),
               name);
  return NULL;
}

TauDataset *
tau_dataset_open (const char *spec, GError **error)
{
  /* A folder may come without its kind. */
  g_autofree char *folder = !g_str_equal (spec, "signs") && g_file_test (spec, G_FILE_TEST_IS_DIR)
                                ? g_strconcat ("folder:", spec, NULL)
                                : NULL;
  if (folder != NULL)
    spec = folder;
  const char *colon = strchr (spec, ':');
  g_autofree char *kind = colon != NULL ? g_strndup (spec, colon - spec) : g_strdup (spec);
  g_autofree char *rest = colon != NULL ? g_strdup (colon + 1) : NULL;
  TauDataset *self = open_kind (kind, rest, spec, error);
  if (self != NULL)
    self->spec = g_strdup (spec);
  return self;
}

TauImage *
tau_dataset_load (TauDataset *self, guint index, GError **error)
{
  if (index >= self->n_images) {
    g_autofree char *name = g_filename_display_name (self->spec);
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_NOT_FOUND,
                 _ ("“%s” has %u images; there is no number %u (the first is 0)"), name,
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

/* -- for readers ---------------------------------------------------------------------------------
 */

static void
set_not_found (const char *path, const GError *why, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  gboolean missing = g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_NOT_FOUND,
               missing ? _ ("There is no “%s”; check the path of the data set, and that it was "
                            "unpacked completely")
                       : _ ("“%s” cannot be opened: %s"),
               name, why->message);
}

GMappedFile *
tau_dataset_map_file (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  GMappedFile *file = g_mapped_file_new (path, FALSE, &local);
  if (file == NULL)
    set_not_found (path, local, error);
  return file;
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
    set_not_found (path, local, error);
    return NULL;
  }
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}
