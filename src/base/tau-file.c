/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-file.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

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

gboolean
tau_file_write (const char *path, GBytes *bytes, GQuark domain, int code, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *file = follow_links (path);
  g_autoptr (GError) local = NULL;
  GStatBuf found;
  if (g_lstat (file, &found) == 0 && !S_ISREG (found.st_mode)) {
    g_set_error (error, domain, code,
                 _ ("“%s” is not a regular file; choose another name for the file to write"), name);
    return FALSE;
  }
  if (g_file_set_contents_full (file, data != NULL ? data : "", size,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666,
                                &local))
    return TRUE;
  g_set_error (error, domain, code,
               _ ("“%s” cannot be written (%s); free some space or choose another folder"), name,
               local->message);
  return FALSE;
}
