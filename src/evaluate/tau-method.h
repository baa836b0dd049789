/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "transform/tau-composition.h"

G_BEGIN_DECLS

/* A way to answer for an image by averaging the target's probabilities over views of it (METHOD "At
 * test time"). */
typedef enum {
  TAU_METHOD_CENTER, /* identity */
  TAU_METHOD_HFLIP,  /* identity and its mirror image */
  TAU_METHOD_5CROP,  /* identity and four corner crops */
  TAU_METHOD_10CROP, /* those and their mirror images */
  TAU_METHOD_RANDOM, /* k transforms drawn for each image, with replacement */
  TAU_METHOD_GPS,    /* the k transforms of a policy, the same for every image */
  TAU_METHOD_OURS,   /* the k transforms with the lowest predicted loss */
  TAU_METHOD_ALL,    /* all 12 */
  TAU_METHOD_ORACLE, /* the one with the lowest actual loss */
  /* Baselines of choosing for each image. */
  TAU_METHOD_FIXED,          /* the best set of k transforms, the same for every image */
  TAU_METHOD_PER_CORRUPTION, /* the best one for each corruption, found on other images of it */
  TAU_METHOD_ENTROPY,        /* the one under which the target is most decided */
  TAU_METHOD_BN_ADAPT,       /* identity, to the target with the batch-norm statistics of other
                                images of the cell (Schneider et al. 2020) */
} TauMethodKind;

typedef struct {
  TauMethodKind kind;
  guint8 k;       /* random, gps, ours, fixed: 1..12; per-corruption, entropy: 1; else 0 */
  gboolean flip;  /* ours:K+flip: also the mirror image of each; chosen by the mean of the
                     predictions for the image and its mirror image */
  gboolean crops; /* ours:K+5crop: the centre and four corner crops of each */
  guint8 chain;   /* ours:K+chain:N, 1..TAU_COMPOSITION_MAX: the most steps; 0: no chain. Each of
                     the K goes on, by what the predictor says of the transformed image, until
                     identity wins. Not with flip or crops. */
  /* ours:K+threshold:T: identity takes the place, once, of the transforms among the k whose
   * predicted loss is not lower than its own by more than this, >= 0. It wins likewise at each
   * step of a chain. */
  gboolean has_threshold;
  double threshold;
  gboolean has_temperature; /* ours:K+temperature:T: tau_temper() of each answer before the mean */
  double temperature;       /* 0.01 to 100 */
  gboolean weighted;        /* ours:K+entropy: the mean is weighted by how decided each answer is */
  gboolean corrupted; /* gps:K+corrupted, the paper's GPS†: the policy of corrupted images; likewise
                         fixed:K+corrupted */
  char id[80];        /* "ours:2+flip"; several suffixes are in the order of the members above */
} TauMethod;

#define TAU_METHODS_DEFAULT                                                                        \
  "center,hflip,5crop,10crop,random:1,2,4,gps:1,2,4,gps:1,2,4+corrupted,per-corruption:1,"         \
  "ours:1,2,4,ours:2+flip,"                                                                        \
  "ours:2+5crop,all,oracle"

/* Chains that lists of methods offer. */
#define TAU_METHODS_CHAINS "ours:1,2+chain:2"

/* What there is besides. */
#define TAU_METHODS_OTHER "fixed:1,2,4,fixed:1,2,4+corrupted,entropy:1,bn-adapt," TAU_METHODS_CHAINS

/* A comma-separated list of ids. Bare numbers repeat the kind before them: "random:1,2,4" is
 * random:1, random:2, random:4, and "gps:1,2,4+corrupted" carries its suffix to all three. `center`
 * always comes first: the others are compared with it. Returns an array of TauMethod without
 * repetitions, or NULL (TAU_EVALUATE_ERROR_SPEC). */
GArray *tau_methods_parse (const char *text, GError **error);

/* Whether one of the methods of such a list asks a predictor. */
gboolean tau_methods_predict (const char *text);

/* "Ours (2) + flip" */
char *tau_method_get_title (const TauMethod *method);

/* Sets the threshold of ours:K, and the id with it. FALSE: it is not from 0 to 1000. */
gboolean tau_method_set_threshold (TauMethod *self, double threshold);

/* Whether it is searched on validation images. */
gboolean tau_method_is_searched (const TauMethod *method);

/* Whether it answers for an image without knowing more than the image: neither its label, nor the
 * type of its corruption, nor other images of it. */
gboolean tau_method_is_usable (const TauMethod *method);

/* How many images of a cell it sees before it answers for one; 1: that one alone. */
guint tau_method_n_images (const TauMethod *method);
#define TAU_ADAPT_IMAGES 256 /* of bn-adapt, besides the one */

/* The number of views that a method asks for, and how often it runs the predictor, at most: chains
 * may end before. */
guint tau_method_n_views (const TauMethod *method);
guint tau_method_n_predictions (const TauMethod *method);
/* What it costs over one inference of the target, from the costs of one inference each, in
 * multiply-adds or time (NAN: unknown). */
double tau_method_cost (const TauMethod *method, double target, double predictor);

G_END_DECLS
