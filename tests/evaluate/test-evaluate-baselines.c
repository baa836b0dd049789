/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-inspect.h"
#include "evaluate/evaluate-fixture.h"
#include "evaluate/result/tau-evaluation-private.h"
#include "ranking/tau-ranking.h"

#include <math.h>

/* fixed:K, per-corruption:1, entropy:1, +threshold:T, +temperature:T and +entropy against the same
 * worked out from what tau_inspect() says of each image. */

#define N_CELLS  3
#define N_OTHERS 20

/* The answers to one image under one corruption. */
typedef struct {
  guint label, n_classes;
  float *rows; /* TAU_N_TRANSFORMS x n_classes */
} Answers;

static Answers
look (Fixture *f, TauDataset *dataset, guint i, const char *corruption)
{
  g_autoptr (TauInspection) inspection = fixture_inspect (f, dataset, i, corruption);
  return (Answers){ dataset->labels[i], inspection->n_classes,
                    g_memdup2 (inspection->probabilities,
                               TAU_N_TRANSFORMS * inspection->n_classes * sizeof (float)) };
}

/* Whether the mean over a set of transforms, bits of a number, is right; adds its loss. */
static gboolean
is_right (const Answers *self, guint set, double *loss)
{
  double best = -1, own = 0;
  guint answer = 0;
  for (guint c = 0; c < self->n_classes; c++) {
    double sum = 0;
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
      if (set >> t & 1)
        sum += self->rows[t * self->n_classes + c];
    if (sum > best) {
      best = sum;
      answer = c;
    }
    if (c == self->label)
      own = sum / __builtin_popcount (set);
  }
  *loss -= log (own);
  return answer == self->label;
}

static guint
find_decided (const Answers *self)
{
  double lowest = INFINITY;
  guint found = 0;
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
    double entropy = 0;
    for (guint c = 0; c < self->n_classes; c++) {
      const double p = self->rows[t * self->n_classes + c];
      entropy -= p > 0 ? p * log (p) : 0;
    }
    if (entropy < lowest) {
      lowest = entropy;
      found = t;
    }
  }
  return found;
}

/* The best transform for the images of the other parity than i. */
static guint
find_typed (const Answers *answers, guint i)
{
  guint best = 0, fewest = G_MAXUINT;
  double lowest = INFINITY;
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
    guint wrong = 0;
    double loss = 0;
    for (guint j = 1 - i % 2; j < N_IMAGES; j += 2)
      wrong += !is_right (&answers[j], 1 << t, &loss);
    if (wrong < fewest || (wrong == fewest && loss < lowest)) {
      best = t;
      fewest = wrong;
      lowest = loss;
    }
  }
  return best;
}

static void
assert_wrong (const TauEvaluation *result, const char *id, guint cell, guint i, gboolean wrong)
{
  const TauMethodResult *method = tau_evaluation_find (result, id);
  const gsize row = result->n_methods * tau_answer_bytes (result->n_cells);
  const guint8 *data = g_bytes_get_data (result->wrong, NULL);
  g_assert_cmpint (tau_answer_is_wrong (data + i * row, method - result->methods, N_CELLS, cell),
                   ==, wrong);
}

