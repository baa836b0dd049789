/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explore/tau-corruption-bar.h"
#include "app/explore/tau-explore-controls.h"
#include "app/explore/tau-explore-view.h"
#include "app/explore/tau-image-pane.h"
#include "app/explore/tau-predictor-bar.h"
#include "app/explore/tau-sample-gallery.h"
#include "app/explore/tau-transform-list.h"
#include "app/explore/tau-variant-strip.h"
#include "app/widgets/tau-plot-view.h"
#include "app/widgets/tau-sidebar-box.h"

G_BEGIN_DECLS

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
  TauPlotView *scatter;
  GtkLabel *missing;
  TauImagePane *transformed;
  GtkLabel *sentence, *details, *ensemble;
  GtkWidget *cached;
  TauVariantStrip *strip;
  TauTransformList *list;

  TauExplorer *explorer;
  GCancellable *looking_up; /* packs and samples */
  TauPack *next_pack;       /* to open once its samples are visible */
  TauSample *next_sample;   /* to open after it, with next_settings; or NULL */
  TauExplorerSettings next_settings;
  char *next_lender;   /* folder of the pack whose predictor the next one borrows; or NULL */
  TauPack *pack;       /* of what is shown */
  TauPack *samples_of; /* the pack of the gallery's samples */
  int picked;          /* variant to show; -1: the chosen one */
};

/* Says whether there is nothing to show, or nothing yet. */
void tau_explore_view_show_nothing (TauExploreView *self);

/* -- tau-explore-view-packs.c: finding packs and their samples ------------------------------- */

/* Lists the packs and opens `pack` (a folder or a name; NULL: the default). */
void tau_explore_view_list_packs (TauExploreView *self, const char *pack,
                                  GCancellable *cancellable);
/* Returns FALSE if the gallery has them already. */
gboolean tau_explore_view_list_samples (TauExploreView *self, TauPack *pack);

G_END_DECLS
