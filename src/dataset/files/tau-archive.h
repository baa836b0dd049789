/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads the files in an archive (zip, and tar, perhaps compressed by gzip, bzip2, xz or zstd) one
 * after the other, through libarchive. Nothing is unpacked to the disk. An archive with an absolute
 * name, “..” in a name, a link, or a special file is refused as a whole, and so is a compressed tar
 * of more than 8 GB. Errors are TAU_DATASET_ERROR_NOT_FOUND on opening,
 * and _DAMAGED. */
typedef struct _TauArchive TauArchive;

TauArchive *tau_archive_open (const char *path, GError **error);
void tau_archive_close (TauArchive *self);

/* Goes on to the next regular file. *name is borrowed until the next call, and NULL at the end. */
gboolean tau_archive_next (TauArchive *self, const char **name, GError **error);

/* All bytes of the current file, at most `max`: it is refused as soon as it has more, whatever size
 * the archive states. */
GBytes *tau_archive_read (TauArchive *self, guint64 max, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauArchive, tau_archive_close)

G_END_DECLS
