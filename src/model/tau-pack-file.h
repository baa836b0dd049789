/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/tau-pack.h"

G_BEGIN_DECLS

/* A model pack as one file: a zip archive with pack.json, the models and the samples. */
#define TAU_PACK_ENDING ".tauscope"

/* Writes the file, or leaves what was there. The same pack gives the same bytes. */
gboolean tau_pack_export (const TauPack *pack, const char *path, GCancellable *cancellable,
                          GError **error);
/* Unpacks a file onto the user's shelf, and returns the new pack. Refuses whatever is not a pack
 * of regular files: links, paths that lead out of it, more than 16 GiB or 20,000 files, and models
 * whose checksums are not those of pack.json. */
TauPack *tau_pack_import (const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
