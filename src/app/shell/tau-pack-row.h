/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/jobs/tau-shelf.h"

G_BEGIN_DECLS

/* A row (AdwExpanderRow) that says what a model pack is. Its menu has the actions "packs.…" of
 * TauPackPage, with the pack's folder. */
/* `packs`: all that are listed. */
GtkWidget *tau_pack_row_new (const TauPack *pack, const GPtrArray *packs);
void tau_pack_row_set_state (GtkWidget *row, const TauShelfState *state);

G_END_DECLS
