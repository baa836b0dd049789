/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset-reader.h"

#include "dataset/files/tau-image-walk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ImageNet-C and others of its layout: CORRUPTION/SEVERITY/CLASS/image, perhaps below folders of
 * groups (noise/…). The same images come at each corruption and severity; those that some of them
 * lack are left out. */

#define SIDE         224
#define N_SEVERITIES 5

typedef struct {
  TauDataset parent;
  GPtrArray *folders; /* of char*, owned: one for each variant */
  GPtrArray *files;   /* of char*, owned: below each of them */
} ImagenetC;

static char *
build_path (TauDataset *dataset, guint index)
{
  const ImagenetC *self = (ImagenetC *)dataset;
  return g_build_filename (g_ptr_array_index (self->folders, index / self->files->len),
                           g_ptr_array_index (self->files, index % self->files->len), NULL);
}

static TauImage *
imagenet_c_load (TauDataset *dataset, guint index, GError **error)
{
  g_autofree char *path = build_path (dataset, index);
  return tau_image_load (path, error);
}

static char *
imagenet_c_describe (TauDataset *dataset, guint index)
{
  g_autofree char *path = build_path (dataset, index);
  return g_filename_display_name (path);
}

static void
imagenet_c_free (TauDataset *dataset)
{
  ImagenetC *self = (ImagenetC *)dataset;
  g_ptr_array_unref (self->folders);
  g_ptr_array_unref (self->files);
  g_free (self);
}

static const TauDatasetClass imagenet_c_class = { imagenet_c_load, imagenet_c_describe,
                                                  imagenet_c_free };

/* -- finding the corruptions ------------------------------------- */

/* A folder of a corruption, with folders 1 to 5 in it. */
typedef struct {
  char *path, *name;
  guint severities; /* bit s - 1 for severity s */
} Found;

static void
found_free (gpointer data)
{
  Found *self = data;
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

static guint
find_severities (const char *path)
{
  guint severities = 0;
  for (guint s = 1; s <= N_SEVERITIES; s++) {
    g_autofree char *name = g_strdup_printf ("%u", s);
    g_autofree char *folder = g_build_filename (path, name, NULL);
    if (g_file_test (folder, G_FILE_TEST_IS_DIR))
      severities |= 1 << (s - 1);
  }
  return severities;
}

static void
add_found (GPtrArray *found, const char *path, const char *name)
{
  const guint severities = tau_corruption_find (name) >= 0 ? find_severities (path) : 0;
  if (severities == 0)
    return;
  Found *one = g_new (Found, 1);
  *one = (Found){ g_strdup (path), g_strdup (name), severities };
  g_ptr_array_add (found, one);
}

/* `path` itself, the folders in it, and those in its folders of groups. */
static void
find_corruptions (GPtrArray *found, const char *path, int levels)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *base = g_path_get_basename (absolute);
  const guint before = found->len;
  add_found (found, path, base);
  if (found->len > before || levels == 0)
    return;
  g_autoptr (GPtrArray) names = tau_dataset_list_folder (path, NULL);
  for (guint i = 0; names != NULL && i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *folder = g_build_filename (path, name, NULL);
    const gboolean group = levels == 2 && tau_corruption_find (name) < 0;
    static const char *const groups[] = { "noise", "blur", "weather", "digital", "extra", NULL };
    if (group && !g_strv_contains (groups, name))
      continue;
    if (g_file_test (folder, G_FILE_TEST_IS_DIR))
      find_corruptions (found, folder, group ? 1 : 0);
  }
}

/* -- opening ----------------------------------------------------- */

/* Counts the images of a variant; keeps the paths of the first. */
static void
count_images (GHashTable *counts, const char *folder, gboolean first, guint *n_files,
              guint *left_out)
{
  g_auto (TauImageWalk) walk = { 0 };
  tau_image_walk_init (&walk, folder);
  g_autoptr (GPtrArray) names = tau_dataset_list_folder (folder, NULL);
  for (guint i = 0; names != NULL && i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *full = g_build_filename (folder, name, NULL);
    if (name[0] != '.' && g_file_test (full, G_FILE_TEST_IS_DIR))
      tau_image_walk_add (&walk, name);
  }
  *n_files += walk.files->len;
  for (guint r = 0; r < TAU_N_LEFT_OUT; r++)
    left_out[r] += walk.left_out[r];
  for (guint i = 0; i < walk.files->len; i++) {
    char *file = g_ptr_array_index (walk.files, i);
    const guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, file));
    if (first || count > 0)
      g_hash_table_replace (counts, g_strdup (file), GUINT_TO_POINTER (count + 1));
  }
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The images that all variants have, in byte order. */
static GPtrArray *
common_images (const GPtrArray *folders, guint *left_out)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  guint n_files = 0;
  for (guint v = 0; v < folders->len; v++)
    count_images (counts, g_ptr_array_index (folders, v), v == 0, &n_files, left_out);
  GHashTableIter iter;
  gpointer file, count;
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &file, &count))
    if (GPOINTER_TO_UINT (count) == folders->len)
      g_ptr_array_add (files, g_strdup (file));
  g_ptr_array_sort (files, compare_paths);
  left_out[TAU_LEFT_OUT_INCOMPLETE] += n_files - files->len * folders->len;
  return files;
}

