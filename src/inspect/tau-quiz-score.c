/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a quiz says: the question, the verdict, tables, and the picture to share. */
#include "inspect/tau-quiz.h"

#include "base/tau-number.h"
#include "plot/kinds/tau-plot-bars-draw.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define DIGITS 3

const char *
tau_quiz_player_title (TauQuizPlayer player)
{
  static const char *const titles[] = { N_ ("You"), N_ ("Predictor"), N_ ("Oracle") };
  return _ (titles[player]);
}

const char *
tau_quiz_question (const TauQuiz *self)
{
  const TauInspection *inspection = tau_quiz_get_inspection (self);
  if (inspection == NULL)
    return "";
  return inspection->correct[TAU_TRANSFORM_IDENTITY]
             ? _ ("The model reads this image as it is. Which transform has the lowest loss?")
             : _ ("The model misreads this image. Which transform rescues it?");
}

static void
append_choice (GString *text, const char *format, const TauQuizChoice *choice)
{
  g_autofree char *regret = tau_number_significant (choice->regret, DIGITS);
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append_printf (text, format, _ (tau_transform_get (choice->transform)->title), regret);
}

char *
tau_quiz_verdict (const TauQuiz *self)
{
  TauQuizChoice you, predictor, oracle;
  if (!tau_quiz_get_choice (self, TAU_QUIZ_YOU, &you) ||
      !tau_quiz_get_choice (self, TAU_QUIZ_ORACLE, &oracle))
    return NULL;
  GString *text = g_string_new (NULL);
  append_choice (text,
                 you.right ? _ ("You picked “%s”: right, with a regret of %s nats.")
                           : _ ("You picked “%s”: wrong, with a regret of %s nats."),
                 &you);
  if (tau_quiz_get_choice (self, TAU_QUIZ_PREDICTOR, &predictor))
    append_choice (text,
                   predictor.right
                       ? _ ("The predictor chose “%s”: right, with a regret of %s nats.")
                       : _ ("The predictor chose “%s”: wrong, with a regret of %s nats."),
                   &predictor);
  g_string_append_printf (text, " ");
  g_string_append_printf (text,
                          oracle.right ? _ ("The best was “%s”.")
                                       : _ ("The best was “%s”, and even that is wrong."),
                          _ (tau_transform_get (oracle.transform)->title));
  return g_string_free (text, FALSE);
}

TauTable *
tau_quiz_table_round (const TauQuiz *self, TauPack *pack)
{
  static const char *const titles[] = { N_ ("Player"), N_ ("Transform"),   N_ ("Answer"),
                                        N_ ("Right"),  N_ ("Loss (nats)"), N_ ("Regret (nats)") };
  TauTable *table = tau_table_new (_ ("This Round"));
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    tau_table_add_column (table, _ (titles[i]));
  for (guint player = 0; player < TAU_QUIZ_N_PLAYERS; player++) {
    TauQuizChoice choice;
    if (!tau_quiz_get_choice (self, player, &choice))
      continue;
    const guint row = tau_table_add_row (table, tau_quiz_player_title (player));
    tau_table_set_text (table, row, 1, _ (tau_transform_get (choice.transform)->title));
    tau_table_set_text (table, row, 2, tau_pack_class_title (pack, choice.answer));
    tau_table_take (table, row, 3, g_strdup (choice.right ? _ ("● right") : _ ("▲ wrong")),
                    choice.right, 0);
    tau_table_take (table, row, 4, tau_number_significant (choice.loss, DIGITS), choice.loss, 0);
    tau_table_take (table, row, 5, tau_number_significant (choice.regret, DIGITS), choice.regret,
                    0);
  }
  return table;
}

TauTable *
tau_quiz_table_score (const TauQuiz *self)
{
  static const char *const titles[] = { N_ ("Player"), N_ ("Rounds"), N_ ("Right answers"),
                                        N_ ("Mean regret (nats)") };
  TauTable *table = tau_table_new (_ ("Score"));
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    tau_table_add_column (table, _ (titles[i]));
  for (guint player = 0; player < TAU_QUIZ_N_PLAYERS; player++) {
    const TauQuizScore score = tau_quiz_get_score (self, player);
    if (score.n_rounds == 0)
      continue;
    const guint row = tau_table_add_row (table, tau_quiz_player_title (player));
    tau_table_set_number (table, row, 1, score.n_rounds, 0);
    tau_table_set_number (table, row, 2, score.n_right, 0);
    tau_table_take (table, row, 3, tau_number_significant (score.regret, DIGITS), score.regret, 0);
  }
  return table;
}

TauPlot *
tau_quiz_plot_score (const TauQuiz *self, TauPack *pack)
{
  guint n = 0, players[TAU_QUIZ_N_PLAYERS];
  for (guint player = 0; player < TAU_QUIZ_N_PLAYERS; player++)
    if (tau_quiz_get_score (self, player).n_rounds > 0)
      players[n++] = player;
  if (n == 0)
    return NULL;
  const guint n_rounds = tau_quiz_get_score (self, TAU_QUIZ_YOU).n_rounds;
  TauPlotGrid *grid = tau_plot_grid_new (n, 1);
  grid->reference = -1;
  grid->decimals = 0;
  /* The picture stands for itself: it says what was played, and with what. */
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, tau_quiz_get_seed (self));
  grid->title = g_strdup_printf (
      ngettext ("Quiz with %s, seed %s: %u round", "Quiz with %s, seed %s: %u rounds", n_rounds),
      pack->name, seed, n_rounds);
  grid->unit = g_strdup ("%");
  tau_plot_grid_set_column (grid, 0, _ ("right answers (%)"));
  for (guint i = 0; i < n; i++) {
    const TauQuizScore score = tau_quiz_get_score (self, players[i]);
    g_autofree char *regret = tau_number_significant (score.regret, DIGITS);
    g_autofree char *title =
        g_strdup_printf (_ ("%s, regret %s"), tau_quiz_player_title (players[i]), regret);
    tau_plot_grid_set_row (grid, i, title);
    tau_plot_grid_set (grid, i, 0, 100.0 * score.n_right / score.n_rounds);
  }
  return tau_plot_new_for_bars (grid);
}
