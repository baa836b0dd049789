/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-model-choices.h"

#include "base/tau-json.h"

char *
tau_model_choices_to_json (const TauModelChoices *self)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  tau_json_add_int (b, "input_size", self->input_size);
  tau_json_add_int (b, "resize", self->resize);
  tau_json_add_int (b, "channels", self->channels);
  tau_json_add_string (b, "normalization", tau_normalization_get (self->normalization)->name);
  tau_json_add_triple (b, "mean", self->mean);
  tau_json_add_triple (b, "std", self->std);
  tau_json_add_bool (b, "bytes_scale", self->bytes_scale);
  tau_json_add_string (b, "output", tau_output_name (self->output));
  tau_json_add_string (b, "classes", self->classes_list);
  return tau_json_end (b);
}

static int
get_int (JsonObject *object, const char *name)
{
  const double value = tau_json_get_double (object, name);
  return value >= 0 && value <= G_MAXINT ? (int)value : 0;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static void
get_triple (JsonObject *object, const char *name, float out[3])
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint c = 0; array != NULL && json_array_get_length (array) == 3 && c < 3; c++) {
    JsonNode *element = json_array_get_element (array, c);
    if (JSON_NODE_HOLDS_VALUE (element))
      out[c] = json_node_get_double (element);
  }
}

TauModelChoices *
tau_model_choices_from_json (const char *text)
{
  TauModelChoices *self = tau_model_choices_new ();
  g_autoptr (JsonNode) root = text != NULL ? tau_json_parse (text, NULL) : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return self;
  JsonObject *object = json_node_get_object (root);
  const char *normalization = get_text (object, "normalization");
  const char *output = get_text (object, "output");
  self->input_size = get_int (object, "input_size");
  self->resize = get_int (object, "resize");
  self->channels = get_int (object, "channels");
  if (normalization != NULL)
    self->normalization = MAX (tau_normalization_find (normalization), 0);
  get_triple (object, "mean", self->mean);
  get_triple (object, "std", self->std);
  JsonNode *scale = json_object_get_member (object, "bytes_scale");
  self->bytes_scale =
      scale != NULL && JSON_NODE_HOLDS_VALUE (scale) && json_node_get_boolean (scale);
  if (output != NULL)
    self->output = MAX (tau_output_find (output), 0);
  self->classes_list = g_strdup (get_text (object, "classes"));
  return self;
}
