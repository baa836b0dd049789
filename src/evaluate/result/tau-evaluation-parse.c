/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/result/tau-evaluation-private.h"

#include "base/tau-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Reads what tau_evaluation_to_summary() and tau_evaluation_write() as JSON wrote. The store may be
 * damaged, or the file from another program: anything missing or of another type counts as NAN, 0
 * or NULL. */

static JsonNode *
member (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static double
number (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;
}

static gint64
get_int (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;
}

static char *
dup_string (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? g_strdup (json_node_get_string (node))
                                                      : NULL;
}

static void
read_sets (JsonObject *object, const char *name, double out[TAU_N_SETS])
{
  for (guint s = 0; s < TAU_N_SETS; s++) {
    g_autofree char *key = name != NULL ? g_strdup_printf ("%s_%s", tau_set_name (s), name) : NULL;
    out[s] = number (member (object, key != NULL ? key : tau_set_name (s)));
  }
}

static void
read_cells (const TauEvaluation *self, JsonObject *object, TauMethodResult *out)
{
  JsonObject *cells = get_object (object, "per_corruption");
  out->cell_error = g_new (double, MAX (self->n_cells, 1));
  for (guint i = 0, place = 0; i < self->n_cells; i++) {
    JsonArray *row = get_array (cells, tau_cell_name (self->cells[i].type));
    place = i > 0 && self->cells[i - 1].type == self->cells[i].type ? place + 1 : 0;
    out->cell_error[i] = row != NULL && place < json_array_get_length (row)
                             ? number (json_array_get_element (row, place))
                             : NAN;
  }
}

static void
read_interval (JsonObject *object, const char *name, TauInterval *out)
{
  JsonArray *ends = get_array (object, name);
  if (ends != NULL && json_array_get_length (ends) == 2)
    *out = (TauInterval){ number (json_array_get_element (ends, 0)),
                          number (json_array_get_element (ends, 1)) };
}

static void
read_differences (JsonObject *object, TauMethodResult *out)
{
  tau_method_result_clear_differences (out);
  for (guint s = 0; s < TAU_N_SETS; s++)
    read_interval (object, tau_set_name (s), &out->difference[s]);
  for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS; g++)
    read_interval (object, tau_corruption_group_name (g), &out->group_difference[g]);
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++)
    read_interval (object, tau_corruption_get (c)->name, &out->ce_difference[c]);
  for (guint s = 0; s < TAU_N_SEEN_BY; s++) {
    g_autofree char *name = g_strconcat ("seen_by_", tau_seen_by_name (s), NULL);
    read_interval (object, name, &out->seen_by_difference[s]);
  }
  for (guint h = 0; h < 2; h++)
    for (guint s = 0; s < TAU_N_SEVERITIES; s++) {
      g_autofree char *name = tau_severity_name (h, s + 1);
      read_interval (object, name, &out->severity_difference[h][s]);
    }
}

static void
read_method (const TauEvaluation *self, JsonObject *object, TauMethodResult *out)
{
  JsonObject *ce = get_object (object, "ce");
  JsonObject *groups = get_object (object, "groups");
  JsonObject *seen_by = get_object (object, "seen_by");
  JsonArray *policy = get_array (object, "policy");
  out->relative_cost = number (member (object, "relative_cost"));
  out->time_cost = number (member (object, "time_cost"));
  read_sets (object, "error", out->error);
  read_sets (object, "error_low", out->error_low);
  read_sets (object, "error_high", out->error_high);
  read_sets (object, "nll", out->nll);
  read_sets (object, "ece", out->ece);
  out->mce = number (member (object, "mce"));
  out->mce_alexnet = number (member (object, "mce_alexnet"));
  out->heldout_mce = number (member (object, "heldout_mce"));
  out->heldout_mce_alexnet = number (member (object, "heldout_mce_alexnet"));
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++)
    out->ce[c] = number (member (ce, tau_corruption_get (c)->name));
  for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS; g++)
    out->group[g] = number (member (groups, tau_corruption_group_name (g)));
  for (guint s = 0; s < TAU_N_SEEN_BY; s++)
    out->seen_by[s] = number (member (seen_by, tau_seen_by_name (s)));
  read_differences (get_object (object, "difference_interval"), out);
  read_cells (self, object, out);
  tau_method_result_average_severities (out, self);
  for (guint i = 0; policy != NULL && i < json_array_get_length (policy); i++) {
    JsonNode *node = json_array_get_element (policy, i);
    const int t =
        JSON_NODE_HOLDS_VALUE (node) ? tau_transform_find (json_node_get_string (node)) : -1;
    if (t >= 0 && out->n_policy < TAU_N_TRANSFORMS)
      out->policy[out->n_policy++] = t;
  }
}

