/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-scene-state.h"

#include "app/jobs/tau-sample-find.h"

/* File names may be in any encoding. */
static void
add_bytes (GVariantDict *dict, const char *key, const char *value)
{
  if (value != NULL)
    g_variant_dict_insert_value (dict, key, g_variant_new_bytestring (value));
}

GVariant *
tau_scene_to_variant (const TauScene *scene)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  const TauCorruptionSpec *corruption = &scene->corruption;
  add_bytes (&dict, "image", tau_sample_get_path (scene->sample));
  add_bytes (&dict, "class", tau_sample_get_class_name (scene->sample));
  add_bytes (&dict, "pack", scene->pack);
  add_bytes (&dict, "lender", scene->lender);
  g_variant_dict_insert (&dict, "corruption", "s",
                         corruption->type != NULL ? corruption->type->name : "");
  g_variant_dict_insert (&dict, "severity", "i", corruption->severity);
  g_variant_dict_insert (&dict, "seed", "t", corruption->seed);
  g_variant_dict_insert (&dict, "ensemble", "u", scene->ensemble);
  return g_variant_dict_end (&dict);
}

/* The setting may have been written by another version, or by hand. */
static gpointer
find (TauWorkerState *state, gpointer variant, GCancellable *cancellable, GError **error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (variant);
  const char *path = "", *class = NULL, *pack = NULL, *lender = NULL, *name = NULL;
  gint32 severity = 0;
  guint64 seed = 0;
  guint32 ensemble = 0;
  g_variant_dict_lookup (&dict, "image", "^&ay", &path);
  g_variant_dict_lookup (&dict, "class", "^&ay", &class);
  g_variant_dict_lookup (&dict, "pack", "^&ay", &pack);
  g_variant_dict_lookup (&dict, "lender", "^&ay", &lender);
  g_variant_dict_lookup (&dict, "corruption", "&s", &name);
  g_variant_dict_lookup (&dict, "severity", "i", &severity);
  g_variant_dict_lookup (&dict, "seed", "t", &seed);
  g_variant_dict_lookup (&dict, "ensemble", "u", &ensemble);
  g_autoptr (TauSample) sample = tau_sample_find (path, NULL);
  if (sample != NULL && class != NULL && tau_sample_get_class_name (sample) == NULL)
    tau_sample_set_class_name (sample, class);
  TauCorruptionSpec corruption = tau_corruption_spec_parse (name, severity, seed, TAU_PRESET_AUTO);
  corruption.severity = CLAMP (severity, 0, TAU_N_SEVERITIES);
  corruption.seed = seed;
  TauScene *scene = tau_scene_new (sample, &corruption);
  scene->pack = g_strdup (pack);
  scene->lender = g_strdup (lender);
  scene->ensemble = MIN (ensemble, TAU_N_TRANSFORMS);
  return scene;
}

char *
tau_scene_state_get_image (GVariant *state)
{
  const char *path = "";
  g_variant_lookup (state, "image", "^&ay", &path);
  return g_strdup (path);
}

void
tau_scene_find_async (TauWorker *worker, GVariant *state, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, find, (GDestroyNotify)g_variant_unref,
                                      (GDestroyNotify)tau_scene_free };
  tau_worker_ask (worker, &kind, g_variant_ref (state), cancellable, callback, data);
}
