/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-pack-shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>

/* Folders that packs are being copied into, and those that were removed; tau_pack_list() passes
 * over hidden ones. */
#define HIDDEN ".%s-XXXXXX"

char *
tau_pack_shelf_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "tauscope", "packs", NULL);
}

gboolean
tau_pack_is_on_shelf (const TauPack *pack)
{
  g_autofree char *shelf = tau_pack_shelf_folder ();
  g_autofree char *parent = g_path_get_dirname (pack->folder);
  return g_str_equal (parent, shelf);
}

char *
tau_pack_shelf_path (const char *name)
{
  g_autofree char *shelf = tau_pack_shelf_folder ();
  g_autofree char *folder = g_strdup (name);
  g_strdelimit (folder, "/\\", '-');
  if (*folder == '.')
    *folder = '_';
  return g_build_filename (shelf, folder, NULL);
}

char *
tau_pack_choose_name (const char *base)
{
  g_autofree char *valid = g_strstrip (g_utf8_make_valid (base, -1));
  const char *stem = *valid != '\0' ? valid : "model";
  for (guint i = 1;; i++) {
    g_autofree char *name = i > 1 ? g_strdup_printf ("%s-%u", stem, i) : g_strdup (stem);
    g_autofree char *path = tau_pack_shelf_path (name);
    g_autoptr (TauPack) pack = tau_pack_find (name, NULL);
    if (pack == NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
      return g_steal_pointer (&name);
  }
}

/* -- folders ----------------------------------------------------- */

static gboolean
fail_to_write (const char *path, const char *why, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_WRITE,
               _ ("“%s” cannot be written (%s); check its permissions and the free space"), name,
               why);
  return FALSE;
}

char *
tau_pack_shelf_new_folder (const char *purpose, GError **error)
{
  g_autofree char *shelf = tau_pack_shelf_folder ();
  g_autofree char *hidden = g_strdup_printf (HIDDEN, purpose);
  char *path = g_build_filename (shelf, hidden, NULL);
  if (g_mkdir_with_parents (shelf, 0755) == 0 && g_mkdtemp_full (path, 0755) != NULL)
    return path;
  fail_to_write (shelf, g_strerror (errno), error);
  g_free (path);
  return NULL;
}

/* Links are removed, not followed. */
void
tau_pack_delete_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      tau_pack_delete_folder (child);
    else
      g_remove (child);
  }
  g_rmdir (path);
}

gboolean
tau_pack_move_folder (const char *from, const char *to, GError **error)
{
  int failed = renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
  /* Some file systems cannot tell. A folder with something in it is not replaced then either. */
  if (failed != 0 && (errno == EINVAL || errno == ENOSYS) &&
      !g_file_test (to, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    failed = g_rename (from, to);
  if (failed == 0)
    return TRUE;
  if (errno != EEXIST && errno != ENOTEMPTY && errno != EINVAL && errno != ENOSYS)
    return fail_to_write (to, g_strerror (errno), error);
  g_autofree char *name = g_filename_display_name (to);
  g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_EXISTS,
               _ ("“%s” exists; choose another name or folder for the model pack"), name);
  return FALSE;
}

/* Gives a finished folder its name on the shelf. */
static TauPack *
settle (const char *made, const char *name, GError **error)
{
  g_autofree char *path = tau_pack_shelf_path (name);
  return tau_pack_move_folder (made, path, error) ? tau_pack_load (path, error) : NULL;
}

/* pack.json with another name. (json_node_copy() would share the object with the pack.) */
static JsonNode *
with_name (const TauPack *pack, const char *name)
{
  g_autofree char *text = json_to_string (pack->json, FALSE);
  JsonNode *json = json_from_string (text, NULL);
  json_object_set_string_member (json_node_get_object (json), "name", name);
  return json;
}

TauPack *
tau_pack_shelf_put (const char *made, const char *base, GError **error)
{
  g_autofree char *name = tau_pack_choose_name (base);
  g_autoptr (TauPack) pack = tau_pack_load (made, error);
  if (pack == NULL)
    return NULL;
  g_autoptr (JsonNode) json = with_name (pack, name);
  return tau_pack_write (made, json, error) ? settle (made, name, error) : NULL;
}

/* -- copying ----------------------------------------------------- */

static gboolean
copy_file (const char *from, const char *to, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);
  g_autoptr (GError) local = NULL;
  if (g_file_copy (source, target, G_FILE_COPY_TARGET_DEFAULT_PERMS, cancellable, NULL, NULL,
                   &local))
    return TRUE;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  return fail_to_write (to, local->message, error);
}

