/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train.h"

#include "train/tau-train-fields.h"

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

#define FIELD(member) TAU_TRAIN_FIELD (TauTrainTargetOptions, member)

static const TauTrainField strings[] = {
  FIELD (dataset),     FIELD (test),         FIELD (out),     FIELD (name),
  FIELD (description), FIELD (architecture), FIELD (augment), FIELD (corruptions),
  FIELD (command),     FIELD (init),         { NULL },
};
static const TauTrainField integers[] = {
  FIELD (jsd),    FIELD (parts_if_any), FIELD (input_size),
  FIELD (epochs), FIELD (batch),        FIELD (limit),
  FIELD (flip),   FIELD (bfloat16),     FIELD (checkpoint_seconds),
  { NULL },
};
static const TauTrainField doubles[] = {
  FIELD (learning_rate),
  FIELD (weight_decay),
  FIELD (smoothing),
  { NULL },
};

static const TauTrainFields fields = { sizeof (TauTrainTargetOptions), strings, integers, doubles };

TauTrainTargetOptions *
tau_train_target_options_copy (const TauTrainTargetOptions *self)
{
  return tau_train_fields_copy (&fields, self);
}

void
tau_train_target_options_free (TauTrainTargetOptions *self)
{
  tau_train_fields_free (&fields, self);
}

char *
tau_train_target_options_to_json (const TauTrainTargetOptions *self)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  tau_json_add_string (b, "trains", "target");
  tau_train_fields_write (&fields, b, self);
  tau_json_add_seed (b, self->seed);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  return json_to_string (root, FALSE);
}

TauTrainTargetOptions *
tau_train_target_options_from_json (const char *text)
{
  TauTrainTargetOptions options, *self = &options;
  g_autoptr (JsonNode) root = text != NULL ? tau_json_parse (text, NULL) : NULL;
  JsonObject *object =
      root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *node =
      object != NULL ? tau_train_fields_member (object, "trains", G_TYPE_STRING) : NULL;
  if (node == NULL || !g_str_equal (json_node_get_string (node), "target"))
    return NULL;
  tau_train_target_options_init (self);
  tau_train_fields_read (&fields, object, self);
  tau_json_get_seed (object, &self->seed);
  return tau_train_target_options_copy (self);
}
