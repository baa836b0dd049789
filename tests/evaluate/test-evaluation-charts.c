/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An evaluation as tables, charts and a report. */
#include "evaluate/result/tau-evaluation-charts.h"
#include "evaluate/result/tau-evaluation-comparable.h"
#include "evaluate/result/tau-evaluation-private.h"
#include "plot/kinds/tau-plot-table.h"

#include "evaluate/evaluation-fixture.h"
#include "in-locale.h"

#include <math.h>
#include <string.h>

static const char *
text_at (const TauTable *table, guint row, guint column)
{
  g_autofree char *text = tau_table_dup_text (table, row, column);
  return g_intern_string (text);
}

static void
test_methods (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autoptr (TauTable) table = tau_evaluation_get_methods_table (evaluation);
  g_assert_cmpuint (table->n_rows, ==, 3);
  g_assert_cmpstr (text_at (table, 0, 0), ==, "Center crop");
  g_assert_cmpstr (text_at (table, 1, 0), ==, "Ours (1)");
  g_assert_cmpstr (tau_table_get_column_title (table, 2), ==, "Corrupted (%)");
  /* Half a point more is not marked, eight points less are, ten and a half more... */
  g_assert_cmpstr (text_at (table, 1, 1), ==, in_locale ("10.5 ± 2.0"));
  g_assert_cmpstr (text_at (table, 1, 2), ==, in_locale ("32.0 ± 2.0 ↓"));
  g_assert_cmpint (tau_table_get (table, 1, 2)->mark, ==, -1);
  g_assert_cmpstr (text_at (table, 1, 3), ==, in_locale ("32.0 ± 2.0 ↑"));
  g_assert_cmpint (tau_table_get (table, 1, 3)->mark, ==, 1);
  g_assert_cmpstr (text_at (table, 1, 6), ==, "–"); /* no time was measured */
  g_assert_cmpfloat (tau_table_get (table, 1, 2)->value, ==, 32);
}

/* The curve of cost against error: a method that costs more and errs no less is not on it, nor is
 * what nobody can use. */
static void
test_front (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  TauMethodResult *methods = evaluation->methods;
  guint front[3];
  methods[0].relative_cost = 1;
  methods[2].relative_cost = 0.5; /* the oracle */
  g_assert_cmpint (tau_evaluation_main_set (evaluation), ==, TAU_SET_CORRUPTED);
  g_assert_cmpuint (tau_evaluation_get_front (evaluation, TAU_SET_CORRUPTED, front), ==, 2);
  g_assert_cmpuint (front[0], ==, 0);
  g_assert_cmpuint (front[1], ==, 1);
  /* Where ours:1 errs more than center it is not worth its cost. */
  g_assert_cmpuint (tau_evaluation_get_front (evaluation, TAU_SET_CLEAN, front), ==, 1);
  g_assert_cmpuint (front[0], ==, 0);
  g_autofree char *text = tau_evaluation_write (evaluation, TAU_FORMAT_CSV, 0);
  g_autofree char *tables = tau_evaluation_write (evaluation, TAU_FORMAT_MARKDOWN, 0);
  g_assert_null (strstr (text, "Best method"));
  g_assert_nonnull (strstr (tables, "| ours:1 | 1.50 | 32.00 |"));
  g_assert_null (strstr (tables, "| oracle | 0.50 | 10.00 |"));
  /* By rising cost; of equal ones the first. */
  methods[0].relative_cost = 2;
  g_assert_cmpuint (tau_evaluation_get_front (evaluation, TAU_SET_CLEAN, front), ==, 2);
  g_assert_cmpuint (front[0], ==, 1);
  g_assert_cmpuint (front[1], ==, 0);
  methods[1].relative_cost = 2;
  methods[1].error[TAU_SET_CLEAN] = methods[0].error[TAU_SET_CLEAN];
  g_assert_cmpuint (tau_evaluation_get_front (evaluation, TAU_SET_CLEAN, front), ==, 1);
  g_assert_cmpuint (front[0], ==, 0);
  methods[0].relative_cost = NAN; /* it is not known */
  g_assert_cmpuint (tau_evaluation_get_front (evaluation, TAU_SET_CLEAN, front), ==, 1);
  g_assert_cmpuint (front[0], ==, 1);
}

