/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train-pack.h"

#include "base/tau-file.h"
#include "base/tau-json.h"
#include "host/tau-host.h"
#include "model/tau-pack-json.h"

#include <math.h>
#include <string.h>

/* Writes FOLDER/FILE and fills `model` with its entry for pack.json. Of the strings, `model` owns
 * only the checksum. */
static gboolean
write_network (TauTrainRun *run, const char *file, gboolean averaged, int size,
               const char *architecture, TauPackModel *model, GError **error)
{
  g_autofree char *path = g_build_filename (run->folder, file, NULL);
  g_autoptr (GBytes) bytes = run->torch->trainer_export (run->trainer, averaged, error);
  if (bytes == NULL || !tau_file_write (path, bytes, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_WRITE, error))
    return FALSE;
  const TauModelApi *models = tau_host_get ();
  TauTorchModel *opened = models->model_load (path, -1, size, NULL, error);
  if (opened == NULL)
    return FALSE;
  *model = (TauPackModel){
    .file = (char *)file,
    .sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes),
    .input_size = size,
    .multiply_adds = models->model_multiply_adds (opened),
    .architecture = (char *)architecture,
  };
  memcpy (model->mean, tau_train_mean, sizeof model->mean);
  memcpy (model->std, tau_train_std, sizeof model->std);
  models->model_free (opened);
  return TRUE;
}

/* -- a target ------------------------------------------------------------------------------ */

static void
add_provenance (JsonBuilder *b, const TauTrainTargetOptions *options, const TauTorchApi *torch)
{
  tau_json_begin_object (b, "provenance");
  tau_json_add_string (b, "dataset", options->dataset);
  tau_json_begin_array (b, "commands");
  if (options->command != NULL) /* the window has none */
    tau_json_add_element (b, options->command);
  json_builder_end_array (b);
  tau_json_add_seed (b, options->seed);
  tau_pack_add_versions (b, torch->models.version ());
  json_builder_end_object (b);
}

/* The same target written again (a resumed or repeated training): its predictor still fits. */
static void
keep_predictor (const char *folder, const char *sha256, JsonObject *root)
{
  g_autoptr (TauPack) old = tau_pack_load (folder, NULL);
  if (old == NULL || !old->has_predictor || g_strcmp0 (old->target.sha256, sha256) != 0)
    return;
  static const char *const members[] = { "results", "predictor" };
  JsonObject *from = json_node_get_object (old->json);
  JsonNode *results = json_object_get_member (from, members[0]);
  json_object_set_member (root, members[1],
                          json_node_copy (json_object_get_member (from, members[1])));
  if (results == NULL || !JSON_NODE_HOLDS_OBJECT (results))
    return;
  JsonObject *to = json_object_get_object_member (root, members[0]);
  g_autoptr (GList) names = json_object_get_members (json_node_get_object (results));
  for (GList *l = names; l != NULL; l = l->next)
    if (!json_object_has_member (to, l->data))
      json_object_set_member (
          to, l->data,
          json_node_copy (json_object_get_member (json_node_get_object (results), l->data)));
}

/* The pack beside a file of weights, or NULL. */
static TauPack *
find_pack_of (const char *path)
{
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;
  return folder != NULL ? tau_pack_load (folder, NULL) : NULL;
}

static gboolean
is_file_of (const TauPackModel *model, const char *path)
{
  g_autofree char *file = g_path_get_basename (path);
  return g_strcmp0 (model->file, file) == 0;
}

/* Adds the corruptions that the target it started from was trained on, if a pack says so. */
static void
add_earlier (const char *init, TauCorruptionSet *out)
{
  g_autoptr (TauPack) pack = find_pack_of (init);
  if (pack == NULL || !is_file_of (&pack->target, init))
    return;
  for (guint i = 0; i < pack->target_trained_on.n; i++)
    tau_corruption_set_add (out, pack->target_trained_on.list[i]);
}

static JsonArray *
name_corruptions (const TauCorruptionSet *corruptions)
{
  JsonArray *names = json_array_new ();
  for (guint i = 0; i < corruptions->n; i++)
    json_array_add_string_element (names, tau_corruption_get (corruptions->list[i])->name);
  return names;
}

/* What the target saw in training. */
static void
add_training (const TauTrainTargetOptions *options, const TauCorruptionSet *corruptions,
              JsonObject *target)
{
  json_object_set_string_member (target, "augment", options->augment);
  if (g_str_equal (options->augment, "augmix"))
    json_object_set_boolean_member (target, "jsd", options->jsd);
  json_object_set_array_member (target, "corruptions", name_corruptions (corruptions));
}

gboolean
tau_train_write_target (const TauTrainTargetOptions *options, const TauCorruptionSet *corruptions,
                        TauTrainRun *run, GPtrArray *classes, int size, double error_rate,
                        guint n_tested, GError **error)
{
  TauPackModel target;
  TauCorruptionSet seen = *corruptions;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autofree char *base = g_path_get_basename (options->out);
  add_earlier (options->init, &seen);
  if (!write_network (run, "target.pt", FALSE, size, options->architecture, &target, error))
    return FALSE;
  json_builder_begin_object (b);
  tau_pack_add_target (b, options->name != NULL ? options->name : base,
                       options->description != NULL ? options->description : "", &target, classes,
                       0, FALSE);
  g_autofree char *sha256 = target.sha256;
  add_provenance (b, options, run->torch);
  tau_json_begin_object (b, "results");
  if (!isnan (error_rate)) {
    tau_json_add_double (b, "target_clean_error", error_rate);
    tau_json_add_int (b, "target_test_images", n_tested);
  }
  json_builder_end_object (b);
  json_builder_end_object (b);
  g_autoptr (JsonNode) json = json_builder_get_root (b);
  add_training (options, &seen,
                json_object_get_object_member (json_node_get_object (json), "target"));
  keep_predictor (options->out, sha256, json_node_get_object (json));
  return tau_pack_write (options->out, json, error);
}

