/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host/tau-host-archive.h"

#include "torch/tau-torch.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#define BLOCK (1 << 20)

static gboolean
is_zip (int fd)
{
  guint8 magic[4];
  return pread (fd, magic, sizeof magic, 0) == sizeof magic && magic[0] == 'P' && magic[1] == 'K';
}

/* Reads all members, with which libarchive checks them. */
static int
read_all (struct archive *reader)
{
  struct archive_entry *entry;
  int status;
  while ((status = archive_read_next_header (reader, &entry)) == ARCHIVE_OK ||
         status == ARCHIVE_WARN) {
    const void *block;
    size_t size;
    la_int64_t at;
    while ((status = archive_read_data_block (reader, &block, &size, &at)) == ARCHIVE_OK)
      ;
    if (status != ARCHIVE_EOF)
      return status;
  }
  return status == ARCHIVE_EOF ? ARCHIVE_OK : status;
}

gboolean
tau_host_archive_check (int fd, const char *path, GError **error)
{
  if (!is_zip (fd))
    return TRUE;
  struct archive *reader = archive_read_new ();
  archive_read_support_format_zip_seekable (reader);
  lseek (fd, 0, SEEK_SET);
  int status = archive_read_open_fd (reader, fd, BLOCK);
  if (status == ARCHIVE_OK)
    status = read_all (reader);
  if (status != ARCHIVE_OK) {
    const char *why = archive_error_string (reader);
    g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FILE,
                 _ ("“%s” is damaged (%s); copy or export it again"), path,
                 why != NULL ? why : _ ("its checksums do not fit"));
  }
  archive_read_free (reader);
  return status == ARCHIVE_OK;
}
