/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-corruption-set.h"
#include "transform/tau-operation.h"

G_BEGIN_DECLS

/* AugMix (Hendrycks et al. 2020): an image mixed with a mixture of three chains of random
 * operations, with the numbers of its authors' code for CIFAR. */
#define TAU_AUGMIX_WIDTH    3
#define TAU_AUGMIX_DEPTH    3 /* operations of a chain, at most */
#define TAU_AUGMIX_SEVERITY 3

/* Weight of the Jensen-Shannon divergence, and the views that it compares: the image and two
 * mixtures. */
#define TAU_AUGMIX_CONSISTENCY 12
#define TAU_AUGMIX_VIEWS       3

typedef struct {
  int corruption; /* an index of the registry; -1: the operation below */
  TauOperation operation;
  double amount; /* of the operation */
  int severity;  /* of the corruption, 1..5 */
  guint64 seed;  /* of the corruption */
} TauAugmixStep;

/* The random part of a mixture. */
typedef struct {
  float weights[TAU_AUGMIX_WIDTH]; /* of the chains; Dirichlet (1, 1, 1): their sum is 1 */
  float share;                     /* of the mixture in the result; Beta (1, 1): uniform in 0..1 */
  guint depths[TAU_AUGMIX_WIDTH];  /* 1..3 */
  TauAugmixStep steps[TAU_AUGMIX_WIDTH][TAU_AUGMIX_DEPTH];
} TauAugmix;

/* Draws a mixture for an image of size x size. Each step is one of the nine operations or of the
 * corruptions, all equally likely. */
void tau_augmix_draw (TauAugmix *self, const TauCorruptionSet *corruptions, int size,
                      TauRandom *random);

/* rgb: size x size. planes: 3 x size x size, normalised by mean and std; the images are mixed as
 * normalised planes, in float32, in the authors' order of sums: ((w0 a0 + w1 a1) + w2 a2), then
 * (1 - share) image + share mixture. Convex sums commute with the normalisation. */
void tau_augmix_apply (const TauAugmix *self, const guint8 *rgb, int size, const float mean[3],
                       const float std[3], float *planes);

G_END_DECLS