/* More than a point is not enough where the interval of the difference holds 0, or is not known. */
static void
test_marks (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  TauMethodResult *ours = &evaluation->methods[1];
  ours->difference[TAU_SET_CORRUPTED] = (TauInterval){ -17, 1 };
  ours->difference[TAU_SET_HELDOUT] = (TauInterval){ NAN, NAN };
  ours->ce_difference[tau_corruption_find ("fog")].high = 0;
  g_autoptr (TauTable) methods = tau_evaluation_get_methods_table (evaluation);
  g_autoptr (TauTable) corruptions = tau_evaluation_get_corruptions_table (evaluation);
  g_autoptr (TauPlot) chart = tau_evaluation_get_errors_chart (evaluation);
  g_autoptr (TauTable) twin = tau_plot_to_table (chart);
  g_assert_cmpstr (text_at (methods, 1, 2), ==, in_locale ("32.0 ± 2.0"));
  g_assert_cmpstr (text_at (methods, 1, 3), ==, in_locale ("32.0 ± 2.0"));
  g_assert_cmpstr (text_at (methods, 2, 2), ==, in_locale ("10.0 ± 2.0 ↓"));
  g_assert_cmpstr (text_at (corruptions, 0, 2), ==, in_locale ("32.0"));
  g_assert_cmpstr (text_at (corruptions, 1, 2), ==, in_locale ("32.0 ↑"));
  g_assert_cmpstr (text_at (twin, 1, 2), ==, in_locale ("32.0 ± 2.0"));
  g_assert_cmpstr (text_at (twin, 2, 2), ==, in_locale ("10.0 ± 2.0 ↓"));
  g_autofree char *text = tau_evaluation_write (evaluation, TAU_FORMAT_TEXT, 0);
  g_assert_nonnull (strstr (text, "the 95 % interval of the difference"));
  g_assert_null (strstr (text, "32.00 (30.00–34.00) ↓"));
}

/* The paper's Table 3: a row for each group that was evaluated whole. */
static void
test_groups (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  for (guint m = 0; m < evaluation->n_methods; m++) {
    evaluation->methods[m].group[TAU_CORRUPTION_BLUR] = 40.5 - 10 * m;
    evaluation->methods[m].group_difference[TAU_CORRUPTION_BLUR] =
        (TauInterval){ -10.0 * m - 2, -10.0 * m + 2 };
  }
  g_autoptr (TauTable) table = tau_evaluation_get_corruptions_table (evaluation);
  g_assert_cmpuint (table->n_rows, ==, 3);
  g_assert_cmpstr (text_at (table, 2, 0), ==, "Blur (group)");
  g_assert_cmpstr (text_at (table, 2, 1), ==, in_locale ("40.5"));
  g_assert_cmpstr (text_at (table, 2, 2), ==, in_locale ("30.5 ↓"));
  g_autofree char *markdown = tau_evaluation_write (evaluation, TAU_FORMAT_MARKDOWN, 0);
  g_autofree char *csv = tau_evaluation_write (evaluation, TAU_FORMAT_CSV, 0);
  g_assert_nonnull (strstr (markdown, "\n| blur | 40.50 | **30.50** | **20.50** |\n| mCE | "));
  g_assert_nonnull (strstr (csv, "\nours:1,corrupted,blur,,30.5,,,,,1.5,,,-12,-8\n"));
}