/* Regular files and folders; anything else in a pack is not of it. */
static gboolean
copy_tree (const char *from, const char *to, GCancellable *cancellable, GError **error)
{
  gboolean good = g_mkdir (to, 0755) == 0 || fail_to_write (to, g_strerror (errno), error);
  g_autoptr (GDir) dir = good ? g_dir_open (from, 0, NULL) : NULL;
  for (const char *name; good && dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *source = g_build_filename (from, name, NULL);
    g_autofree char *target = g_build_filename (to, name, NULL);
    if (g_file_test (source, G_FILE_TEST_IS_SYMLINK))
      continue;
    if (g_file_test (source, G_FILE_TEST_IS_DIR))
      good = copy_tree (source, target, cancellable, error);
    else if (g_file_test (source, G_FILE_TEST_IS_REGULAR))
      good = copy_file (source, target, cancellable, error);
  }
  return good;
}

static gboolean
copy_model (const TauPackModel *model, const char *to, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_build_filename (to, model->file, NULL);
  return copy_file (model->path, path, cancellable, error);
}

static gboolean
copy_contents (const TauPack *pack, const char *to, GCancellable *cancellable, GError **error)
{
  g_autofree char *samples = g_build_filename (pack->folder, "samples", NULL);
  g_autofree char *copied = g_build_filename (to, "samples", NULL);
  return copy_model (&pack->target, to, cancellable, error) &&
         (!pack->has_predictor || copy_model (&pack->predictor, to, cancellable, error)) &&
         (!g_file_test (samples, G_FILE_TEST_IS_DIR) ||
          copy_tree (samples, copied, cancellable, error)) &&
         tau_pack_write (to, pack->json, error);
}

TauPack *
tau_pack_copy (const TauPack *pack, const char *name, GCancellable *cancellable, GError **error)
{
  g_autofree char *made = tau_pack_shelf_new_folder ("copy", error);
  if (made == NULL)
    return NULL;
  TauPack *copy = copy_contents (pack, made, cancellable, error)
                      ? tau_pack_shelf_put (made, name, error)
                      : NULL;
  if (copy == NULL)
    tau_pack_delete_folder (made);
  return copy;
}

/* -- changing ---------------------------------------------------- */

TauPack *
tau_pack_rename (const TauPack *pack, const char *name, GError **error)
{
  g_autoptr (TauPack) other = tau_pack_find (name, NULL);
  if (other != NULL && !g_str_equal (other->folder, pack->folder)) {
    g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_WRITE,
                 _ ("There is a pack “%s” already; choose another name"), name);
    return NULL;
  }
  g_autoptr (JsonNode) json = with_name (pack, name);
  return tau_pack_write (pack->folder, json, error) ? tau_pack_load (pack->folder, error) : NULL;
}

char *
tau_pack_remove (const TauPack *pack, GError **error)
{
  g_autofree char *removed = tau_pack_shelf_new_folder ("removed", error);
  if (removed == NULL)
    return NULL;
  if (g_rename (pack->folder, removed) == 0) /* takes the place of the empty folder */
    return g_steal_pointer (&removed);
  fail_to_write (pack->folder, g_strerror (errno), error);
  g_rmdir (removed);
  return NULL;
}

gboolean
tau_pack_restore (const char *removed, const char *folder, GError **error)
{
  return tau_pack_move_folder (removed, folder, error);
}

void
tau_pack_purge (const char *removed)
{
  g_autoptr (GFile) file = g_file_new_for_path (removed);
  if (!g_file_trash (file, NULL, NULL))
    tau_pack_delete_folder (removed);
}
