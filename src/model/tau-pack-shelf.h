/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/tau-pack.h"

G_BEGIN_DECLS

/* The user's own model packs: the folders in "packs" of the user's data folder. Everything here
 * reads and writes files, so call it from a worker thread. Errors are TAU_PACK_ERROR. */

char *tau_pack_shelf_folder (void);
/* Whether the pack lies there. Others, such as the shipped ones, can be copied but not changed. */
gboolean tau_pack_is_on_shelf (const TauPack *pack);

/* A name that no pack has and whose folder is new: `base`, "base-2", and so on. Of a `base` that is
 * empty, "model"; bytes that are not UTF-8 are replaced. */
char *tau_pack_choose_name (const char *base);

/* The folder there for a pack of this name; slashes, and a dot that would hide it, are replaced. */
char *tau_pack_shelf_path (const char *name);

/* For what makes a pack: a new hidden folder on the shelf... */
char *tau_pack_shelf_new_folder (const char *purpose, GError **error);
/* ...which becomes the folder of a pack named `base` or "base-2" and so on... */
TauPack *tau_pack_shelf_put (const char *made, const char *base, GError **error);
/* ...or is deleted with all that is in it. */
void tau_pack_delete_folder (const char *path);

/* Gives a folder another name, never that of anything that exists: EXISTS. */
gboolean tau_pack_move_folder (const char *from, const char *to, GError **error);

/* Copies a pack with its samples onto the shelf under a new name made of `name`. */
TauPack *tau_pack_copy (const TauPack *pack, const char *name, GCancellable *cancellable,
                        GError **error);
/* Changes the name in pack.json; the folder keeps its own. WRITE if another pack has the name. */
TauPack *tau_pack_rename (const TauPack *pack, const char *name, GError **error);

/* Takes a pack off the shelf. Returns the hidden folder that it waits in. */
char *tau_pack_remove (const TauPack *pack, GError **error);
/* Puts it back to `folder`, where it was. */
gboolean tau_pack_restore (const char *removed, const char *folder, GError **error);
/* Moves to the trash what was removed, or deletes it where there is no trash. */
void tau_pack_purge (const char *removed);

G_END_DECLS
