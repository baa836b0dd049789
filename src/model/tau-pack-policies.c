/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-pack-policies.h"

static const char *const names[2] = { "clean", "corrupted" };

static JsonArray *
find_array (JsonObject *policies, const char *name)
{
  JsonNode *node = policies != NULL ? json_object_get_member (policies, name) : NULL;
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* Each transform exactly once; 0: something else. */
static guint
read_policy (JsonArray *ids, guint order[TAU_N_TRANSFORMS])
{
  gboolean seen[TAU_N_TRANSFORMS] = { FALSE };
  if (ids == NULL || json_array_get_length (ids) != TAU_N_TRANSFORMS)
    return 0;
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++) {
    JsonNode *node = json_array_get_element (ids, i);
    const char *id = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
    const int transform = id != NULL ? tau_transform_find (id) : -1;
    if (transform < 0 || seen[transform])
      return 0;
    seen[transform] = TRUE;
    order[i] = transform;
  }
  return TAU_N_TRANSFORMS;
}

void
tau_pack_get_policies (const TauPack *self, TauPolicies *out)
{
  *out = (TauPolicies){ 0 };
  if (self->json == NULL || !JSON_NODE_HOLDS_OBJECT (self->json))
    return;
  JsonNode *node = json_object_get_member (json_node_get_object (self->json), "policies");
  JsonObject *policies =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  for (guint i = 0; i < 2; i++)
    out->n[i] = read_policy (find_array (policies, names[i]), out->order[i]);
}

gboolean
tau_pack_store_policies (const TauPack *self, const TauPolicies *policies, const char *dataset,
                         guint n_images, GError **error)
{
  g_autoptr (TauPack) now = tau_pack_load (self->folder, error); /* as it is on the disk */
  if (now == NULL)
    return FALSE;
  JsonObject *member = json_object_new ();
  json_object_set_string_member (member, "dataset", dataset);
  json_object_set_int_member (member, "images", n_images);
  for (guint i = 0; i < 2; i++) {
    JsonArray *ids = json_array_new ();
    for (guint k = 0; k < policies->n[i]; k++)
      json_array_add_string_element (ids, tau_transform_get (policies->order[i][k])->id);
    json_object_set_array_member (member, names[i], ids);
  }
  json_object_set_object_member (json_node_get_object (now->json), "policies", member);
  return tau_pack_write (now->folder, now->json, error);
}
