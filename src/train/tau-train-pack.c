/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train-common.h"

#include "base/tau-file.h"
#include "base/tau-json.h"
#include "transform/tau-transform.h"

#include <string.h>

/* A trained predictor becomes a pack: that of its target, with the predictor, the command that made
 * it and what was measured added. */
typedef struct {
  const TauTrainPredictorOptions *options;
  TauSession *session;
  TauTorchTrainer *trainer;
  int size; /* of the predictor's input, px */
} Result;

static JsonArray *
number_array (const float v[3])
{
  JsonArray *array = json_array_new ();
  for (int i = 0; i < 3; i++)
    json_array_add_double_element (array, v[i]);
  return array;
}

static JsonObject *
member_object (JsonObject *parent, const char *name)
{
  if (!json_object_has_member (parent, name))
    json_object_set_object_member (parent, name, json_object_new ());
  return json_object_get_object_member (parent, name);
}

static JsonObject *
predictor_json (const Result *self, const char *sha256, guint64 multiply_adds)
{
  JsonObject *object = json_object_new ();
  json_object_set_string_member (object, "file", "predictor.pt");
  json_object_set_string_member (object, "sha256", sha256);
  json_object_set_string_member (object, "architecture", self->options->architecture);
  json_object_set_int_member (object, "input_size", self->size);
  json_object_set_array_member (object, "mean", number_array (tau_train_mean));
  json_object_set_array_member (object, "std", number_array (tau_train_std));
  json_object_set_int_member (object, "multiply_adds", multiply_adds);
  json_object_set_int_member (object, "seed", (gint64)self->options->seed);
  json_object_set_int_member (object, "parameters",
                              self->session->torch->trainer_n_parameters (self->trainer));
  return object;
}

/* What pack.json says of a target that came as a file without one. */
static JsonNode *
loose_target_json (const Result *self)
{
  const TauPack *pack = self->session->pack;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autofree char *name = g_path_get_basename (self->options->out);
  json_builder_begin_object (b);
  tau_json_add_string (b, "name", name);
  tau_json_add_string (b, "description", "");
  tau_json_begin_array (b, "transforms");
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    json_builder_add_string_value (b, tau_transform_get (i)->id);
  json_builder_end_array (b);
  tau_json_begin_object (b, "target");
  tau_json_add_string (b, "file", pack->target.file);
  tau_json_add_string (b, "sha256", pack->target.sha256);
  tau_json_add_int (b, "input_size", pack->target.input_size);
  tau_json_add_int (b, "margin", pack->margin);
  tau_json_add_triple (b, "mean", pack->target.mean);
  tau_json_add_triple (b, "std", pack->target.std);
  tau_json_begin_array (b, "classes");
  for (guint i = 0; i < pack->classes->len; i++)
    json_builder_add_string_value (b, g_ptr_array_index (pack->classes, i));
  json_builder_end_array (b);
  tau_json_add_string (b, "output", pack->probabilities ? "probabilities" : "logits");
  tau_json_add_int (b, "multiply_adds",
                    self->session->torch->model_multiply_adds (self->session->target));
  json_builder_end_object (b);
  json_builder_end_object (b);
  return json_builder_get_root (b);
}

/* pack.json of the target with the predictor, its command and its results added. */
static JsonNode *
pack_json (const Result *self, const char *sha256, guint64 multiply_adds, JsonObject *results)
{
  const TauPack *pack = self->session->pack;
  JsonNode *json = pack->json != NULL ? json_node_copy (pack->json) : loose_target_json (self);
  JsonObject *root = json_node_get_object (json), *provenance = member_object (root, "provenance");
  json_object_set_object_member (root, "predictor", predictor_json (self, sha256, multiply_adds));
  if (!json_object_has_member (provenance, "commands"))
    json_object_set_array_member (provenance, "commands", json_array_new ());
  JsonArray *commands = json_object_get_array_member (provenance, "commands");
  JsonArray *kept = json_array_new ();
  for (guint i = 0; i < json_array_get_length (commands); i++)
    if (!strstr (json_array_get_string_element (commands, i), "train-predictor"))
      json_array_add_string_element (kept, json_array_get_string_element (commands, i));
  if (self->options->command != NULL)
    json_array_add_string_element (kept, self->options->command);
  json_object_set_array_member (provenance, "commands", kept);

  JsonObject *all = member_object (root, "results");
  g_autoptr (GList) names = json_object_get_members (results);
  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (all, l->data,
                            json_node_copy (json_object_get_member (results, l->data)));
  return json;
}

gboolean
tau_train_write_predictor (const TauTrainPredictorOptions *options, TauSession *session,
                           TauTorchTrainer *trainer, int size, JsonObject *results, GError **error)
{
  const Result result = { options, session, trainer, size }, *self = &result;
  TauPack *pack = session->pack;
  const TauTorchApi *torch = session->torch;
  g_autofree char *path = g_build_filename (options->out, "predictor.pt", NULL);
  g_autofree char *target = g_build_filename (options->out, pack->target.file, NULL);
  g_autoptr (GBytes) bytes = torch->trainer_export (self->trainer, TRUE, error);
  if (bytes == NULL || !tau_file_write (path, bytes, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_WRITE, error))
    return FALSE;
  TauTorchModel *model = torch->model_load (path, self->size, error);
  if (model == NULL)
    return FALSE;
  guint64 multiply_adds = torch->model_multiply_adds (model);
  torch->model_free (model);

  g_autofree char *here = g_canonicalize_filename (target, NULL);
  if (!g_str_equal (here, pack->target.path)) {
    g_autoptr (GFile) from = g_file_new_for_path (pack->target.path);
    g_autoptr (GFile) to = g_file_new_for_path (target);
    if (!g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error))
      return FALSE;
  }
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autoptr (JsonNode) json = pack_json (self, sha256, multiply_adds, results);
  return tau_pack_write (options->out, json, error);
}