static void
test_chosen (Fixture *f, gconstpointer data)
{
  static const char *const names[N_CELLS] = { NULL, "fog", "speckle_noise" };
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "per-corruption:1,entropy:1");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_autoptr (TauDataset) dataset = tau_dataset_open (f->dataset, NULL);
  const TauMethodResult *typed = tau_evaluation_find (result, "per-corruption:1"),
                        *decided = tau_evaluation_find (result, "entropy:1");
  g_assert_cmpfloat (typed->relative_cost, ==, 1);
  g_assert_cmpfloat (decided->relative_cost, ==, TAU_N_TRANSFORMS);
  for (guint cell = 0; cell < N_CELLS; cell++) {
    Answers answers[N_IMAGES];
    guint wrong[2] = { 0 };
    double loss[2] = { 0 };
    for (guint i = 0; i < N_IMAGES; i++)
      answers[i] = look (f, dataset, i, names[cell]);
    for (guint i = 0; i < N_IMAGES; i++) {
      const guint sets[] = { 1 << find_typed (answers, i), 1 << find_decided (&answers[i]) };
      for (guint m = 0; m < 2; m++) {
        const gboolean right = is_right (&answers[i], sets[m], &loss[m]);
        assert_wrong (result, m == 0 ? "per-corruption:1" : "entropy:1", cell, i, !right);
        wrong[m] += !right;
      }
    }
    g_assert_cmpfloat_with_epsilon (typed->cell_error[cell], 100.0 * wrong[0] / N_IMAGES, 1e-9);
    g_assert_cmpfloat_with_epsilon (decided->cell_error[cell], 100.0 * wrong[1] / N_IMAGES, 1e-9);
    g_assert_cmpfloat_with_epsilon (typed->nll[cell == 0   ? TAU_SET_CLEAN
                                               : cell == 1 ? TAU_SET_CORRUPTED
                                                           : TAU_SET_HELDOUT],
                                    loss[0] / N_IMAGES, 1e-4);
    for (guint i = 0; i < N_IMAGES; i++)
      g_free (answers[i].rows);
  }
}

/* The best of all sets of three, by trying them; and of one, of corrupted images too. */
static void
test_fixed (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec =
      fixture_spec_new (f, "gps:3,fixed:1,3,fixed:2+corrupted,gps:2+corrupted");
  fixture_write_pictures (f, "others", N_IMAGES, N_OTHERS);
  spec->validation = g_strdup_printf ("folder:%s/others", f->folder);
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_autoptr (TauDataset) dataset = tau_dataset_open (spec->validation, NULL);
  g_assert_cmpuint (result->n_images, ==, N_IMAGES);
  g_assert_cmpint (tau_evaluation_find (result, "fixed:2+corrupted")->n_policy, ==, 2);
  Answers answers[N_OTHERS];
  for (guint i = 0; i < N_OTHERS; i++)
    answers[i] = look (f, dataset, i, NULL);
  for (int k = 1; k <= 3; k += 2) {
    guint fewest = G_MAXUINT, best = 0, found = 0;
    double lowest = INFINITY;
    for (guint set = 1; set < 1 << TAU_N_TRANSFORMS; set++) {
      guint wrong = 0;
      double loss = 0;
      for (guint i = 0; i < N_OTHERS && __builtin_popcount (set) == k; i++)
        wrong += !is_right (&answers[i], set, &loss);
      if (__builtin_popcount (set) == k &&
          (wrong < fewest || (wrong == fewest && loss < lowest - 1e-9))) {
        fewest = wrong;
        lowest = loss;
        best = set;
      }
    }
    const TauMethodResult *fixed = tau_evaluation_find (result, k == 1 ? "fixed:1" : "fixed:3");
    g_assert_cmpint (fixed->n_policy, ==, k);
    for (int i = 0; i < k; i++)
      found |= 1 << fixed->policy[i];
    g_assert_cmphex (found, ==, best);
    g_assert_cmpfloat (fixed->relative_cost, ==, k);
  }
  for (guint i = 0; i < N_OTHERS; i++)
    g_free (answers[i].rows);
}

/* The predicted gain of the image's best transform, and what ours:2 takes with a threshold: bits.
 */
static double
look_predicted (Fixture *f, TauDataset *dataset, guint i, double threshold, guint *set)
{
  g_autoptr (TauInspection) inspection = fixture_inspect (f, dataset, i, "fog");
  *set = 0;
  for (guint rank = 0; rank < 2; rank++) {
    const guint t = inspection->order[rank];
    *set |= inspection->predicted[0] - inspection->predicted[t] > threshold ? 1u << t : 1u;
  }
  return inspection->predicted[0] - inspection->predicted[inspection->order[0]];
}