/* The predictor was trained on what is held out elsewhere: each format says so. */
static void
test_seen (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  evaluation->seen[tau_corruption_find ("saturate")] = TRUE;
  g_autofree char *text = tau_evaluation_write (evaluation, TAU_FORMAT_TEXT, 0),
                  *csv = tau_evaluation_write (evaluation, TAU_FORMAT_CSV, 0);
  g_assert_nonnull (strstr (text, "\nThe predictor was trained on saturate: seen, "));
  g_assert_nonnull (strstr (text, "  Seen in training  "));
  g_assert_null (strstr (text, "Held out"));
  g_assert_nonnull (strstr (csv, "\nours:1,seen,,,32,"));
  g_assert_nonnull (strstr (csv, "\nours:1,seen,saturate,3,39,"));
  g_assert_null (strstr (csv, "heldout"));
  g_autoptr (TauTable) corruptions = tau_evaluation_get_corruptions_table (evaluation);
  g_assert_cmpstr (text_at (corruptions, 1, 0), ==, "Saturate (seen)");

  g_assert_true (tau_evaluate_spec_set_corruptions (evaluation->spec, "clean,fog,heldout", NULL));
  g_autoptr (TauTable) some = tau_evaluation_get_methods_table (evaluation);
  g_assert_cmpstr (tau_table_get_column_title (some, 3), ==, "Held out, some seen (%)");
}

/* Fog was seen by the target, saturate by both: each format says so, and gives the means. Nothing
 * of that if the pack does not know. */
static void
test_seen_by (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autofree char *before = tau_evaluation_write (evaluation, TAU_FORMAT_JSON, 0);
  g_assert_null (strstr (before, "seen_by"));
  evaluation->knows_seen_by = TRUE;
  evaluation->seen_by[tau_corruption_find ("fog")] = TAU_SEEN_BY_TARGET;
  evaluation->seen_by[tau_corruption_find ("saturate")] = TAU_SEEN_BY_BOTH;
  for (guint m = 0; m < evaluation->n_methods; m++) {
    TauMethodResult *method = &evaluation->methods[m];
    for (guint s = 0; s < TAU_N_SEEN_BY; s++) {
      method->seen_by[s] = NAN;
      method->seen_by_difference[s] = (TauInterval){ NAN, NAN };
    }
    method->seen_by[TAU_SEEN_BY_TARGET] = 40 - 8.0 * m;
    method->seen_by[TAU_SEEN_BY_BOTH] = 30 + m;
    method->seen_by_difference[TAU_SEEN_BY_TARGET] = (TauInterval){ -9.0 * m, -7.0 * m };
  }
  g_autofree char *text = tau_evaluation_write (evaluation, TAU_FORMAT_TEXT, 0),
                  *csv = tau_evaluation_write (evaluation, TAU_FORMAT_CSV, 0),
                  *json = tau_evaluation_write (evaluation, TAU_FORMAT_JSON, 0),
                  *summary = tau_evaluation_to_summary (evaluation);
  g_assert_nonnull (strstr (text, "Seen by\n"));
  g_assert_nonnull (strstr (text, "\nMean, seen by the target only  "));
  g_assert_nonnull (strstr (text, "\nMean, seen by both  "));
  g_assert_null (strstr (text, "neither"));
  g_assert_nonnull (strstr (csv, ",seen_by\n"));
  g_assert_nonnull (strstr (csv, "\nours:1,seen by target,,,32,,,,,1.5,,,-9,-7,target\n"));
  g_assert_nonnull (strstr (csv, "\nours:1,corrupted,fog,3,44,,,,,1.5,,,,,target\n"));
  g_assert_nonnull (strstr (json, "\"fog\" : \"target\""));
  g_assert_nonnull (strstr (json, "\"saturate\" : \"both\""));
  g_assert_nonnull (strstr (json, "\"shot_noise\" : \"neither\""));

  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluation) read = tau_evaluation_parse (summary, &error);
  g_assert_no_error (error);
  g_autofree char *again = tau_evaluation_to_summary (read);
  g_assert_cmpstr (again, ==, summary);

  g_autoptr (TauTable) table = tau_evaluation_get_corruptions_table (read);
  g_assert_cmpuint (table->n_rows, ==, 4);
  g_assert_cmpstr (tau_table_get_column_title (table, 4), ==, "Seen by");
  g_assert_cmpstr (text_at (table, 0, 4), ==, "target");
  g_assert_cmpstr (text_at (table, 1, 4), ==, "both");
  g_assert_cmpstr (text_at (table, 2, 0), ==, "Mean, seen by the target only");
}

