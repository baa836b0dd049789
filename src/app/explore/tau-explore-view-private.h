/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explore/tau-corruption-bar.h"
#include "app/explore/tau-explore-controls.h"
#include "app/explore/tau-explore-view.h"
#include "app/explore/tau-image-pane.h"
#include "app/explore/tau-predictor-bar.h"
#include "app/explore/gallery/tau-sample-gallery.h"
#include "app/explore/tau-scatter-pane.h"
#include "app/explore/tau-transform-list.h"
#include "app/explore/tau-variant-strip.h"
#include "app/widgets/tau-term-line.h"

G_BEGIN_DECLS

/* For the files of the view itself. */
struct _TauExploreView {
  GtkWidget parent_instance;

  GtkWidget *box;
  TauPredictorBar *bar;
  TauSidebarBox *sidebar_box;
  TauCorruptionBar *corruption;
  TauExploreControls *controls;
  TauSampleGallery *gallery;
  GtkWidget *gallery_group;
  TauImagePane *input;
  GtkStack *plot_stack;
  TauScatterPane *scatter;
  GtkLabel *missing;
  GtkWidget *missing_buttons;
  TauImagePane *transformed;
  GtkLabel *sentence, *outside, *details, *ensemble;
  GtkWidget *cached;
  TauTermLine *terms;
  TauVariantStrip *strip;
  TauTransformList *list;

  TauExplorer *explorer;
  TauOpener *opener;
  TauUndo *undo;
  TauPack *pack;       /* of what is shown */
  GPtrArray *remarks;  /* of char*: told once what is opened is shown */
  GVariant *restoring; /* what the gallery is to come back to; or NULL */
  char *restored;      /* path of the image that the program comes back to; or NULL */
  TauWorker *jobs;     /* looks for that */
  guint n_lookups;
  int picked; /* variant to show; -1: the ensemble's mean, or the chosen one */
};

/* tau-explore-show.c: what is shown of the explorer's state. */
void tau_explore_show_inspection (TauExploreView *self, TauInspection *inspection);
/* After another size of the ensemble, or another pinned state. */
void tau_explore_show_answers (TauExploreView *self, TauInspection *inspection);
/* The picked variant, the ensemble's mean or the chosen one. */
void tau_explore_show_variant (TauExploreView *self, const TauInspection *inspection);
/* Says whether there is nothing to show, or nothing yet. */
void tau_explore_show_nothing (TauExploreView *self);

/* tau-explore-restore.c: the gallery as it was, and what is told once the first image is shown. */
void tau_explore_tell_later (TauExploreView *self, const char *sentence);
void tau_explore_restore_go_on (TauExploreView *self);

/* tau-explore-keys.c: the keys of the view, wherever the focus is in the window. */
void tau_explore_keys_add (TauExploreView *self);

G_END_DECLS
