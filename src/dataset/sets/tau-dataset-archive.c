/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset-reader.h"

#include "dataset/files/tau-archive.h"
#include "dataset/files/tau-image-walk.h"
#include "dataset/files/tau-label-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Class folders in a zip or tar file, as in a folder. The encoded images are held in memory: most
 * archives can only be read from their beginning. */

#define MAX_FILE_BYTES (G_GUINT64_CONSTANT (256) << 20)
#define MAX_ALL_BYTES  (G_GUINT64_CONSTANT (2) << 30)

/* An image in the archive. */
typedef struct {
  char *name;
  GBytes *bytes;
} Member;

typedef struct {
  TauDataset parent;
  GPtrArray *members; /* of Member, owned */
} Archive;

static void
member_free (gpointer data)
{
  Member *self = data;
  g_free (self->name);
  g_bytes_unref (self->bytes);
  g_free (self);
}

static TauImage *
archive_load (TauDataset *dataset, guint index, GError **error)
{
  const Member *member = g_ptr_array_index (((Archive *)dataset)->members, index);
  g_autofree char *shown = g_filename_display_name (member->name);
  return tau_image_load_bytes (member->bytes, shown, error);
}

static void
archive_free (TauDataset *dataset)
{
  Archive *self = (Archive *)dataset;
  g_ptr_array_unref (self->members);
  g_free (self);
}

static const TauDatasetClass archive_class = { archive_load, NULL, archive_free };

/* -- reading ----------------------------------------------------- */

/* Whether a file or one of its folders is hidden; macOS adds a folder of such files. */
static gboolean
is_hidden (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if ((parts[i][0] == '.' && parts[i][1] != '\0') || g_str_equal (parts[i], "__MACOSX"))
      return TRUE;
  return FALSE;
}

static gboolean
read_members (const char *path, GPtrArray *members, TauImageWalk *walk, GError **error)
{
  g_autoptr (TauArchive) archive = tau_archive_open (path, error);
  guint64 left = MAX_ALL_BYTES;
  if (archive == NULL)
    return FALSE;
  for (;;) {
    const char *name;
    if (!tau_archive_next (archive, &name, error))
      return FALSE;
    if (name == NULL)
      return TRUE;
    while (g_str_has_prefix (name, "./"))
      name += 2;
    if (is_hidden (name)) {
      walk->left_out[TAU_LEFT_OUT_HIDDEN]++;
      continue;
    }
    if (!tau_image_walk_is_image (walk, name)) {
      walk->left_out[TAU_LEFT_OUT_NO_IMAGE]++;
      continue;
    }
    Member *member = g_new0 (Member, 1);
    member->name = g_strdup (name);
    member->bytes = tau_archive_read (archive, MIN (left, MAX_FILE_BYTES), error);
    if (member->bytes == NULL) {
      g_free (member->name);
      g_free (member);
      return FALSE;
    }
    left -= g_bytes_get_size (member->bytes);
    g_ptr_array_add (members, member);
  }
}

/* -- classes ----------------------------------------------------- */

static int
compare_members (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const Member *const *)a)->name, (*(const Member *const *)b)->name);
}

/* The length of the folders that all names begin with, as far as something below them is a folder
 * too: with one class alone, that is the class. */
static gsize
common_length (const GPtrArray *members)
{
  gsize length = 0;
  for (;;) {
    const char *first = ((Member *)g_ptr_array_index (members, 0))->name;
    const char *slash = strchr (first + length, '/');
    if (slash == NULL)
      return length;
    const gsize next = slash + 1 - first;
    gboolean deeper = FALSE;
    for (guint i = 0; i < members->len; i++) {
      const char *name = ((Member *)g_ptr_array_index (members, i))->name;
      if (strncmp (name, first, next) != 0)
        return length;
      deeper = deeper || strchr (name + next, '/') != NULL;
    }
    if (!deeper)
      return length;
    length = next;
  }
}

/* Images beside the class folders are dropped; without class folders no image has a class. */
static gboolean
label_members (GPtrArray *members, TauImageWalk *walk, TauLabelList *labels)
{
  const gsize before = common_length (members);
  guint n_loose = 0;
  for (guint i = 0; i < members->len; i++)
    n_loose += strchr (((Member *)g_ptr_array_index (members, i))->name + before, '/') == NULL;
  if (n_loose == members->len)
    return TRUE;
  for (guint i = members->len; i-- > 0;)
    if (strchr (((Member *)g_ptr_array_index (members, i))->name + before, '/') == NULL)
      g_ptr_array_remove_index (members, i);
  walk->left_out[TAU_LEFT_OUT_NO_CLASS] += n_loose;
  for (guint i = 0; i < members->len; i++) {
    const char *name = ((Member *)g_ptr_array_index (members, i))->name + before;
    g_autofree char *class = g_strndup (name, strcspn (name, "/"));
    g_autofree char *shown = g_filename_display_name (class);
    if (!tau_label_list_add (labels, shown))
      return FALSE;
  }
  return TRUE;
}

/* -- parts ------------------------------------------------------- */

enum { TRAIN, TEST, VALIDATION, N_PARTS };

/* The parts that an archive has. */
typedef struct {
  gsize before;                /* length of the folders above them */
  guint n_images[N_PARTS];     /* of each */
  guint n_in_classes[N_PARTS]; /* those that lie in a folder of the part */
  char *first, *other;         /* folders: of a part, and beside the parts, or NULL; owned */
} Parts;

