/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A quiz: what it draws, what it asks, how it counts. Without models. */
#include "inspect/tau-quiz.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static TauPack *
make_pack (void)
{
  static const char *const classes[] = { "ape", "bee" };
  TauPack *pack = g_new0 (TauPack, 1);
  pack->ref_count = 1;
  pack->name = g_strdup ("zoo");
  pack->classes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    g_ptr_array_add (pack->classes, g_strdup (classes[i]));
  return pack;
}

/* Class 0; the loss of transform t is t + 1, but `best` has 0.25. Right are those of the mask. */
static TauInspection *
make (guint right, int best, int chosen)
{
  TauInspection *self = g_new0 (TauInspection, 1);
  self->ref_count = 1;
  self->request.picture = tau_image_new (8, 8);
  self->input = tau_image_new (8, 8);
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
    self->variants[t] = tau_image_new (4, 4);
    self->known[t] = TRUE;
    self->correct[t] = (right >> t & 1) != 0;
    self->answer[t] = self->correct[t] ? 0 : 1;
    self->actual[t] = (int)t == best ? 0.25 : t + 1;
  }
  self->label_given = TRUE;
  self->chosen = chosen;
  self->best = best;
  return self;
}

static gboolean
offer (TauQuiz *quiz, guint right, int best, int chosen, gboolean late)
{
  g_autoptr (TauInspection) inspection = make (right, best, chosen);
  return tau_quiz_offer (quiz, inspection, late);
}

/* -- drawing */

static void
test_draw (void)
{
  g_autoptr (TauQuiz) one = tau_quiz_new (7), same = tau_quiz_new (7), other = tau_quiz_new (8);
  guint n_severities[TAU_N_SEVERITIES + 1] = { 0 }, n_same = 0;
  g_assert_cmpuint (tau_quiz_get_seed (one), ==, 7);
  for (guint i = 0; i < 300; i++) {
    const TauQuizDraw a = tau_quiz_draw (one, 40), b = tau_quiz_draw (same, 40),
                      c = tau_quiz_draw (other, 40);
    g_assert_cmpuint (a.sample, <, 40);
    g_assert_nonnull (a.corruption.type);
    g_assert_cmpint (a.corruption.severity, >=, TAU_QUIZ_MIN_SEVERITY);
    g_assert_cmpint (a.corruption.severity, <=, TAU_N_SEVERITIES);
    n_severities[a.corruption.severity]++;
    g_assert_cmpuint (a.sample, ==, b.sample);
    g_assert_true (tau_corruption_spec_equal (&a.corruption, &b.corruption));
    n_same += a.sample == c.sample && tau_corruption_spec_equal (&a.corruption, &c.corruption);
  }
  for (int severity = TAU_QUIZ_MIN_SEVERITY; severity <= TAU_N_SEVERITIES; severity++)
    g_assert_cmpuint (n_severities[severity], >, 50);
  g_assert_cmpuint (n_same, <, 10);
}

static void
test_no_sample_twice (void)
{
  g_autoptr (TauQuiz) quiz = tau_quiz_new (1);
  guint last = G_MAXUINT;
  for (guint i = 0; i < 50; i++) {
    const TauQuizDraw draw = tau_quiz_draw (quiz, 2);
    g_assert_cmpuint (draw.sample, !=, last);
    g_assert_true (offer (quiz, 1 << 3, 3, 3, FALSE));
    last = tau_quiz_get_draw (quiz).sample;
    g_assert_cmpuint (last, ==, draw.sample);
    tau_quiz_next (quiz);
  }
  g_assert_cmpuint (tau_quiz_draw (quiz, 1).sample, ==, 0); /* the only one comes again */
}

/* -- what is asked */

