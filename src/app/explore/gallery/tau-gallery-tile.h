/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-sample.h"

G_BEGIN_DECLS

/* One image of the gallery: its thumbnail, and in a corner what the model says about it. */
#define TAU_TYPE_GALLERY_TILE (tau_gallery_tile_get_type ())
G_DECLARE_FINAL_TYPE (TauGalleryTile, tau_gallery_tile, TAU, GALLERY_TILE, GtkWidget)

GtkWidget *tau_gallery_tile_new (void);
/* NULL: none. */
void tau_gallery_tile_set_sample (TauGalleryTile *self, TauSample *sample);
TauSample *tau_gallery_tile_get_sample (TauGalleryTile *self);
/* The image cannot be read. */
void tau_gallery_tile_set_broken (TauGalleryTile *self, gboolean broken);
/* A mark, and a word about it ("rescued") for the description; NULL: nothing is known. */
void tau_gallery_tile_set_verdict (TauGalleryTile *self, const char *mark, const char *verdict,
                                   gboolean right);

G_END_DECLS
