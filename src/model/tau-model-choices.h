/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/tau-output.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* How pixels become the numbers that a model takes: (v - mean) / std. */
typedef enum {
  TAU_NORMALIZATION_PROPOSED, /* as tau_probe_propose() proposes */
  TAU_NORMALIZATION_NONE,     /* 0..1: mean 0, std 1 */
  TAU_NORMALIZATION_IMAGENET, /* mean 0.485, 0.456, 0.406, std 0.229, 0.224, 0.225 */
  TAU_NORMALIZATION_HALF,     /* -1..1: mean 0.5, std 0.5 */
  TAU_NORMALIZATION_QUARTER,  /* mean 0.5, std 0.25: Tauscope's own, and near that of CIFAR */
  TAU_NORMALIZATION_BYTES,    /* 0..255 */
  TAU_NORMALIZATION_OWN,      /* mean and std of the choices */
} TauNormalization;

/* For the window and the command line, in the order of the enumeration. The first, "auto", and the
 * last, "own", have no numbers of their own. */
typedef struct {
  const char *name;  /* "imagenet" */
  const char *title; /* to be translated */
  float mean[3], std[3];
} TauNormalizationInfo;

#define TAU_N_NORMALIZATIONS 7
const TauNormalizationInfo *tau_normalization_get (TauNormalization normalization);
/* The one of that name; -1: none. */
int tau_normalization_find (const char *name);

/* What a user may say about a model file. 0, NULL and AUTO leave the answer to the program. */
typedef struct {
  int input_size; /* px, 16..1024; 0: found by trying */
  int resize; /* px, side to which an image is resized before the middle is cut out; 0: proposed.
                 From input_size to input_size + 256, by an even number of pixels larger */
  TauNormalization normalization;
  float mean[3], std[3]; /* for OWN, in the scale of the pixels */
  gboolean bytes_scale;  /* for OWN: pixels are 0..255 and not 0..1, so mean and std are too */
  int channels;          /* 1 or 3; 0: found by trying */
  TauOutputKind output;  /* AUTO, LOGITS, PROBABILITIES or LOG_PROBABILITIES */
  char *classes_list;    /* as of tau_class_list_load(), where `classes` is NULL */
  GPtrArray *classes;    /* of char* */
  char *name, *description;
} TauModelChoices;

/* All left to the program. */
TauModelChoices *tau_model_choices_new (void);
TauModelChoices *tau_model_choices_copy (const TauModelChoices *self);
void tau_model_choices_free (TauModelChoices *self);

/* Mean and std of pixels of 0..1, as pack.json has them. PROPOSED gives those of NONE. */
void tau_model_choices_get_scale (const TauModelChoices *self, float mean[3], float std[3]);

/* For the record of a training: JSON without `classes`, and the inverse. What the text does not say
 * is left to the program; NULL is fine. */
char *tau_model_choices_to_json (const TauModelChoices *self);
TauModelChoices *tau_model_choices_from_json (const char *text);

/* A sentence on what is wrong with the numbers themselves, such as a mean above 1; to be freed.
 * NULL: nothing is. */
char *tau_model_choices_check (const TauModelChoices *self);

/* "32 px, cut from 36; mean 0.5 0.5 0.5, std 0.25 0.25 0.25 of 0..1; 3 channels; logits" */
char *tau_model_choices_describe (const TauModelChoices *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauModelChoices, tau_model_choices_free)

G_END_DECLS