static void
test_asks_what_can_be_rescued (void)
{
  g_autoptr (TauQuiz) quiz = tau_quiz_new (1);
  tau_quiz_draw (quiz, 5);
  g_assert_false (offer (quiz, 0xfff, 2, 3, FALSE)); /* right as it is */
  tau_quiz_draw (quiz, 5);
  g_assert_false (offer (quiz, 0, 2, 3, FALSE)); /* nothing rescues it */
  g_assert_cmpint (tau_quiz_get_phase (quiz), ==, TAU_QUIZ_SEARCHING);
  g_assert_null (tau_quiz_get_inspection (quiz));
  const TauQuizDraw draw = tau_quiz_draw (quiz, 5);
  g_assert_true (offer (quiz, 1 << 5, 5, 3, FALSE));
  g_assert_cmpint (tau_quiz_get_phase (quiz), ==, TAU_QUIZ_ASKED);
  g_assert_true (tau_quiz_get_inspection (quiz)->correct[5]);
  g_assert_cmpuint (tau_quiz_get_draw (quiz).sample, ==, draw.sample);
  g_assert_nonnull (strstr (tau_quiz_question (quiz), "misreads"));
}

/* After so many tries, or when it takes long, the best of what was tried. */
static void
test_asks_any (void)
{
  g_autoptr (TauQuiz) quiz = tau_quiz_new (1);
  for (guint i = 1; i < TAU_QUIZ_MAX_TRIES; i++) {
    tau_quiz_draw (quiz, 5);
    g_assert_false (offer (quiz, i == 4 ? 0 : 0xfff, i == 4 ? 7 : 1, 3, FALSE));
  }
  tau_quiz_draw (quiz, 5);
  g_assert_true (offer (quiz, 0xfff, 1, 3, FALSE));
  g_assert_cmpint (tau_quiz_get_inspection (quiz)->best, ==, 7);
  tau_quiz_next (quiz);
  tau_quiz_draw (quiz, 5);
  g_assert_true (offer (quiz, 0xfff, 1, 3, TRUE));
  g_assert_nonnull (strstr (tau_quiz_question (quiz), "as it is"));
}

/* -- counting */

static void
play (TauQuiz *quiz, guint right, int best, int chosen, guint pick)
{
  tau_quiz_next (quiz);
  tau_quiz_draw (quiz, 5);
  g_assert_true (offer (quiz, right, best, chosen, TRUE));
  tau_quiz_pick (quiz, pick);
}

static void
assert_score (TauQuiz *quiz, TauQuizPlayer player, guint n, guint n_right, double regret)
{
  const TauQuizScore score = tau_quiz_get_score (quiz, player);
  g_assert_cmpuint (score.n_rounds, ==, n);
  g_assert_cmpuint (score.n_right, ==, n_right);
  g_assert_cmpfloat_with_epsilon (score.regret, regret, 1e-12);
}

static void
test_counts (void)
{
  g_autoptr (TauQuiz) quiz = tau_quiz_new (1);
  g_autoptr (TauPack) pack = make_pack ();
  TauQuizChoice choice;
  g_assert_true (isnan (tau_quiz_get_score (quiz, TAU_QUIZ_YOU).regret));
  g_assert_null (tau_quiz_plot_score (quiz, pack));
  g_assert_null (tau_quiz_verdict (quiz));

  play (quiz, 1 << 5 | 1 << 2, 5, 3, 2);
  g_assert_true (tau_quiz_get_choice (quiz, TAU_QUIZ_YOU, &choice));
  g_assert_cmpuint (choice.transform, ==, 2);
  g_assert_true (choice.right);
  g_assert_cmpint (choice.answer, ==, 0);
  g_assert_cmpfloat (choice.loss, ==, 3);
  g_assert_cmpfloat (choice.regret, ==, 2.75);
  g_assert_true (tau_quiz_get_choice (quiz, TAU_QUIZ_PREDICTOR, &choice));
  g_assert_cmpuint (choice.transform, ==, 3);
  g_assert_false (choice.right);
  g_assert_true (tau_quiz_get_choice (quiz, TAU_QUIZ_ORACLE, &choice));
  g_assert_cmpfloat (choice.regret, ==, 0);

  /* A second pick of the same round is none. */
  tau_quiz_pick (quiz, 5);
  assert_score (quiz, TAU_QUIZ_YOU, 1, 1, 2.75);
  play (quiz, 1 << 4, 4, 4, 0);
  assert_score (quiz, TAU_QUIZ_YOU, 2, 1, (2.75 + 0.75) / 2);
  assert_score (quiz, TAU_QUIZ_PREDICTOR, 2, 1, 3.75 / 2);
  assert_score (quiz, TAU_QUIZ_ORACLE, 2, 2, 0);

  /* Neither is a round without one. */
  tau_quiz_next (quiz);
  tau_quiz_draw (quiz, 5);
  g_assert_true (offer (quiz, 2, 1, 1, FALSE));
  tau_quiz_next (quiz);
  g_assert_false (tau_quiz_get_choice (quiz, TAU_QUIZ_YOU, &choice));
  assert_score (quiz, TAU_QUIZ_YOU, 2, 1, (2.75 + 0.75) / 2);
}

