/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-table.h"
#include "inspect/tau-inspect.h"
#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* A quiz: which transform rescues an image? In each round someone picks one before the answers are
 * shown, and is compared with the predictor and with the oracle. Pure state, without models and
 * widgets: it draws what to try, keeps the best of what was tried, and counts. */
typedef struct _TauQuiz TauQuiz;

typedef enum {
  TAU_QUIZ_SEARCHING, /* for an image worth asking about */
  TAU_QUIZ_ASKED,     /* the answers are to be hidden */
  TAU_QUIZ_ANSWERED,
} TauQuizPhase;

typedef enum {
  TAU_QUIZ_YOU,
  TAU_QUIZ_PREDICTOR, /* plays only where there is one */
  TAU_QUIZ_ORACLE,
  TAU_QUIZ_N_PLAYERS,
} TauQuizPlayer;

/* What to try. */
typedef struct {
  guint sample; /* index */
  TauCorruptionSpec corruption;
} TauQuizDraw;

/* What a player chose in the last round. */
typedef struct {
  guint transform;
  int answer; /* class */
  gboolean right;
  double loss, regret; /* nats */
} TauQuizChoice;

/* Over the rounds that the player has played. */
typedef struct {
  guint n_rounds, n_right;
  double regret; /* mean, nats; NAN before the first round */
} TauQuizScore;

/* After so many tries without a good one, the best of them is asked. */
#define TAU_QUIZ_MAX_TRIES 100

/* Severities from here on are drawn. */
#define TAU_QUIZ_MIN_SEVERITY 3

/* The same seed draws the same. It searches. */
TauQuiz *tau_quiz_new (guint64 seed);
void tau_quiz_free (TauQuiz *self);

guint64 tau_quiz_get_seed (const TauQuiz *self);
TauQuizPhase tau_quiz_get_phase (const TauQuiz *self);

/* What to try next, of `n_samples` (at least 1). The sample of the last round does not come again
 * at once. */
TauQuizDraw tau_quiz_draw (TauQuiz *self, guint n_samples);
/* The result of the last draw, complete and with a given label. TRUE: the search has ended, because
 * it is good (identity is wrong, and some transform is right), because of the number of tries, or
 * because it is `late`; the best of those tried is asked then. */
gboolean tau_quiz_offer (TauQuiz *self, TauInspection *inspection, gboolean late);
/* Ends the round: `transform` is what the player picked. Nothing happens unless it is asked. */
void tau_quiz_pick (TauQuiz *self, guint transform);
/* Searches again, whatever the phase; a round without a pick does not count. */
void tau_quiz_next (TauQuiz *self);

/* What is asked, or was; NULL while it searches. */
TauInspection *tau_quiz_get_inspection (const TauQuiz *self);
TauQuizDraw tau_quiz_get_draw (const TauQuiz *self);
/* FALSE: nothing is answered, or the player does not play. */
gboolean tau_quiz_get_choice (const TauQuiz *self, TauQuizPlayer player, TauQuizChoice *choice);
TauQuizScore tau_quiz_get_score (const TauQuiz *self, TauQuizPlayer player);

/* "You", translated. */
const char *tau_quiz_player_title (TauQuizPlayer player);
/* What is asked, without giving an answer away. */
const char *tau_quiz_question (const TauQuiz *self);
/* "You picked zoom 1.2, which is right; regret 0.12 nats. The predictor…" NULL: nothing is
 * answered. */
char *tau_quiz_verdict (const TauQuiz *self);
/* The last round, one player a row; without rows before an answer. */
TauTable *tau_quiz_table_round (const TauQuiz *self, TauPack *pack);
/* All rounds: the picture to share, and its numbers. */
TauPlot *tau_quiz_plot_score (const TauQuiz *self, TauPack *pack);
TauTable *tau_quiz_table_score (const TauQuiz *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauQuiz, tau_quiz_free)

G_END_DECLS
