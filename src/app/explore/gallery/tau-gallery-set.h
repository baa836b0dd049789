/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-sample.h"

G_BEGIN_DECLS

/* Images that belong together in the gallery: the samples of a pack, the opened images, or a
 * folder. */
typedef struct {
  char *key; /* what it was made of, for example a path: the same one is not listed twice */
  char *title;
  gboolean own;       /* the user's: checked for broken files, and its images can be removed */
  GPtrArray *samples; /* of TauSample, in their order */
  guint n_checked;    /* those before this one were read once, or failed */
} TauGallerySet;

TauGallerySet *tau_gallery_set_new (const char *key, const char *title, gboolean own);
void tau_gallery_set_free (TauGallerySet *self);

/* Replaces all. */
void tau_gallery_set_fill (TauGallerySet *self, GPtrArray *samples);
/* Adds those that are not there yet. */
void tau_gallery_set_add (TauGallerySet *self, GPtrArray *samples);
/* FALSE: it is not there. */
gboolean tau_gallery_set_remove (TauGallerySet *self, TauSample *sample);
/* Adds those that are not there yet, at this place. */
void tau_gallery_set_insert (TauGallerySet *self, guint place, GPtrArray *samples);
/* That image, which may have been found anew (tau_sample_is_same()); NULL: it is not there. */
TauSample *tau_gallery_set_find (const TauGallerySet *self, TauSample *sample);

G_END_DECLS
