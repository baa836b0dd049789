/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/files/tau-archive.h"

#include "base/tau-text.h"
#include "dataset/files/tau-data-file.h"
#include "dataset/tau-dataset.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define BLOCK       (1 << 16)
#define MAX_MEMBERS 2000000
#define MAX_DEPTH   64 /* folders in a name */
/* Of an archive that is compressed as a whole: what it skips has to be unpacked too. */
#define MAX_UNPACKED (G_GUINT64_CONSTANT (8) << 30)

struct _TauArchive {
  struct archive *reader;
  TauDataFile *file;
  char *member;
  guint n_members;
};

static gboolean
damaged (const TauArchive *self, const char *why, GError **error)
{
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
               _ ("“%s” is not a usable archive: %s"), self->file->name, why);
  return FALSE;
}

/* What libarchive says. */
static gboolean
fail (const TauArchive *self, GError **error)
{
  const char *why = archive_error_string (self->reader);
  g_autofree char *line = tau_text_line (why);
  return damaged (self, why != NULL ? line : _ ("its checksums do not fit"), error);
}

TauArchive *
tau_archive_open (const char *path, GError **error)
{
  TauDataFile *file = tau_data_file_open (path, error);
  if (file == NULL)
    return NULL;
  g_autoptr (TauArchive) self = g_new0 (TauArchive, 1);
  self->file = file;
  self->reader = archive_read_new ();
  /* Not all: some others start programs, and a zip file without its list at the end may have to be
   * unpacked to be skipped. */
  archive_read_support_filter_gzip (self->reader);
  archive_read_support_filter_bzip2 (self->reader);
  archive_read_support_filter_xz (self->reader);
  archive_read_support_filter_zstd (self->reader);
  archive_read_support_format_zip_seekable (self->reader);
  archive_read_support_format_tar (self->reader);
  if (archive_read_open_fd (self->reader, file->fd, BLOCK) == ARCHIVE_OK)
    return g_steal_pointer (&self);
  fail (self, error);
  return NULL;
}

void
tau_archive_close (TauArchive *self)
{
  if (self == NULL)
    return;
  archive_read_free (self->reader);
  tau_data_file_close (self->file);
  g_free (self->member);
  g_free (self);
}

/* Names that could lead out of the folder that one would unpack to. */
static gboolean
is_safe_name (const char *name)
{
  if (name[0] == '/' || name[0] == '\\' || (g_ascii_isalpha (name[0]) && name[1] == ':'))
    return FALSE;
  g_auto (GStrv) parts = g_strsplit_set (name, "/\\", -1);
  const guint n = g_strv_length (parts);
  for (guint i = 0; i < n; i++)
    if (g_str_equal (parts[i], ".."))
      return FALSE;
  return n > 0 && n <= MAX_DEPTH;
}

static gboolean
refuse_member (const TauArchive *self, const char *why, GError **error)
{
  g_autofree char *line = tau_text_line (self->member);
  g_autofree char *text = g_strdup_printf (why, line);
  return damaged (self, text, error);
}

static gboolean
check_member (TauArchive *self, struct archive_entry *entry, GError **error)
{
  if (!is_safe_name (self->member))
    return refuse_member (self, _ ("it holds the name “%s”, which leads out of it"), error);
  if (archive_entry_symlink (entry) != NULL || archive_entry_hardlink (entry) != NULL)
    return refuse_member (self, _ ("it holds the link “%s”"), error);
  if (archive_entry_filetype (entry) != AE_IFREG && archive_entry_filetype (entry) != AE_IFDIR)
    return refuse_member (self, _ ("it holds “%s”, which is neither a file nor a folder"), error);
  return ++self->n_members <= MAX_MEMBERS ||
         damaged (self, _ ("it holds more than two million files"), error);
}

/* The file itself counts as the last filter. */
static gboolean
check_size (const TauArchive *self, struct archive_entry *entry, GError **error)
{
  const int n_filters = archive_filter_count (self->reader);
  if (n_filters > 2)
    return damaged (self, _ ("it is compressed more than once"), error);
  return n_filters < 2 ||
         ((guint64)archive_entry_size (entry) <= MAX_UNPACKED &&
          (guint64)archive_filter_bytes (self->reader, 0) <= MAX_UNPACKED) ||
         damaged (self, _ ("it unpacks to more than 8 GB; use a zip file, or unpack it"), error);
}

gboolean
tau_archive_next (TauArchive *self, const char **name, GError **error)
{
  struct archive_entry *entry;
  g_clear_pointer (&self->member, g_free);
  *name = NULL;
  for (;;) {
    const int status = archive_read_next_header (self->reader, &entry);
    if (status == ARCHIVE_EOF)
      return TRUE;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
      return fail (self, error);
    const char *bytes = archive_entry_pathname (entry);
    if (bytes == NULL)
      bytes = archive_entry_pathname_utf8 (entry);
    g_free (self->member);
    self->member = g_strdup (bytes != NULL ? bytes : "");
    if (!check_member (self, entry, error) || !check_size (self, entry, error))
      return FALSE;
    if (archive_entry_filetype (entry) == AE_IFREG) {
      *name = self->member;
      return TRUE;
    }
  }
}

GBytes *
tau_archive_read (TauArchive *self, guint64 max, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc (BLOCK);
  const guint64 most = MIN (max, (guint64)G_MAXUINT32 / 2);
  la_ssize_t n;
  while ((n = archive_read_data (self->reader, block, BLOCK)) > 0) {
    if (out->len + (guint64)n > most) {
      refuse_member (self, _ ("“%s” is larger than the limit"), error);
      return NULL;
    }
    g_byte_array_append (out, block, n);
  }
  if (n < 0) {
    fail (self, error);
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
