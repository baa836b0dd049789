/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-quiz.h"

#include "base/tau-random.h"

#include <math.h>

#define MAX_SEED 9999 /* short enough to be read */

struct _TauQuiz {
  guint64 seed;
  TauRandom random;
  TauQuizPhase phase;

  TauQuizDraw drawn, draw; /* the last one, and the one of `inspection` */
  guint avoided;           /* the sample of the round before; G_MAXUINT: none */
  guint n_tries;
  int grade; /* of `inspection` */
  TauInspection *inspection;
  guint picked;

  guint n_rounds[TAU_QUIZ_N_PLAYERS], n_right[TAU_QUIZ_N_PLAYERS];
  double regret[TAU_QUIZ_N_PLAYERS]; /* sum */
};

TauQuiz *
tau_quiz_new (guint64 seed)
{
  TauQuiz *self = g_new0 (TauQuiz, 1);
  self->seed = seed;
  self->avoided = G_MAXUINT;
  tau_random_init (&self->random, seed, 0);
  return self;
}

void
tau_quiz_free (TauQuiz *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->inspection, tau_inspection_unref);
  g_free (self);
}

guint64
tau_quiz_get_seed (const TauQuiz *self)
{
  return self->seed;
}

TauQuizPhase
tau_quiz_get_phase (const TauQuiz *self)
{
  return self->phase;
}

TauQuizDraw
tau_quiz_draw (TauQuiz *self, guint n_samples)
{
  TauRandom *random = &self->random;
  const gboolean avoids = self->avoided < n_samples && n_samples > 1;
  guint sample = tau_random_below (random, avoids ? n_samples - 1 : n_samples);
  if (avoids && sample >= self->avoided)
    sample++;
  self->drawn = (TauQuizDraw){ .sample = sample };
  self->drawn.corruption.type = tau_corruption_get (tau_random_below (random, TAU_N_CORRUPTIONS));
  self->drawn.corruption.severity =
      TAU_QUIZ_MIN_SEVERITY +
      (int)tau_random_below (random, TAU_N_SEVERITIES - TAU_QUIZ_MIN_SEVERITY + 1);
  self->drawn.corruption.seed = 1 + tau_random_below (random, MAX_SEED);
  self->drawn.corruption.preset = TAU_PRESET_AUTO;
  return self->drawn;
}

/* 2: a transform rescues it; 1: wrong anyway; 0: right as it is. */
static int
get_grade (const TauInspection *inspection)
{
  if (inspection->correct[TAU_TRANSFORM_IDENTITY])
    return 0;
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    if (inspection->correct[t])
      return 2;
  return 1;
}

gboolean
tau_quiz_offer (TauQuiz *self, TauInspection *inspection, gboolean late)
{
  const int grade = get_grade (inspection);
  g_return_val_if_fail (self->phase == TAU_QUIZ_SEARCHING, FALSE);
  if (self->inspection == NULL || grade > self->grade) {
    tau_inspection_ref (inspection);
    g_clear_pointer (&self->inspection, tau_inspection_unref);
    self->inspection = inspection;
    self->grade = grade;
    self->draw = self->drawn;
  }
  if (grade < 2 && ++self->n_tries < TAU_QUIZ_MAX_TRIES && !late)
    return FALSE;
  self->avoided = self->draw.sample;
  self->phase = TAU_QUIZ_ASKED;
  return TRUE;
}

/* What a player chooses of the image asked about. */
static gboolean
find_transform (const TauQuiz *self, TauQuizPlayer player, guint *transform)
{
  const int chosen = self->inspection->chosen;
  *transform = player == TAU_QUIZ_YOU      ? self->picked
               : player == TAU_QUIZ_ORACLE ? (guint)self->inspection->best
               : chosen >= 0               ? (guint)chosen
                                           : 0;
  return player != TAU_QUIZ_PREDICTOR || chosen >= 0;
}

gboolean
tau_quiz_get_choice (const TauQuiz *self, TauQuizPlayer player, TauQuizChoice *choice)
{
  const TauInspection *inspection = self->inspection;
  guint t;
  if (self->phase != TAU_QUIZ_ANSWERED || !find_transform (self, player, &t))
    return FALSE;
  *choice = (TauQuizChoice){
    .transform = t,
    .answer = inspection->answer[t],
    .right = inspection->correct[t],
    .loss = inspection->actual[t],
    .regret = inspection->actual[t] - inspection->actual[inspection->best],
  };
  return TRUE;
}

void
tau_quiz_pick (TauQuiz *self, guint transform)
{
  g_return_if_fail (transform < TAU_N_TRANSFORMS);
  if (self->phase != TAU_QUIZ_ASKED)
    return;
  self->picked = transform;
  self->phase = TAU_QUIZ_ANSWERED;
  for (guint player = 0; player < TAU_QUIZ_N_PLAYERS; player++) {
    TauQuizChoice choice;
    if (!tau_quiz_get_choice (self, player, &choice))
      continue;
    self->n_rounds[player]++;
    self->n_right[player] += choice.right ? 1 : 0;
    self->regret[player] += choice.regret;
  }
}

void
tau_quiz_next (TauQuiz *self)
{
  g_clear_pointer (&self->inspection, tau_inspection_unref);
  self->phase = TAU_QUIZ_SEARCHING;
  self->n_tries = 0;
  self->grade = 0;
}

TauInspection *
tau_quiz_get_inspection (const TauQuiz *self)
{
  return self->phase != TAU_QUIZ_SEARCHING ? self->inspection : NULL;
}

TauQuizDraw
tau_quiz_get_draw (const TauQuiz *self)
{
  return self->draw;
}

TauQuizScore
tau_quiz_get_score (const TauQuiz *self, TauQuizPlayer player)
{
  const guint n = self->n_rounds[player];
  return (TauQuizScore){ n, self->n_right[player], n > 0 ? self->regret[player] / n : NAN };
}
