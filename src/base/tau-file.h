/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes beside `path`, brings that to the disk and renames it: whatever happens, `path` holds the
 * old contents or the new ones, never half of them. On failure sets an error of `domain` and `code`
 * that names the file. */
gboolean tau_file_write (const char *path, GBytes *bytes, GQuark domain, int code, GError **error);

G_END_DECLS