/* -- a predictor: the pack of its target, with the predictor, the command that made it and what
 * was measured added ----------------------------------------------------------------------- */

/* The object of that name. A member that is none is replaced: the pack may come from anywhere. */
static JsonObject *
member_object (JsonObject *parent, const char *name)
{
  JsonNode *node = json_object_get_member (parent, name);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    json_object_set_object_member (parent, name, json_object_new ());
  return json_object_get_object_member (parent, name);
}

/* The corruptions that the predictor has been trained on: in this training, and in that of the
 * predictor it started from, if that is the one of a pack which says so. */
static void
find_corruptions (const TauTrainPredictorOptions *options, const TauCorruptionSet *trained,
                  TauCorruptionSet *out)
{
  out->n = 0;
  if (options->corruption_share > 0)
    *out = *trained;
  g_autoptr (TauPack) pack = find_pack_of (options->init);
  if (pack == NULL || !pack->has_predictor || !is_file_of (&pack->predictor, options->init))
    return;
  for (guint i = 0; i < pack->trained_on.n; i++)
    tau_corruption_set_add (out, pack->trained_on.list[i]);
}

static JsonNode *
predictor_json (const TauPackModel *predictor, const TauCorruptionSet *corruptions, guint64 seed,
                guint64 n_parameters)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  tau_json_add_string (b, "file", predictor->file);
  tau_json_add_string (b, "sha256", predictor->sha256);
  tau_json_add_string (b, "architecture", predictor->architecture);
  tau_json_add_int (b, "input_size", predictor->input_size);
  tau_json_add_triple (b, "mean", predictor->mean);
  tau_json_add_triple (b, "std", predictor->std);
  tau_json_add_int (b, "multiply_adds", predictor->multiply_adds);
  tau_json_add_seed (b, seed);
  tau_json_add_int (b, "parameters", n_parameters);
  tau_json_begin_array (b, "corruptions");
  for (guint i = 0; i < corruptions->n; i++)
    json_builder_add_string_value (b, tau_corruption_get (corruptions->list[i])->name);
  json_builder_end_array (b);
  json_builder_end_object (b);
  return json_builder_get_root (b);
}

/* The pack.json for a target that came as a file without one. */
static JsonNode *
loose_target_json (const char *folder, TauSession *session)
{
  const TauPack *pack = session->pack;
  TauPackModel target = pack->target;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autofree char *name = g_path_get_basename (folder);
  target.multiply_adds = session->torch->model_multiply_adds (session->target);
  json_builder_begin_object (b);
  tau_pack_add_target (b, name, "", &target, pack->classes, pack->margin, pack->probabilities);
  json_builder_end_object (b);
  return json_builder_get_root (b);
}

/* Keeps the other commands; what is not text is left out. */
static void
replace_command (JsonObject *provenance, const char *command)
{
  JsonNode *node = json_object_get_member (provenance, "commands");
  JsonArray *commands =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonArray *kept = json_array_new ();
  for (guint i = 0; commands != NULL && i < json_array_get_length (commands); i++) {
    JsonNode *element = json_array_get_element (commands, i);
    const char *text = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_string (element) : NULL;
    if (text != NULL && strstr (text, "train-predictor") == NULL)
      json_array_add_string_element (kept, text);
  }
  if (command != NULL) {
    g_autofree char *valid = g_utf8_make_valid (command, -1);
    json_array_add_string_element (kept, valid);
  }
  json_object_set_array_member (provenance, "commands", kept);
}

static gboolean
copy_target (const TauPackModel *target, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, target->file, NULL);
  g_autofree char *here = g_canonicalize_filename (path, NULL);
  if (g_str_equal (here, target->path))
    return TRUE;
  g_autoptr (GFile) from = g_file_new_for_path (target->path);
  g_autoptr (GFile) to = g_file_new_for_path (path);
  return g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error);
}

gboolean
tau_train_write_predictor (const TauTrainPredictorOptions *options,
                           const TauCorruptionSet *corruptions, TauTrainRun *run,
                           TauSession *session, int size, JsonObject *results, GError **error)
{
  TauPack *pack = session->pack;
  TauPackModel predictor;
  TauCorruptionSet seen;
  find_corruptions (options, corruptions, &seen); /* of --init, before a file may be replaced */
  if (!write_network (run, "predictor.pt", TRUE, size, options->architecture, &predictor, error))
    return FALSE;
  g_autofree char *sha256 = predictor.sha256;
  if (!copy_target (&pack->target, options->out, error))
    return FALSE;
  g_autoptr (JsonNode) json =
      pack->json != NULL ? json_node_copy (pack->json) : loose_target_json (options->out, session);
  JsonObject *root = json_node_get_object (json);
  json_object_set_member (root, "predictor",
                          predictor_json (&predictor, &seen, options->seed,
                                          run->torch->trainer_n_parameters (run->trainer)));
  replace_command (member_object (root, "provenance"), options->command);
  JsonObject *all = member_object (root, "results");
  g_autoptr (GList) names = json_object_get_members (results);
  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (all, l->data,
                            json_node_copy (json_object_get_member (results, l->data)));
  return tau_pack_write (options->out, json, error);
}
