/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A data file from which parts are read when they are needed. It is not mapped into memory: if
 * another program cut a mapped file short, the next access would end the process. Several threads
 * may read at once. Errors are TAU_DATASET_ERROR_NOT_FOUND on opening, _DAMAGED on reading. */
typedef struct {
  int fd;
  guint64 size; /* bytes, when it was opened */
  char *name;   /* for messages */
} TauDataFile;

/* Refuses what is not a regular file. */
TauDataFile *tau_data_file_open (const char *path, GError **error);
void tau_data_file_close (TauDataFile *self);

/* Reads `length` bytes from `offset` on, or fails. */
gboolean tau_data_file_read (const TauDataFile *self, guint64 offset, gpointer out, gsize length,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauDataFile, tau_data_file_close)

G_END_DECLS
