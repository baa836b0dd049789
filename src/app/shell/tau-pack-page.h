/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* The model packs, in the preferences: what they are, and what can be done with them.
 *
 * Signal "changed": other lists of packs are out of date. */
#define TAU_TYPE_PACK_PAGE (tau_pack_page_get_type ())
G_DECLARE_FINAL_TYPE (TauPackPage, tau_pack_page, TAU, PACK_PAGE, AdwPreferencesPage)

void tau_pack_page_start (TauPackPage *self, TauWorker *worker);
/* Adds a .tauscope file, as “Add…” does. */
void tau_pack_page_import (TauPackPage *self, const char *path);

G_END_DECLS
