/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-build-folder.h"

#include <glib/gstdio.h>

#define LEVELS 4

static gboolean
is_marker (const char *path, const GStatBuf *program)
{
  GStatBuf info;
  return g_stat (path, &info) == 0 && S_ISREG (info.st_mode) && info.st_uid == program->st_uid;
}

char *
tau_build_folder_above (const char *program)
{
  g_autofree char *folder = g_path_get_dirname (program);
  GStatBuf info;
  if (g_stat (program, &info) != 0)
    return NULL;
  for (guint level = 0; level <= LEVELS; level++) {
    g_autofree char *marker = g_build_filename (folder, TAU_BUILD_MARKER, NULL);
    if (is_marker (marker, &info))
      return g_steal_pointer (&folder);
    char *parent = g_path_get_dirname (folder);
    gboolean is_top = g_str_equal (parent, folder);
    g_free (folder);
    folder = parent;
    if (is_top)
      break;
  }
  return NULL;
}

static char *
find_build_folder (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  return program != NULL ? tau_build_folder_above (program) : NULL;
}

char *
tau_build_folder_file (const char *path)
{
  g_autofree char *build = find_build_folder ();
  return build != NULL ? g_build_filename (build, path, NULL) : NULL;
}

char *
tau_source_folder_file (const char *path)
{
  g_autofree char *build = find_build_folder ();
  g_autoptr (GKeyFile) marker = g_key_file_new ();
  if (build == NULL)
    return NULL;
  g_autofree char *file = g_build_filename (build, TAU_BUILD_MARKER, NULL);
  if (!g_key_file_load_from_file (marker, file, G_KEY_FILE_NONE, NULL))
    return NULL;
  g_autofree char *source = g_key_file_get_string (marker, "build", "source", NULL);
  return source != NULL ? g_build_filename (source, path, NULL) : NULL;
}
