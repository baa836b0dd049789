/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train.h"

#include "train/tau-train-fields.h"

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
  .padding = "same",
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

#define FIELD(member) TAU_TRAIN_FIELD (TauTrainPredictorOptions, member)

static const TauTrainField strings[] = {
  FIELD (init),    FIELD (pack),           FIELD (target), FIELD (dataset),     FIELD (test),
  FIELD (out),     FIELD (architecture),   FIELD (loss),   FIELD (corruptions), FIELD (optimizer),
  FIELD (command), FIELD (target_choices), { NULL },
};
static const TauTrainField integers[] = {
  FIELD (target_size), FIELD (input_size), FIELD (epochs),   FIELD (limit),
  FIELD (batch),       FIELD (test_limit), FIELD (copies),   FIELD (fresh),
  FIELD (grouped),     FIELD (mirror),     FIELD (bfloat16), FIELD (checkpoint_seconds),
  FIELD (first_copy),  { NULL },
};
static const TauTrainField doubles[] = {
  FIELD (corruption_share), FIELD (distort),         FIELD (flip),
  FIELD (cut_out),          FIELD (learning_rate),   FIELD (warm_up),
  FIELD (momentum),         FIELD (weight_decay),    FIELD (average),
  FIELD (imitation),        FIELD (identity_margin), { NULL },
};

static const TauTrainFields fields = { sizeof (TauTrainPredictorOptions), strings, integers,
                                       doubles };

TauTrainPredictorOptions *
tau_train_predictor_options_copy (const TauTrainPredictorOptions *self)
{
  TauTrainPredictorOptions *copy = tau_train_fields_copy (&fields, self);
  copy->padding = g_strdup (self->padding);
  return copy;
}

void
tau_train_predictor_options_free (TauTrainPredictorOptions *self)
{
  if (self != NULL)
    g_free ((char *)self->padding);
  tau_train_fields_free (&fields, self);
}

char *
tau_train_predictor_options_to_json (const TauTrainPredictorOptions *self)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  tau_train_fields_write (&fields, b, self);
  /* Newer than checkpoints, whose digest they would change. */
  if (self->parts_if_any)
    tau_json_add_int (b, "parts_if_any", TRUE);
  if (g_strcmp0 (self->padding, "same") == 0 || (self->padding != NULL && self->init != NULL))
    tau_json_add_string (b, "padding", self->padding);
  tau_json_add_seed (b, self->seed);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  return json_to_string (root, FALSE);
}

TauTrainPredictorOptions *
tau_train_predictor_options_from_json (const char *text)
{
  TauTrainPredictorOptions options, *self = &options;
  g_autoptr (JsonNode) root = text != NULL ? tau_json_parse (text, NULL) : NULL;
  g_autoptr (JsonObject) object = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                                      ? json_node_dup_object (root)
                                      : json_object_new ();
  JsonNode *loss = tau_train_fields_member (object, "loss", G_TYPE_STRING);
  tau_train_predictor_options_init (self, loss != NULL ? json_node_get_string (loss) : NULL);
  tau_train_fields_read (&fields, object, self);
  /* Not the default: what was written without it had none. */
  JsonNode *padding = tau_train_fields_member (object, "padding", G_TYPE_STRING);
  self->padding = padding != NULL ? json_node_get_string (padding) : NULL;
  JsonNode *parts = tau_train_fields_member (object, "parts_if_any", G_TYPE_INT64);
  self->parts_if_any = parts != NULL && json_node_get_int (parts) != 0;
  tau_json_get_seed (object, &self->seed);
  return tau_train_predictor_options_copy (self);
}
