/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-scene.h"

G_BEGIN_DECLS

/* The states of an exploration in the order in which they were, to go back and forth between them.
 * A plain value without widgets. Steps are told from the states: a step is what differs. Small
 * changes of the same number (severity, seed, frame, ensemble) in one drag, or one soon after the
 * other, are one step. */
typedef struct _TauUndoStack TauUndoStack;

TauUndoStack *tau_undo_stack_new (void);
void tau_undo_stack_free (TauUndoStack *self);

/* The state is this now, at `time` (µs, g_get_monotonic_time()). The first is where undoing ends.
 * If the user had gone back, what followed is dropped; not if this is the state that is gone to:
 * then the stack has arrived there. */
void tau_undo_stack_note (TauUndoStack *self, const TauScene *scene, gint64 time);
/* A drag begins, or ends. */
void tau_undo_stack_hold (TauUndoStack *self, gboolean held);

/* The state to go to, for by = -1 (undo) or 1 (redo); NULL: there is none. The stack is on its way
 * until that is noted or tau_undo_stack_settle() ends it; from there a further step begins. */
const TauScene *tau_undo_stack_go (TauUndoStack *self, int by);
gboolean tau_undo_stack_is_going (TauUndoStack *self);
/* Nothing is being opened any more; `shown` is what there is to see. If that is not the state gone
 * to, the stack stays where it was. If it failed, the state and those beside it that need the same
 * image and models are dropped. What is returned is the state that the stack is at, if it differs
 * from `shown`; else NULL. */
const TauScene *tau_undo_stack_settle (TauUndoStack *self, const TauScene *shown, gboolean failed);
/* What that would undo or redo, translated: "Severity 5"; NULL: there is nothing. */
char *tau_undo_stack_describe (TauUndoStack *self, int by);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauUndoStack, tau_undo_stack_free)

G_END_DECLS
