/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Compares the CRC-32 of every member of a zip file with the one that the archive states; libtorch
 * reads damaged members without a word. `fd` is left at any position. Sets a TAU_TORCH_ERROR FILE
 * that names `path` if a member is damaged. What is not a zip file at all passes: libtorch says
 * what it thinks of that. */
gboolean tau_host_archive_check (int fd, const char *path, GError **error);

G_END_DECLS
