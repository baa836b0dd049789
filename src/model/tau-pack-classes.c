/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-pack.h"

#include "dataset/sets/tau-synsets.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Names of classes: those of a pack, and which of them the classes of a data set are. */

#define UNKNOWN   (-1)
#define AMBIGUOUS (-2)

/* One spelling for names that differ only by case, or by how accents are written (file systems
 * change that). */
static char *
fold (const char *name)
{
  g_autofree char *composed = g_utf8_normalize (name, -1, G_NORMALIZE_NFC);
  return g_utf8_casefold (composed != NULL ? composed : name, -1);
}

static gboolean
read_number (const char *name, guint64 *out)
{
  return g_ascii_string_to_unsigned (name, 10, 0, G_MAXUINT64, out, NULL);
}

static const char *
name_of (const GPtrArray *names, guint i)
{
  return g_ptr_array_index (names, i);
}

/* -- looking names up -------------------------------------------------------------------------- */

/* The pack's classes by name, by folded name and by number. The values are index + 1. */
typedef struct {
  const GPtrArray *names;
  GHashTable *exact, *folded, *numbers;
  gboolean all_numbers; /* every name is a number, and no two are the same number */
  gboolean unnamed;     /* class i is called i */
} Index;

static void
index_clear (Index *self)
{
  g_clear_pointer (&self->exact, g_hash_table_unref);
  g_clear_pointer (&self->folded, g_hash_table_unref);
  g_clear_pointer (&self->numbers, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Index, index_clear)

static void
index_init (Index *self, const GPtrArray *names)
{
  *self = (Index){
    .names = names,
    .exact = g_hash_table_new (g_str_hash, g_str_equal),
    .folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .numbers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL),
    .all_numbers = names->len > 0,
    .unnamed = names->len > 0,
  };
  for (guint i = 0; i < names->len; i++) {
    const char *name = name_of (names, i);
    guint64 number = 0;
    const gboolean same = g_hash_table_contains (self->exact, name);
    g_hash_table_insert (self->exact, (gpointer)name,
                         GINT_TO_POINTER (same ? AMBIGUOUS : (int)i + 1));
    char *folded = fold (name);
    const gboolean twin = g_hash_table_contains (self->folded, folded);
    g_hash_table_replace (self->folded, folded, GINT_TO_POINTER (twin ? AMBIGUOUS : (int)i + 1));
    if (!read_number (name, &number) ||
        !g_hash_table_insert (self->numbers, g_memdup2 (&number, sizeof number),
                              GINT_TO_POINTER (i + 1)))
      self->all_numbers = FALSE;
    g_autofree char *usual = g_strdup_printf ("%u", i);
    self->unnamed = self->unnamed && g_str_equal (name, usual);
  }
}

static int
index_find_name (const Index *self, const char *name)
{
  int found = GPOINTER_TO_INT (g_hash_table_lookup (self->exact, name));
  if (found == 0) {
    g_autofree char *folded = fold (name);
    found = GPOINTER_TO_INT (g_hash_table_lookup (self->folded, folded));
  }
  return found > 0 ? found - 1 : found == 0 ? UNKNOWN : AMBIGUOUS;
}

/* By name; where all names are numbers, "007" is also 7. */
static int
index_find (const Index *self, const char *name)
{
  guint64 number;
  int found = index_find_name (self, name);
  if (found == UNKNOWN && self->all_numbers && read_number (name, &number))
    found = GPOINTER_TO_INT (g_hash_table_lookup (self->numbers, &number)) - 1;
  return found;
}

/* -- synsets ----------------------------------------------------------------------------------- */

/* How much of ImageNet's names a pack must have in their places to be one of ImageNet. */
#define ENOUGH 0.5

/* ImageNet's names lead from synsets to the names of a pack, or back. */
typedef struct {
  TauSynsets *list;        /* NULL: there is none */
  GHashTable *positions;   /* of synsets in the list, + 1 */
  GHashTable *short_names; /* of the pack: index + 1, or AMBIGUOUS */
  gboolean in_order;       /* the pack's classes are the list's, in its order */
} Synsets;

