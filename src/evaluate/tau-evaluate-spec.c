/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/result/tau-evaluation-private.h"

#include "base/tau-json.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (tau_evaluate_error, tau_evaluate_error)

#define ALL_SEVERITIES ((1 << TAU_N_SEVERITIES) - 1)

TauEvaluateSpec *
tau_evaluate_spec_new (const char *dataset)
{
  TauEvaluateSpec *self = g_new0 (TauEvaluateSpec, 1);
  self->dataset = g_strdup (dataset);
  self->severities = ALL_SEVERITIES;
  self->shard = self->n_shards = 1;
  self->n_threads = g_get_num_processors ();
  tau_evaluate_spec_set_corruptions (self, "clean,all,heldout", NULL);
  tau_evaluate_spec_set_methods (self, TAU_METHODS_DEFAULT, NULL);
  return self;
}

TauEvaluateSpec *
tau_evaluate_spec_copy (const TauEvaluateSpec *self)
{
  TauEvaluateSpec *copy = g_memdup2 (self, sizeof *self);
  copy->dataset = g_strdup (self->dataset);
  copy->validation = g_strdup (self->validation);
  copy->methods = g_memdup2 (self->methods, self->n_methods * sizeof *self->methods);
  return copy;
}

void
tau_evaluate_spec_free (TauEvaluateSpec *self)
{
  if (self == NULL)
    return;
  g_free (self->dataset);
  g_free (self->validation);
  g_free (self->methods);
  g_free (self);
}

gboolean
tau_evaluate_spec_set_corruptions (TauEvaluateSpec *self, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  gboolean clean = FALSE, wanted[TAU_N_CORRUPTIONS] = { FALSE };
  TauCorruptionSet all = { 0 };
  for (guint w = 0; words[w] != NULL; w++) {
    TauCorruptionSet some;
    if (g_str_equal (words[w], "clean")) {
      clean = TRUE;
      continue;
    }
    if (!tau_corruption_set_parse (words[w], &some, error))
      return FALSE;
    for (guint i = 0; i < some.n; i++)
      wanted[some.list[i]] = TRUE;
  }
  /* In the order of the registry, so that the order of the list does not change the table. */
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++)
    if (wanted[c])
      all.list[all.n++] = c;
  if (!clean && all.n == 0) {
    g_set_error_literal (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                         _ ("There is nothing to evaluate; the list of corruptions may hold clean, "
                            "all, heldout and names"));
    return FALSE;
  }
  self->corruptions = all;
  self->clean = clean;
  return TRUE;
}

gboolean
tau_evaluate_spec_set_severities (TauEvaluateSpec *self, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  guint8 severities = 0;
  gboolean good = words[0] != NULL;
  for (guint w = 0; words[w] != NULL; w++) {
    g_auto (GStrv) ends = g_strsplit (words[w], "-", 2);
    guint64 first = 0, last = 0;
    good = good && ends[0] != NULL &&
           g_ascii_string_to_unsigned (ends[0], 10, 1, TAU_N_SEVERITIES, &first, NULL);
    last = first;
    if (good && ends[1] != NULL)
      good = g_ascii_string_to_unsigned (ends[1], 10, first, TAU_N_SEVERITIES, &last, NULL);
    for (guint64 s = first; good && s <= last; s++)
      severities |= 1 << (s - 1);
  }
  if (good) {
    self->severities = severities;
    return TRUE;
  }
  g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
               _ ("“%s” is not a list of severities; they go from 1 to 5, as in 1,3,5 or 1-5"),
               text);
  return FALSE;
}

gboolean
tau_evaluate_spec_set_methods (TauEvaluateSpec *self, const char *text, GError **error)
{
  GArray *methods = tau_methods_parse (text, error);
  if (methods == NULL)
    return FALSE;
  g_free (self->methods);
  self->n_methods = methods->len;
  self->methods = (TauMethod *)(gpointer)g_array_free (methods, FALSE);
  return TRUE;
}

gboolean
tau_evaluate_spec_set_threshold (TauEvaluateSpec *self, double threshold)
{
  g_autoptr (GString) ids = g_string_new (NULL);
  for (guint m = 0; m < self->n_methods; m++) {
    TauMethod *method = &self->methods[m];
    if (method->kind == TAU_METHOD_OURS && !method->has_threshold &&
        !tau_method_set_threshold (method, threshold))
      return FALSE;
    g_string_append_printf (ids, "%s%s", m > 0 ? "," : "", method->id);
  }
  return tau_evaluate_spec_set_methods (self, ids->str, NULL); /* each once */
}

void
tau_evaluate_spec_drop_predicted (TauEvaluateSpec *self)
{
  guint n = 0;
  for (guint m = 0; m < self->n_methods; m++)
    if (tau_method_n_predictions (&self->methods[m]) == 0)
      self->methods[n++] = self->methods[m];
  self->n_methods = n;
}

void
tau_evaluate_spec_cells (const TauEvaluateSpec *self, GArray *cells)
{
  const TauCorruptionSpec clean = { 0 };
  if (self->clean)
    g_array_append_val (cells, clean);
  for (guint c = 0; c < self->corruptions.n; c++)
    for (int s = 1; s <= TAU_N_SEVERITIES; s++) {
      const TauCorruptionSpec cell = { .type = tau_corruption_get (self->corruptions.list[c]),
                                       .severity = s,
                                       .seed = self->seed };
      if (self->severities & (1 << (s - 1)))
        g_array_append_val (cells, cell);
    }
}

