/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explore/tau-explorer.h"

G_BEGIN_DECLS

/* Finds packs, their samples and whole scenes for an explorer, and opens them there in the right
 * order.
 *
 * Signals: "packs" (a GPtrArray of TauPack: all that there are), "samples" (a GPtrArray of
 * TauSample: those of the pack that is opened), "problem" (a sentence), "remark" (a sentence, to be
 * told once what is opened is shown), "ended" (nothing is being looked up any more). */
#define TAU_TYPE_OPENER (tau_opener_get_type ())
G_DECLARE_FINAL_TYPE (TauOpener, tau_opener, TAU, OPENER, GObject)

TauOpener *tau_opener_new (TauExplorer *explorer);

/* Before the first pack is open: comes back to this state (tau_scene_to_variant()), unless another
 * image has been opened meanwhile. What is gone of it is replaced and told. */
void tau_opener_restore (TauOpener *self, GVariant *state);
/* Opens a pack by folder or name (NULL: the default), with the predictor of the pack in the folder
 * `lender` (NULL: its own); then its first sample, if nothing has been opened yet. */
void tau_opener_open_pack (TauOpener *self, const char *pack, const char *lender);
/* Opens the scene's pack first, unless it is NULL or already open; then applies the whole scene at
 * once. */
void tau_opener_open_scene (TauOpener *self, const TauScene *scene);
/* No pack is opened any more but the one that is open; does nothing while there is none. */
void tau_opener_drop_pack (TauOpener *self);
/* Lists the samples of a pack that is open. */
void tau_opener_list_samples (TauOpener *self, TauPack *pack);
gboolean tau_opener_is_busy (TauOpener *self);

G_END_DECLS
