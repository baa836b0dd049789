/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-sweep-plots.h"
#include "model/pack-fixture.h"
#include "plot/kinds/tau-plot-lines.h"

#include "torch/torch-fixture.h"

#include <math.h>

/* The order of a sweep, what it forgets, and what it keeps of an inspection. */

static TauCorruptionSpec
spec (const char *name, int severity, guint64 seed)
{
  return tau_corruption_spec_parse (name, severity, seed, TAU_PRESET_AUTO);
}

/* A cell with losses t + shift, of which the last transform is the best and `chosen` chosen. */
static TauSweepCell *
make_cell (int chosen, double shift)
{
  TauSweepCell *cell = g_new0 (TauSweepCell, 1);
  cell->seen = tau_image_new (16, 16);
  cell->label_given = TRUE;
  cell->chosen = chosen;
  cell->best = TAU_N_TRANSFORMS - 1;
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
    cell->predicted[t] = 10 * t + shift;
    cell->transforms[t] = (TauSweepAnswer){ .loss = TAU_N_TRANSFORMS - t + shift,
                                            .correct = t == TAU_N_TRANSFORMS - 1 };
    cell->ours[t] = (TauSweepAnswer){ .correct = t > 0 };
  }
  cell->regret = cell->transforms[chosen].loss - cell->transforms[cell->best].loss;
  return cell;
}

static void
know (TauSweep *sweep, guint place)
{
  tau_sweep_take (sweep, place, make_cell (0, 0));
}

/* -- the order */

static void
test_places (void)
{
  g_autoptr (TauSweep) sweep = tau_sweep_new (0);
  const TauCorruptionSpec present = spec ("fog", 3, 7);
  tau_sweep_set_present (sweep, &present);
  gboolean seen[TAU_SWEEP_N_MAP] = { FALSE };
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++)
    for (int severity = 0; severity <= TAU_N_SEVERITIES; severity++) {
      const guint place = tau_sweep_place (c, severity);
      const TauCorruptionSpec corruption = tau_sweep_get_corruption (sweep, place);
      g_assert_cmpuint (place, <, TAU_SWEEP_N_MAP);
      seen[place] = TRUE;
      g_assert_cmpint (corruption.severity, ==, severity);
      g_assert_cmpuint (corruption.seed, ==, 7);
      if (severity > 0)
        g_assert_true (corruption.type == tau_corruption_get (c));
    }
  for (guint place = 0; place < TAU_SWEEP_N_MAP; place++)
    g_assert_true (seen[place]);
  for (guint i = 0; i < TAU_SWEEP_N_SEEDS; i++) {
    const TauCorruptionSpec corruption = tau_sweep_get_corruption (sweep, TAU_SWEEP_SEED (i));
    g_assert_cmpuint (corruption.seed, ==, 7 + i);
    g_assert_cmpint (corruption.severity, ==, 3);
  }
}

/* First the severities of what is shown, nearest first; then its severity elsewhere, its family
 * first; in the end everything, once. */
static void
test_order (void)
{
  g_autoptr (TauSweep) sweep = tau_sweep_new (0);
  const TauCorruptionSpec present = spec ("fog", 4, 1);
  const int fog = tau_corruption_find ("fog");
  const int first[] = { 4, 3, 5, 2, 1, 0 };
  guint n = 0, n_known;
  tau_sweep_set_present (sweep, &present);
  for (guint i = 0; i < G_N_ELEMENTS (first); i++) {
    const int place = tau_sweep_next (sweep, TAU_SWEEP_WISH_SEVERITIES);
    g_assert_cmpint (place, ==, tau_sweep_place (fog, first[i]));
    know (sweep, place);
  }
  g_assert_cmpuint (tau_sweep_count (sweep, TAU_SWEEP_WISH_SEVERITIES, &n_known), ==, 6);
  g_assert_cmpuint (n_known, ==, 6);
  for (guint i = 0; i < TAU_N_CORRUPTIONS - 1; i++) {
    const int place = tau_sweep_next (sweep, TAU_SWEEP_WISH_SEVERITIES);
    const TauCorruptionSpec corruption = tau_sweep_get_corruption (sweep, place);
    g_assert_cmpint (corruption.severity, ==, 4);
    if (i < 3) /* snow, frost, brightness */
      g_assert_cmpint (corruption.type->group, ==, TAU_CORRUPTION_WEATHER);
    know (sweep, place);
  }
  for (int place; (place = tau_sweep_next (sweep, TAU_SWEEP_WISH_SEVERITIES)) >= 0; n++)
    know (sweep, place);
  g_assert_cmpuint (n, ==, TAU_SWEEP_N_MAP - 6 - (TAU_N_CORRUPTIONS - 1));
}

