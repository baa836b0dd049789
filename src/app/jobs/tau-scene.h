/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-sample.h"
#include "corruption/tau-corruption-spec.h"

G_BEGIN_DECLS

/* Everything that Explore needs to show an image. A boxed value, the argument of the "explore"
 * signals; g_boxed_copy() copies it. */
#define TAU_TYPE_SCENE (tau_scene_get_type ())

typedef struct {
  TauSample *sample;
  TauCorruptionSpec corruption;
  int label;    /* a class of the pack, or -1: not given */
  char *pack;   /* its folder or name; NULL: the open pack */
  char *lender; /* the folder of the pack whose predictor it borrows; NULL: its own */
} TauScene;

GType tau_scene_get_type (void);

/* Takes a reference to the sample and copies the rest. */
TauScene *tau_scene_new (TauSample *sample, const TauCorruptionSpec *corruption, int label,
                         const char *pack, const char *lender);
void tau_scene_free (TauScene *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauScene, tau_scene_free)

G_END_DECLS
