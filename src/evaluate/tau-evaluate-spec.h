/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-corruption-set.h"
#include "evaluate/rows/tau-image-rows.h"
#include "evaluate/tau-method.h"
#include "model/tau-pack.h"

G_BEGIN_DECLS

#define TAU_EVALUATE_ERROR (tau_evaluate_error_quark ())

typedef enum {
  TAU_EVALUATE_ERROR_SPEC = 1,   /* methods, severities or shard that cannot be evaluated */
  TAU_EVALUATE_ERROR_VALIDATION, /* gps has no images to search its policy on, or the reported ones
                                  */
  TAU_EVALUATE_ERROR_CLASSES,    /* the data set's classes differ from the pack's */
  TAU_EVALUATE_ERROR_TEXTURES,   /* the frost textures were changed during the run */
  TAU_EVALUATE_ERROR_WRITE,      /* the results of images could not be written */
} TauEvaluateError;

GQuark tau_evaluate_error_quark (void);

/* The request for an evaluation. */
typedef struct {
  /* A specification for tau_dataset_open. A set that is corrupted already (cifar-c) has its own
   * cells: those of `corruptions` and `severities` that it holds, never `clean`. Nothing is added
   * to its images. */
  char *dataset;
  char *validation;             /* images for the policy search; NULL: see tau_evaluate() */
  guint limit;                  /* images, spread evenly over the data set; 0: all */
  gboolean clean;               /* the images as they are */
  TauCorruptionSet corruptions; /* held out or not; may be empty */
  guint8 severities;            /* bit s - 1 for severity s, 1..5 */
  guint n_methods;
  TauMethod *methods;    /* each once */
  gboolean correlation;  /* with a predictor, every transform is shown to the target, whatever the
                            methods need */
  guint64 seed;          /* for the corruptions, random:K, the policy's split and the intervals */
  guint shard, n_shards; /* shard 1..n_shards; 1 of 1: everything */
  int n_threads;         /* no result depends on it */
  TauImageRows *rows;    /* borrowed: gets the results of each image; NULL: nobody wants them */
} TauEvaluateSpec;

/* Everything: clean, all corruptions, five severities, TAU_METHODS_DEFAULT, the whole set. */
TauEvaluateSpec *tau_evaluate_spec_new (const char *dataset);
TauEvaluateSpec *tau_evaluate_spec_copy (const TauEvaluateSpec *self);
void tau_evaluate_spec_free (TauEvaluateSpec *self);

/* Comma-separated lists. Corruptions: "clean" and what tau_corruption_set_parse accepts, so the
 * default is "clean,all,heldout". Severities: "1,3,5" or "1-5". Methods: tau_methods_parse. */
gboolean tau_evaluate_spec_set_corruptions (TauEvaluateSpec *self, const char *text,
                                            GError **error);
gboolean tau_evaluate_spec_set_severities (TauEvaluateSpec *self, const char *text, GError **error);
gboolean tau_evaluate_spec_set_methods (TauEvaluateSpec *self, const char *text, GError **error);

/* For every ours:K that has none. FALSE: it cannot be one. */
gboolean tau_evaluate_spec_set_threshold (TauEvaluateSpec *self, double threshold);

/* Leaves out the methods that ask a predictor. */
void tau_evaluate_spec_drop_predicted (TauEvaluateSpec *self);

/* One JSON object: the spec of a job record. It also names the pack (NULL: none), which parsing
 * ignores. */
char *tau_evaluate_spec_to_json (const TauEvaluateSpec *self, const TauPack *pack);
TauEvaluateSpec *tau_evaluate_spec_parse (const char *json, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauEvaluateSpec, tau_evaluate_spec_free)

G_END_DECLS