/* The page that is looked at goes first, and only that of the seeds asks for them. */
static void
test_wishes (void)
{
  g_autoptr (TauSweep) sweep = tau_sweep_new (0);
  const TauCorruptionSpec present = spec ("gaussian_noise", 2, 5), fixed = spec ("contrast", 2, 5),
                          none = spec ("gaussian_noise", 0, 5);
  guint n_known;
  tau_sweep_set_present (sweep, &present);
  g_assert_true (tau_sweep_has_seeds (sweep));
  g_assert_cmpint (tau_sweep_next (sweep, TAU_SWEEP_WISH_SEEDS), ==, TAU_SWEEP_SEED (0));
  know (sweep, TAU_SWEEP_SEED (0));
  g_assert_cmpint (tau_sweep_next (sweep, TAU_SWEEP_WISH_SEEDS), ==, TAU_SWEEP_SEED (1));
  g_assert_cmpuint (tau_sweep_count (sweep, TAU_SWEEP_WISH_SEEDS, &n_known), ==, TAU_SWEEP_N_SEEDS);
  g_assert_cmpint (tau_sweep_next (sweep, TAU_SWEEP_WISH_SHEET), <, TAU_SWEEP_N_MAP);
  g_assert_cmpuint (tau_sweep_count (sweep, TAU_SWEEP_WISH_SHEET, &n_known), ==, TAU_N_CORRUPTIONS);
  /* Contrast draws nothing, and without a corruption there is nothing to draw. */
  tau_sweep_set_present (sweep, &fixed);
  g_assert_false (tau_sweep_has_seeds (sweep));
  g_assert_cmpint (tau_sweep_next (sweep, TAU_SWEEP_WISH_SEEDS), <, TAU_SWEEP_N_MAP);
  tau_sweep_set_present (sweep, &none);
  g_assert_false (tau_sweep_has_seeds (sweep));
  g_assert_cmpint (tau_sweep_get_sheet_severity (sweep), ==, TAU_SWEEP_SHEET_SEVERITY);
}

static void
test_forgets (void)
{
  g_autoptr (TauSweep) sweep = tau_sweep_new (0);
  const TauCorruptionSpec present = spec ("fog", 4, 1), moved = spec ("snow", 2, 1),
                          seed = spec ("snow", 2, 9);
  guint n_known;
  tau_sweep_set_present (sweep, &present);
  know (sweep, 0);
  know (sweep, 17);
  know (sweep, TAU_SWEEP_SEED (3));
  tau_sweep_set_present (sweep, &present);
  g_assert_nonnull (sweep->cells[TAU_SWEEP_SEED (3)]);
  tau_sweep_set_present (sweep, &moved); /* the map is the same, seen from elsewhere */
  g_assert_null (sweep->cells[TAU_SWEEP_SEED (3)]);
  tau_sweep_count (sweep, TAU_SWEEP_WISH_CORRUPTIONS, &n_known);
  g_assert_cmpuint (n_known, ==, 2);
  tau_sweep_set_present (sweep, &seed);
  tau_sweep_count (sweep, TAU_SWEEP_WISH_CORRUPTIONS, &n_known);
  g_assert_cmpuint (n_known, ==, 0);
}

/* -- what it shows */

