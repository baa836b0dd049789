/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-file.h"
#include "model/pack-fixture.h"

#include "image/tau-image.h"
#include "transform/tau-transform.h"
#include "torch/torch-fixture.h"

#include <string.h>

static const char *const classes[] = { "ape", "bee", "cat", "dog", "elk" };

static JsonObject *
model_json (const char *folder, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *sha256 = tau_file_sha256 (path, &error);
  g_assert_no_error (error);
  JsonObject *object = json_object_new ();
  JsonArray *mean = json_array_new (), *std = json_array_new ();
  for (int c = 0; c < 3; c++) {
    json_array_add_double_element (mean, 0.4 + 0.1 * c);
    json_array_add_double_element (std, 0.25);
  }
  json_object_set_string_member (object, "file", file);
  json_object_set_string_member (object, "sha256", sha256);
  json_object_set_int_member (object, "input_size", 32);
  json_object_set_array_member (object, "mean", mean);
  json_object_set_array_member (object, "std", std);
  return object;
}

JsonNode *
fixture_pack_json (const char *folder)
{
  g_autofree char *predictor = g_build_filename (folder, "predictor.pt", NULL);
  JsonObject *root = json_object_new (), *target = model_json (folder, "target.pt");
  JsonArray *transforms = json_array_new (), *names = json_array_new ();
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    json_array_add_string_element (transforms, tau_transform_get (i)->id);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    json_array_add_string_element (names, classes[i]);
  json_object_set_array_member (target, "classes", names);
  json_object_set_int_member (target, "margin", 4);
  json_object_set_string_member (target, "output", "logits");

  json_object_set_string_member (root, "name", "zoo");
  json_object_set_string_member (root, "description", "Random networks");
  json_object_set_array_member (root, "transforms", transforms);
  json_object_set_object_member (root, "target", target);
  if (g_file_test (predictor, G_FILE_TEST_EXISTS))
    json_object_set_object_member (root, "predictor", model_json (folder, "predictor.pt"));
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, root);
  return node;
}

void
fixture_write_pack_json (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) json = fixture_pack_json (folder);
  tau_pack_write (folder, json, &error);
  g_assert_no_error (error);
}

void
fixture_write_pack (const char *folder, guint64 target_seed, guint64 predictor_seed)
{
  g_autofree char *target = g_build_filename (folder, "target.pt", NULL);
  g_autofree char *predictor = g_build_filename (folder, "predictor.pt", NULL);
  fixture_write_model (target, "resnet8", 32, G_N_ELEMENTS (classes), target_seed);
  fixture_write_model (predictor, "compact", 32, TAU_N_TRANSFORMS, predictor_seed);
  fixture_write_pack_json (folder);
}

void
fixture_write_textures (const char *folder, guint8 level)
{
  static const char *const names[] = { "frost1.png", "frost2.png", "frost3.png", "frost4.jpg",
                                       "frost5.jpg" };
  g_autoptr (TauImage) grey = tau_image_new (64, 64);
  memset (grey->data, level, tau_image_n_bytes (grey));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_build_filename (folder, names[i], NULL);
    tau_image_save_png (grey, path, &error);
    g_assert_no_error (error);
  }
}
