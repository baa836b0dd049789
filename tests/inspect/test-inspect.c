/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-inspect.h"
#include "corruption/tau-frost.h"
#include "model/pack-fixture.h"
#include "ranking/tau-ranking.h"

#include "torch/torch-fixture.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* One image through the whole method, with random networks: whether the numbers fit together. */

#define SIDE 36 /* input size + margin of the pack */
#define T    TAU_N_TRANSFORMS

typedef struct {
  char *folder;
  TauPack *pack;
  TauStore *store;
  TauSession *session;
  TauImage *picture;
} Fixture;

static void
open_session (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_clear_pointer (&self->session, tau_session_free);
  g_clear_pointer (&self->pack, tau_pack_unref);
  self->pack = tau_pack_load (self->folder, &error);
  g_assert_no_error (error);
  self->session = tau_session_open (self->pack, self->store, 1, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  self->folder = fixture_make_folder ();
  fixture_write_pack (self->folder, 3, 4);
  self->store = tau_store_open (NULL, &error);
  g_assert_no_error (error);
  open_session (self);
  self->picture = tau_image_new (SIDE, SIDE);
  for (int i = 0; i < SIDE * SIDE * 3; i++)
    self->picture->data[i] = 128 + 100 * sin (0.05 * i) * cos (0.011 * i);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  tau_session_free (self->session);
  tau_store_close (self->store);
  tau_pack_unref (self->pack);
  tau_image_unref (self->picture);
  fixture_remove_folder (self->folder);
  g_free (self->folder);
}

static TauInspectRequest
ask_for (Fixture *self, const char *corruption, int severity, guint64 seed, int label)
{
  return (TauInspectRequest){
    .picture = self->picture,
    .corruption = tau_corruption_spec_parse (corruption, severity, seed, TAU_PRESET_AUTO),
    .label = label,
  };
}

static TauInspection *
inspect (Fixture *self, const char *corruption, int severity, guint64 seed, int label)
{
  g_autoptr (GError) error = NULL;
  TauInspectRequest request = ask_for (self, corruption, severity, seed, label);
  TauInspection *result = tau_inspect (self->session, &request, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

static void
assert_same_numbers (const TauInspection *a, const TauInspection *b)
{
  g_assert_cmpmem (a->predicted, sizeof a->predicted, b->predicted, sizeof b->predicted);
  g_assert_cmpmem (a->actual, sizeof a->actual, b->actual, sizeof b->actual);
  g_assert_cmpmem (a->order, sizeof a->order, b->order, sizeof b->order);
  g_assert_cmpmem (a->probabilities, T * a->n_classes * sizeof (float), b->probabilities,
                   T * b->n_classes * sizeof (float));
  g_assert_cmpmem (a->input->data, tau_image_n_bytes (a->input), b->input->data,
                   tau_image_n_bytes (b->input));
}

/* -- the numbers */

static void
test_consistent (Fixture *self, gconstpointer data)
{
  g_autoptr (TauInspection) r = inspect (self, "gaussian_noise", 3, 7, 2);
  double predicted = 0, actual = 0, lowest = INFINITY;
  gboolean seen[T] = { FALSE };

  g_assert_cmpint (r->label, ==, 2);
  g_assert_true (r->label_given);
  g_assert_cmpuint (r->n_classes, ==, 5);
  for (guint t = 0; t < T; t++) {
    const float *row = r->probabilities + t * 5;
    double sum = 0;
    for (guint c = 0; c < 5; c++)
      sum += row[c];
    g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
    g_assert_cmpint (r->answer[t], ==, tau_argmax (row, 5));
    g_assert_cmpfloat (r->confidence[t], ==, row[r->answer[t]]);
    g_assert_cmpint (r->correct[t], ==, r->answer[t] == 2);
    g_assert_cmpfloat_with_epsilon (r->actual[t], -log (row[2]), 1e-6);
    g_assert_cmpuint (r->order[r->rank[t] - 1], ==, t);
    g_assert_false (seen[r->order[t]]);
    seen[r->order[t]] = TRUE;
    if (t > 0)
      g_assert_cmpfloat (r->predicted[r->order[t - 1]], <=, r->predicted[r->order[t]]);
    predicted += r->predicted_relative[t];
    actual += r->actual_relative[t];
    lowest = MIN (lowest, r->actual[t]);
    g_assert_cmpint (r->variants[t]->width, ==, 32);
  }
  g_assert_cmpfloat_with_epsilon (predicted, 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (actual, 1, 1e-9);
  /* Weights: the transform of lowest loss has the highest. */
  for (guint t = 0; t < T; t++) {
    g_assert_cmpfloat (r->predicted_relative[t], <=, r->predicted_relative[r->chosen]);
    g_assert_cmpfloat (r->actual_relative[t], <=, r->actual_relative[r->best]);
  }
  g_assert_cmpint (r->chosen, ==, r->order[0]);
  g_assert_cmpfloat (r->actual[r->best], ==, lowest);
  g_assert_cmpfloat_with_epsilon (r->regret, r->actual[r->chosen] - lowest, 1e-12);
  g_assert_cmpfloat (r->spearman, ==, tau_spearman (r->predicted, r->actual, T));
  g_assert_cmpfloat (r->ms_total, >=, r->ms_target);
}

/* What the window shows of the way: the corrupted picture, its untransformed middle, the others. */
static void
test_pictures (Fixture *self, gconstpointer data)
{
  g_autoptr (TauInspection) plain = inspect (self, NULL, 3, 7, -1);
  g_assert_cmpmem (plain->input->data, tau_image_n_bytes (plain->input), self->picture->data,
                   tau_image_n_bytes (self->picture));
  g_autoptr (TauImage) middle = tau_image_crop (self->picture, 2, 2, 32, 32);
  g_assert_cmpmem (plain->variants[0]->data, 32 * 32 * 3, middle->data, 32 * 32 * 3);
  for (guint t = 1; t < T; t++) {
    g_autoptr (TauImage) expected = tau_transform_image (t, self->picture, 4);
    g_assert_cmpmem (plain->variants[t]->data, 32 * 32 * 3, expected->data, 32 * 32 * 3);
  }
  g_autoptr (TauInspection) noisy = inspect (self, "gaussian_noise", 3, 7, -1);
  g_autoptr (TauImage) corrupted =
      tau_corrupt (tau_corruption_get (tau_corruption_find ("gaussian_noise")), self->picture, 3,
                   TAU_PRESET_CIFAR, 7);
  g_assert_cmpmem (noisy->input->data, tau_image_n_bytes (noisy->input), corrupted->data,
                   tau_image_n_bytes (corrupted));
}

static void
test_label (Fixture *self, gconstpointer data)
{
  g_autoptr (TauInspection) none = inspect (self, "fog", 2, 1, -1);
  g_assert_false (none->label_given);
  g_assert_cmpint (none->label, ==, none->answer[0]);
  g_assert_true (none->correct[0]);
  for (int label = 0; label < 5; label++) {
    g_autoptr (TauInspection) given = inspect (self, "fog", 2, 1, label);
    g_assert_true (given->label_given);
    g_assert_cmpint (given->label, ==, label);
    g_assert_cmpint (given->correct[0], ==, label == none->label);
    /* The same networks on the same picture: only what the label decides differs. */
    g_assert_cmpmem (given->predicted, sizeof given->predicted, none->predicted,
                     sizeof none->predicted);
    g_assert_cmpint (memcmp (given->actual, none->actual, sizeof given->actual) == 0, ==,
                     label == none->label);
  }
}

/* Severity 0 and no corruption are the same thing, whatever the seed. */
static void
test_severity_zero (Fixture *self, gconstpointer data)
{
  g_autoptr (TauInspection) none = inspect (self, NULL, 0, 0, -1);
  g_autoptr (TauInspection) zero = inspect (self, "snow", 0, 77, -1);
  g_autoptr (TauInspection) no_name = inspect (self, NULL, 4, 5, -1);
  g_assert_false (none->cached);
  g_assert_true (zero->cached);
  g_assert_true (no_name->cached);
  g_assert_null (zero->request.corruption.type);
  g_assert_cmpint (no_name->request.corruption.severity, ==, 0);
  assert_same_numbers (none, zero);
  assert_same_numbers (none, no_name);
}

static void
test_methods (Fixture *self, gconstpointer data)
{
  g_autoptr (TauInspection) r = inspect (self, "snow", 2, 1, 1);
  const char *const ids[] = { "center", "ours:1", "ours:2", "ours:4", "all", "oracle" };
  double target = self->session->torch->model_multiply_adds (self->session->target);
  double predictor = self->session->torch->model_multiply_adds (self->session->predictor);
  const double costs[] = { 1,
                           1 + predictor / target,
                           2 + predictor / target,
                           4 + predictor / target,
                           TAU_N_TRANSFORMS,
                           TAU_N_TRANSFORMS };
  for (guint m = 0; m < TAU_N_METHODS; m++) {
    g_assert_cmpstr (r->methods[m].id, ==, ids[m]);
    g_assert_cmpfloat_with_epsilon (r->methods[m].relative_cost, costs[m], 1e-9);
    g_assert_cmpint (r->methods[m].correct, ==, r->methods[m].answer == 1);
  }
  g_assert_cmpfloat (predictor, >, 0);
  g_assert_cmpfloat (r->methods[0].confidence, ==, r->confidence[0]);
  g_assert_cmpint (r->methods[1].answer, ==, r->answer[r->chosen]);
  g_assert_cmpfloat (r->methods[1].loss, ==, r->actual[r->chosen]);
  g_assert_cmpfloat (r->methods[5].loss, ==, r->actual[r->best]);

  float pair[5], clamped[5], all[5];
  tau_inspection_ensemble (r, 2, pair);
  for (guint c = 0; c < 5; c++) {
    float mean =
        (r->probabilities[r->order[0] * 5 + c] + r->probabilities[r->order[1] * 5 + c]) / 2;
    g_assert_cmpfloat_with_epsilon (pair[c], mean, 1e-6);
  }
  g_assert_cmpfloat_with_epsilon (pair[r->methods[2].answer], r->methods[2].confidence, 1e-7);
  tau_inspection_ensemble (r, 99, clamped);
  tau_inspection_ensemble (r, T, all);
  g_assert_cmpmem (clamped, sizeof clamped, all, sizeof all);
}

/* -- the cache */

static void
test_cache (Fixture *self, gconstpointer data)
{
  g_autoptr (TauInspection) first = inspect (self, "gaussian_noise", 3, 7, 2);
  g_autoptr (TauInspection) again = inspect (self, "gaussian_noise", 3, 7, 2);
  g_autoptr (TauInspection) label = inspect (self, "gaussian_noise", 3, 7, -1);
  g_autoptr (TauInspection) seed = inspect (self, "gaussian_noise", 3, 8, 2);
  g_autoptr (TauInspection) severity = inspect (self, "gaussian_noise", 4, 7, 2);
  g_autoptr (TauInspection) other = inspect (self, "shot_noise", 3, 7, 2);
  g_autoptr (TauInspection) fixed = inspect (self, "contrast", 3, 7, 2);
  g_autoptr (TauInspection) seedless = inspect (self, "contrast", 3, 8, 2);
  g_assert_false (first->cached);
  g_assert_true (again->cached);
  g_assert_true (label->cached); /* the networks do not see the label */
  g_assert_false (seed->cached);
  g_assert_false (severity->cached);
  g_assert_false (other->cached);
  g_assert_false (fixed->cached);
  g_assert_true (seedless->cached); /* contrast draws nothing */
  assert_same_numbers (first, again);
  g_assert_cmpint (memcmp (first->predicted, seed->predicted, sizeof first->predicted), !=, 0);

  /* Another picture; and no store at all. */
  self->picture->data[SIDE * 50] ^= 1;
  g_autoptr (TauInspection) changed = inspect (self, "gaussian_noise", 3, 7, 2);
  g_assert_false (changed->cached);
  self->picture->data[SIDE * 50] ^= 1;
  self->session->store = NULL;
  g_autoptr (TauInspection) uncached = inspect (self, "gaussian_noise", 3, 7, 2);
  g_assert_false (uncached->cached);
  assert_same_numbers (first, uncached);
}

/* Frost with textures of the user's is another corruption than frost with the drawn ones. */
static void
test_cache_textures (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauInspection) drawn = inspect (self, "frost", 3, 7, 2);
  for (guint8 level = 50; level <= 140; level += 90) {
    fixture_write_textures (self->folder, level);
    g_assert_true (tau_frost_set_textures_folder (self->folder, &error));
    g_autoptr (TauInspection) first = inspect (self, "frost", 3, 7, 2);
    g_autoptr (TauInspection) second = inspect (self, "frost", 3, 7, 2);
    g_assert_false (first->cached);
    g_assert_true (second->cached);
    assert_same_numbers (first, second);
  }
  tau_frost_set_textures_folder (NULL, NULL);
  g_autoptr (TauInspection) again = inspect (self, "frost", 3, 7, 2);
  g_assert_true (again->cached);
  assert_same_numbers (drawn, again);
}

/* Another predictor for the same target: the target is not asked again. To see it, its stored
 * answers are replaced by others. */
static void
test_other_predictor (Fixture *self, gconstpointer data)
{
  g_autoptr (TauInspection) first = inspect (self, NULL, 0, 0, 2);
  g_autofree char *sha256 = tau_image_sha256 (self->picture);
  TauStoreKey key = { .image_sha256 = sha256 };
  TauStoreModel target = { self->pack->target.sha256, self->session->target_setup };
  g_autofree char *target_setup = g_strdup (self->session->target_setup);
  float marked[T * 5];
  for (guint i = 0; i < T * 5; i++)
    marked[i] = i % 5 == 1 ? 0.6f : 0.1f;
  g_assert_true (tau_store_add_target (self->store, &key, &target, 5, marked, 1, NULL));

  fixture_write_pack (self->folder, 3, 5);
  open_session (self);
  g_assert_cmpstr (self->session->target_setup, ==, target_setup);
  g_autoptr (TauInspection) second = inspect (self, NULL, 0, 0, 2);
  g_assert_false (second->cached);
  g_assert_cmpmem (second->probabilities, sizeof marked, marked, sizeof marked);
  g_assert_cmpint (memcmp (first->predicted, second->predicted, sizeof first->predicted), !=, 0);

  /* The first predictor again: both are still there. */
  fixture_write_pack (self->folder, 3, 4);
  open_session (self);
  g_autoptr (TauInspection) third = inspect (self, NULL, 0, 0, 2);
  g_assert_true (third->cached);
  g_assert_cmpmem (first->predicted, sizeof first->predicted, third->predicted,
                   sizeof third->predicted);
}

/* Other numbers in pack.json for the same files (a mean) are another question. */
static void
test_other_setup (Fixture *self, gconstpointer data)
{
  g_autoptr (TauInspection) first = inspect (self, NULL, 0, 0, 2);
  JsonObject *target =
      json_object_get_object_member (json_node_get_object (self->pack->json), "target");
  json_object_set_member (target, "mean", json_from_string ("[0.1, 0.1, 0.1]", NULL));
  g_assert_true (tau_pack_write (self->folder, self->pack->json, NULL));
  open_session (self);
  g_autoptr (TauInspection) second = inspect (self, NULL, 0, 0, 2);
  g_assert_false (second->cached);
  g_assert_cmpint (memcmp (first->actual, second->actual, sizeof first->actual), !=, 0);
  g_assert_cmpmem (first->predicted, sizeof first->predicted, second->predicted,
                   sizeof second->predicted);
}

/* -- what is refused */

static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TauInspectRequest request = ask_for (self, NULL, 0, 0, 5);
  g_assert_null (tau_inspect (self->session, &request, NULL, &error));
  g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_MISMATCH);
  fixture_assert_sentence (error, "5");
  g_clear_error (&error);

  g_autoptr (TauImage) small = tau_image_crop (self->picture, 0, 0, 32, 32);
  request.picture = small;
  request.label = -1;
  g_assert_null (tau_inspect (self->session, &request, NULL, &error));
  g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_MISMATCH);
  fixture_assert_sentence (error, "36");
  g_clear_error (&error);

  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_cancellable_cancel (cancelled);
  request.picture = self->picture;
  g_assert_null (tau_inspect (self->session, &request, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
refuse_session (Fixture *self, TauPackError code, const char *named)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPack) pack = tau_pack_load (self->folder, &error);
  g_assert_no_error (error);
  g_assert_null (tau_session_open (pack, NULL, 1, NULL, &error));
  g_assert_error (error, TAU_PACK_ERROR, (int)code);
  fixture_assert_sentence (error, named);
}

static void
test_session_refused (Fixture *self, gconstpointer data)
{
  g_autofree char *target = g_build_filename (self->folder, "target.pt", NULL);
  g_autofree char *predictor = g_build_filename (self->folder, "predictor.pt", NULL);
  g_autoptr (GError) error = NULL;

  fixture_write_model (target, "resnet8", 32, 6, 3);
  refuse_session (self, TAU_PACK_ERROR_CHECKSUM, target);
  fixture_write_pack_json (self->folder);
  refuse_session (self, TAU_PACK_ERROR_MISMATCH, target); /* 6 outputs, 5 classes */

  fixture_write_model (target, "resnet8", 32, 5, 3);
  fixture_write_model (predictor, "compact", 32, 11, 3);
  fixture_write_pack_json (self->folder);
  refuse_session (self, TAU_PACK_ERROR_MISMATCH, predictor);

  g_remove (predictor);
  fixture_write_pack_json (self->folder);
  g_autoptr (TauPack) pack = tau_pack_load (self->folder, &error);
  g_autoptr (TauSession) session = tau_session_open (pack, NULL, 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (session);
  g_assert_null (session->predictor);
}

/* -- words and JSON */

static void
test_sentence (Fixture *self, gconstpointer data)
{
  const struct {
    gboolean given;
    int chosen, before, after, label;
    const char *sentence;
  } cases[] = {
    { FALSE, 0, 1, 1, 1, "The predictor chose to leave the image as it is; the answer is “bee”." },
    { TRUE, 0, 1, 1, 1,
      "The predictor chose to leave the image as it is; the answer “bee” is right." },
    { TRUE, 0, 1, 1, 2,
      "The predictor chose to leave the image as it is; the answer “bee” is wrong: the label is "
      "“cat”." },
    { FALSE, 4, 1, 1, 1, "The predictor chose “Zoom 1.2”; the answer stays “bee”." },
    { TRUE, 4, 1, 1, 1, "The predictor chose “Zoom 1.2”; the answer stays “bee”, which is right." },
    { TRUE, 4, 1, 1, 2,
      "The predictor chose “Zoom 1.2”; the answer stays “bee”, which is wrong: the label is "
      "“cat”." },
    { FALSE, 4, 1, 3, 1,
      "The predictor chose “Zoom 1.2”; the answer changes from “bee” to “dog”." },
    { TRUE, 4, 1, 3, 3,
      "The predictor chose “Zoom 1.2”; the answer changes from “bee” to “dog”, which is right." },
    { TRUE, 4, 1, 3, 2,
      "The predictor chose “Zoom 1.2”; the answer changes from “bee” to “dog”, which is wrong: the "
      "label is “cat”." },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TauInspection r = { .label = cases[i].label,
                        .label_given = cases[i].given,
                        .chosen = cases[i].chosen };
    r.answer[0] = cases[i].before;
    r.answer[cases[i].chosen] = cases[i].after;
    for (guint t = 0; t < T; t++) {
      r.known[t] = TRUE;
      r.correct[t] = r.answer[t] == r.label;
    }
    g_autofree char *sentence = tau_inspection_sentence (&r, self->pack);
    g_assert_cmpstr (sentence, ==, cases[i].sentence);
  }
}

/* "key:type" of an object, s text, i whole number, d number, b truth, o object, a list, n null. */
static void
assert_keys (JsonObject *object, const char *keys)
{
  g_auto (GStrv) list = g_strsplit (keys, " ", -1);
  for (guint i = 0; list[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (list[i], ":", 2);
    JsonNode *node = json_object_get_member (object, pair[0]);
    if (node == NULL)
      g_error ("no key %s", pair[0]);
    GType type = json_node_get_value_type (node);
    gboolean fits = pair[1][0] == 's'   ? type == G_TYPE_STRING
                    : pair[1][0] == 'i' ? type == G_TYPE_INT64
                    : pair[1][0] == 'd' ? type == G_TYPE_DOUBLE || type == G_TYPE_INT64
                    : pair[1][0] == 'b' ? type == G_TYPE_BOOLEAN
                    : pair[1][0] == 'o' ? JSON_NODE_HOLDS_OBJECT (node)
                    : pair[1][0] == 'a' ? JSON_NODE_HOLDS_ARRAY (node)
                                        : JSON_NODE_HOLDS_NULL (node);
    if (!fits)
      g_error ("the key %s is of type %s", pair[0], g_type_name (type));
  }
  g_assert_cmpuint (json_object_get_size (object), ==, g_strv_length (list));
}

static JsonNode *
to_json (Fixture *self, TauInspection *r)
{
  g_autoptr (GError) error = NULL;
  const TauImageInfo info = { .path = "dir/a \"b\".png", .sha256 = "ab12", .width = 640 };
  g_autofree char *text = tau_inspection_to_json (r, self->pack, &info);
  g_assert_null (strchr (text, '\n'));
  JsonNode *node = json_from_string (text, &error);
  g_assert_no_error (error);
  return node;
}

static void
test_json (Fixture *self, gconstpointer data)
{
  g_autoptr (TauInspection) r = inspect (self, "fog", 2, 9, 3);
  g_autoptr (JsonNode) node = to_json (self, r);
  JsonObject *root = json_node_get_object (node);
  assert_keys (root, "image:o corruption:o pack:o label:s label_source:s transforms:a spearman:d "
                     "methods:a chosen:s best:s regret:d cached:b time_ms:o");
  assert_keys (json_object_get_object_member (root, "image"), "path:s sha256:s width:i height:i");
  assert_keys (json_object_get_object_member (root, "corruption"), "type:s severity:i seed:i");
  assert_keys (json_object_get_object_member (root, "pack"),
               "name:s target_sha256:s predictor_sha256:s");
  assert_keys (json_object_get_object_member (root, "time_ms"),
               "total:d transform:d target:d predictor:d");
  g_assert_cmpstr (json_object_get_string_member (root, "label"), ==, "dog");
  g_assert_cmpstr (json_object_get_string_member (root, "label_source"), ==, "given");
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (root, "image"), "path"), ==,
      "dir/a \"b\".png");

  JsonArray *transforms = json_object_get_array_member (root, "transforms");
  g_assert_cmpuint (json_array_get_length (transforms), ==, T);
  for (guint t = 0; t < T; t++) {
    JsonObject *row = json_array_get_object_element (transforms, t);
    assert_keys (row, "id:s predicted_loss:d predicted_relative:d predicted_rank:i actual_loss:d "
                      "actual_relative:d class:s confidence:d correct:b");
    g_assert_cmpstr (json_object_get_string_member (row, "id"), ==, tau_transform_get (t)->id);
    g_assert_cmpfloat_with_epsilon (json_object_get_double_member (row, "actual_loss"),
                                    r->actual[t], 1e-12);
    g_assert_cmpint (json_object_get_int_member (row, "predicted_rank"), ==, r->rank[t]);
  }
  JsonArray *methods = json_object_get_array_member (root, "methods");
  g_assert_cmpuint (json_array_get_length (methods), ==, TAU_N_METHODS);
  for (guint m = 0; m < TAU_N_METHODS; m++)
    assert_keys (json_array_get_object_element (methods, m),
                 "id:s class:s confidence:d correct:b loss:d relative_cost:d");
}

/* Without a corruption there is a null; a correlation that is undefined is a null, not "nan". */
static void
test_json_nulls (Fixture *self, gconstpointer data)
{
  g_autoptr (TauInspection) r = inspect (self, NULL, 0, 0, -1);
  r->spearman = NAN;
  g_autoptr (JsonNode) node = to_json (self, r);
  JsonObject *root = json_node_get_object (node);
  g_assert_true (json_object_get_null_member (root, "corruption"));
  g_assert_true (json_object_get_null_member (root, "spearman"));
  g_assert_cmpstr (json_object_get_string_member (root, "label_source"), ==, "target");
}

static void
test_history (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const TauImageInfo info = { .path = "a.png", .sha256 = "ab12", .width = 640, .height = 480 };
  g_autoptr (TauInspection) r = inspect (self, "fog", 2, 9, 3);
  g_assert_true (tau_inspection_record (r, self->pack, &info, self->store, &error));
  g_assert_no_error (error);
  g_autoptr (GPtrArray) runs = tau_store_list_runs (self->store, NULL, 0, 10, &error);
  g_assert_cmpuint (runs->len, ==, 1);
  const TauStoreRun *listed = runs->pdata[0];
  g_autoptr (TauStoreRun) run = tau_store_get_run (self->store, listed->id, &error);
  g_assert_cmpstr (run->path, ==, "a.png");
  g_assert_cmpstr (run->label, ==, "dog");
  g_assert_cmpstr (run->corruption.type->name, ==, "fog");
  g_assert_cmpstr (run->chosen, ==, tau_transform_get (r->chosen)->id);
  g_assert_cmpstr (run->best, ==, tau_transform_get (r->best)->id);
  g_assert_cmpint (run->correct, ==, r->correct[r->chosen]);
  g_assert_cmpfloat (run->regret, ==, r->regret);
  g_autoptr (JsonNode) result = json_from_string (run->result, &error);
  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (result));
}

