/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tau-train-common.h"

#include "engine/tau-checkpoint.h"
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
  json_object_set_int_member (object, "parameters",
                              self->session->torch->trainer_n_parameters (self->trainer));
  return object;
}

/* pack.json of the target with the predictor, its command and its results added. */
static JsonNode *
pack_json (const Result *self, const char *sha256, guint64 multiply_adds, JsonObject *results)
{
  JsonNode *json = json_node_copy (self->session->pack->json);
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
  if (bytes == NULL || !tau_write_durably (path, bytes, error))
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
