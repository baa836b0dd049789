/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-pack-shelf.h"

#include "base/tau-build-folder.h"
#include "base/tau-similar.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The packs that the program knows. */

/* The folders of packs: data/packs of the source tree this program was built in, the
 * installation's, the user's. */
static GPtrArray *
pack_folders (void)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func (g_free);
  const char *override = g_getenv ("TAUSCOPE_PACKS");
  char *source = tau_source_folder_file ("data/packs");
  if (override != NULL)
    g_ptr_array_add (folders, g_strdup (override));
  g_ptr_array_add (folders,
                   source != NULL ? source : g_build_filename (TAU_PKGDATADIR, "packs", NULL));
  g_ptr_array_add (folders, tau_pack_shelf_folder ());
  return folders;
}

static int
compare_packs (gconstpointer a, gconstpointer b)
{
  const TauPack *const *left = a, *const *right = b;
  /* The model pack of the built-in data set comes first: it needs nothing else. */
  int first = g_str_equal ((*right)->name, "signs") - g_str_equal ((*left)->name, "signs");
  return first != 0 ? first : strcmp ((*left)->name, (*right)->name);
}

GPtrArray *
tau_pack_list (GPtrArray *problems)
{
  GPtrArray *packs = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_pack_unref);
  g_autoptr (GPtrArray) folders = pack_folders ();
  for (guint i = 0; i < folders->len; i++) {
    const char *folder = g_ptr_array_index (folders, i);
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) local = NULL;
      if (*name == '.' || !g_file_test (path, G_FILE_TEST_IS_DIR))
        continue;
      TauPack *pack = tau_pack_load (path, &local);
      if (pack != NULL)
        g_ptr_array_add (packs, pack);
      else if (problems != NULL)
        g_ptr_array_add (problems, g_strdup (local->message));
    }
  }
  g_ptr_array_sort (packs, compare_packs);
  return packs;
}

/* The known pack of this name, or NULL. */
static TauPack *
find_name (const char *name)
{
  g_autoptr (GPtrArray) packs = tau_pack_list (NULL);
  for (guint i = 0; i < packs->len; i++) {
    TauPack *pack = g_ptr_array_index (packs, i);
    if (g_str_equal (pack->name, name))
      return tau_pack_ref (pack);
  }
  return NULL;
}

static void
refuse_name (const char *name, GError **error)
{
  g_autoptr (GPtrArray) packs = tau_pack_list (NULL);
  g_autofree const char **names = g_new0 (const char *, packs->len + 1);
  for (guint i = 0; i < packs->len; i++)
    names[i] = ((TauPack *)g_ptr_array_index (packs, i))->name;
  g_autofree char *message = g_strdup_printf (
      _ ("There is no pack “%s”; “tauscope-cli packs” lists those that were found"), name);
  g_autofree char *text = tau_similar_ask (message, name, names);
  g_set_error_literal (error, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND, text);
}

TauPack *
tau_pack_find (const char *folder_or_name, GError **error)
{
  /* A folder of something else may happen to have the name of a pack. */
  g_autofree char *json = g_build_filename (folder_or_name, "pack.json", NULL);
  const gboolean is_folder = g_file_test (folder_or_name, G_FILE_TEST_IS_DIR);
  const gboolean is_pack = is_folder && g_file_test (json, G_FILE_TEST_EXISTS);
  TauPack *pack = is_pack ? NULL : find_name (folder_or_name);
  if (pack != NULL)
    return pack;
  if (is_folder)
    return tau_pack_load (folder_or_name, error);
  if (error != NULL) /* it looks at all packs */
    refuse_name (folder_or_name, error);
  return NULL;
}

TauPack *
tau_pack_load_default (GError **error)
{
  g_autoptr (GPtrArray) packs = tau_pack_list (NULL);
  if (packs->len > 0)
    return tau_pack_ref (g_ptr_array_index (packs, 0));
  g_set_error_literal (
      error, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND,
      _ ("No model pack was found; name one with --pack DIR, or install Tauscope's "
         "data files"));
  return NULL;
}