/* The cells are those of the spec. So are the methods, in its order. */
static void
read_methods (TauEvaluation *self, JsonObject *root)
{
  const TauEvaluateSpec *spec = self->spec;
  JsonArray *methods = get_array (root, "methods");
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (TauCorruptionSpec));
  tau_evaluate_spec_cells (spec, cells);
  self->n_cells = cells->len;
  self->cells = g_memdup2 (cells->data, cells->len * sizeof (TauCorruptionSpec));
  self->n_methods = spec->n_methods;
  self->methods = g_new0 (TauMethodResult, MAX (spec->n_methods, 1));
  for (guint m = 0; m < self->n_methods; m++) {
    JsonNode *node = methods != NULL && m < json_array_get_length (methods)
                         ? json_array_get_element (methods, m)
                         : NULL;
    self->methods[m].method = spec->methods[m];
    read_method (self,
                 node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL,
                 &self->methods[m]);
  }
}

static void
read_outcomes (TauEvaluation *self, JsonObject *root)
{
  JsonArray *outcomes = get_array (root, "outcomes"), *examples = get_array (root, "examples");
  self->outcomes = g_new0 (guint, MAX (self->n_cells, 1) * TAU_N_OUTCOMES);
  for (guint i = 0; outcomes != NULL && i < MIN (self->n_cells, json_array_get_length (outcomes));
       i++) {
    JsonNode *node = json_array_get_element (outcomes, i);
    for (guint o = 0; o < TAU_N_OUTCOMES && JSON_NODE_HOLDS_OBJECT (node); o++) {
      JsonObject *object = json_node_get_object (node);
      self->all_losses |= isfinite (number (member (object, tau_outcome_names[o])));
      self->outcomes[i * TAU_N_OUTCOMES + o] = get_int (object, tau_outcome_names[o]);
    }
  }
  self->examples = g_array_new (FALSE, FALSE, sizeof (TauExample));
  for (guint i = 0; examples != NULL && i < json_array_get_length (examples); i++) {
    JsonNode *node = json_array_get_element (examples, i);
    gint64 v[9];
    if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) != 9)
      continue;
    for (guint k = 0; k < 9; k++)
      v[k] = json_array_get_int_element (json_node_get_array (node), k);
    const TauExample e = { v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8] };
    if (e.cell < self->n_cells && v[2] >= 0 && v[2] < TAU_N_OUTCOMES &&
        e.chosen < TAU_N_TRANSFORMS && e.best < TAU_N_TRANSFORMS)
      g_array_append_val (self->examples, e);
  }
}

/* The bits of all methods, or none. */
static void
read_wrong (TauEvaluation *self, JsonObject *root)
{
  JsonArray *methods = get_array (root, "methods");
  const gsize bytes = tau_answer_bytes (self->n_cells), n = self->n_images * bytes;
  g_autoptr (GByteArray) wrong = g_byte_array_new ();
  for (guint m = 0; m < self->n_methods; m++) {
    JsonNode *node = methods != NULL && m < json_array_get_length (methods)
                         ? json_array_get_element (methods, m)
                         : NULL;
    g_autofree char *text = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                                ? dup_string (json_node_get_object (node), "wrong")
                                : NULL;
    gsize length = 0;
    g_autofree guchar *own = text != NULL ? g_base64_decode (text, &length) : NULL;
    if (own == NULL || length != n || n * self->n_methods > G_MAXUINT32)
      return;
    g_byte_array_set_size (wrong, n * self->n_methods);
    for (gsize i = 0; i < self->n_images; i++)
      memcpy (wrong->data + (i * self->n_methods + m) * bytes, own + i * bytes, bytes);
  }
  self->wrong = g_byte_array_free_to_bytes (g_steal_pointer (&wrong));
  tau_evaluation_count_wrong (self);
}

/* What older versions kept instead. */
static void
read_counts (TauEvaluation *self, JsonObject *root)
{
  g_autofree char *text = dup_string (root, "counts");
  gsize length = 0;
  if (text == NULL)
    return;
  g_autofree guchar *data = g_base64_decode (text, &length);
  if (length == (gsize)self->n_images * self->n_methods * TAU_N_SETS)
    self->counts = g_bytes_new_take (g_steal_pointer (&data), length);
}

static void
read_seen (TauEvaluation *self, JsonObject *pack)
{
  JsonArray *seen = get_array (pack, "seen");
  for (guint i = 0; seen != NULL && i < json_array_get_length (seen); i++) {
    JsonNode *node = json_array_get_element (seen, i);
    const int c =
        JSON_NODE_HOLDS_VALUE (node) ? tau_corruption_find (json_node_get_string (node)) : -1;
    if (c >= 0)
      self->seen[c] = TRUE;
  }
}

static void
read_seen_by (TauEvaluation *self, JsonObject *pack)
{
  JsonObject *seen_by = get_object (pack, "seen_by");
  self->knows_seen_by = seen_by != NULL;
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++) {
    g_autofree char *name = dup_string (seen_by, tau_corruption_get (c)->name);
    for (guint s = 0; s < TAU_N_SEEN_BY; s++)
      if (g_strcmp0 (name, tau_seen_by_name (s)) == 0)
        self->seen_by[c] = s;
  }
}

