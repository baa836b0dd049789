/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train.h"

#include "base/tau-json.h"

#include <string.h>

/* Our defaults, for a computer without a GPU. */
static const TauTrainPredictorOptions own = {
  .architecture = "compact",
  .loss = "blend",
  .corruptions = "all",
  .optimizer = "adamw",
  .epochs = 12,
  .batch = 256,
  .copies = 2,
  .corruption_share = 0.85,
  .cut_out = 0.5,
  .mirror = TRUE,
  .learning_rate = 2e-3,
  .warm_up = 0.1,
  .weight_decay = 0.02,
  .average = 0.998,
  .imitation = 1,
  .identity_margin = 2,
};

/* METHOD "Training": 128 images in a step, three random copies of each. */
static const TauTrainPredictorOptions paper = {
  .architecture = "efficientnet-b0",
  .loss = "sodeep",
  .corruptions = "all",
  .optimizer = "rmsprop",
  .epochs = 60,
  .batch = 384,
  .copies = 3,
  .fresh = TRUE,
  .grouped = TRUE,
  .corruption_share = 0.4,
  .distort = 0.4,
  .flip = 0.5,
  .cut_out = 1,
  .learning_rate = 0.01,
  .momentum = 0.9,
  .weight_decay = 1e-5,
  .average = 0.999,
};

void
tau_train_predictor_options_init (TauTrainPredictorOptions *self, const char *loss)
{
  *self = g_strcmp0 (loss, paper.loss) == 0 ? paper : own;
  if (loss != NULL)
    self->loss = loss;
  self->seed = 1;
  self->n_threads = g_get_num_processors ();
  self->checkpoint_seconds = 120;
}

/* The members by type, listed once for reading and writing. */
typedef struct {
  const char *name;
  gsize offset;
} Field;

#define FIELD(member)                                                                              \
  {                                                                                                \
#member, G_STRUCT_OFFSET(TauTrainPredictorOptions, member)                                     \
  }

static const Field strings[] = {
  FIELD (init),        FIELD (pack),      FIELD (target),       FIELD (dataset),
  FIELD (test),        FIELD (out),       FIELD (architecture), FIELD (loss),
  FIELD (corruptions), FIELD (optimizer), FIELD (command),      FIELD (target_choices),
};
/* guint, int and gboolean have the same size. */
static const Field integers[] = {
  FIELD (target_size), FIELD (input_size), FIELD (epochs),   FIELD (limit),
  FIELD (batch),       FIELD (test_limit), FIELD (copies),   FIELD (fresh),
  FIELD (grouped),     FIELD (mirror),     FIELD (bfloat16), FIELD (checkpoint_seconds),
  FIELD (first_copy),
};
static const Field doubles[] = {
  FIELD (corruption_share), FIELD (distort),         FIELD (flip),
  FIELD (cut_out),          FIELD (learning_rate),   FIELD (warm_up),
  FIELD (momentum),         FIELD (weight_decay),    FIELD (average),
  FIELD (imitation),        FIELD (identity_margin),
};

char *
tau_train_predictor_options_to_json (const TauTrainPredictorOptions *self)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    tau_json_add_string (b, strings[i].name,
                         G_STRUCT_MEMBER (const char *, self, strings[i].offset));
  for (guint i = 0; i < G_N_ELEMENTS (integers); i++)
    tau_json_add_int (b, integers[i].name, G_STRUCT_MEMBER (int, self, integers[i].offset));
  for (guint i = 0; i < G_N_ELEMENTS (doubles); i++)
    tau_json_add_double (b, doubles[i].name, G_STRUCT_MEMBER (double, self, doubles[i].offset));
  if (self->parts_if_any) /* newer than checkpoints, whose digest it would change */
    tau_json_add_int (b, "parts_if_any", TRUE);
  tau_json_add_seed (b, self->seed);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  return json_to_string (root, FALSE);
}

static gboolean
has (JsonObject *object, const char *name, GType type)
{
  JsonNode *node = json_object_get_member (object, name);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  GType given = json_node_get_value_type (node);
  return given == type || (type == G_TYPE_DOUBLE && given == G_TYPE_INT64);
}

TauTrainPredictorOptions *
tau_train_predictor_options_copy (const TauTrainPredictorOptions *self)
{
  TauTrainPredictorOptions *copy = g_memdup2 (self, sizeof *self);
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    G_STRUCT_MEMBER (char *, copy, strings[i].offset) =
        g_strdup (G_STRUCT_MEMBER (const char *, self, strings[i].offset));
  return copy;
}

void
tau_train_predictor_options_free (TauTrainPredictorOptions *self)
{
  for (guint i = 0; self != NULL && i < G_N_ELEMENTS (strings); i++)
    g_free (G_STRUCT_MEMBER (char *, self, strings[i].offset));
  g_free (self);
}

TauTrainPredictorOptions *
tau_train_predictor_options_from_json (const char *text)
{
  TauTrainPredictorOptions options, *self = &options;
  g_autoptr (JsonNode) root = text != NULL ? tau_json_parse (text, NULL) : NULL;
  g_autoptr (JsonObject) object = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                                      ? json_node_dup_object (root)
                                      : json_object_new ();
  tau_train_predictor_options_init (self, has (object, "loss", G_TYPE_STRING)
                                              ? json_object_get_string_member (object, "loss")
                                              : NULL);
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    if (has (object, strings[i].name, G_TYPE_STRING))
      G_STRUCT_MEMBER (const char *, self, strings[i].offset) =
          json_object_get_string_member (object, strings[i].name);
  for (guint i = 0; i < G_N_ELEMENTS (integers); i++)
    if (has (object, integers[i].name, G_TYPE_INT64))
      G_STRUCT_MEMBER (int, self, integers[i].offset) =
          (int)json_object_get_int_member (object, integers[i].name);
  for (guint i = 0; i < G_N_ELEMENTS (doubles); i++)
    if (has (object, doubles[i].name, G_TYPE_DOUBLE))
      G_STRUCT_MEMBER (double, self, doubles[i].offset) =
          json_object_get_double_member (object, doubles[i].name);
  self->parts_if_any = has (object, "parts_if_any", G_TYPE_INT64) &&
                       json_object_get_int_member (object, "parts_if_any") != 0;
  tau_json_get_seed (object, &self->seed);
  return tau_train_predictor_options_copy (self);
}
