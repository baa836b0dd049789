/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every method on one image gives what an evaluation of this image gives. */
#include "evaluate/tau-method-board.h"

#include "dataset/tau-samples.h"
#include "evaluate/evaluate-fixture.h"

#include <math.h>

#define METHODS                                                                                    \
  "center,hflip,5crop,10crop,ours:1,3,ours:3+flip,ours:2+5crop,ours:2+chain:2,all,oracle"

static TauImage *
load_first (Fixture *f, gint32 *label)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauDataset) dataset = tau_dataset_open (f->dataset, &error);
  g_assert_no_error (error);
  g_autoptr (TauImage) image = tau_dataset_load (dataset, 0, &error);
  g_assert_no_error (error);
  g_autofree gint32 *classes = tau_pack_map_classes (f->pack, dataset, &error);
  *label = classes[dataset->labels[0]];
  return tau_prepare_image (image, f->pack->target.input_size + f->pack->margin);
}

static TauMethodBoard *
make_board (Fixture *f, int label)
{
  g_autoptr (GError) error = NULL;
  gint32 given;
  g_autoptr (TauImage) picture = load_first (f, &given);
  const TauCorruptionSpec fog = tau_corruption_spec_parse ("fog", 2, 7, TAU_PRESET_AUTO);
  TauMethodBoard *board =
      tau_method_board_new (f->session, picture, &fog, label == -2 ? given : label, NULL, &error);
  g_assert_no_error (error);
  return board;
}

static TauMethodVerdict
ask (const TauMethodBoard *board, const char *id)
{
  TauMethodVerdict verdict;
  g_autoptr (GArray) methods = tau_methods_parse (id, NULL);
  const TauMethod *method = &g_array_index (methods, TauMethod, methods->len - 1);
  g_assert_cmpstr (method->id, ==, id);
  g_assert_true (tau_method_board_ask (board, method, &verdict));
  return verdict;
}

static void
test_same (Fixture *f, gconstpointer data)
{
  g_autoptr (TauMethodBoard) board = make_board (f, -2);
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, METHODS);
  g_assert_true (tau_evaluate_spec_set_corruptions (spec, "fog", NULL));
  spec->limit = 1;
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_assert_cmpuint (result->n_methods, ==, 11);
  for (guint m = 0; m < result->n_methods; m++) {
    const TauMethodResult *wanted = &result->methods[m];
    const TauMethodVerdict found = ask (board, wanted->method.id);
    g_assert_cmpfloat (wanted->cell_error[0], ==, found.correct ? 0 : 100);
    g_assert_cmpfloat_with_epsilon (found.loss, wanted->nll[TAU_SET_CORRUPTED], 1e-6);
    g_assert_cmpfloat_with_epsilon (found.relative_cost, wanted->relative_cost, 1e-9);
    g_assert_cmpfloat (found.confidence, >=, 0.2); /* of five classes the likeliest */
  }
}

/* Without a label the target's own answer stands in for it. */
static void
test_no_label (Fixture *f, gconstpointer data)
{
  g_autoptr (TauMethodBoard) board = make_board (f, -1);
  g_assert_false (tau_method_board_label_given (board));
  g_assert_true (ask (board, "center").correct);
  g_assert_true (ask (board, "oracle").correct);
}

static void
test_policies (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TauMethodVerdict verdict, fixed;
  TauPolicies policies = { { TAU_N_TRANSFORMS, TAU_N_TRANSFORMS }, { { 0 } } };
  g_autoptr (GArray) gps = tau_methods_parse ("gps:1", NULL);
  g_autoptr (TauMethodBoard) without = make_board (f, -2);
  g_assert_false (tau_method_board_has_policies (without));
  g_assert_false (tau_method_board_ask (without, &g_array_index (gps, TauMethod, 1), &verdict));
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++) {
    policies.order[0][i] = (i + 3) % TAU_N_TRANSFORMS;
    policies.order[1][i] = (i + 5) % TAU_N_TRANSFORMS;
  }
  g_assert_true (tau_pack_store_policies (f->pack, &policies, "folder:x", 9, &error));
  fixture_open_store (f, "again.db");
  g_autoptr (TauMethodBoard) board = make_board (f, -2);
  g_assert_true (tau_method_board_has_policies (board));
  for (guint i = 0; i < 2; i++) {
    verdict = ask (board, i == 0 ? "gps:1" : "gps:1+corrupted");
    tau_method_board_ask_fixed (board, i == 0 ? 3 : 5, &fixed);
    g_assert_cmpfloat (verdict.loss, ==, fixed.loss);
    g_assert_cmpint (verdict.answer, ==, fixed.answer);
  }
  g_assert_cmpfloat_with_epsilon (ask (board, "gps:12").loss, ask (board, "all").loss, 1e-6);
}

static void
test_table (Fixture *f, gconstpointer data)
{
  g_autoptr (TauMethodBoard) board = make_board (f, -2);
  g_autoptr (TauTable) two = tau_method_board_to_table (board, f->pack, 2);
  g_autoptr (TauTable) five = tau_method_board_to_table (board, f->pack, 5);
  g_assert_cmpuint (two->n_rows, ==, 13 + TAU_N_TRANSFORMS - 1);
  g_assert_cmpuint (five->n_rows, ==, two->n_rows);
  for (guint row = 0; row < two->n_rows; row++) {
    g_autofree char *name = tau_table_dup_text (two, row, 0);
    const double loss = tau_table_get (two, row, 4)->value;
    g_assert_cmpint (g_str_has_prefix (name, "GPS"), ==, !isfinite (loss)); /* no policies */
    if (g_str_equal (name, "Ours (2)")) {
      g_autofree char *other = tau_table_dup_text (five, row, 0);
      g_assert_cmpstr (other, ==, "Ours (5)");
      g_assert_cmpfloat (loss, ==, ask (board, "ours:2").loss);
      g_assert_cmpfloat (tau_table_get (five, row, 5)->value, ==,
                         ask (board, "ours:5").relative_cost);
    }
  }
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint32 label;
  g_autoptr (TauImage) picture = load_first (f, &label);
  const TauCorruptionSpec none = { 0 };
  g_cancellable_cancel (cancellable);
  g_assert_null (tau_method_board_new (f->session, picture, &none, 0, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/method-board/same", test_same);
  fixture_test ("/method-board/no-label", test_no_label);
  fixture_test ("/method-board/policies", test_policies);
  fixture_test ("/method-board/table", test_table);
  fixture_test ("/method-board/cancelled", test_cancelled);
  return g_test_run ();
}
