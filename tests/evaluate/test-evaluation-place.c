/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the cells of an evaluation's charts and the rows of its tables stand for. */
#include "evaluate/evaluation-fixture.h"

#include "evaluate/result/tau-evaluation-charts.h"
#include "evaluate/result/tau-evaluation-place.h"
#include "transform/tau-transform.h"

#include <math.h>

static void
assert_place (const TauEvaluation *evaluation, const TauEvaluationPlace *place, const char *text)
{
  g_autofree char *found = tau_evaluation_place_describe (place, evaluation);
  g_assert_cmpstr (found, ==, text);
}

/* Every item of every chart names the row and the column that the chart shows there. */
static void
test_charts (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  TauEvaluationPlace place;
  g_assert_true (tau_evaluation_find_gain (evaluation, 1, 0, &place));
  assert_place (evaluation, &place, "Ours (1), Fog, severity 1");
  g_assert_true (tau_evaluation_find_gain (evaluation, 1, 1, &place));
  assert_place (evaluation, &place, "Ours (1), Fog, severity 3");
  g_assert_true (tau_evaluation_find_gain (evaluation, 2, 5, &place)); /* the mean */
  g_assert_cmpint (place.severity, ==, 0);
  g_assert_false (tau_evaluation_find_gain (evaluation, 1, 6, &place));
  g_assert_false (tau_evaluation_find_gain (evaluation, 3, 0, &place));

  g_assert_true (tau_evaluation_find_error (evaluation, 4, &place));
  g_assert_cmpint (place.method, ==, 1);
  g_assert_cmpuint (place.corruptions, ==, 2u << tau_corruption_find ("fog"));
  g_assert_false (tau_evaluation_find_error (evaluation, 9, &place));

  g_assert_true (tau_evaluation_find_choice (evaluation, TAU_N_TRANSFORMS + 5, &place));
  g_assert_cmpint (place.transform, ==, 5);
  g_autofree char *wanted = g_strdup_printf ("Fog, first choice %s", tau_transform_get (5)->title);
  assert_place (evaluation, &place, wanted);
  g_assert_false (tau_evaluation_find_choice (evaluation, 3 * TAU_N_TRANSFORMS, &place));
}

/* The corruption held out comes last, whatever its place in the registry. */
static void
test_held_out (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  TauEvaluationPlace place;
  const TauCorruptionSpec fog = evaluation->cells[1], saturate = evaluation->cells[3];
  for (guint i = 1; i < 3; i++) {
    evaluation->cells[i].type = saturate.type;
    evaluation->cells[i + 2].type = fog.type;
  }
  g_assert_true (tau_evaluation_find_gain (evaluation, 1, 0, &place));
  assert_place (evaluation, &place, "Ours (1), Fog, severity 1");
  g_assert_true (tau_evaluation_find_gain (evaluation, 1, 3, &place));
  g_assert_cmpuint (place.corruptions, ==, 2u << tau_corruption_find ("saturate"));
}

static void
test_rows (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  TauEvaluationPlace place;
  g_assert_true (tau_evaluation_find_method_row (evaluation, 2, &place));
  assert_place (evaluation, &place, "Oracle, all corruptions");
  g_assert_false (tau_evaluation_find_method_row (evaluation, 3, &place));
  g_assert_true (tau_evaluation_find_corruption_row (evaluation, 0, &place));
  assert_place (evaluation, &place, "Fog");
  g_assert_false (tau_evaluation_find_corruption_row (evaluation, 2, &place));
  evaluation->methods[0].group[TAU_CORRUPTION_WEATHER] = 20;
  g_assert_true (tau_evaluation_find_corruption_row (evaluation, 2, &place));
  g_assert_cmpuint (place.corruptions, ==, 2u << tau_corruption_find ("fog"));
  evaluation->knows_seen_by = TRUE;
  evaluation->seen_by[tau_corruption_find ("saturate")] = TAU_SEEN_BY_TARGET;
  for (guint s = 0; s < TAU_N_SEEN_BY; s++)
    evaluation->methods[0].seen_by[s] = s == TAU_SEEN_BY_TARGET ? 30 : NAN;
  g_assert_true (tau_evaluation_find_corruption_row (evaluation, 3, &place));
  g_assert_cmpuint (place.corruptions, ==, 2u << tau_corruption_find ("saturate"));
  g_assert_false (tau_evaluation_find_corruption_row (evaluation, 4, &place));
  g_assert_true (tau_evaluation_find_set_row (evaluation, 0, &place));
  assert_place (evaluation, &place, "Clean");
  g_assert_true (tau_evaluation_find_set_row (evaluation, 2, &place));
  g_assert_cmpuint (place.corruptions, ==, 2u << tau_corruption_find ("saturate"));
}

/* The examples: fog 3, one of each outcome, chosen 5. */
static void
test_examples (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  TauEvaluationPlace place = { 2u << tau_corruption_find ("fog"), 3, -1, 1 };
  static const guint n_of_method[] = { 2, 3, 1 };
  for (int m = 0; m < 3; m++) {
    guint n = 0;
    place.method = m;
    g_assert_true (tau_evaluation_place_is_kept (&place, evaluation));
    for (guint i = 0; i < evaluation->examples->len; i++)
      n += tau_evaluation_place_has (&place, evaluation,
                                     &g_array_index (evaluation->examples, TauExample, i));
    g_assert_cmpuint (n, ==, n_of_method[m]);
  }
  const TauExample *example = &g_array_index (evaluation->examples, TauExample, 0);
  place = (TauEvaluationPlace){ 2u << tau_corruption_find ("fog"), 1, -1, -1 };
  g_assert_false (tau_evaluation_place_has (&place, evaluation, example));
  place.severity = 0;
  g_assert_true (tau_evaluation_place_has (&place, evaluation, example));
  place.transform = 4;
  g_assert_false (tau_evaluation_place_has (&place, evaluation, example));
  place = (TauEvaluationPlace){ 1, 0, -1, -1 };
  g_assert_false (tau_evaluation_place_has (&place, evaluation, example));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evaluation-place/charts", test_charts);
  g_test_add_func ("/evaluation-place/held-out", test_held_out);
  g_test_add_func ("/evaluation-place/rows", test_rows);
  g_test_add_func ("/evaluation-place/examples", test_examples);
  return g_test_run ();
}
