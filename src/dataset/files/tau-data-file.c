/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/files/tau-data-file.h"

#include "base/tau-file.h"
#include "dataset/tau-dataset.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

TauDataFile *
tau_data_file_open (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint64 size;
  int fd = tau_file_open (path, &size, &local);
  if (fd < 0) {
    tau_dataset_set_not_found (path, local, error);
    return NULL;
  }
  TauDataFile *self = g_new (TauDataFile, 1);
  *self = (TauDataFile){ fd, size, g_filename_display_name (path) };
  return self;
}

void
tau_data_file_close (TauDataFile *self)
{
  if (self == NULL)
    return;
  close (self->fd);
  g_free (self->name);
  g_free (self);
}

gboolean
tau_data_file_read (const TauDataFile *self, guint64 offset, gpointer out, gsize length,
                    GError **error)
{
  g_autoptr (GError) local = NULL;
  if (tau_file_read_at (self->fd, offset, out, length, &local))
    return TRUE;
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED, _ ("“%s” cannot be read: %s"),
               self->name, local->message);
  return FALSE;
}
