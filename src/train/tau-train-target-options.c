/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train.h"

#include "base/tau-json.h"

#include <glib/gi18n-lib.h>

/* Those that a person may want; any other number of layers works too. */
const TauChoice tau_target_architectures[] = {
  { "resnet20", "ResNet-20" },
  { "resnet8", "ResNet-8" },
  { "resnet32", "ResNet-32" },
  { "wrn-16-2", "Wide-ResNet-16-2" },
  { "wrn-40-2", "Wide-ResNet-40-2" },
  { "wrn-28-10", "Wide-ResNet-28-10" },
  { NULL },
};

const TauChoice tau_augmentations[] = {
  { "standard", N_ ("Standard") },
  { "augmix", N_ ("AugMix") },
  { NULL },
};

void
tau_train_target_options_init (TauTrainTargetOptions *self)
{
  *self = (TauTrainTargetOptions){
    .architecture = "resnet20",
    .augment = "standard",
    .jsd = TRUE,
    .corruptions = "none",
    .epochs = 14,
    .batch = 128,
    .learning_rate = 0.2,
    .weight_decay = 5e-4,
    .smoothing = 0.0,
    .flip = TRUE,
    .seed = 1,
    .n_threads = g_get_num_processors (),
    .checkpoint_seconds = 120,
  };
}

/* The members by type, listed once for reading and writing. */
typedef struct {
  const char *name;
  gsize offset;
} Field;

#define FIELD(member)                                                                              \
  {                                                                                                \
#member, G_STRUCT_OFFSET(TauTrainTargetOptions, member)                                        \
  }

static const Field strings[] = {
  FIELD (dataset),      FIELD (test),    FIELD (out),         FIELD (name),    FIELD (description),
  FIELD (architecture), FIELD (augment), FIELD (corruptions), FIELD (command), FIELD (init),
};
/* guint, int and gboolean have the same size. */
static const Field integers[] = {
  FIELD (jsd),    FIELD (parts_if_any), FIELD (input_size),
  FIELD (epochs), FIELD (batch),        FIELD (limit),
  FIELD (flip),   FIELD (bfloat16),     FIELD (checkpoint_seconds),
};
static const Field doubles[] = {
  FIELD (learning_rate),
  FIELD (weight_decay),
  FIELD (smoothing),
};

TauTrainTargetOptions *
tau_train_target_options_copy (const TauTrainTargetOptions *self)
{
  TauTrainTargetOptions *copy = g_memdup2 (self, sizeof *self);
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    G_STRUCT_MEMBER (char *, copy, strings[i].offset) =
        g_strdup (G_STRUCT_MEMBER (const char *, self, strings[i].offset));
  return copy;
}

void
tau_train_target_options_free (TauTrainTargetOptions *self)
{
  for (guint i = 0; self != NULL && i < G_N_ELEMENTS (strings); i++)
    g_free (G_STRUCT_MEMBER (char *, self, strings[i].offset));
  g_free (self);
}

char *
tau_train_target_options_to_json (const TauTrainTargetOptions *self)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  tau_json_add_string (b, "trains", "target");
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    tau_json_add_string (b, strings[i].name,
                         G_STRUCT_MEMBER (const char *, self, strings[i].offset));
  for (guint i = 0; i < G_N_ELEMENTS (integers); i++)
    tau_json_add_int (b, integers[i].name, G_STRUCT_MEMBER (int, self, integers[i].offset));
  for (guint i = 0; i < G_N_ELEMENTS (doubles); i++)
    tau_json_add_double (b, doubles[i].name, G_STRUCT_MEMBER (double, self, doubles[i].offset));
  tau_json_add_seed (b, self->seed);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  return json_to_string (root, FALSE);
}

/* The member, if it is of that type. */
static JsonNode *
member (JsonObject *object, const char *name, GType type)
{
  JsonNode *node = json_object_get_member (object, name);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  const GType given = json_node_get_value_type (node);
  return given == type || (type == G_TYPE_DOUBLE && given == G_TYPE_INT64) ? node : NULL;
}

TauTrainTargetOptions *
tau_train_target_options_from_json (const char *text)
{
  TauTrainTargetOptions options, *self = &options;
  g_autoptr (JsonNode) root = text != NULL ? tau_json_parse (text, NULL) : NULL;
  JsonObject *object =
      root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *node = object != NULL ? member (object, "trains", G_TYPE_STRING) : NULL;
  if (node == NULL || !g_str_equal (json_node_get_string (node), "target"))
    return NULL;
  tau_train_target_options_init (self);
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    if ((node = member (object, strings[i].name, G_TYPE_STRING)) != NULL)
      G_STRUCT_MEMBER (const char *, self, strings[i].offset) = json_node_get_string (node);
  for (guint i = 0; i < G_N_ELEMENTS (integers); i++)
    if ((node = member (object, integers[i].name, G_TYPE_INT64)) != NULL)
      G_STRUCT_MEMBER (int, self, integers[i].offset) = (int)json_node_get_int (node);
  for (guint i = 0; i < G_N_ELEMENTS (doubles); i++)
    if ((node = member (object, doubles[i].name, G_TYPE_DOUBLE)) != NULL)
      G_STRUCT_MEMBER (double, self, doubles[i].offset) = json_node_get_double (node);
  tau_json_get_seed (object, &self->seed);
  return tau_train_target_options_copy (self);
}