static void
test_spread (void)
{
  g_autoptr (TauSweep) sweep = tau_sweep_new (0);
  const TauCorruptionSpec present = spec ("gaussian_noise", 2, 5);
  TauSweepSpread spread[TAU_N_TRANSFORMS];
  tau_sweep_set_present (sweep, &present);
  tau_sweep_get_spread (sweep, spread);
  g_assert_cmpuint (spread[0].n, ==, 0);
  g_assert_true (isnan (spread[0].mean));
  tau_sweep_take (sweep, TAU_SWEEP_SEED (0), make_cell (2, 0));
  tau_sweep_take (sweep, TAU_SWEEP_SEED (5), make_cell (2, 1));
  tau_sweep_take (sweep, TAU_SWEEP_SEED (7), make_cell (3, 2));
  tau_sweep_get_spread (sweep, spread);
  g_assert_cmpuint (spread[0].n, ==, 3);
  g_assert_cmpfloat (spread[0].mean, ==, TAU_N_TRANSFORMS + 1);
  g_assert_cmpfloat (spread[0].deviation, ==, 1);
  g_assert_cmpfloat (spread[0].low, ==, TAU_N_TRANSFORMS);
  g_assert_cmpfloat (spread[0].high, ==, TAU_N_TRANSFORMS + 2);
  g_assert_cmpfloat (spread[2].predicted, ==, 21);
  g_assert_cmpfloat (spread[2].predicted_deviation, ==, 1);
  g_assert_cmpuint (spread[2].n_chosen, ==, 2);
  g_assert_cmpuint (spread[3].n_chosen, ==, 1);
  g_assert_cmpuint (spread[TAU_N_TRANSFORMS - 1].n_best, ==, 3);
  g_assert_cmpuint (spread[TAU_N_TRANSFORMS - 1].n_correct, ==, 3);
  g_autoptr (TauTable) table = tau_sweep_table_seeds (sweep);
  g_assert_cmpuint (table->n_rows, ==, TAU_N_TRANSFORMS);
  g_assert_cmpfloat (tau_table_get (table, 0, 1)->value, ==, TAU_N_TRANSFORMS + 1);
  g_autoptr (TauPlot) plot = tau_sweep_plot_seeds (sweep);
  g_autofree char *text = tau_plot_describe (plot, -1);
  g_assert_nonnull (strstr (text, "of 3 seeds. Most often best: "));
}

/* From a transform to a seed that shows it. */
static void
test_seed_of (void)
{
  g_autoptr (TauSweep) sweep = tau_sweep_new (0);
  const TauCorruptionSpec present = spec ("gaussian_noise", 2, 5);
  const guint best = TAU_N_TRANSFORMS - 1; /* of every cell */
  tau_sweep_set_present (sweep, &present);
  tau_sweep_take (sweep, TAU_SWEEP_SEED (0), make_cell (2, 0));
  g_assert_cmpint (tau_sweep_find_seed (sweep, 2), ==, -1); /* it is shown already */
  tau_sweep_take (sweep, TAU_SWEEP_SEED (3), make_cell (4, 2));
  tau_sweep_take (sweep, TAU_SWEEP_SEED (5), make_cell (2, 1));
  tau_sweep_take (sweep, TAU_SWEEP_SEED (7), make_cell (2, 0));
  g_assert_cmpint (tau_sweep_find_seed (sweep, 2), ==, TAU_SWEEP_SEED (5));
  g_assert_cmpint (tau_sweep_find_seed (sweep, 4), ==, TAU_SWEEP_SEED (3));
  g_assert_cmpint (tau_sweep_find_seed (sweep, best), ==, TAU_SWEEP_SEED (3));
  g_assert_cmpint (tau_sweep_find_seed (sweep, 1), ==, TAU_SWEEP_SEED (7));
  g_assert_cmpuint (tau_sweep_get_corruption (sweep, TAU_SWEEP_SEED (7)).seed, ==, 12);
}

