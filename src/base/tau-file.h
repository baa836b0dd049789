/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Opens a file for reading. Only a regular file: a pipe or device might never end, and is refused
 * without being opened. Returns a descriptor and its size in bytes, or -1 with a G_FILE_ERROR whose
 * message is the reason alone, without the name. */
int tau_file_open (const char *path, guint64 *size, GError **error);

/* Reads exactly `length` bytes from `offset` on. A file that ends before is an error as above. */
gboolean tau_file_read_at (int fd, guint64 offset, gpointer out, gsize length, GError **error);

/* A whole file of at most `max` bytes. Refuses more before it takes memory, and a file whose size
 * changes meanwhile. Errors as above. */
GBytes *tau_file_read (const char *path, guint64 max, GError **error);

/* The SHA-256 of a file, 64 hex digits. Errors as above, but with the name. */
char *tau_file_sha256 (const char *path, GError **error);

/* TRUE if a path is the address of something on the web, which the program does not load. */
gboolean tau_path_is_web_address (const char *path);
/* Whether the name ends so, in any case of letters, and has something before it. */
gboolean tau_path_has_ending (const char *path, const char *ending);

/* TRUE if a path is that of a file which the document portal has handed over to a sandbox: the name
 * of its folder is a random one, which says nothing to people. */
gboolean tau_path_is_of_portal (const char *path);

/* Writes a temporary file beside `path`, syncs it and renames it. Whatever happens, `path` holds
 * either the old contents or the new ones, never a mixture. A symbolic link stays one: the file
 * that it leads to is written. What exists and is not a regular file is refused. On failure, sets
 * an error with `domain` and `code` that names the file. */
gboolean tau_file_write (const char *path, GBytes *bytes, GQuark domain, int code, GError **error);

/* The same for contents that are not in memory: `write` writes them to an open file, or sets an
 * error. */
typedef gboolean (*TauFileWriteFunc) (int fd, gpointer data, GError **error);
gboolean tau_file_write_with (const char *path, TauFileWriteFunc write, gpointer data,
                              GQuark domain, int code, GError **error);

G_END_DECLS
