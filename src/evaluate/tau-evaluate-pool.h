/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/tau-evaluate-private.h"

G_BEGIN_DECLS

/* Threads that load blocks and compute units. Each runs the networks single-threaded. With one
 * stream per core, some make images while others multiply matrices; that is faster than one stream
 * with its products split over the cores. The results cannot depend on the number of threads. */
typedef struct _TauPool TauPool;

/* A block to load, or a unit of one to compute. */
typedef struct {
  TauBlock *block;
  TauUnit *unit; /* NULL: load the block */
} TauPoolTask;

/* `cancellable` stops the tasks under way. */
TauPool *tau_pool_new (TauSession *session, int n_threads, GCancellable *cancellable);
/* Loads have priority: without them there is nothing to compute. */
void tau_pool_push (TauPool *self, TauBlock *block, TauUnit *unit);
/* The next finished task, in any order; FALSE if none finishes within timeout_us. */
gboolean tau_pool_next (TauPool *self, guint64 timeout_us, TauPoolTask *task);
/* The number of tasks pushed but not yet returned by tau_pool_next(). */
guint tau_pool_n_open (const TauPool *self);
void tau_pool_free (TauPool *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPool, tau_pool_free)

G_END_DECLS
