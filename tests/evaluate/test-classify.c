/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one method answers for images, at its cost. */
#include "evaluate/tau-classify.h"

#include "dataset/tau-samples.h"
#include "evaluate/evaluate-fixture.h"
#include "inspect/tau-inspect.h"
#include "model/tau-pack-policies.h"
#include "ranking/tau-ranking.h"

#include <string.h>

#define N 64

/* How many images the models were shown. */
static const TauModelApi *real;
static TauTorchModel *target;
static gint n_shown, n_predicted;

static gboolean
counting_run (TauTorchModel *model, const float *in, gsize n, float *out, GCancellable *cancellable,
              GError **error)
{
  g_atomic_int_add (model == target ? &n_shown : &n_predicted, n);
  return real->model_run (model, in, n, out, cancellable, error);
}

static TauClassifier *
new_classifier (Fixture *self, const char *id, GError **error)
{
  g_autoptr (GArray) methods = tau_methods_parse (id, NULL);
  return tau_classifier_new (self->session, &g_array_index (methods, TauMethod, methods->len - 1),
                             7, error);
}

static void
load (Fixture *self, TauImage *images[N], guint numbers[N])
{
  g_autoptr (TauDataset) dataset = tau_dataset_open (self->dataset, NULL);
  for (guint i = 0; i < N; i++) {
    g_autoptr (TauImage) image = tau_dataset_load (dataset, i, NULL);
    images[i] = tau_prepare_image (image, self->pack->target.input_size + self->pack->margin);
    numbers[i] = i;
  }
}

static void
classify (const TauClassifier *self, TauImage *images[N], const guint numbers[N], guint n,
          const char *corruption, TauClassification out[N])
{
  const TauCorruptionSpec spec = tau_corruption_spec_parse (corruption, 3, 7, TAU_PRESET_AUTO);
  g_autoptr (GError) error = NULL;
  const guint batch = tau_classifier_batch (self);
  for (guint i = 0; i < n; i += batch)
    g_assert_true (tau_classifier_run (self, images + i, numbers + i, MIN (batch, n - i), &spec,
                                       out + i, NULL, &error));
  g_assert_no_error (error);
}

static void
clear (TauImage *images[N], TauClassification out[N])
{
  for (guint i = 0; i < N; i++) {
    g_clear_pointer (&images[i], tau_image_unref);
    tau_classification_clear (&out[i]);
  }
}

/* The target sees the views that the method averages over, each once, and no more. */
static void
test_cost (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *id;
    guint views, predictions;
  } cases[] = {
    { "center", 1, 0 },        { "hflip", 2, 0 },       { "5crop", 5, 0 }, { "10crop", 10, 0 },
    { "ours:1", 1, 1 },        { "ours:2+flip", 4, 2 }, { "gps:2", 2, 0 }, { "random:1", 1, 0 },
    { "ours:2+5crop", 10, 1 }, { "all", 12, 0 },
  };
  TauPolicies policies = { .n = { TAU_N_TRANSFORMS, 0 } };
  g_autoptr (GError) error = NULL;
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    policies.order[0][t] = (t + 5) % TAU_N_TRANSFORMS;
  g_assert_true (tau_pack_store_policies (self->pack, &policies, "none", 1, &error));
  fixture_open_store (self, "first.db");
  TauModelApi counting = *self->session->torch;
  real = self->session->torch;
  target = self->session->target;
  counting.model_run = counting_run;
  self->session->torch = &counting;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TauImage *images[N];
    guint numbers[N];
    TauClassification out[N] = { 0 };
    g_autoptr (TauClassifier) classifier = new_classifier (self, cases[i].id, &error);
    g_assert_no_error (error);
    load (self, images, numbers);
    n_shown = n_predicted = 0;
    classify (classifier, images, numbers, N, "", out);
    g_test_message ("%s", cases[i].id);
    g_assert_cmpint (n_shown, ==, N * cases[i].views);
    g_assert_cmpint (n_predicted, ==, N * cases[i].predictions);
    g_assert_cmpfloat (tau_classifier_cost (classifier), >=, cases[i].views);
    clear (images, out);
  }
  self->session->torch = real;
}

