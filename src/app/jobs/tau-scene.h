/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-sample.h"
#include "app/widgets/image/tau-frame.h"
#include "corruption/tau-corruption-spec.h"

G_BEGIN_DECLS

/* Everything that Explore needs to show an image: the state of an exploration. A boxed value, the
 * argument of the "explore" signals; g_boxed_copy() copies it. */
#define TAU_TYPE_SCENE (tau_scene_get_type ())

typedef struct {
  TauSample *sample; /* NULL: it is gone (tau_scene_find_async()) */
  TauCorruptionSpec corruption;
  char *label;      /* name of the class that the user picked, or NULL */
  TauFrame frame;   /* the square that the model sees; side 0: that in the centre */
  gboolean as_kept; /* label and frame are not these, but those kept for the image */
  gboolean keep;    /* label and frame are kept for the image from now on, as after undo */
  guint ensemble;   /* how many transforms are averaged, 1 to 12; 0: as many as now */
  char *pack;       /* its folder or name; NULL: the open pack */
  char *lender;     /* the folder of the pack whose predictor it borrows; "": it does without one;
                       NULL: its own */
} TauScene;

GType tau_scene_get_type (void);

/* Takes a reference to the sample, which may be NULL, and copies the rest. Label and frame are
 * those kept for the image, until they are set. */
TauScene *tau_scene_new (TauSample *sample, const TauCorruptionSpec *corruption);
void tau_scene_free (TauScene *self);

void tau_scene_set_label (TauScene *self, const char *label);
/* The folder and the lender of this pack. */
void tau_scene_set_pack (TauScene *self, TauPack *pack);
/* Whether this is the scene's pack, with the scene's predictor. */
gboolean tau_scene_is_of_pack (const TauScene *self, TauPack *pack);
/* Of these packs (of TauPack), the scene's, with its predictor; NULL: it is not there. */
TauPack *tau_scene_find_pack (const TauScene *self, GPtrArray *packs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauScene, tau_scene_free)

G_END_DECLS