/* AlexNet's errors are of ImageNet: only there they are divided by. */
static void
test_alexnet (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autoptr (TauTable) plain = tau_evaluation_get_methods_table (evaluation);
  evaluation->n_classes = 1000;
  evaluation->methods[1].mce_alexnet = 76.54;
  evaluation->methods[1].heldout_mce_alexnet = 65.43;
  g_autoptr (TauTable) table = tau_evaluation_get_methods_table (evaluation);
  g_assert_cmpuint (table->columns->len, ==, plain->columns->len + 2);
  g_assert_cmpstr (tau_table_get_column_title (table, 5), ==, "mCE/AlexNet");
  g_assert_cmpstr (text_at (table, 1, 4), ==, in_locale ("32.0"));
  g_assert_cmpstr (text_at (table, 1, 5), ==, in_locale ("76.5"));
  g_assert_cmpstr (text_at (table, 1, 6), ==, in_locale ("65.4"));
}

static void
test_corruptions (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autoptr (TauTable) table = tau_evaluation_get_corruptions_table (evaluation);
  g_assert_cmpuint (table->n_rows, ==, 2);
  g_assert_cmpuint (table->columns->len, ==, 4);
  g_assert_cmpstr (text_at (table, 0, 0), ==, "Fog");
  g_assert_cmpstr (text_at (table, 1, 0), ==, "Saturate (held-out)");
  g_assert_cmpstr (text_at (table, 0, 2), ==, in_locale ("32.0 ↓"));
  g_assert_cmpstr (text_at (table, 1, 2), ==, in_locale ("32.0 ↑"));
}

static void
test_gain (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autoptr (TauPlot) chart = tau_evaluation_get_gain_chart (evaluation, 1);
  const TauPlotGrid *matrix = tau_plot_get_grid (chart);
  static const double wanted[2][3] = { { 10, 6, 8 }, { -5, 1, -2 } };
  g_assert_cmpuint (matrix->n_rows, ==, 2);
  g_assert_cmpuint (matrix->n_columns, ==, 3);
  g_assert_cmpuint (matrix->split_row, ==, 1);
  g_assert_cmpfloat (matrix->limit, ==, 10);
  for (guint row = 0; row < 2; row++)
    for (guint column = 0; column < 3; column++)
      g_assert_cmpfloat_with_epsilon (tau_plot_grid_get (matrix, row, column)->value,
                                      wanted[row][column], 1e-9);
  g_autofree char *cell = tau_plot_describe_item (chart, 0);
  g_assert_cmpstr (cell, ==, in_locale ("Fog, 1: +10.0 points"));
  /* No such method; and nothing to draw without corruptions. */
  g_assert_null (tau_evaluation_get_gain_chart (evaluation, 3));
  evaluation->n_cells = 1;
  g_assert_null (tau_evaluation_get_gain_chart (evaluation, 1));
}

static void
test_errors_and_choices (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autoptr (TauPlot) errors = tau_evaluation_get_errors_chart (evaluation);
  g_autoptr (TauPlot) choices = tau_evaluation_get_choices_chart (evaluation);
  const TauPlotGrid *bars = tau_plot_get_grid (errors);
  const TauPlotGrid *matrix = tau_plot_get_grid (choices);
  g_assert_cmpuint (bars->n_rows, ==, 3);
  g_assert_cmpuint (bars->n_columns, ==, 3);
  g_assert_cmpint (bars->reference, ==, 0);
  g_assert_cmpfloat (tau_plot_grid_get (bars, 1, 1)->value, ==, 32);
  g_assert_cmpfloat (tau_plot_grid_get (bars, 1, 1)->high, ==, 34);
  g_assert_cmpuint (matrix->n_rows, ==, 3);
  g_assert_cmpuint (matrix->n_columns, ==, TAU_N_TRANSFORMS);
  g_assert_cmpstr (matrix->rows[0], ==, "Clean");
  g_assert_cmpuint (matrix->split_row, ==, 2);
  g_assert_cmpfloat (tau_plot_grid_get (matrix, 1, 5)->value, ==, 75);

  /* The twin has the same numbers. */
  g_autoptr (TauTable) twin = tau_plot_to_table (choices);
  g_assert_cmpuint (twin->n_rows, ==, 3);
  g_assert_cmpuint (twin->columns->len, ==, 1 + TAU_N_TRANSFORMS);
  g_assert_cmpstr (text_at (twin, 1, 6), ==, "75");
  g_autoptr (TauTable) bars_twin = tau_plot_to_table (errors);
  g_assert_cmpstr (text_at (bars_twin, 1, 2), ==, in_locale ("32.0 ± 2.0 ↓"));
}