/* An inspection shows all transforms to the target in another batch. */
static void
test_as_inspected (Fixture *self, gconstpointer data)
{
  static const char *const ids[] = { "center", "ours:1", "ours:2", "ours:4", "all" };
  for (guint m = 0; m < G_N_ELEMENTS (ids); m++) {
    TauImage *images[N];
    guint numbers[N];
    TauClassification out[N] = { 0 };
    g_autoptr (TauClassifier) classifier = new_classifier (self, ids[m], NULL);
    load (self, images, numbers);
    classify (classifier, images, numbers, 7, "fog", out);
    for (guint i = 0; i < 7; i++) {
      const TauInspectRequest request = {
        .picture = images[i],
        .corruption = tau_corruption_spec_parse ("fog", 3, 7, TAU_PRESET_AUTO),
        .label = -1,
      };
      g_autoptr (TauInspection) inspection = tau_inspect (self->session, &request, NULL, NULL);
      const int best = tau_argmax (out[i].probabilities, self->session->n_classes);
      guint found = 0;
      for (guint k = 0; k < inspection->n_methods; k++)
        if (g_str_equal (inspection->methods[k].id, ids[m])) {
          found++;
          g_assert_cmpint (inspection->methods[k].answer, ==, best);
          g_assert_cmpfloat_with_epsilon (inspection->methods[k].confidence,
                                          out[i].probabilities[best], 1e-5);
          g_assert_cmpfloat_with_epsilon (inspection->methods[k].relative_cost,
                                          tau_classifier_cost (classifier), 1e-9);
        }
      g_assert_cmpuint (found, ==, 1);
      for (guint k = 0; k < out[i].n_choices && g_str_has_prefix (ids[m], "ours"); k++) {
        g_assert_cmpuint (out[i].choices[k].n, ==, 1);
        g_assert_cmpuint (out[i].choices[k].transforms[0], ==, inspection->order[k]);
      }
    }
    clear (images, out);
  }
}

/* The same answer whatever comes with an image; of some networks the last bits are others. */
static void
test_alone (Fixture *self, gconstpointer data)
{
  static const char *const ids[] = { "ours:2", "random:4", "10crop", "ours:2+chain:3" };
  for (guint m = 0; m < G_N_ELEMENTS (ids); m++) {
    TauImage *images[N];
    guint numbers[N];
    TauClassification together[N] = { 0 };
    g_autoptr (TauClassifier) classifier = new_classifier (self, ids[m], NULL);
    load (self, images, numbers);
    classify (classifier, images, numbers, N, "speckle_noise", together);
    for (guint i = 0; i < N; i += 9) {
      TauClassification alone[N] = { 0 };
      classify (classifier, images + i, numbers + i, 1, "speckle_noise", alone);
      for (guint c = 0; c < self->session->n_classes; c++)
        g_assert_cmpfloat_with_epsilon (alone[0].probabilities[c], together[i].probabilities[c],
                                        1e-6);
      g_assert_cmpmem (alone[0].choices, sizeof alone[0].choices, together[i].choices,
                       sizeof together[i].choices);
      tau_classification_clear (&alone[0]);
    }
    clear (images, together);
  }
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  static const char *const ids[] = { "oracle", "gps:1", "gps:1+corrupted" };
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (new_classifier (self, ids[i], &error));
    g_assert_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC);
    g_assert_nonnull (strstr (error->message, ids[i]));
  }
  g_autoptr (TauPack) bare = tau_pack_borrow (self->pack, NULL);
  g_autoptr (GError) error = NULL;
  tau_session_free (self->session);
  self->session = tau_session_open (bare, NULL, 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (new_classifier (self, "ours:1", &error));
  g_assert_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/classify/cost", test_cost);
  fixture_test ("/classify/as-inspected", test_as_inspected);
  fixture_test ("/classify/alone", test_alone);
  fixture_test ("/classify/refused", test_refused);
  return g_test_run ();
}