static void
synsets_clear (Synsets *self)
{
  g_clear_pointer (&self->list, tau_synsets_free);
  g_clear_pointer (&self->positions, g_hash_table_unref);
  g_clear_pointer (&self->short_names, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Synsets, synsets_clear)

/* “Great_white_shark, white shark” → “great white shark” */
static char *
shorten (const char *name)
{
  g_autofree char *first = g_strndup (name, strcspn (name, ","));
  g_strdelimit (first, "_-", ' ');
  return fold (g_strstrip (first));
}

static void
synsets_init (Synsets *self, const GPtrArray *names)
{
  guint n_same = 0;
  self->list = tau_synsets_load ();
  self->positions = g_hash_table_new (g_str_hash, g_str_equal);
  self->short_names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const guint n = self->list != NULL ? self->list->synsets->len : 0;
  for (guint i = 0; i < n; i++)
    g_hash_table_insert (self->positions, g_ptr_array_index (self->list->synsets, i),
                         GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *name = shorten (name_of (names, i));
    g_autofree char *usual = i < n ? shorten (g_ptr_array_index (self->list->names, i)) : NULL;
    n_same += g_strcmp0 (name, usual) == 0;
    const gboolean twin = g_hash_table_contains (self->short_names, name);
    g_hash_table_replace (self->short_names, g_steal_pointer (&name),
                          GINT_TO_POINTER (twin ? AMBIGUOUS : (int)i + 1));
  }
  self->in_order = names->len == n && n > 0 && n_same >= ENOUGH * n;
}

static int
find_short (const Synsets *self, const char *title)
{
  g_autofree char *name = shorten (title);
  const int found = GPOINTER_TO_INT (g_hash_table_lookup (self->short_names, name));
  return found > 0 ? found - 1 : found == 0 ? UNKNOWN : AMBIGUOUS;
}

/* A synset among readable names: by its place, its name in ImageNet's list, or `title`. */
static int
find_synset (const Synsets *self, const char *synset, const char *title)
{
  const guint position = GPOINTER_TO_UINT (g_hash_table_lookup (self->positions, synset));
  if (self->in_order && position > 0)
    return position - 1;
  int found = UNKNOWN;
  if (position > 0)
    found = find_short (self, g_ptr_array_index (self->list->names, position - 1));
  if (found == UNKNOWN && title != NULL)
    found = find_short (self, title);
  return found;
}

/* A readable name among synsets. */
static int
find_named (const Synsets *self, const Index *index, const char *name)
{
  g_autofree char *wanted = shorten (name);
  int found = UNKNOWN;
  for (guint i = 0; self->list != NULL && i < self->list->names->len; i++) {
    g_autofree char *other = shorten (g_ptr_array_index (self->list->names, i));
    if (!g_str_equal (wanted, other))
      continue;
    const int one = index_find_name (index, g_ptr_array_index (self->list->synsets, i));
    if (one >= 0)
      found = found == UNKNOWN ? one : AMBIGUOUS;
  }
  return found;
}

static gboolean
has_synsets (const GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    if (tau_is_synset (name_of (names, i)))
      return TRUE;
  return FALSE;
}

int
tau_pack_find_class (TauPack *self, const char *name)
{
  g_auto (Index) index = { 0 };
  guint64 number;
  index_init (&index, self->classes);
  int found = index_find (&index, name);
  if (found == UNKNOWN && tau_is_synset (name)) {
    g_auto (Synsets) synsets = { 0 };
    synsets_init (&synsets, self->classes);
    found = find_synset (&synsets, name, NULL);
  }
  if (found == UNKNOWN && self->classes->len > 0 &&
      g_ascii_string_to_unsigned (name, 10, 0, self->classes->len - 1, &number, NULL))
    return number;
  return MAX (found, UNKNOWN);
}

/* -- the classes of a data set ----------------------------------------------------------------- */

/* Whether all names are numbers, or, with `any`, at least one. */
static gboolean
are_numbers (const GPtrArray *names, gboolean any)
{
  guint64 number;
  for (guint i = 0; i < names->len; i++)
    if (read_number (name_of (names, i), &number) == any)
      return any;
  return !any;
}

/* The class with the lowest number, or the highest, of names that are all numbers. */
static const char *
find_extreme (const GPtrArray *names, gboolean highest)
{
  guint best = 0;
  for (guint i = 1; i < names->len; i++) {
    guint64 a = 0, b = 0;
    read_number (name_of (names, i), &a);
    read_number (name_of (names, best), &b);
    if (highest ? a > b : a < b)
      best = i;
  }
  return name_of (names, best);
}

static void
refuse_numbers (TauPack *self, const Index *index, const GPtrArray *names, const char *spec,
                GError **error)
{
  const guint last = self->classes->len - 1;
  if (index->all_numbers)
    g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_CLASSES,
                 _ ("The classes of “%s” are numbers from %s to %s, but those of the pack “%s” are "
                    "numbers from %s to %s; rename the folders to the pack's numbers"),
                 spec, find_extreme (names, FALSE), find_extreme (names, TRUE), self->name,
                 find_extreme (self->classes, FALSE), find_extreme (self->classes, TRUE));
  else
    g_set_error (
        error, TAU_PACK_ERROR, TAU_PACK_ERROR_CLASSES,
        _ ("The classes of “%s” are numbers from %s to %s, but those of the pack “%s” have "
           "names, from “%s” (number 0) to “%s” (number %u); rename the folders to the "
           "pack's names"),
        spec, find_extreme (names, FALSE), find_extreme (names, TRUE), self->name,
        tau_pack_class (self, 0), tau_pack_class (self, last), last);
}

