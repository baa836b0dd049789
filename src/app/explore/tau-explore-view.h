/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/explore/tau-explorer.h"
#include "app/explore/tau-undo.h"
#include "app/jobs/tau-scene.h"

G_BEGIN_DECLS

/* Figure 3, interactive (DESIGN "The window"): the controls, the image, the scatter plot, the image
 * after the transform, and the 12 variants.
 *
 * Signals: "problem" (a sentence to show), "train" (the folder of a pack for which the user wants
 * to train a predictor), "gallery-changed" (tau_explore_view_get_gallery()). */
#define TAU_TYPE_EXPLORE_VIEW (tau_explore_view_get_type ())
G_DECLARE_FINAL_TYPE (TauExploreView, tau_explore_view, TAU, EXPLORE_VIEW, GtkWidget)

/* Images are worked on by `worker`, what takes long is measured by `jobs`. Looks for packs and
 * opens `pack` (a folder or a name; NULL: the default), then its first sample unless something else
 * has been opened meanwhile. */
void tau_explore_view_start (TauExploreView *self, TauWorker *jobs, TauWorker *worker,
                             const char *pack);
/* Keeps the kind of axis there. */
void tau_explore_view_set_settings (TauExploreView *self, GSettings *settings);
/* The axis of losses shown, for the exported figure. */
TauPlotLossScale tau_explore_view_get_loss_scale (TauExploreView *self);
TauExplorer *tau_explore_view_get_explorer (TauExploreView *self); /* NULL before the start */
TauUndo *tau_explore_view_get_undo (TauExploreView *self);         /* likewise */

/* Right after the start: comes back to this state (tau_opener_restore()), and to this gallery
 * (tau_sample_gallery_restore()). */
void tau_explore_view_restore (TauExploreView *self, GVariant *state, GVariant *gallery);
/* These, now; the first may be NULL: nothing is shown. */
TauScene *tau_explore_view_get_scene (TauExploreView *self);
GVariant *tau_explore_view_get_gallery (TauExploreView *self);
/* Opens the image that many steps on in what the gallery lists, with the present settings. FALSE:
 * there is none. */
gboolean tau_explore_view_step (TauExploreView *self, int steps);
gboolean tau_explore_view_can_step (TauExploreView *self, int steps);
/* Opens it and, if it can be read, adds it to the gallery. */
void tau_explore_view_open (TauExploreView *self, TauSample *sample);
/* Opens the scene's pack first, unless it is NULL or already open; then applies the whole scene
 * at once. */
void tau_explore_view_explore (TauExploreView *self, const TauScene *scene);
/* Only adds them to the gallery (of TauSample). */
void tau_explore_view_add (TauExploreView *self, GPtrArray *samples);
/* The same, as a set of its own (tau_sample_gallery_add_set()). */
void tau_explore_view_add_set (TauExploreView *self, const char *key, const char *title,
                               GPtrArray *samples);
/* Opens a pack by folder or name, as the Model Pack drop-down does, with the predictor of the pack
 * in the folder `lender` (NULL: its own). */
void tau_explore_view_open_pack (TauExploreView *self, const char *pack, const char *lender);
/* The gallery's images whose class is known (of TauSample). */
GPtrArray *tau_explore_view_list_labelled (TauExploreView *self);
/* The name of the open image, above it; NULL: it is shown elsewhere. */
void tau_explore_view_show_name (TauExploreView *self, const char *name);
void tau_explore_view_new_seed (TauExploreView *self);
/* Shows another variant; -1, or the one shown already: the ensemble's mean, the one that the
 * predictor chose, or the best without one. */
void tau_explore_view_pick (TauExploreView *self, int transform);

/* tau-explore-parts.c: in the order of the tour. */
typedef enum {
  TAU_EXPLORE_PART_CORRUPTION,
  TAU_EXPLORE_PART_SCATTER,
  TAU_EXPLORE_PART_RESULT,
  TAU_EXPLORE_PART_ENSEMBLE,
} TauExplorePart;

/* Makes a part visible, wherever it is, and returns its widget. */
GtkWidget *tau_explore_view_show_part (TauExploreView *self, TauExplorePart part);

G_END_DECLS