/* Wrong about as many images of fog as the set of each image says, some of which stay as they are;
 * and with a threshold that nothing exceeds, all of them do. */
static void
test_threshold (Fixture *f, gconstpointer data)
{
  static const char *const alike[][2] = { { "ours:1+threshold:1000", "center" },
                                          { "ours:3+threshold:1000", "center" },
                                          { "ours:2+flip+threshold:1000", "hflip" },
                                          { "ours:2+5crop+threshold:1000", "5crop" } };
  g_autoptr (TauDataset) dataset = tau_dataset_open (f->dataset, NULL);
  guint set, n_stay = 0, wrong = 0;
  double sum = 0, loss = 0;
  for (guint i = 0; i < N_IMAGES; i++)
    sum += look_predicted (f, dataset, i, 0, &set);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (number, sizeof number, "%.3g", sum / N_IMAGES);
  const double threshold = g_ascii_strtod (number, NULL);
  g_autofree char *id = g_strdup_printf ("ours:2+threshold:%s", number);
  g_autofree char *list = g_strdup_printf ("%s,hflip,5crop,%s,%s,%s,%s,ours:2", id, alike[0][0],
                                           alike[1][0], alike[2][0], alike[3][0]);
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, list);
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  for (guint i = 0; i < N_IMAGES; i++) {
    Answers answers = look (f, dataset, i, "fog");
    n_stay += look_predicted (f, dataset, i, threshold, &set) <= threshold;
    wrong += !is_right (&answers, set, &loss);
    g_free (answers.rows);
  }
  const TauMethodResult *some = tau_evaluation_find (result, id);
  g_assert_cmpuint (n_stay, >, N_IMAGES / 8);
  g_assert_cmpuint (n_stay, <, N_IMAGES * 7 / 8);
  g_assert_cmpfloat_with_epsilon (some->error[TAU_SET_CORRUPTED], 100.0 * wrong / N_IMAGES, 1e-9);
  g_assert_cmpfloat_with_epsilon (some->nll[TAU_SET_CORRUPTED], loss / N_IMAGES, 1e-4);
  for (guint i = 0; i < G_N_ELEMENTS (alike); i++) {
    const TauMethodResult *a = tau_evaluation_find (result, alike[i][0]),
                          *b = tau_evaluation_find (result, alike[i][1]);
    for (guint s = 0; s < TAU_N_SETS; s++)
      g_assert_cmpfloat_with_epsilon (a->nll[s], b->nll[s], 1e-9);
  }
  g_assert_true (tau_evaluate_spec_set_methods (spec, "ours:1,2,ours:2+threshold:1", NULL));
  g_assert_false (tau_evaluate_spec_set_threshold (spec, -1));
  g_assert_true (tau_evaluate_spec_set_threshold (spec, 1));
  g_assert_cmpuint (spec->n_methods, ==, 3); /* center; two of the three became one */
  g_assert_cmpstr (spec->methods[2].id, ==, "ours:2+threshold:1");
}

/* The mean weighted by 1 - entropy / log (classes). */
static void
test_weighted (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:12+entropy,all");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_autoptr (TauDataset) dataset = tau_dataset_open (f->dataset, NULL);
  const TauMethodResult *weighted = tau_evaluation_find (result, "ours:12+entropy"),
                        *all = tau_evaluation_find (result, "all");
  double loss = 0;
  for (guint i = 0; i < N_IMAGES; i++) {
    Answers answers = look (f, dataset, i, "fog");
    double own = 0, total = 0;
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
      const float *row = answers.rows + t * answers.n_classes;
      double entropy = 0;
      for (guint c = 0; c < answers.n_classes; c++)
        entropy -= row[c] > 0 ? row[c] * log (row[c]) : 0;
      const double weight = 1 - entropy / log (answers.n_classes);
      own += weight * row[answers.label];
      total += weight;
    }
    loss -= log (own / total);
    g_free (answers.rows);
  }
  g_assert_cmpfloat_with_epsilon (weighted->nll[TAU_SET_CORRUPTED], loss / N_IMAGES, 1e-4);
  g_assert_cmpfloat (weighted->nll[TAU_SET_CORRUPTED], !=, all->nll[TAU_SET_CORRUPTED]);
}