static void
test_without_predictor (void)
{
  g_autoptr (TauQuiz) quiz = tau_quiz_new (1);
  g_autoptr (TauPack) pack = make_pack ();
  TauQuizChoice choice;
  play (quiz, 1 << 4, 4, -1, 4);
  g_assert_false (tau_quiz_get_choice (quiz, TAU_QUIZ_PREDICTOR, &choice));
  g_autoptr (TauTable) round = tau_quiz_table_round (quiz, pack);
  g_autoptr (TauTable) score = tau_quiz_table_score (quiz);
  g_assert_cmpuint (round->n_rows, ==, 2);
  g_assert_cmpuint (score->n_rows, ==, 2);
  g_autofree char *verdict = tau_quiz_verdict (quiz);
  g_assert_null (strstr (verdict, "predictor"));
}

/* -- what is shown and shared */

static void
test_texts (void)
{
  g_autoptr (TauQuiz) quiz = tau_quiz_new (42);
  g_autoptr (TauPack) pack = make_pack ();
  play (quiz, 1 << 4 | 1 << 3, 4, 3, 2);
  g_autofree char *verdict = tau_quiz_verdict (quiz);
  g_autofree char *best = g_strdup_printf ("The best was “%s”.", tau_transform_get (4)->title);
  g_assert_nonnull (strstr (verdict, ": wrong, with a regret of 2.75 nats. The predictor chose"));
  g_assert_true (g_str_has_suffix (verdict, best));

  g_autoptr (TauTable) round = tau_quiz_table_round (quiz, pack);
  g_autofree char *text = tau_table_write (round, TAU_FORMAT_CSV);
  g_assert_cmpuint (round->n_rows, ==, 3);
  g_assert_cmpstr (tau_table_get (round, 0, 0)->text, ==, "You");
  g_assert_cmpstr (tau_table_get (round, 0, 2)->text, ==, "bee");
  g_assert_cmpstr (tau_table_get (round, 2, 3)->text, ==, "● right");

  g_autoptr (TauPlot) plot = tau_quiz_plot_score (quiz, pack);
  g_autofree char *described = tau_plot_describe (plot, 2);
  g_assert_cmpuint (tau_plot_get_n_items (plot), ==, 3);
  g_assert_cmpstr (tau_plot_get_title (plot), ==, "Quiz with zoo, seed 42: 1 round");
  g_assert_nonnull (strstr (described, "Oracle, regret 0"));
}

static void
test_picture (void)
{
  g_autoptr (TauQuiz) quiz = tau_quiz_new (42);
  g_autoptr (TauPack) pack = make_pack ();
  play (quiz, 0, 4, 3, 2); /* nobody is right: bars without a length */
  g_autoptr (TauPlot) plot = tau_quiz_plot_score (quiz, pack);
  g_autofree char *folder = g_dir_make_tmp ("tau-quiz-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "score.png", NULL);
  g_autoptr (GError) error = NULL;
  tau_plot_write (plot, path, 140, &error);
  g_assert_no_error (error);
  g_autoptr (TauImage) image = tau_image_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (image->width, >, 1000);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quiz/draw", test_draw);
  g_test_add_func ("/quiz/no-sample-twice", test_no_sample_twice);
  g_test_add_func ("/quiz/asks-what-can-be-rescued", test_asks_what_can_be_rescued);
  g_test_add_func ("/quiz/asks-any", test_asks_any);
  g_test_add_func ("/quiz/counts", test_counts);
  g_test_add_func ("/quiz/without-predictor", test_without_predictor);
  g_test_add_func ("/quiz/texts", test_texts);
  g_test_add_func ("/quiz/picture", test_picture);
  return g_test_run ();
}
