/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-sorter.h"

#include "base/tau-file.h"
#include "train/tau-train.h"

#include <glib/gi18n-lib.h>

/* SHA-256 of the sorter, sorter. */
#define FILE_TYPE "(say)"

void
tau_sorter_spec_init (TauSorterSpec *self)
{
  *self = (TauSorterSpec){ .seed = 1, .n_steps = 8000 };
}

static char *
make_path (const TauSorterSpec *spec)
{
  g_autofree char *folder =
      spec->folder != NULL ? g_strdup (spec->folder)
                           : g_build_filename (g_get_user_data_dir (), "tauscope", "sorters", NULL);
  /* If this fails, so does the writing, which reports the error. */
  g_mkdir_with_parents (folder, 0700);
  g_autofree char *name =
      g_strdup_printf ("sodeep-%" G_GUINT64_FORMAT "-%u.sorter", spec->seed, spec->n_steps);
  return g_build_filename (folder, name, NULL);
}

/* NULL if the file is missing or changed, or if a Tauscope version with another sorter wrote it.
 * The remedy is always to train the sorter again. */
static GBytes *
read_sorter (const TauTorchApi *torch, const char *path)
{
  g_autofree char *contents = NULL;
  gsize length;
  if (!g_file_get_contents (path, &contents, &length, NULL))
    return NULL;
  g_autoptr (GBytes) file = g_bytes_new_take (g_steal_pointer (&contents), length);
  g_autoptr (GVariant) variant =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FILE_TYPE), file, FALSE));
  if (!g_variant_is_normal_form (variant))
    return NULL;

  g_autofree char *sha256 = NULL;
  g_autoptr (GVariant) array = NULL;
  g_variant_get (variant, "(s@ay)", &sha256, &array);
  g_autoptr (GBytes) sorter = g_variant_get_data_as_bytes (array);
  g_autofree char *found = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, sorter);
  double l1;
  if (!g_str_equal (sha256, found) || !torch->sorter_measure (sorter, 0, 1, &l1, NULL))
    return NULL;
  return g_steal_pointer (&sorter);
}

static gboolean
write_sorter (const char *path, GBytes *sorter, GError **error)
{
  GVariant *array = g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, sorter, TRUE);
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, sorter);
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new ("(s@ay)", sha256, array));
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (variant);
  return tau_file_write (path, bytes, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_WRITE, error);
}

GBytes *
tau_sorter_get (const TauTorchApi *torch, const TauSorterSpec *spec, TauTorchProgress progress,
                gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *path = make_path (spec);
  GBytes *sorter = read_sorter (torch, path);
  if (sorter != NULL)
    return sorter;
  sorter = torch->sorter_train (spec->seed, spec->n_steps, progress, data, cancellable, error);
  if (sorter != NULL && !write_sorter (path, sorter, &local))
    g_message (_ ("The sorter cannot be saved, so the next training will train it again: %s"),
               local->message);
  return sorter;
}
