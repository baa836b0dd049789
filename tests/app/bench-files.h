/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>
#include <unistd.h>

#include "dataset/tau-dataset.h"

/* A folder of n images, links to 30 traffic signs; its path is returned. files: what lies in it,
 * or NULL. */
static inline char *
bench_files_make (guint n, GPtrArray *files)
{
  enum { N_IMAGES = 30 };
  g_autofree char *folder = g_dir_make_tmp ("tau-bench-XXXXXX", NULL);
  g_autoptr (TauDataset) dataset = tau_dataset_open ("signs:test", NULL);
  char *first[N_IMAGES] = { NULL };
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf ("%s/image%05u.png", folder, i);
    if (i < N_IMAGES) {
      g_autoptr (TauImage) image = tau_dataset_load (dataset, i, NULL);
      g_assert_true (tau_image_save_png (image, path, NULL));
      first[i] = g_strdup (path);
    } else {
      g_assert_cmpint (link (first[i % N_IMAGES], path), ==, 0);
    }
    if (files != NULL)
      g_ptr_array_add (files, g_file_new_for_path (path));
  }
  for (guint i = 0; i < N_IMAGES; i++)
    g_free (first[i]);
  return g_steal_pointer (&folder);
}

static inline void
bench_files_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (folder);
}
