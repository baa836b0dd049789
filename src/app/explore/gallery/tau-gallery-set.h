/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-sample.h"

G_BEGIN_DECLS

/* Images that belong together in the gallery: the samples of a pack, the opened images, or a
 * folder. */
typedef struct {
  char *key; /* what it was made of, for example a path: the same one is not listed twice */
  char *title;
  gboolean own;        /* the user's: checked for broken files, and its images can be removed */
  GPtrArray *samples;  /* of TauSample, in their order */
  guint n_checked;     /* those before this one were read once, or failed */
  GHashTable *removed; /* paths of the images that the user took out */
  gboolean pending;    /* its images are being looked for */
} TauGallerySet;

TauGallerySet *tau_gallery_set_new (const char *key, const char *title, gboolean own);
void tau_gallery_set_free (TauGallerySet *self);

/* Replaces all, but for those that the user took out. */
void tau_gallery_set_fill (TauGallerySet *self, GPtrArray *samples);
/* Adds those that are not there yet, also those that the user took out. */
void tau_gallery_set_add (TauGallerySet *self, GPtrArray *samples);
/* Takes out those of these samples that are there, and adds their places, which rise, to `places`
 * (of guint). Returns them in the order of the set. */
GPtrArray *tau_gallery_set_remove (TauGallerySet *self, const GPtrArray *samples, GArray *places);
/* The other way round. */
void tau_gallery_set_insert (TauGallerySet *self, GPtrArray *samples, const GArray *places);
/* That image, which may have been found anew (tau_sample_is_same()); NULL: it is not there. */
TauSample *tau_gallery_set_find (const TauGallerySet *self, TauSample *sample);

G_END_DECLS
