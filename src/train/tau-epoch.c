/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-epoch.h"

#include "base/tau-json.h"

#include <math.h>

void
tau_epoch_init (TauEpoch *self, guint number)
{
  *self = (TauEpoch){ .epoch = number, .loss = NAN, .seconds = NAN };
  tau_measure_init (&self->measure);
}

char *
tau_epochs_to_json (const GArray *epochs)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_array (b);
  for (guint i = 0; i < epochs->len; i++) {
    const TauEpoch *epoch = &g_array_index (epochs, TauEpoch, i);
    json_builder_begin_object (b);
    tau_json_add_int (b, "epoch", epoch->epoch);
    tau_json_add_double (b, "loss", epoch->loss);
    tau_measure_add_to_json (&epoch->measure, b);
    tau_json_add_double (b, "seconds", epoch->seconds);
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  return json_to_string (root, FALSE);
}

GArray *
tau_epochs_from_json (const char *text)
{
  GArray *epochs = g_array_new (FALSE, FALSE, sizeof (TauEpoch));
  g_autoptr (JsonNode) root = text != NULL ? tau_json_parse (text, NULL) : NULL;
  JsonArray *rows =
      root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++) {
    JsonNode *node = json_array_get_element (rows, i);
    if (!JSON_NODE_HOLDS_OBJECT (node))
      continue;
    JsonObject *row = json_node_get_object (node);
    TauEpoch epoch = {
      .epoch = epochs->len + 1,
      .loss = tau_json_get_double (row, "loss"),
      .seconds = tau_json_get_double (row, "seconds"),
    };
    tau_measure_from_json (&epoch.measure, row);
    g_array_append_val (epochs, epoch);
  }
  return epochs;
}