static char *
corruptions_text (const TauEvaluateSpec *self)
{
  GString *text = g_string_new (self->clean ? "clean" : NULL);
  for (guint i = 0; i < self->corruptions.n; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "",
                            tau_corruption_get (self->corruptions.list[i])->name);
  return g_string_free (text, FALSE);
}

char *
tau_evaluate_spec_to_json (const TauEvaluateSpec *self, const TauPack *pack)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autofree char *corruptions = corruptions_text (self);
  g_autoptr (GString) methods = g_string_new (NULL), severities = g_string_new (NULL);
  for (guint m = 0; m < self->n_methods; m++)
    g_string_append_printf (methods, "%s%s", m > 0 ? "," : "", self->methods[m].id);
  for (guint s = 1; s <= TAU_N_SEVERITIES; s++)
    if (self->severities & (1 << (s - 1)))
      g_string_append_printf (severities, "%s%u", severities->len > 0 ? "," : "", s);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, self->seed);

  json_builder_begin_object (b);
  tau_json_add_string (b, "dataset", self->dataset);
  tau_json_add_string (b, "validation", self->validation);
  tau_json_add_int (b, "limit", self->limit);
  tau_json_add_string (b, "corruptions", corruptions);
  tau_json_add_string (b, "severities", severities->str);
  tau_json_add_string (b, "methods", methods->str);
  tau_json_add_bool (b, "correlation", self->correlation);
  tau_json_add_string (b, "seed", seed); /* 64 bits: a JSON number could lose some */
  tau_json_add_int (b, "shard", self->shard);
  tau_json_add_int (b, "shards", self->n_shards);
  if (pack != NULL) {
    tau_json_add_string (b, "pack", pack->name);
    tau_json_add_string (b, "pack_folder", pack->folder);
    tau_json_add_string (b, "target_sha256", pack->target.sha256);
    tau_json_add_string (b, "predictor_sha256", pack->predictor.sha256);
    if (pack->lender != NULL)
      tau_json_add_string (b, "predictor_of", pack->lender);
  }
  return tau_json_end (b);
}

/* A value of a stored description, or NULL if there is none; *damaged if it is of another type. */
static JsonNode *
get_value (JsonObject *object, const char *name, GType type, gboolean *damaged)
{
  JsonNode *node = json_object_get_member (object, name);
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type)
    return node;
  *damaged = TRUE;
  return NULL;
}

static const char *
get_text (JsonObject *object, const char *name, const char *fallback, gboolean *damaged)
{
  JsonNode *node = get_value (object, name, G_TYPE_STRING, damaged);
  return node != NULL ? json_node_get_string (node) : fallback;
}

static gint64
get_int (JsonObject *object, const char *name, gint64 fallback, gboolean *damaged)
{
  JsonNode *node = get_value (object, name, G_TYPE_INT64, damaged);
  return node != NULL ? json_node_get_int (node) : fallback;
}

static gboolean
refuse_damaged (GError **error)
{
  g_set_error_literal (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                       _ ("The stored description of the evaluation is damaged"));
  return FALSE;
}

TauEvaluateSpec *
tau_evaluate_spec_parse (const char *json, GError **error)
{
  g_autoptr (JsonNode) root = tau_json_parse (json, error);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    if (root != NULL)
      refuse_damaged (error);
    return NULL;
  }
  JsonObject *object = json_node_get_object (root);
  gboolean damaged = FALSE;
  g_autoptr (TauEvaluateSpec) self =
      tau_evaluate_spec_new (get_text (object, "dataset", "", &damaged));
  self->validation = g_strdup (get_text (object, "validation", NULL, &damaged));
  self->limit = get_int (object, "limit", 0, &damaged);
  self->seed = g_ascii_strtoull (get_text (object, "seed", "0", &damaged), NULL, 10);
  self->shard = get_int (object, "shard", 1, &damaged);
  self->n_shards = get_int (object, "shards", 1, &damaged);
  const char *corruptions = get_text (object, "corruptions", "", &damaged);
  const char *severities = get_text (object, "severities", "", &damaged);
  const char *methods = get_text (object, "methods", "", &damaged);
  JsonNode *correlation = get_value (object, "correlation", G_TYPE_BOOLEAN, &damaged);
  if ((damaged && !refuse_damaged (error)) ||
      !tau_evaluate_spec_set_corruptions (self, corruptions, error) ||
      !tau_evaluate_spec_set_severities (self, severities, error) ||
      !tau_evaluate_spec_set_methods (self, methods, error))
    return NULL;
  /* Before there was a choice, these methods had it. */
  gboolean before = FALSE;
  for (guint m = 0; m < self->n_methods; m++)
    before |=
        self->methods[m].kind == TAU_METHOD_OURS || self->methods[m].kind == TAU_METHOD_RANDOM;
  self->correlation = correlation != NULL ? json_node_get_boolean (correlation) : before;
  return g_steal_pointer (&self);
}
