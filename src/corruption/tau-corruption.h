/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"
#include "base/tau-random.h"

G_BEGIN_DECLS

/* Sizes. The benchmark has two, 32 px (CIFAR-10-C) and 224 px (ImageNet-C), each with its own
 * parameters: the presets. At these sizes every corruption is the benchmark's. Other sizes, square
 * or not, may have 16 to 4096 px a side. There, lengths (radius, sigma, reach, displacement, size
 * of flakes, side of the fog's map, step of the frost's texture) are multiplied by the shorter side
 * over the preset's (tau_preset_scale), so that an image looks alike at every resolution. Shares
 * and levels (noise, probabilities, contrast, HSV, zoom factors, pixelate's share, JPEG's quality,
 * mixes and thresholds) stay the same. Fractions of pixels stay fractions. From 1792 px on, the
 * layers that would take minutes are made on a coarser grid (tau-grid.h). The comment at the top of
 * each file says what is special about its corruption; data/docs/corruptions.md has the table
 * for users. */
#define TAU_N_SEVERITIES 5

/* A corruption's index is its position in the registry. */
enum {
#define TAU_CORRUPTION(name) TAU_CORRUPTION_INDEX_##name,
#include "corruption/tau-corruption-registry.h"
#undef TAU_CORRUPTION
  TAU_N_CORRUPTIONS,
};

typedef enum {
  TAU_PRESET_AUTO,     /* cifar up to 64 px on the shorter side, imagenet above */
  TAU_PRESET_CIFAR,    /* the parameters of CIFAR-10-C */
  TAU_PRESET_IMAGENET, /* the parameters of ImageNet-C */
} TauPreset;

typedef enum {
  TAU_CORRUPTION_NOISE,
  TAU_CORRUPTION_BLUR,
  TAU_CORRUPTION_WEATHER,
  TAU_CORRUPTION_DIGITAL,
  TAU_N_CORRUPTION_GROUPS,
} TauCorruptionGroup;

/* "noise", as the command line accepts it; and the translated title. A group means the benchmark's
 * corruptions of that kind, without those that are held out. */
const char *tau_corruption_group_name (TauCorruptionGroup group);
const char *tau_corruption_group_title (TauCorruptionGroup group);

/* The random part of a corruption, separate from its arithmetic: arrays in the order in which the
 * reference consumes them (SPEC section 3 and the corruptions-replay index), so that recorded
 * variates can be used instead. Each file documents which slots it uses and their lengths. */
#define TAU_MAX_VARIATES 8
typedef struct {
  double *values[TAU_MAX_VARIATES];
  gsize lengths[TAU_MAX_VARIATES];
} TauVariates;

typedef struct _TauCorruption TauCorruption;

struct _TauCorruption {
  const char *name;  /* the benchmark's: "gaussian_noise" */
  const char *title; /* translatable, for people: "Gaussian noise" */
  TauCorruptionGroup group;
  /* AlexNet's published error on ImageNet-C under this corruption, mean over the severities, 0..1
   * (Hendrycks and Dietterich 2019). 0: none was published, and means over AlexNet's error leave it
   * out. */
  double alexnet_error;
  gboolean held_out; /* predictors are never trained on it */
  gboolean random;   /* draws variates */
  gboolean textured; /* depends on the frost textures that are set (tau-frost.h) */
  /* Fills `variates` (g_malloc'ed arrays) for a w x h image; NULL when not random. `in` is for
   * corruptions whose distribution depends on the pixels (Poisson); the others ignore it. */
  void (*draw) (const guint8 *in, int width, int height, TauPreset preset, int severity,
                TauRandom *random, TauVariates *variates);
  /* `in` and `out` are width x height RGB; out != in. preset is never AUTO; severity 1..5. */
  void (*apply) (const guint8 *in, int width, int height, TauPreset preset, int severity,
                 const TauVariates *variates, guint8 *out);
};

const TauCorruption *tau_corruption_get (guint index);
int tau_corruption_find (const char *name);               /* -1 when unknown */
int tau_corruption_get_index (const TauCorruption *self); /* -1 for NULL */

/* Writes the indices of the corruptions that are held out, or of those that are not, in order.
 * Returns their number. */
guint tau_corruption_list (gboolean held_out, guint8 indices[TAU_N_CORRUPTIONS]);

TauPreset tau_preset_resolve (TauPreset preset, int width, int height);
TauPreset tau_preset_from_name (const char *name, GError **error); /* "cifar", "imagenet", "auto" */

void tau_variates_clear (TauVariates *variates);

/* The corrupted image: a pure function of (pixels, corruption, severity, preset, seed).
 * severity 0 returns a new reference to `in`. */
TauImage *tau_corrupt (const TauCorruption *self, TauImage *in, int severity, TauPreset preset,
                       guint64 seed);

/* What a corruption takes for each pixel of an image, at most, in bytes (glass blur; measured). */
#define TAU_CORRUPTION_BYTES_PER_PIXEL 90

G_END_DECLS