static void
test_compared (void)
{
  g_autoptr (TauEvaluation) first = evaluation_fixture_new (0),
                            second = evaluation_fixture_new (-3);
  g_autoptr (TauTable) table = tau_evaluation_get_compared_table (first, second, "A", "B");
  g_autoptr (TauPlot) chart = tau_evaluation_get_compared_chart (first, second, "ours:1", "A", "B");
  g_assert_cmpuint (table->columns->len, ==, 10);
  g_assert_cmpstr (tau_table_get_column_title (table, 6), ==, "Corrupted (%), difference");
  g_assert_cmpstr (text_at (table, 1, 4), ==, in_locale ("32.0 ± 2.0"));
  g_assert_cmpstr (text_at (table, 1, 5), ==, in_locale ("29.0 ± 2.0"));
  /* The interval of a difference of two independent ones. */
  g_assert_cmpstr (text_at (table, 1, 6), ==,
                   in_locale ("\xe2\x88\x92"
                              "3.0 ± 2.8 ↓"));
  g_assert_cmpstr (text_at (table, 0, 6), ==, in_locale ("0.0 ± 2.8"));
  /* The map has the table's sign, and the colours of a gain: blue is better. */
  const TauPlotGrid *map = tau_plot_get_grid (chart);
  g_assert_cmpfloat (tau_plot_grid_get (map, 0, 0)->value, ==, -3);
  g_assert_cmpstr (map->low, ==, "better");
  g_assert_true (map->reversed);
  g_autoptr (TauPlot) gain = tau_evaluation_get_gain_chart (first, 1);
  g_assert_cmpstr (tau_plot_get_grid (gain)->high, ==, "better");
  g_assert_false (tau_plot_get_grid (gain)->reversed);
  g_assert_null (tau_evaluation_get_compared_chart (first, second, "all", "A", "B"));
}

/* Nothing is compared without a word about what differs, nor what cannot be compared. */
static void
test_comparable (void)
{
  g_autoptr (TauEvaluation) first = evaluation_fixture_new (0),
                            second = evaluation_fixture_new (-3);
  g_autoptr (GError) error = NULL, classes = NULL;
  g_assert_true (tau_evaluation_check_comparable (first, second, &error));
  g_assert_null (tau_evaluation_describe_differences (first, second));

  second->spec->seed = 8;
  second->n_images = 60;
  second->complete = FALSE;
  second->cells[1].severity = 2;
  g_autofree char *text = tau_evaluation_describe_differences (first, second);
  g_assert_cmpstr (text, ==,
                   "Not the same images: 100 and 60 of the data set.\n"
                   "Corrupted with different seeds: 7 and 8.\n"
                   "Not the same corruptions and severities: a mean over them is over other ones.\n"
                   "One of the two is partial.");

  first->n_classes = 43;
  g_assert_true (tau_evaluation_check_comparable (first, second, &error)); /* not known */
  second->n_classes = 10;
  g_assert_false (tau_evaluation_check_comparable (first, second, &classes));
  g_assert_nonnull (strstr (classes->message, "43 and 10 classes"));
  g_free (second->spec->dataset);
  second->spec->dataset = g_strdup ("signs:train");
  g_assert_false (tau_evaluation_check_comparable (first, second, &error));
  g_assert_nonnull (strstr (error->message, "“signs:test” and “signs:train”"));
}

