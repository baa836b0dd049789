/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/jobs/tau-sample.h"
#include "evaluate/result/tau-evaluation.h"

G_BEGIN_DECLS

/* An image on which center, the choice and the oracle differ, for the gallery. Property
 * "thumbnail": the corrupted image, once it is loaded. */
#define TAU_TYPE_OUTCOME_ITEM (tau_outcome_item_get_type ())
G_DECLARE_FINAL_TYPE (TauOutcomeItem, tau_outcome_item, TAU, OUTCOME_ITEM, GObject)

TauOutcomeItem *tau_outcome_item_new (TauEvaluation *evaluation, guint example, TauPack *pack);

const TauExample *tau_outcome_item_get_example (TauOutcomeItem *self);
/* The corruption to apply to the data set's image; none if the data set is already corrupted. */
TauCorruptionSpec tau_outcome_item_get_corruption (TauOutcomeItem *self);

/* "Fog, severity 3", "yield, read as stop; after Zoom 0.8: yield" */
char *tau_outcome_item_get_title (TauOutcomeItem *self);
char *tau_outcome_item_get_subtitle (TauOutcomeItem *self);

void tau_outcome_item_set_thumbnail (TauOutcomeItem *self, TauImage *image);
gboolean tau_outcome_item_has_thumbnail (TauOutcomeItem *self);
TauImage *tau_outcome_item_get_image (TauOutcomeItem *self); /* NULL: without a thumbnail */

/* Whether it stands for this example in a result of the same run. */
gboolean tau_outcome_item_matches (TauOutcomeItem *self, const TauEvaluation *evaluation,
                                   guint example);

G_END_DECLS
