/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-file.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHECKSUM_BLOCK (1 << 16)

static gboolean
set_reason (GFileError code, const char *reason, GError **error)
{
  g_set_error_literal (error, G_FILE_ERROR, code, reason);
  return FALSE;
}

static gboolean
set_errno (int number, GError **error)
{
  return set_reason (g_file_error_from_errno (number), g_strerror (number), error);
}

static gboolean
check_regular (const struct stat *info, GError **error)
{
  if (S_ISREG (info->st_mode))
    return TRUE;
  if (S_ISDIR (info->st_mode))
    return set_reason (G_FILE_ERROR_ISDIR, _ ("it is a folder"), error);
  return set_reason (G_FILE_ERROR_INVAL, _ ("it is a pipe or device, not a regular file"), error);
}

int
tau_file_open (const char *path, guint64 *size, GError **error)
{
  struct stat info;
  if (stat (path, &info) != 0) {
    set_errno (errno, error);
    return -1;
  }
  if (!check_regular (&info, error))
    return -1;
  /* Without waiting, should another file have taken its place. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0 || fstat (fd, &info) != 0)
    set_errno (errno, error);
  else if (check_regular (&info, error)) {
    *size = info.st_size;
    return fd;
  }
  if (fd >= 0)
    close (fd);
  return -1;
}

gboolean
tau_file_read_at (int fd, guint64 offset, gpointer out, gsize length, GError **error)
{
  for (gsize done = 0; done < length;) {
    gssize n = pread (fd, (guint8 *)out + done, length - done, offset + done);
    if (n == 0)
      return set_reason (G_FILE_ERROR_IO, _ ("it became shorter while it was read"), error);
    if (n > 0)
      done += n;
    else if (errno != EINTR)
      return set_errno (errno, error);
  }
  return TRUE;
}

static GBytes *
read_open_file (int fd, guint64 size, guint64 max, GError **error)
{
  struct stat info;
  if (size > max) {
    g_autofree char *found = g_format_size (size), *most = g_format_size (max);
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC,
                 _ ("it has %s, and such a file has at most %s"), found, most);
    return NULL;
  }
  g_autofree guint8 *contents = g_try_malloc (MAX (size, 1));
  if (contents == NULL) {
    set_errno (ENOMEM, error);
    return NULL;
  }
  if (!tau_file_read_at (fd, 0, contents, size, error))
    return NULL;
  if (fstat (fd, &info) == 0 && (guint64)info.st_size != size) {
    set_reason (G_FILE_ERROR_AGAIN, _ ("another program is writing it; wait until it is complete"),
                error);
    return NULL;
  }
  return g_bytes_new_take (g_steal_pointer (&contents), size);
}

GBytes *
tau_file_read (const char *path, guint64 max, GError **error)
{
  guint64 size;
  int fd = tau_file_open (path, &size, error);
  if (fd < 0)
    return NULL;
  GBytes *bytes = read_open_file (fd, size, max, error);
  close (fd);
  return bytes;
}

static gboolean
checksum_open_file (GChecksum *sum, int fd, guint64 size, GError **error)
{
  g_autofree guint8 *block = g_malloc (CHECKSUM_BLOCK);
  for (guint64 at = 0; at < size; at += CHECKSUM_BLOCK) {
    const gsize n = MIN (size - at, CHECKSUM_BLOCK);
    if (!tau_file_read_at (fd, at, block, n, error))
      return FALSE;
    g_checksum_update (sum, block, n);
  }
  return TRUE;
}

char *
tau_file_sha256 (const char *path, GError **error)
{
  guint64 size;
  g_autoptr (GError) local = NULL;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  const int fd = tau_file_open (path, &size, &local);
  const gboolean good = fd >= 0 && checksum_open_file (sum, fd, size, &local);
  if (fd >= 0)
    close (fd);
  if (good)
    return g_strdup (g_checksum_get_string (sum));
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, local->domain, local->code, _ ("“%s” cannot be read: %s"), name,
               local->message);
  return NULL;
}

gboolean
tau_path_has_ending (const char *path, const char *ending)
{
  const gsize length = strlen (path), n = strlen (ending);
  return length > n && g_ascii_strcasecmp (path + length - n, ending) == 0;
}

gboolean
tau_path_is_web_address (const char *path)
{
  g_autofree char *scheme = g_uri_parse_scheme (path);
  return scheme != NULL && strstr (path, "://") != NULL &&
         (g_ascii_strcasecmp (scheme, "http") == 0 || g_ascii_strcasecmp (scheme, "https") == 0 ||
          g_ascii_strcasecmp (scheme, "ftp") == 0);
}

gboolean
tau_path_is_of_portal (const char *path)
{
  /* “/run/user/1000/doc/bee69406/photo.png”, or “/run/flatpak/doc/bee69406/photo.png” */
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  const guint n = g_strv_length (parts);
  return g_str_has_prefix (path, "/run/") && n >= 5 && n <= 7 && g_str_equal (parts[n - 3], "doc");
}

/* As many as Linux follows. */
#define MAX_LINKS 40

/* The file that a path leads to, which need not exist. A link in a circle is returned as it is. */
static char *
follow_links (const char *path)
{
  char *at = g_strdup (path), *target;
  for (guint i = 0; i < MAX_LINKS && (target = g_file_read_link (at, NULL)) != NULL; i++) {
    g_autofree char *folder = g_path_get_dirname (at);
    g_autofree char *name = target;
    g_free (at);
    at =
        g_path_is_absolute (name) ? g_steal_pointer (&name) : g_build_filename (folder, name, NULL);
  }
  return at;
}

static gboolean
refuse_to_write (const char *name, const char *why, GQuark domain, int code, GError **error)
{
  g_set_error (error, domain, code,
               _ ("“%s” cannot be written (%s); free some space or choose another folder"), name,
               why);
  return FALSE;
}

/* The file that is written if `path` is: where it leads, if that can be a file. NULL if not. */
static char *
find_destination (const char *path, const char *name, GQuark domain, int code, GError **error)
{
  g_autofree char *file = follow_links (path);
  GStatBuf found;
  if (g_lstat (file, &found) != 0 || S_ISREG (found.st_mode))
    return g_steal_pointer (&file);
  g_set_error (error, domain, code,
               _ ("“%s” is not a regular file; choose another name for the file to write"), name);
  return NULL;
}

gboolean
tau_file_write (const char *path, GBytes *bytes, GQuark domain, int code, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *file = find_destination (path, name, domain, code, error);
  g_autoptr (GError) local = NULL;
  if (file == NULL)
    return FALSE;
  return g_file_set_contents_full (file, data != NULL ? data : "", size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0666, &local) ||
         refuse_to_write (name, local->message, domain, code, error);
}

gboolean
tau_file_write_with (const char *path, TauFileWriteFunc write, gpointer data, GQuark domain,
                     int code, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *file = find_destination (path, name, domain, code, error);
  if (file == NULL)
    return FALSE;
  g_autofree char *temporary = g_strconcat (file, ".XXXXXX", NULL);
  const int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0)
    return refuse_to_write (name, g_strerror (errno), domain, code, error);
  gboolean good = write (fd, data, error);
  if (good && fsync (fd) != 0)
    good = refuse_to_write (name, g_strerror (errno), domain, code, error);
  if (close (fd) != 0 && good)
    good = refuse_to_write (name, g_strerror (errno), domain, code, error);
  if (good && g_rename (temporary, file) != 0)
    good = refuse_to_write (name, g_strerror (errno), domain, code, error);
  if (!good)
    g_unlink (temporary);
  return good;
}
