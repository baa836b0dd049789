/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-file.h"

#include <glib/gi18n-lib.h>

gboolean
tau_file_write (const char *path, GBytes *bytes, GQuark domain, int code, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) local = NULL;
  if (g_file_set_contents_full (path, data != NULL ? data : "", size,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666,
                                &local))
    return TRUE;
  g_set_error (error, domain, code,
               _ ("“%s” cannot be written (%s); free some space or choose another folder"), name,
               local->message);
  return FALSE;
}