static void
test_summary (void)
{
  g_autoptr (TauSweep) sweep = tau_sweep_new (0);
  const TauCorruptionSpec present = spec ("fog", 3, 1);
  tau_sweep_set_present (sweep, &present);
  g_assert_null (tau_sweep_summary (sweep, TAU_SWEEP_WISH_SEVERITIES, 1));
  know (sweep, 0);
  know (sweep, tau_sweep_place (tau_corruption_find ("fog"), 3));
  know (sweep, tau_sweep_place (tau_corruption_find ("snow"), 3)); /* not of this page */
  g_autofree char *one = tau_sweep_summary (sweep, TAU_SWEEP_WISH_SEVERITIES, 1);
  g_autofree char *two = tau_sweep_summary (sweep, TAU_SWEEP_WISH_SEVERITIES, 2);
  g_assert_cmpstr (one, ==,
                   "Right: center crop 0 of 2, ours (1) 0, oracle 2. Rescued 0, broken 0.");
  g_assert_cmpstr (two, ==,
                   "Right: center crop 0 of 2, ours (2) 2, oracle 2. Rescued 2, broken 0.");
  g_autoptr (TauTable) table = tau_sweep_table_severities (sweep);
  g_autofree char *known = tau_table_dup_text (table, 0, 4),
                  *other = tau_table_dup_text (table, 0, 3);
  g_assert_cmpstr (known, ==, "12.0 ▲ ○");
  g_assert_cmpstr (other, ==, "");
}

/* Every corruption once, the held-out ones last; and an item of the map leads to its place. */
static void
test_families (void)
{
  guint8 order[TAU_N_CORRUPTIONS];
  gboolean seen[TAU_N_CORRUPTIONS] = { FALSE };
  tau_sweep_order_corruptions (order);
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++) {
    g_assert_false (seen[order[i]]);
    seen[order[i]] = TRUE;
    if (i > 0)
      g_assert_cmpuint (tau_sweep_family (order[i - 1]), <=, tau_sweep_family (order[i]));
    g_assert_cmpuint (tau_sweep_map_place (i * TAU_N_SEVERITIES + 2), ==,
                      tau_sweep_place (order[i], 3));
  }
  g_assert_true (tau_corruption_get (order[TAU_N_CORRUPTIONS - 1])->held_out);
}

/* -- a cell of an inspection */

