/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explore/tau-explorer.h"
#include "inspect/tau-quiz.h"

G_BEGIN_DECLS

/* Runs a quiz with the explorer's pack: looks for images worth asking about on the worker, one try
 * at a time. Another pack begins another quiz, which waits for tau_quiz_master_next().
 *
 * Signals: "changed", and "problem" (a sentence). */
#define TAU_TYPE_QUIZ_MASTER (tau_quiz_master_get_type ())
G_DECLARE_FINAL_TYPE (TauQuizMaster, tau_quiz_master, TAU, QUIZ_MASTER, GObject)

/* The quiz of this seed. */
TauQuizMaster *tau_quiz_master_new (TauExplorer *explorer, guint64 seed);

/* Begins a round with one of these (of TauSample) whose class the pack knows. Without any, nothing
 * happens but that tau_quiz_master_has_samples() is FALSE. */
void tau_quiz_master_next (TauQuizMaster *self, GPtrArray *samples);
void tau_quiz_master_pick (TauQuizMaster *self, guint transform);

gboolean tau_quiz_master_is_busy (TauQuizMaster *self);
gboolean tau_quiz_master_has_samples (TauQuizMaster *self);
const TauQuiz *tau_quiz_master_get_quiz (TauQuizMaster *self);
TauPack *tau_quiz_master_get_pack (TauQuizMaster *self); /* NULL: none open */

G_END_DECLS
