/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* The packs that the program knows, for functions of the worker: those of tau_pack_list(), and,
 * after them, those that were named or opened from elsewhere since it started. */

/* As TauPack*. */
GPtrArray *tau_known_packs_list (TauWorkerState *state);
/* A pack that was named on the command line, or opened. */
void tau_known_packs_remember (TauWorkerState *state, const TauPack *pack);

G_END_DECLS
