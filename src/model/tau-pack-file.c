/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-pack-file.h"

#include "base/tau-file.h"
#include "model/tau-pack-shelf.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define BLOCK     (1 << 20)
#define MAX_BYTES ((guint64)16 << 30)
#define MAX_FILES 20000
#define MAX_DEPTH 16 /* of folders; a pack has two */

/* A time that all zip files can hold: the first of January 1980. */
#define NO_TIME 315532800

typedef struct archive Archive;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_free)

/* -- writing ----------------------------------------------------- */

static gboolean
fail (Archive *archive, const char *path, GError **error)
{
  const char *why = archive_error_string (archive);
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_WRITE,
               _ ("“%s” cannot be written (%s); free some space or choose another folder"), name,
               why != NULL ? why : g_strerror (errno));
  return FALSE;
}

static gboolean
write_head (Archive *archive, const char *name, guint64 size, const char *path, GError **error)
{
  struct archive_entry *entry = archive_entry_new ();
  archive_entry_set_pathname_utf8 (entry, name);
  archive_entry_set_size (entry, size);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_mtime (entry, NO_TIME, 0);
  const gboolean good = archive_write_header (archive, entry) == ARCHIVE_OK;
  archive_entry_free (entry);
  return good || fail (archive, path, error);
}

/* `from` under `name`; `path` is the archive's. */
static gboolean
add_file (Archive *archive, const char *from, const char *name, const char *path,
          GCancellable *cancellable, GError **error)
{
  guint64 size;
  g_autofree guint8 *block = g_malloc (BLOCK);
  g_autoptr (GError) local = NULL;
  const int fd = tau_file_open (from, &size, &local);
  gboolean good = fd >= 0 && write_head (archive, name, size, path, error);
  for (guint64 at = 0; good && at < size; at += BLOCK) {
    const gsize n = MIN (BLOCK, size - at);
    good = !g_cancellable_set_error_if_cancelled (cancellable, error) &&
           tau_file_read_at (fd, at, block, n, &local) &&
           (archive_write_data (archive, block, n) == (la_ssize_t)n || fail (archive, path, error));
  }
  if (fd >= 0)
    close (fd);
  if (local != NULL) {
    g_autofree char *shown = g_filename_display_name (from);
    g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_WRITE, _ ("“%s” cannot be read: %s"), shown,
                 local->message);
  }
  return good;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* The folder NAME of the pack with all that is in it, in the order of the names. */
static gboolean
add_folder (Archive *archive, const char *from, const char *name, const char *path,
            GCancellable *cancellable, GError **error)
{
  gboolean good = TRUE;
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  g_autoptr (GPtrArray) children = g_ptr_array_new_with_free_func (g_free);
  for (const char *child; dir != NULL && (child = g_dir_read_name (dir)) != NULL;)
    g_ptr_array_add (children, g_strdup (child));
  g_ptr_array_sort (children, compare_names);
  for (guint i = 0; good && i < children->len; i++) {
    const char *child = g_ptr_array_index (children, i);
    g_autofree char *source = g_build_filename (from, child, NULL);
    g_autofree char *inside = g_strconcat (name, "/", child, NULL);
    if (g_file_test (source, G_FILE_TEST_IS_SYMLINK)) /* it may lead to the user's other files */
      continue;
    if (g_file_test (source, G_FILE_TEST_IS_DIR))
      good = add_folder (archive, source, inside, path, cancellable, error);
    else if (g_file_test (source, G_FILE_TEST_IS_REGULAR))
      good = add_file (archive, source, inside, path, cancellable, error);
  }
  return good;
}

static gboolean
add_pack (Archive *archive, const TauPack *pack, const char *path, GCancellable *cancellable,
          GError **error)
{
  g_autofree char *json = g_build_filename (pack->folder, "pack.json", NULL);
  g_autofree char *samples = g_build_filename (pack->folder, "samples", NULL);
  return add_file (archive, json, "pack.json", path, cancellable, error) &&
         add_file (archive, pack->target.path, pack->target.file, path, cancellable, error) &&
         (!pack->has_predictor || add_file (archive, pack->predictor.path, pack->predictor.file,
                                            path, cancellable, error)) &&
         add_folder (archive, samples, "samples", path, cancellable, error);
}

typedef struct {
  const TauPack *pack;
  const char *path;
  GCancellable *cancellable;
} Export;

static gboolean
write_archive (int fd, gpointer data, GError **error)
{
  const Export *self = data;
  g_autoptr (Archive) archive = archive_write_new ();
  archive_write_set_format_zip (archive);
  archive_write_set_options (archive, "zip:compression=deflate");
  return (archive_write_open_fd (archive, fd) == ARCHIVE_OK || fail (archive, self->path, error)) &&
         add_pack (archive, self->pack, self->path, self->cancellable, error) &&
         (archive_write_close (archive) == ARCHIVE_OK || fail (archive, self->path, error));
}

gboolean
tau_pack_export (const TauPack *pack, const char *path, GCancellable *cancellable, GError **error)
{
  Export self = { pack, path, cancellable };
  return tau_file_write_with (path, write_archive, &self, TAU_PACK_ERROR, TAU_PACK_ERROR_WRITE,
                              error);
}