/* Explains why the class `name` is not in the pack. */
static void
refuse (TauPack *self, Index *index, const TauDataset *dataset, const char *name, GError **error)
{
  const GPtrArray *names = dataset->classes;
  g_autofree char *spec = g_filename_display_name (dataset->spec);
  if (index_find (index, name) == AMBIGUOUS)
    g_set_error (
        error, TAU_PACK_ERROR, TAU_PACK_ERROR_CLASSES,
        _ ("The class “%s” of “%s” could be one of several classes of the pack “%s”, whose "
           "names are the same or differ only by case; write it as the pack does"),
        name, spec, self->name);
  else if (are_numbers (names, FALSE))
    refuse_numbers (self, index, names, spec, error);
  else if (index->unnamed && names->len != self->classes->len)
    g_set_error (
        error, TAU_PACK_ERROR, TAU_PACK_ERROR_CLASSES,
        _ ("“%s” has %u classes, but the target answers with %u; use the data that the target was "
           "trained on"),
        spec, names->len, self->classes->len);
  else
    g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_CLASSES,
                 _ ("The class “%s” of “%s” is not a class of the pack “%s”, whose first is “%s”; "
                    "choose the data set that the pack was made for"),
                 name, spec, self->name, tau_pack_class (self, 0));
}

static void
refuse_unlabelled (const TauDataset *dataset, GError **error)
{
  g_autofree char *spec = g_filename_display_name (dataset->spec);
  g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_CLASSES,
               _ ("“%s” has images but no classes, so that no answer can be called right or wrong; "
                  "sort the images into one folder for each class"),
               spec);
}

/* A class that the pack does not have under its own name. */
static int
find_by_synset (Synsets *synsets, const Index *index, const TauDataset *dataset, guint class)
{
  const char *name = name_of (dataset->classes, class);
  const char *title = dataset->titles != NULL ? name_of (dataset->titles, class) : NULL;
  const gboolean wanted = tau_is_synset (name) || title != NULL || has_synsets (index->names);
  if (!wanted || index->unnamed)
    return UNKNOWN;
  if (synsets->positions == NULL)
    synsets_init (synsets, index->names);
  return tau_is_synset (name) ? find_synset (synsets, name, title)
                              : find_named (synsets, index, name);
}

gint32 *
tau_pack_map_classes (TauPack *self, const TauDataset *dataset, GError **error)
{
  const GPtrArray *names = dataset->classes;
  g_autofree gint32 *map = g_new (gint32, MAX (names->len, 1));
  g_auto (Index) index = { 0 };
  g_auto (Synsets) synsets = { 0 };
  if (names->len == 0) {
    refuse_unlabelled (dataset, error);
    return NULL;
  }
  index_init (&index, self->classes);
  const gboolean by_position =
      index.unnamed && names->len == self->classes->len && !are_numbers (names, TRUE);
  for (guint i = 0; i < names->len; i++) {
    map[i] = by_position ? (int)i : index_find (&index, name_of (names, i));
    if (map[i] == UNKNOWN)
      map[i] = find_by_synset (&synsets, &index, dataset, i);
    if (map[i] < 0) {
      refuse (self, &index, dataset, name_of (names, i), error);
      return NULL;
    }
  }
  return g_steal_pointer (&map);
}

/* Numbers from 1, where the pack's go from 0: each means itself, and may mean the one before. */
static char *
describe_numbers (TauPack *self, const TauDataset *dataset)
{
  guint64 first = 0, pack_first = 0;
  if (dataset->classes->len == 0 || self->classes->len == 0 ||
      !are_numbers (dataset->classes, FALSE) || !are_numbers (self->classes, FALSE))
    return NULL;
  const char *lowest = find_extreme (dataset->classes, FALSE);
  read_number (lowest, &first);
  read_number (find_extreme (self->classes, FALSE), &pack_first);
  if (first != 1 || pack_first != 0)
    return NULL;
  return g_strdup_printf (
      _ ("The classes of the data are numbers from %s to %s, and those of the pack from 0 to %s: "
         "each number was taken as it is; if the data count from 1, rename their classes"),
      lowest, find_extreme (dataset->classes, TRUE), find_extreme (self->classes, TRUE));
}

char **
tau_pack_get_remarks (TauPack *self, const TauDataset *dataset)
{
  g_autoptr (GStrvBuilder) remarks = g_strv_builder_new ();
  g_autofree char *numbers = describe_numbers (self, dataset);
  g_auto (GStrv) first = tau_dataset_get_remarks (dataset);
  g_strv_builder_addv (remarks, (const char **)first);
  if (numbers != NULL)
    g_strv_builder_add (remarks, numbers);
  return g_strv_builder_end (remarks);
}