static void
test_figure (Fixture *self, gconstpointer data)
{
  TauFigureSpec spec;
  g_autoptr (TauInspection) r = inspect (self, "fog", 2, 9, 3);
  tau_inspection_to_figure (r, self->pack, &spec);
  g_assert_cmpstr (spec.label, ==, "dog");
  g_assert_true (spec.input == r->variants[0]);
  g_assert_true (spec.transformed == r->variants[r->chosen]);
  g_assert_cmpint (spec.plot.chosen, ==, r->chosen);
  g_assert_cmpint (spec.plot.best, ==, r->best);
  g_assert_cmpint (spec.corruption.severity, ==, 2);
  g_assert_cmpstr (spec.transformed_answer.class_name, ==,
                   tau_pack_class (self->pack, r->answer[r->chosen]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/inspect/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("consistent", test_consistent);
  ADD ("pictures", test_pictures);
  ADD ("label", test_label);
  ADD ("severity-zero", test_severity_zero);
  ADD ("methods", test_methods);
  ADD ("cache", test_cache);
  ADD ("cache-textures", test_cache_textures);
  ADD ("other-predictor", test_other_predictor);
  ADD ("other-setup", test_other_setup);
  ADD ("refused", test_refused);
  ADD ("session-refused", test_session_refused);
  ADD ("sentence", test_sentence);
  ADD ("json", test_json);
  ADD ("json-nulls", test_json_nulls);
  ADD ("history", test_history);
  ADD ("figure", test_figure);
  return g_test_run ();
}
