/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/widgets/image/tau-image-view.h"
#include "inspect/tau-inspect.h"

G_BEGIN_DECLS

/* One side of Figure 3: a title, an image, the target's answer to it, and its class
 * probabilities. */
#define TAU_TYPE_IMAGE_PANE (tau_image_pane_get_type ())
G_DECLARE_FINAL_TYPE (TauImagePane, tau_image_pane, TAU, IMAGE_PANE, GtkWidget)

/* Sets the accessible names of the image and of its probabilities. */
void tau_image_pane_set_names (TauImagePane *self, const char *image, const char *probabilities);
/* For two panes of one width, side by side: their images and bars lie at one height. */
void tau_image_pane_align (TauImagePane *self, TauImagePane *other);
/* The name of the image, above the title; NULL: none. */
void tau_image_pane_set_name (TauImagePane *self, const char *name);
void tau_image_pane_set_title (TauImagePane *self, const char *title);
/* Shows the target's answer to a transform; NULL shows nothing. */
void tau_image_pane_set_answer (TauImagePane *self, const TauInspection *inspection, TauPack *pack,
                                guint transform);
/* Shows the answer of an ensemble's mean. */
void tau_image_pane_set_mean (TauImagePane *self, const TauInspection *inspection, TauPack *pack,
                              const TauEnsembleAnswer *mean);
/* Lets the user look closely, together with whatever has the same magnifier, and copy the image; if
 * `compares`, also compare it (tau_image_view_set_other). Call it once. */
void tau_image_pane_set_look (TauImagePane *self, TauMagnifier *magnifier, gboolean compares);
TauImageView *tau_image_pane_get_view (TauImagePane *self);

G_END_DECLS