/* The part that an image lies in, or -1. */
static int
find_part (const Parts *self, const Member *member)
{
  static const char *const names[N_PARTS][4] = { { "train", "training" },
                                                 { "test", "testing" },
                                                 { "val", "valid", "validation" } };
  const char *name = member->name + self->before;
  g_autofree char *folder = g_ascii_strdown (name, strcspn (name, "/"));
  for (int part = 0; part < N_PARTS; part++)
    if (g_strv_contains (names[part], folder))
      return part;
  return -1;
}

static void
count_parts (Parts *self, const GPtrArray *members)
{
  self->before = common_length (members);
  for (guint i = 0; i < members->len; i++) {
    const Member *member = g_ptr_array_index (members, i);
    const char *name = member->name + self->before, *slash = strchr (name, '/');
    const int part = slash != NULL ? find_part (self, member) : -1;
    if (part >= 0) {
      self->n_images[part]++;
      self->n_in_classes[part] += strchr (slash + 1, '/') != NULL;
    }
    char **shown = part >= 0 ? &self->first : &self->other;
    if (slash != NULL && *shown == NULL) {
      g_autofree char *folder = g_strndup (name, slash - name);
      *shown = g_filename_display_name (folder);
    }
  }
}

/* Whether the folders are parts and no classes: two of them at least, with folders below. */
static gboolean
are_parts (const Parts *self)
{
  guint n = 0, n_in_classes = 0;
  for (int part = 0; part < N_PARTS; part++) {
    n += self->n_images[part] > 0;
    n_in_classes += self->n_in_classes[part];
  }
  return n >= 2 && n_in_classes > 0;
}

/* What is tested on is the test part, or else the one for validation; that with classes first. */
static int
choose_part (const Parts *self, const char *part)
{
  if (g_strcmp0 (part, "train") == 0)
    return TRAIN;
  if (g_strcmp0 (part, "val") == 0)
    return VALIDATION;
  if (self->n_in_classes[TEST] > 0 || self->n_in_classes[VALIDATION] > 0)
    return self->n_in_classes[TEST] > 0 ? TEST : VALIDATION;
  return self->n_images[TEST] > 0 ? TEST : VALIDATION;
}

static gboolean
refuse_part (const char *shown, GError **error)
{
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC,
               _ ("“%s” does not hold one folder for each class of that part, as in "
                  "train/CLASS/image.jpg"),
               shown);
  return FALSE;
}

/* Keeps the images of a part, if the archive has parts; `part` as in open(). Those beside the parts
 * have no class. */
static gboolean
keep_part (GPtrArray *members, const char *part, TauImageWalk *walk, const char *shown,
           GError **error)
{
  Parts parts = { 0 };
  count_parts (&parts, members);
  g_autofree char *first = parts.first, *other = parts.other;
  if (!are_parts (&parts))
    return part == NULL || refuse_part (shown, error);
  if (other != NULL) {
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC,
                 _ ("“%s” holds parts of a data set, such as “%s”, and the folder “%s” beside "
                    "them, which is neither a part nor a class"),
                 shown, first, other);
    return FALSE;
  }
  const int wanted = choose_part (&parts, part);
  for (guint i = members->len; i-- > 0;) {
    const int found = find_part (&parts, g_ptr_array_index (members, i));
    walk->left_out[TAU_LEFT_OUT_NO_CLASS] += found < 0;
    if (found != wanted)
      g_ptr_array_remove_index (members, i);
  }
  return members->len > 0 || refuse_part (shown, error);
}

static TauDataset *
open_archive (const char *path, const char *part, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (member_free);
  g_auto (TauImageWalk) walk = { 0 };
  g_auto (TauLabelList) labels = { 0 };
  tau_image_walk_init (&walk, path);
  tau_label_list_init (&labels);
  if (!read_members (path, members, &walk, error))
    return NULL;
  if (members->len == 0) {
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY,
                 _ ("“%s” holds no images; expected CLASS/image.jpg in it"), shown);
    return NULL;
  }
  g_ptr_array_sort (members, compare_members);
  if (!keep_part (members, part, &walk, shown, error))
    return NULL;
  if (!label_members (members, &walk, &labels)) {
    refuse_part (shown, error);
    return NULL;
  }
  tau_label_list_sort (&labels);
  g_array_set_size (labels.labels, members->len);
  Archive *self = g_new0 (Archive, 1);
  tau_dataset_init (&self->parent, &archive_class, members->len);
  memcpy (self->parent.labels, labels.labels->data, members->len * sizeof (guint16));
  memcpy (self->parent.left_out, walk.left_out, sizeof walk.left_out);
  g_ptr_array_unref (self->parent.classes);
  self->parent.classes = g_ptr_array_ref (labels.names);
  self->members = g_steal_pointer (&members);
  return &self->parent;
}

static gboolean
recognise (const char *path)
{
  static const char *const endings[] = { ".zip",     ".tar",    ".tar.gz", ".tgz",
                                         ".tar.bz2", ".tar.xz", ".tar.zst" };
  g_autofree char *lower = g_ascii_strdown (path, -1);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return g_file_test (path, G_FILE_TEST_IS_REGULAR);
  return FALSE;
}

const TauDatasetReader tau_dataset_reader_archive = {
  .name = "archive",
  .syntax = "archive:FILE[:train|:val|:test]",
  .title = N_ ("Archive of Images"),
  .description = N_ ("class folders in a zip or tar file, which is not unpacked"),
  .request = N_ ("Choose the zip or tar file with one folder for each class."),
  .file_ending = ".zip",
  .has_parts = TRUE,
  .has_validation = TRUE,
  .independent = TRUE,
  .mirrorable = TRUE,
  .sorted = TRUE,
  .side = 32,
  .recognises = recognise,
  .open = open_archive,
};