/* The mean of p^(1/T), each divided by its sum; and for one view the same errors. */
static void
test_temperature (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec =
      fixture_spec_new (f, "ours:12+temperature:2.5,ours:1,ours:1+temperature:2.5,"
                           "ours:2+temperature:1,ours:2");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_autoptr (TauDataset) dataset = tau_dataset_open (f->dataset, NULL);
  double loss = 0;
  for (guint i = 0; i < N_IMAGES; i++) {
    Answers answers = look (f, dataset, i, "fog");
    double own = 0;
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
      const float *row = answers.rows + t * answers.n_classes;
      double sum = 0;
      for (guint c = 0; c < answers.n_classes; c++)
        sum += pow (row[c], 1 / 2.5);
      own += pow (row[answers.label], 1 / 2.5) / sum / TAU_N_TRANSFORMS;
    }
    loss -= log (own);
    g_free (answers.rows);
  }
  const TauMethodResult *one = tau_evaluation_find (result, "ours:1"),
                        *warm = tau_evaluation_find (result, "ours:1+temperature:2.5");
  g_assert_cmpfloat_with_epsilon (
      tau_evaluation_find (result, "ours:12+temperature:2.5")->nll[TAU_SET_CORRUPTED],
      loss / N_IMAGES, 1e-4);
  g_assert_cmpfloat (warm->error[TAU_SET_CORRUPTED], ==, one->error[TAU_SET_CORRUPTED]);
  g_assert_cmpfloat (warm->nll[TAU_SET_CORRUPTED], !=, one->nll[TAU_SET_CORRUPTED]);
  g_assert_cmpfloat_with_epsilon (
      tau_evaluation_find (result, "ours:2+temperature:1")->nll[TAU_SET_CORRUPTED],
      tau_evaluation_find (result, "ours:2")->nll[TAU_SET_CORRUPTED], 1e-6);
}

/* The same bytes on one thread and on two, in one go and from what is stored; and read back. */
static void
test_same (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec =
      fixture_spec_new (f, "fixed:2,fixed:1+corrupted,per-corruption:1,entropy:1,"
                           "ours:2+threshold:0.1+temperature:2+entropy");
  g_autoptr (TauEvaluation) first = fixture_evaluate (f, spec);
  spec->n_threads = 1;
  g_autoptr (TauEvaluation) again = fixture_evaluate (f, spec);
  g_assert_cmpuint (again->n_inferences, ==, 0);
  fixture_assert_same (first, again);
  fixture_open_store (f, "second.db");
  g_autoptr (TauEvaluation) anew = fixture_evaluate (f, spec);
  fixture_assert_same (first, anew);
  g_autofree char *summary = tau_evaluation_to_summary (first);
  g_autoptr (TauEvaluation) back = tau_evaluation_parse (summary, &error);
  g_assert_no_error (error);
  fixture_assert_same (first, back);
  g_assert_true (g_bytes_equal (first->wrong, back->wrong));
  g_assert_true (g_bytes_equal (first->counts, back->counts));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/evaluate/baselines/chosen", test_chosen);
  fixture_test ("/evaluate/baselines/fixed", test_fixed);
  fixture_test ("/evaluate/baselines/same", test_same);
  fixture_test ("/evaluate/rules/threshold", test_threshold);
  fixture_test ("/evaluate/rules/temperature", test_temperature);
  fixture_test ("/evaluate/rules/weighted", test_weighted);
  return g_test_run ();
}