/* -- reading ----------------------------------------------------- */

typedef struct {
  const char *path;  /* of the archive */
  const char *shown; /* the same for messages */
  const char *to;
  guint64 n_bytes; /* so far */
  guint n_files;
  GCancellable *cancellable;
} Import;

static gboolean
refuse (const Import *self, const char *why, GError **error)
{
  g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_MISMATCH,
               _ ("“%s” cannot be opened as a model pack: %s"), self->shown, why);
  return FALSE;
}

/* A relative path that stays inside. */
static gboolean
is_safe (const char *name)
{
  if (name == NULL || *name == '\0' || *name == '/' || strchr (name, '\\') != NULL ||
      !g_utf8_validate (name, -1, NULL))
    return FALSE;
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);
  if (g_strv_length (parts) > MAX_DEPTH)
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++)
    if (g_str_equal (parts[i], "..") || g_str_equal (parts[i], ".") ||
        (*parts[i] == '\0' && parts[i + 1] != NULL))
      return FALSE;
  return TRUE;
}

/* The data of the member that is at hand. Its head may lie about the size. */
static gboolean
unpack_data (Import *self, Archive *archive, int fd, GError **error)
{
  const void *block;
  size_t size;
  la_int64_t at;
  int status;
  while ((status = archive_read_data_block (archive, &block, &size, &at)) == ARCHIVE_OK) {
    self->n_bytes += size;
    if (self->n_bytes > MAX_BYTES || (guint64)at > MAX_BYTES)
      return refuse (self, _ ("it is larger than 16 GiB"), error);
    if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
      return FALSE;
    if (pwrite (fd, block, size, at) != (ssize_t)size)
      return refuse (self, g_strerror (errno), error);
  }
  return status == ARCHIVE_EOF || refuse (self, _ ("it is damaged; copy it again"), error);
}

static gboolean
unpack_file (Import *self, Archive *archive, const char *to, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (to);
  g_mkdir_with_parents (folder, 0755);
  const int fd = g_open (to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0)
    return refuse (self, g_strerror (errno), error);
  const gboolean good = unpack_data (self, archive, fd, error);
  return (close (fd) == 0 || refuse (self, g_strerror (errno), error)) && good;
}

static gboolean
unpack_entry (Import *self, Archive *archive, struct archive_entry *entry, GError **error)
{
  const char *name = archive_entry_pathname (entry);
  if (!is_safe (name))
    return refuse (self, _ ("a path in it leads elsewhere"), error);
  if (++self->n_files > MAX_FILES)
    return refuse (self, _ ("it holds too many files"), error);
  g_autofree char *to = g_build_filename (self->to, name, NULL);
  if (archive_entry_hardlink (entry) == NULL && archive_entry_filetype (entry) == AE_IFDIR)
    return g_mkdir_with_parents (to, 0755) == 0 || refuse (self, g_strerror (errno), error);
  if (archive_entry_hardlink (entry) != NULL || archive_entry_filetype (entry) != AE_IFREG)
    return refuse (self, _ ("it holds a link or a device"), error);
  return unpack_file (self, archive, to, error);
}

static gboolean
unpack (Import *self, GError **error)
{
  guint64 size;
  struct archive_entry *entry;
  g_autoptr (GError) local = NULL;
  g_autoptr (Archive) archive = archive_read_new ();
  const int fd = tau_file_open (self->path, &size, &local);
  if (fd < 0)
    return refuse (self, local->message, error);
  archive_read_support_format_zip_seekable (archive);
  gboolean good = archive_read_open_fd (archive, fd, BLOCK) == ARCHIVE_OK ||
                  refuse (self, _ ("it is not a zip file"), error);
  int status = ARCHIVE_OK;
  while (good && (status = archive_read_next_header (archive, &entry)) != ARCHIVE_EOF)
    good = (status == ARCHIVE_OK || status == ARCHIVE_WARN ||
            refuse (self, _ ("it is damaged; copy it again"), error)) &&
           unpack_entry (self, archive, entry, error);
  close (fd);
  return good;
}

/* What libraries say of the unpacked folder names that, which the user never sees. */
static TauPack *
put_on_shelf (const Import *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TauPack) made = tau_pack_load (self->to, &local);
  if (made == NULL) {
    refuse (self,
            g_error_matches (local, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND)
                ? _ ("it holds no pack.json, or not the models that it names")
                : local->message,
            error);
    return NULL;
  }
  if (!tau_pack_verify (made, &local)) {
    refuse (self, _ ("the checksum of a model is not the one in pack.json; copy it again"), error);
    return NULL;
  }
  return tau_pack_shelf_put (self->to, made->name, error);
}

TauPack *
tau_pack_import (const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *to = tau_pack_shelf_new_folder ("import", error);
  if (to == NULL)
    return NULL;
  Import self = { .path = path, .shown = shown, .to = to, .cancellable = cancellable };
  TauPack *pack = unpack (&self, error) ? put_on_shelf (&self, error) : NULL;
  if (pack == NULL)
    tau_pack_delete_folder (to);
  return pack;
}