static void
fill (ImagenetC *self, const GPtrArray *found, guint severities)
{
  const guint n = self->files->len;
  TauDataset *parent = &self->parent;
  tau_dataset_init (parent, &imagenet_c_class, n * self->folders->len);
  for (guint i = 0; i < n; i++) { /* sorted by class */
    const char *file = g_ptr_array_index (self->files, i);
    g_autofree char *name = g_strndup (file, strcspn (file, "/"));
    g_autofree char *shown = g_filename_display_name (name);
    const guint last = parent->classes->len;
    if (last == 0 || !g_str_equal (g_ptr_array_index (parent->classes, last - 1), shown))
      g_ptr_array_add (parent->classes, g_steal_pointer (&shown));
    parent->labels[i] = parent->classes->len - 1;
  }
  parent->n_variants = self->folders->len;
  parent->variants = g_new (TauCorruptionSpec, parent->n_variants);
  for (guint f = 0, v = 0; f < found->len; f++)
    for (guint s = 1; s <= N_SEVERITIES; s++)
      if (severities & (1 << (s - 1)))
        parent->variants[v++] = tau_corruption_spec_parse (
            ((Found *)g_ptr_array_index (found, f))->name, s, 0, TAU_PRESET_IMAGENET);
  for (guint v = 1; v < parent->n_variants; v++)
    memcpy (parent->labels + (gsize)v * n, parent->labels, n * sizeof *parent->labels);
}

static gboolean
refuse (const char *path, const char *why, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY, _ ("“%s” is not ImageNet-C: %s"),
               shown, why);
  return FALSE;
}

static TauDataset *
open_folders (const char *path, const GPtrArray *found, GError **error)
{
  guint severities = 0x1f, any = 0, left_out[TAU_N_LEFT_OUT] = { 0 };
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < found->len; i++) {
    severities &= ((Found *)g_ptr_array_index (found, i))->severities;
    any |= ((Found *)g_ptr_array_index (found, i))->severities;
  }
  if (found->len == 0 || severities == 0) {
    refuse (path,
            found->len == 0 ? _ ("expected PATH/fog/3/CLASS/image.JPEG, with folders called as "
                                 "“tauscope-cli corruptions” lists them")
                            : _ ("no severity has all of its corruptions; name one of them, as in "
                                 "imagenet-c:PATH:fog"),
            error);
    return NULL;
  }
  for (guint f = 0; f < found->len; f++)
    for (guint s = 1; s <= N_SEVERITIES; s++) {
      g_autofree char *name = g_strdup_printf ("%u", s);
      if (severities & (1 << (s - 1)))
        g_ptr_array_add (
            folders, g_build_filename (((Found *)g_ptr_array_index (found, f))->path, name, NULL));
    }
  g_autoptr (GPtrArray) files = common_images (folders, left_out);
  if (files->len == 0 || (guint64)files->len * folders->len > G_MAXINT32) {
    refuse (path, _ ("no image is there at each corruption and severity"), error);
    return NULL;
  }
  ImagenetC *self = g_new0 (ImagenetC, 1);
  self->folders = g_steal_pointer (&folders);
  self->files = g_steal_pointer (&files);
  fill (self, found, severities);
  memcpy (self->parent.left_out, left_out, sizeof left_out);
  if (any != severities)
    tau_dataset_add_note (&self->parent,
                          g_strdup (_ ("Some corruptions lack a severity; only the severities that "
                                       "all of them have are used")));
  return &self->parent;
}

/* PATH:CORRUPTION. A folder whose own name contains the colon takes precedence. */
static TauDataset *
open_path (const char *path, const char *part, GError **error)
{
  const char *colon = strrchr (path, ':');
  const gboolean one = colon != NULL && colon > path && strchr (colon, '/') == NULL &&
                       !g_file_test (path, G_FILE_TEST_IS_DIR);
  g_autofree char *folder = one ? g_strndup (path, colon - path) : g_strdup (path);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (found_free);
  g_autoptr (GPtrArray) names = tau_dataset_list_folder (folder, error);
  if (names == NULL)
    return NULL;
  find_corruptions (found, folder, 2);
  for (guint i = found->len; one && i-- > 0;)
    if (!g_str_equal (((Found *)g_ptr_array_index (found, i))->name, colon + 1))
      g_ptr_array_remove_index (found, i);
  return open_folders (path, found, error);
}

static gboolean
recognise (const char *path)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (found_free);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    find_corruptions (found, path, 2);
  return found->len > 0;
}

const TauDatasetReader tau_dataset_reader_imagenet_c = {
  .name = "imagenet-c",
  .syntax = "imagenet-c:PATH[:CORRUPTION]",
  .title = N_ ("ImageNet-C"),
  .description = N_ ("ImageNet-C, already corrupted: CORRUPTION/SEVERITY/CLASS/image"),
  .request = N_ ("Choose the folder of ImageNet-C’s corruptions (fog, snow and so on)."),
  .has_files = TRUE,
  .mirrorable = TRUE,
  .corrupted = TRUE,
  .side = SIDE,
  .recognises = recognise,
  .open = open_path,
};
