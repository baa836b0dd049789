/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Predicted against actual gain of all images of an evaluation, read back from the store. */
#include "evaluate/evaluate-fixture.h"

#include "evaluate/tau-gain-cloud.h"
#include "inspect/tau-inspect.h"
#include "ranking/tau-ranking.h"

#include <math.h>
#include <string.h>

#define N_CELLS 3

/* Reads to the end, in the smallest slices. */
static TauGainReader *
read_gains (Fixture *f, const TauEvaluateSpec *spec)
{
  g_autoptr (GError) error = NULL;
  TauGainReader *reader = tau_gain_reader_new (f->pack, f->store, spec, &error);
  double fraction = -1;
  g_assert_no_error (error);
  while (!tau_gain_reader_is_done (reader)) {
    g_assert_cmpfloat (tau_gain_reader_get_fraction (reader), >, fraction);
    fraction = tau_gain_reader_get_fraction (reader);
    g_assert_true (tau_gain_reader_read (reader, f->store, 0, NULL, &error));
    g_assert_no_error (error);
  }
  g_assert_cmpfloat (tau_gain_reader_get_fraction (reader), ==, 1);
  return reader;
}

/* As the evaluation counts them, and as an inspection of the image has them. */
static void
test_gains (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:1,oracle");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_autoptr (TauGainReader) reader = read_gains (f, spec);
  const GArray *gains = tau_gain_reader_get (reader);
  guint counts[N_CELLS][TAU_N_OUTCOMES] = { { 0 } };
  g_assert_cmpuint (gains->len, ==, N_IMAGES * N_CELLS);
  for (guint i = 0; i < gains->len; i++) {
    const TauGain *gain = &g_array_index (gains, TauGain, i);
    if (gain->right_before != gain->right_chosen)
      counts[gain->cell][gain->right_chosen ? TAU_OUTCOME_RESCUED : TAU_OUTCOME_BROKEN]++;
    g_assert_true (tau_corruption_spec_equal (tau_gain_reader_get_cell (reader, gain->cell),
                                              &result->cells[gain->cell]));
    g_assert_cmpfloat (gain->predicted, >=, 0);
    if (gain->chosen == TAU_TRANSFORM_IDENTITY)
      g_assert_cmpfloat (gain->actual, ==, 0);
    if (i % 20 != 0)
      continue;
    g_autoptr (TauImage) image =
        tau_dataset_load (tau_gain_reader_get_dataset (reader), gain->index, &error);
    TauInspectRequest request = { .picture = image,
                                  .corruption = result->cells[gain->cell],
                                  .label = gain->label };
    request.corruption.seed = spec->seed;
    g_autoptr (TauInspection) inspection = tau_inspect (f->session, &request, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpint (inspection->chosen, ==, gain->chosen);
    g_assert_cmpfloat_with_epsilon (inspection->actual[TAU_TRANSFORM_IDENTITY] -
                                        inspection->actual[gain->chosen],
                                    gain->actual, 1e-4);
  }
  for (guint cell = 0; cell < N_CELLS; cell++)
    for (guint outcome = TAU_OUTCOME_RESCUED; outcome <= TAU_OUTCOME_BROKEN; outcome++)
      g_assert_cmpuint (counts[cell][outcome], ==,
                        result->outcomes[cell * TAU_N_OUTCOMES + outcome]);
}

static guint
count_rows (const TauGainCloud *cloud, TauGainKind kind)
{
  static const char *const verdicts[] = { NULL, "rescued", "broken" };
  guint n = 0;
  for (guint row = 0; row < cloud->table->n_rows; row++)
    n += g_strcmp0 (tau_table_get (cloud->table, row, 5)->text, verdicts[kind]) == 0;
  return n;
}

static void
test_cloud (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:1,oracle");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_autoptr (TauGainReader) reader = read_gains (f, spec);
  g_autoptr (TauGainCloud) all = tau_gain_cloud_new (reader, TAU_GAINS_ALL, 1000);
  g_assert_cmpuint (all->counts[TAU_GAINS_ALL], ==, N_IMAGES * N_CELLS);
  g_assert_cmpuint (all->gains->len, ==, all->n_moved);
  g_assert_cmpuint (all->n_moved, >, 20);
  g_assert_cmpuint (tau_plot_get_n_items (all->plot), ==, all->n_moved);
  g_assert_cmpuint (all->table->n_rows, ==, all->n_moved);
  g_assert_cmpuint (all->counts[TAU_GAINS_RESCUED], >, 0);
  g_assert_cmpuint (all->counts[TAU_GAINS_BROKEN], >, 0);
  g_assert_cmpuint (all->counts[TAU_GAINS_RESCUED] + all->counts[TAU_GAINS_BROKEN] +
                        all->counts[TAU_GAINS_UNCHANGED],
                    ==, all->n_moved);
  g_assert_true (fabs (all->correlation) <= 1);
  g_autofree char *text = tau_plot_describe (all->plot, 0);
  g_assert_nonnull (strstr (text, "Spearman correlation"));
  g_assert_null (strstr (text, "sample"));
  g_assert_nonnull (strstr (text, ".png, Clean, "));

  for (TauGainKind kind = TAU_GAINS_RESCUED; kind <= TAU_GAINS_BROKEN; kind++) {
    g_autoptr (TauGainCloud) some = tau_gain_cloud_new (reader, kind, 1000);
    g_assert_cmpuint (some->gains->len, ==, all->counts[kind]);
    g_assert_cmpuint (count_rows (some, kind), ==, all->counts[kind]);
    g_assert_cmpuint (count_rows (all, kind), ==, all->counts[kind]);
    g_assert_cmpfloat (some->correlation, ==, all->correlation);
  }

  /* A sample says so. It is the same again, and part of a larger one. */
  g_autoptr (TauGainCloud) few = tau_gain_cloud_new (reader, TAU_GAINS_ALL, 10);
  g_autoptr (TauGainCloud) more = tau_gain_cloud_new (reader, TAU_GAINS_ALL, 20);
  g_autofree char *sample = tau_plot_describe (few->plot, -1);
  g_autofree char *wanted = g_strdup_printf ("Drawn: a random sample, 10 of %u.", all->n_moved);
  g_assert_nonnull (strstr (sample, wanted));
  g_assert_cmpuint (few->gains->len, ==, 10);
  g_assert_cmpuint (few->counts[TAU_GAINS_RESCUED], ==, all->counts[TAU_GAINS_RESCUED]);
  for (int i = 0; i < 10; i++)
    g_assert_cmpint (tau_plot_follow (more->plot, few->plot, i), >=, 0);
}

/* The keys reach every point, along both axes. */
static void
test_keys (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:1");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_autoptr (TauGainReader) reader = read_gains (f, spec);
  g_autoptr (TauGainCloud) cloud = tau_gain_cloud_new (reader, TAU_GAINS_ALL, 30);
  static const TauPlotStep ways[] = { TAU_PLOT_RIGHT, TAU_PLOT_LEFT, TAU_PLOT_UP, TAU_PLOT_DOWN };
  for (guint w = 0; w < G_N_ELEMENTS (ways); w++) {
    g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
    for (int item = -1, before = -2; item != before;) {
      before = item;
      g_assert_true (tau_plot_move (cloud->plot, ways[w], &item));
      g_hash_table_add (seen, GINT_TO_POINTER (item));
    }
    g_assert_cmpuint (g_hash_table_size (seen), ==, tau_plot_get_n_items (cloud->plot));
  }
  int item = 3;
  g_assert_true (tau_plot_move (cloud->plot, TAU_PLOT_NOWHERE, &item));
  g_assert_cmpint (item, ==, -1);
}

static void
on_status (const TauEvaluateStatus *status, gpointer cancellable)
{
  if (status->done > 0)
    g_cancellable_cancel (cancellable);
}

/* What a stopped evaluation has stored is there; after it has gone on, the rest is read. */
static void
test_stopped (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:1,oracle");
  spec->n_threads = 1;
  g_autoptr (TauGainReader) none = read_gains (f, spec);
  g_assert_cmpuint (tau_gain_reader_get (none)->len, ==, 0);

  g_assert_null (tau_evaluate (f->session, spec, on_status, cancellable, cancellable, &error));
  g_clear_error (&error);
  g_autoptr (TauGainReader) reader = read_gains (f, spec);
  const guint n = tau_gain_reader_get (reader)->len;
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, N_IMAGES * N_CELLS);

  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  tau_gain_reader_go_on (reader);
  while (!tau_gain_reader_is_done (reader))
    g_assert_true (tau_gain_reader_read (reader, f->store, 0, NULL, &error));
  g_assert_cmpuint (tau_gain_reader_get (reader)->len, ==, N_IMAGES * N_CELLS);
  tau_gain_reader_go_on (reader); /* there is nothing more */
  g_assert_true (tau_gain_reader_is_done (reader));
  g_autoptr (TauGainReader) whole = read_gains (f, spec);
  for (guint i = 0; i < N_IMAGES * N_CELLS; i++) {
    const TauGain *a = &g_array_index (tau_gain_reader_get (reader), TauGain, i),
                  *b = &g_array_index (tau_gain_reader_get (whole), TauGain, i);
    g_assert_cmpuint (a->index, ==, b->index);
    g_assert_cmpuint (a->cell, ==, b->cell);
    g_assert_cmpfloat (a->predicted, ==, b->predicted);
    g_assert_cmpfloat (a->actual, ==, b->actual);
  }
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:1");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_autoptr (TauGainReader) reader = tau_gain_reader_new (f->pack, f->store, spec, &error);
  g_assert_true (tau_gain_reader_read (reader, f->store, 0, NULL, &error));
  g_cancellable_cancel (cancellable);
  g_assert_false (tau_gain_reader_read (reader, f->store, 0, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  while (!tau_gain_reader_is_done (reader))
    g_assert_true (tau_gain_reader_read (reader, f->store, 0, NULL, &error));
  g_assert_cmpuint (tau_gain_reader_get (reader)->len, ==, N_IMAGES * N_CELLS);
}

/* Without a method that asks the predictor there are no gains. */
static void
test_unpredicted (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "hflip");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_autoptr (TauGainReader) reader = read_gains (f, spec);
  g_autoptr (TauGainCloud) cloud = tau_gain_cloud_new (reader, TAU_GAINS_ALL, 10);
  g_assert_cmpuint (cloud->counts[TAU_GAINS_ALL], ==, 0);
  g_assert_cmpuint (tau_plot_get_n_items (cloud->plot), ==, 0);
  g_assert_true (isnan (cloud->correlation));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/gain-cloud/gains", test_gains);
  fixture_test ("/gain-cloud/cloud", test_cloud);
  fixture_test ("/gain-cloud/keys", test_keys);
  fixture_test ("/gain-cloud/stopped", test_stopped);
  fixture_test ("/gain-cloud/cancelled", test_cancelled);
  fixture_test ("/gain-cloud/unpredicted", test_unpredicted);
  return g_test_run ();
}