static void
test_cell (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = fixture_make_folder ();
  fixture_write_pack (folder, 3, 4);
  g_autoptr (TauPack) pack = tau_pack_load (folder, &error);
  g_assert_no_error (error);
  g_autoptr (TauSession) session = tau_session_open (pack, NULL, 1, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (TauImage) picture = tau_image_new (36, 36);
  for (int i = 0; i < 36 * 36 * 3; i++)
    picture->data[i] = 128 + 100 * sin (0.05 * i);
  const TauInspectRequest request = { picture, spec ("fog", 3, 1), 2 };
  g_autoptr (TauInspection) inspection = tau_inspect (session, &request, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (TauSweepCell) cell = tau_sweep_cell_new (inspection);
  g_assert_cmpint (cell->label, ==, 2);
  g_assert_true (cell->label_given);
  TauInspectRequest assumed = request;
  assumed.label_assumed = TRUE;
  g_autoptr (TauInspection) unlabelled = tau_inspect (session, &assumed, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (unlabelled->label, ==, 2);
  g_assert_false (unlabelled->label_given);
  g_assert_cmpfloat (unlabelled->regret, ==, inspection->regret);
  g_assert_true (cell->seen == inspection->variants[0]);
  g_assert_cmpfloat (cell->regret, ==, inspection->regret);
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    g_assert_cmpfloat (cell->transforms[t].loss, ==, inspection->actual[t]);
  /* ours:1, :2, :4 are those of the inspection's methods. */
  for (guint m = 1; m <= 3; m++) {
    const TauSweepAnswer *ours = &cell->ours[(1 << (m - 1)) - 1];
    g_assert_cmpint (ours->answer, ==, inspection->methods[m].answer);
    g_assert_cmpfloat (ours->loss, ==, inspection->methods[m].loss);
    g_assert_cmpfloat (ours->confidence, ==, inspection->methods[m].confidence);
  }
  /* Of the map: the cell has a name, and the table a row for it. */
  g_autoptr (TauSweep) sweep = tau_sweep_new (0);
  const int fog = tau_corruption_find ("fog");
  tau_sweep_set_present (sweep, &request.corruption);
  tau_sweep_take (sweep, tau_sweep_place (fog, 3), g_steal_pointer (&cell));
  g_autoptr (TauPlot) plot = tau_sweep_plot_map (sweep, pack, 2);
  g_autoptr (TauTable) table = tau_sweep_table_map (sweep, pack, 2);
  g_assert_cmpuint (table->n_rows, ==, TAU_N_CORRUPTIONS * TAU_N_SEVERITIES);
  for (guint item = 0; item < tau_plot_get_n_items (plot); item++) {
    g_autofree char *name = tau_plot_describe_item (plot, item);
    g_assert_cmpint (strstr (name, "not known yet") == NULL, ==,
                     tau_sweep_map_place (item) == tau_sweep_place (fog, 3));
  }
  /* The contact sheet: on paper, in all three kinds of files, and as a table. */
  g_autoptr (TauPlot) sheet = tau_sweep_plot_sheet (sweep, pack, 2);
  g_autoptr (TauTable) rows = tau_sweep_table_sheet (sweep, pack, 2);
  g_assert_cmpuint (rows->n_rows, ==, TAU_N_CORRUPTIONS);
  g_assert_cmpuint (tau_plot_get_n_items (sheet), ==, TAU_N_CORRUPTIONS);
  g_assert_cmpstr (tau_plot_get_title (sheet), ==, "Every corruption at severity 3");
  g_autofree char *text = tau_plot_describe (sheet, -1);
  g_assert_nonnull (strstr (text, " Fog: "));
  g_assert_null (strstr (text, "Snow: "));
  static const char *const names[] = { "sheet.svg", "sheet.pdf", "sheet.png" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);
    g_assert_true (tau_plot_write (sheet, path, 140, &error));
    g_assert_no_error (error);
  }
  fixture_remove_folder (folder);
}

/* Without a label every place is judged by the answer for the image as it is, which is asked for
 * first. */
static void
test_unlabelled (void)
{
  g_autoptr (TauSweep) sweep = tau_sweep_new (-1);
  const TauCorruptionSpec present = spec ("fog", 4, 1);
  const guint place = tau_sweep_place (tau_corruption_find ("fog"), 5);
  TauInspectRequest request = { 0 };
  tau_sweep_set_present (sweep, &present);
  g_assert_cmpint (tau_sweep_next (sweep, TAU_SWEEP_WISH_SHEET), ==, 0);
  tau_sweep_fill_request (sweep, 0, &request);
  g_assert_cmpint (request.label, ==, -1);
  g_assert_cmpint (request.corruption.severity, ==, 0);
  TauSweepCell *original = make_cell (0, 0);
  original->label = 3;
  original->label_given = FALSE;
  tau_sweep_take (sweep, 0, original);
  g_assert_cmpint (tau_sweep_next (sweep, TAU_SWEEP_WISH_SHEET), !=, 0);
  tau_sweep_fill_request (sweep, place, &request);
  g_assert_cmpint (request.label, ==, 3);
  g_assert_true (request.label_assumed);
  g_assert_cmpint (request.corruption.severity, ==, 5);
  /* With one, the label is asked for everywhere. */
  tau_sweep_clear (sweep, 2);
  g_assert_cmpint (tau_sweep_next (sweep, TAU_SWEEP_WISH_SHEET), !=, 0);
  tau_sweep_fill_request (sweep, place, &request);
  g_assert_cmpint (request.label, ==, 2);
  g_assert_false (request.label_assumed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sweep/places", test_places);
  g_test_add_func ("/sweep/order", test_order);
  g_test_add_func ("/sweep/wishes", test_wishes);
  g_test_add_func ("/sweep/forgets", test_forgets);
  g_test_add_func ("/sweep/spread", test_spread);
  g_test_add_func ("/sweep/seed-of", test_seed_of);
  g_test_add_func ("/sweep/summary", test_summary);
  g_test_add_func ("/sweep/families", test_families);
  g_test_add_func ("/sweep/unlabelled", test_unlabelled);
  g_test_add_func ("/sweep/cell", test_cell);
  return g_test_run ();
}