static void
read_remarks (TauEvaluation *self, JsonObject *root)
{
  JsonArray *remarks = get_array (root, "remarks");
  g_autoptr (GStrvBuilder) out = g_strv_builder_new ();
  for (guint i = 0; remarks != NULL && i < json_array_get_length (remarks); i++) {
    JsonNode *node = json_array_get_element (remarks, i);
    const char *text = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
    if (text != NULL)
      g_strv_builder_add (out, text);
  }
  self->remarks = g_strv_builder_end (out);
}

static void
read_rest (TauEvaluation *self, JsonObject *root)
{
  JsonObject *pack = get_object (root, "pack"), *validation = get_object (root, "validation");
  JsonObject *choices = get_object (root, "choices");
  self->pack_name = dup_string (pack, "name");
  self->target_sha256 = dup_string (pack, "target_sha256");
  self->predictor_sha256 = dup_string (pack, "predictor_sha256");
  self->lender = dup_string (pack, "predictor_of");
  read_seen (self, pack);
  read_seen_by (self, pack);
  self->complete =
      member (root, "complete") != NULL && json_node_get_boolean (member (root, "complete"));
  self->images_sha256 = dup_string (root, "images_sha256");
  self->images_side = get_int (root, "images_side");
  self->n_classes = get_int (root, "classes");
  self->n_images = get_int (root, "images");
  self->n_wanted = get_int (root, "images_wanted");
  self->n_unreadable = get_int (root, "unreadable");
  self->n_validation = get_int (validation, "images");
  self->validation = dup_string (validation, "dataset");
  read_remarks (self, root);
  self->n_inferences = get_int (root, "inferences");
  self->n_reused = get_int (root, "reused");
  self->seconds = number (member (root, "seconds"));
  self->images_per_second = number (member (root, "images_per_second"));
  self->ms_target = number (member (root, "ms_target"));
  self->ms_predictor = number (member (root, "ms_predictor"));
  read_sets (get_object (root, "spearman"), NULL, self->spearman);
  g_autofree char *pearson_of = dup_string (root, "pearson_of");
  for (guint set = 0; set < TAU_N_SETS; set++) /* also where no outcomes were stored yet */
    self->all_losses |= isfinite (self->spearman[set]);
  read_sets (g_strcmp0 (pearson_of, TAU_PEARSON_OF) == 0 ? get_object (root, "pearson") : NULL,
             NULL, self->pearson);
  for (guint c = 0; c <= TAU_N_CORRUPTIONS; c++)
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
      self->choices[c][t] = number (
          member (get_object (choices, tau_cell_name (c == 0 ? NULL : tau_corruption_get (c - 1))),
                  tau_transform_get (t)->id));
}

/* An object; older versions wrote it as text. */
static char *
dup_spec (JsonObject *root)
{
  JsonNode *node = member (root, "spec");
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_to_string (node, FALSE)
                                                       : dup_string (root, "spec");
}

TauEvaluation *
tau_evaluation_parse (const char *summary, GError **error)
{
  g_autoptr (JsonNode) node = tau_json_parse (summary, error);
  if (node == NULL)
    return NULL;
  JsonObject *root = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autofree char *text = dup_spec (root);
  if (text == NULL) {
    g_set_error_literal (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                         _ ("This is not the stored result of an evaluation"));
    return NULL;
  }
  g_autoptr (TauEvaluation) self = g_new0 (TauEvaluation, 1);
  self->ref_count = 1;
  self->spec = tau_evaluate_spec_parse (text, error);
  if (self->spec == NULL)
    return NULL;
  read_methods (self, root);
  read_outcomes (self, root);
  read_rest (self, root);
  read_counts (self, root);
  read_wrong (self, root);
  return g_steal_pointer (&self);
}

TauEvaluation *
tau_evaluation_parse_unstarted (const char *spec, GError **error)
{
  g_autoptr (TauEvaluateSpec) parsed = tau_evaluate_spec_parse (spec, error);
  if (parsed == NULL)
    return NULL;
  g_autoptr (JsonNode) node = tau_json_parse (spec, NULL); /* read once already */
  JsonObject *root = json_node_get_object (node);
  TauEvaluation *self = g_new0 (TauEvaluation, 1);
  self->ref_count = 1;
  self->spec = g_steal_pointer (&parsed);
  self->pack_name = dup_string (root, "pack");
  self->target_sha256 = dup_string (root, "target_sha256");
  self->predictor_sha256 = dup_string (root, "predictor_sha256");
  self->lender = dup_string (root, "predictor_of");
  self->examples = g_array_new (FALSE, FALSE, sizeof (TauExample));
  return self;
}
