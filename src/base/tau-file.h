/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes a temporary file beside `path`, syncs it and renames it. Whatever happens, `path` holds
 * either the old contents or the new ones, never a mixture. A symbolic link stays one: the file
 * that it leads to is written. What exists and is not a regular file is refused. On failure, sets
 * an error with `domain` and `code` that names the file. */
gboolean tau_file_write (const char *path, GBytes *bytes, GQuark domain, int code, GError **error);

G_END_DECLS
