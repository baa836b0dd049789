/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/tau-evaluate-private.h"

G_BEGIN_DECLS

/* Threads that load blocks and compute units. Each asks the networks on itself alone: as many
 * streams as cores, of which one makes pictures while another is at its matrices, reach more than
 * one stream whose products are cut in pieces; and no figure can depend on how many there are. */
typedef struct _TauPool TauPool;

/* A block to load, or a unit of one to compute. */
typedef struct {
  TauBlock *block;
  TauUnit *unit; /* NULL: load the block */
} TauPoolTask;

/* `cancellable` ends what is under way. */
TauPool *tau_pool_new (TauSession *session, int n_threads, GCancellable *cancellable);
/* Loads go first: without them there is nothing to compute. */
void tau_pool_push (TauPool *self, TauBlock *block, TauUnit *unit);
/* The next task that was finished, in any order; FALSE after timeout_us without one. */
gboolean tau_pool_next (TauPool *self, guint64 timeout_us, TauPoolTask *task);
/* How many were pushed and have not come back through tau_pool_next(). */
guint tau_pool_n_open (const TauPool *self);
void tau_pool_free (TauPool *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPool, tau_pool_free)

G_END_DECLS
