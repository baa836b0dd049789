/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train-fields.h"

#define MEMBER(type, options, field) G_STRUCT_MEMBER (type, options, (field)->offset)

gpointer
tau_train_fields_copy (const TauTrainFields *self, gconstpointer options)
{
  gpointer copy = g_memdup2 (options, self->size);
  for (const TauTrainField *f = self->strings; f->name != NULL; f++)
    MEMBER (char *, copy, f) = g_strdup (MEMBER (const char *, options, f));
  return copy;
}

void
tau_train_fields_free (const TauTrainFields *self, gpointer options)
{
  for (const TauTrainField *f = self->strings; options != NULL && f->name != NULL; f++)
    g_free (MEMBER (char *, options, f));
  g_free (options);
}

void
tau_train_fields_write (const TauTrainFields *self, JsonBuilder *b, gconstpointer options)
{
  for (const TauTrainField *f = self->strings; f->name != NULL; f++)
    tau_json_add_string (b, f->name, MEMBER (const char *, options, f));
  for (const TauTrainField *f = self->integers; f->name != NULL; f++)
    tau_json_add_int (b, f->name, MEMBER (int, options, f));
  for (const TauTrainField *f = self->doubles; f->name != NULL; f++)
    tau_json_add_double (b, f->name, MEMBER (double, options, f));
}

JsonNode *
tau_train_fields_member (JsonObject *object, const char *name, GType type)
{
  JsonNode *node = json_object_get_member (object, name);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  const GType given = json_node_get_value_type (node);
  return given == type || (type == G_TYPE_DOUBLE && given == G_TYPE_INT64) ? node : NULL;
}

void
tau_train_fields_read (const TauTrainFields *self, JsonObject *object, gpointer options)
{
  JsonNode *node;
  for (const TauTrainField *f = self->strings; f->name != NULL; f++)
    if ((node = tau_train_fields_member (object, f->name, G_TYPE_STRING)) != NULL)
      MEMBER (const char *, options, f) = json_node_get_string (node);
  for (const TauTrainField *f = self->integers; f->name != NULL; f++)
    if ((node = tau_train_fields_member (object, f->name, G_TYPE_INT64)) != NULL)
      MEMBER (int, options, f) = (int)json_node_get_int (node);
  for (const TauTrainField *f = self->doubles; f->name != NULL; f++)
    if ((node = tau_train_fields_member (object, f->name, G_TYPE_DOUBLE)) != NULL)
      MEMBER (double, options, f) = json_node_get_double (node);
}