/* 100 images; ours:1 wrong in both foggy cells of the first n, under no other method anywhere. */
static GBytes *
make_counts (guint n)
{
  guint8 *counts = g_malloc0 (100 * 3 * TAU_N_SETS);
  for (guint i = 0; i < n; i++)
    counts[(i * 3 + 1) * TAU_N_SETS + TAU_SET_CORRUPTED] = 2;
  return g_bytes_new_take (counts, 100 * 3 * TAU_N_SETS);
}

/* What both are wrong about does not widen the interval of their difference. */
static void
test_paired (void)
{
  g_autoptr (TauEvaluation) first = evaluation_fixture_new (0),
                            second = evaluation_fixture_new (-3);
  const TauMethodResult *ours = &first->methods[1];
  first->counts = make_counts (32);
  second->counts = make_counts (29);
  tau_evaluation_pair (first, second);
  g_assert_cmpfloat (ours->paired_low[TAU_SET_CORRUPTED], >=, -8);
  g_assert_cmpfloat (ours->paired_low[TAU_SET_CORRUPTED], <, -3);
  g_assert_cmpfloat (ours->paired_high[TAU_SET_CORRUPTED], >, -3);
  g_assert_cmpfloat (ours->paired_high[TAU_SET_CORRUPTED], <=, 0);
  g_assert_cmpfloat (ours->paired_low[TAU_SET_CLEAN], ==, 0);
  g_autoptr (TauTable) table = tau_evaluation_get_compared_table (first, second, "A", "B");
  g_autofree char *wanted = g_strdup_printf (
      "\xe2\x88\x92"
      "3.0 ± %.1f",
      (ours->paired_high[TAU_SET_CORRUPTED] - ours->paired_low[TAU_SET_CORRUPTED]) / 2);
  g_assert_cmpstr (text_at (table, 1, 6), ==,
                   in_locale (wanted)); /* three images: chance could do it */
  g_assert_cmpstr (text_at (table, 0, 6), ==,
                   in_locale ("0.0 ± 0.0")); /* center: alike, not ± 2.8 */

  g_clear_pointer (&second->counts, g_bytes_unref);
  second->counts = make_counts (20);
  tau_evaluation_pair (first, second);
  g_assert_cmpfloat (ours->paired_high[TAU_SET_CORRUPTED], <, 0);
  g_autoptr (TauTable) sure = tau_evaluation_get_compared_table (first, second, "A", "B");
  g_assert_cmpint (tau_table_get (sure, 1, 6)->mark, ==, -1);

  /* Not of the same images, or of other cells. */
  second->spec->limit = 99;
  tau_evaluation_pair (first, second);
  g_assert_true (isnan (ours->paired_low[TAU_SET_CORRUPTED]));
  second->spec->limit = 0;
  second->cells[1].severity = 2;
  tau_evaluation_pair (first, second);
  g_assert_true (isnan (ours->paired_low[TAU_SET_CORRUPTED]));
  g_assert_cmpfloat (ours->paired_high[TAU_SET_HELDOUT], ==, 0);
}

/* Names of any kind are names in a report, not markup, and stay on their line. */
static void
test_report (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_free (evaluation->pack_name);
  g_free (evaluation->spec->dataset);
  evaluation->pack_name = g_strdup ("1. _a_*b*\n% \\input");
  evaluation->spec->dataset = g_strdup ("folder:/x_y/<z>|\xff");
  g_autofree char *text = tau_evaluation_write_report (evaluation, TAU_FORMAT_TEXT);
  g_autofree char *markdown = tau_evaluation_write_report (evaluation, TAU_FORMAT_MARKDOWN);
  g_autofree char *latex = tau_evaluation_write_report (evaluation, TAU_FORMAT_LATEX);
  g_assert_true (g_str_has_prefix (
      text, "1. _a_*b* % \\input on folder:/x_y/<z>|\xef\xbf\xbd: 100 images, seed 7\n"));
  g_assert_true (g_str_has_prefix (markdown, "1\\. \\_a\\_\\*b\\* % \\\\input on "
                                             "folder:/x_y/\\<z\\>\\|\xef\xbf\xbd: 100 images, "
                                             "seed 7.\n"));
  g_assert_true (g_str_has_prefix (latex, "% \\usepackage{booktabs,xcolor}\n"
                                          "% 1. _a_*b* % \\input on "));
  g_assert_nonnull (strstr (text, "\nours:1  1.50  10.50 (8.50–12.50)  32.00 (30.00–34.00) ↓  "));
  g_assert_nonnull (strstr (markdown, "| **32.00 (30.00–34.00)** | 32.00 (30.00–34.00) ↑ |"));
  /* In two parts, as the table is wider than a page. */
  g_assert_nonnull (strstr (latex, " & \\textbf{32.00 (30.00--34.00)} \\\\\n"));
  g_assert_nonnull (strstr (latex, "ours:1 & \\textcolor{red}{32.00 (30.00--34.00)} & "));
}

