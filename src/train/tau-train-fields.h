/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-json.h"

G_BEGIN_DECLS

/* The members of a training's options by type, listed once for copying, reading and writing. */
typedef struct {
  const char *name; /* in JSON, too; NULL ends a list */
  gsize offset;
} TauTrainField;

typedef struct {
  gsize size;                    /* of the options */
  const TauTrainField *strings;  /* char* */
  const TauTrainField *integers; /* guint, int and gboolean, which have the same size */
  const TauTrainField *doubles;
} TauTrainFields;

#define TAU_TRAIN_FIELD(Type, member)                                                              \
  {                                                                                                \
#member, G_STRUCT_OFFSET(Type, member)                                                         \
  }

/* A copy with its own strings, and its end. */
gpointer tau_train_fields_copy (const TauTrainFields *self, gconstpointer options);
void tau_train_fields_free (const TauTrainFields *self, gpointer options);

/* Adds all members to the object that is open. */
void tau_train_fields_write (const TauTrainFields *self, JsonBuilder *b, gconstpointer options);
/* Sets those that the object has, of the right type; strings belong to the object. */
void tau_train_fields_read (const TauTrainFields *self, JsonObject *object, gpointer options);

/* A member that is a value of this type (an integer is a double, too), or NULL. */
JsonNode *tau_train_fields_member (JsonObject *object, const char *name, GType type);

G_END_DECLS