/* Both signs of a correlation, with the same minus in a report and in a window. */
static void
test_correlations (void)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  evaluation->spearman[TAU_SET_CLEAN] = -0.25;
  evaluation->pearson[TAU_SET_HELDOUT] = NAN;
  g_autoptr (TauTable) table = tau_evaluation_get_correlations_table (evaluation);
  g_assert_cmpstr (text_at (table, 0, 1), ==,
                   in_locale ("\xe2\x88\x92"
                              "0.250"));
  g_assert_cmpstr (text_at (table, 2, 0), ==, "Held out");
  g_assert_cmpstr (text_at (table, 2, 2), ==, "–");
  g_autofree char *text = tau_evaluation_write (evaluation, TAU_FORMAT_TEXT, 0);
  g_assert_nonnull (strstr (text, "\nClean        −0.250    0.300\n"));
  /* For LaTeX it is that of mathematics, for programs the hyphen. */
  static const char *const minus[TAU_N_FORMATS] = { "−0.25", "-0.25", "-0.25", "−0.25", "$-$0.25" };
  for (int format = 0; format < TAU_N_FORMATS; format++) {
    g_autofree char *report = tau_evaluation_write (evaluation, format, 0);
    g_assert_nonnull (strstr (report, minus[format]));
  }
  /* The paper's correlation is in every format. */
  evaluation->pearson[TAU_SET_CORRUPTED] = 0.4375;
  for (int format = 0; format < TAU_N_FORMATS; format++) {
    g_autofree char *report = tau_evaluation_write (evaluation, format, 0);
    g_assert_nonnull (strcasestr (report, "pearson"));
    const char *wanted = format == TAU_FORMAT_CSV || format == TAU_FORMAT_JSON ? "0.4375" : "0.438";
    g_assert_nonnull (strstr (report, wanted));
  }
  for (guint set = 0; set < TAU_N_SETS; set++)
    evaluation->spearman[set] = NAN;
  g_assert_null (tau_evaluation_get_correlations_table (evaluation));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evaluate-charts/methods", test_methods);
  g_test_add_func ("/evaluate-charts/front", test_front);
  g_test_add_func ("/evaluate-charts/corruptions", test_corruptions);
  g_test_add_func ("/evaluate-charts/gain", test_gain);
  g_test_add_func ("/evaluate-charts/errors-and-choices", test_errors_and_choices);
  g_test_add_func ("/evaluate-charts/marks", test_marks);
  g_test_add_func ("/evaluate-charts/groups", test_groups);
  g_test_add_func ("/evaluate-charts/seen", test_seen);
  g_test_add_func ("/evaluate-charts/seen-by", test_seen_by);
  g_test_add_func ("/evaluate-charts/alexnet", test_alexnet);
  g_test_add_func ("/evaluate-charts/compared", test_compared);
  g_test_add_func ("/evaluate-charts/comparable", test_comparable);
  g_test_add_func ("/evaluate-charts/paired", test_paired);
  g_test_add_func ("/evaluate-charts/correlations", test_correlations);
  g_test_add_func ("/evaluate-charts/report", test_report);
  return g_test_run ();
}
