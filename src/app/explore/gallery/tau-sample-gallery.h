/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/explore/gallery/tau-gallery-scan.h"

G_BEGIN_DECLS

/* Thumbnails that open with a click. Sets of them (the samples of the pack, the images that the
 * user opened, folders) are listed one at a time; a drop-down chooses which. Many come little by
 * little.
 *
 * Signals: "picked" (TauSample), by the user; "listed": another number of images is listed;
 * "changed": what tau_sample_gallery_to_variant() says; "problem" (a sentence): which images cannot
 * be read. */
#define TAU_TYPE_SAMPLE_GALLERY (tau_sample_gallery_get_type ())
G_DECLARE_FINAL_TYPE (TauSampleGallery, tau_sample_gallery, TAU, SAMPLE_GALLERY, GtkWidget)

void tau_sample_gallery_set_worker (TauSampleGallery *self, TauWorker *worker);
/* Takes what the filter and the order need to know; without it they find nothing. */
void tau_sample_gallery_set_scan (TauSampleGallery *self, TauGalleryScan *scan);
/* Replaces the samples of the pack (of TauSample). */
void tau_sample_gallery_set_samples (TauSampleGallery *self, GPtrArray *samples);
/* Adds images to those that the user opened, which are listed then (of TauSample). One that is
 * there already is not added again. */
void tau_sample_gallery_add (TauSampleGallery *self, GPtrArray *samples);
/* Adds a set, which is listed then; `key`, its path, tells whether it is there already: then it is
 * replaced. */
void tau_sample_gallery_add_set (TauSampleGallery *self, const char *key, const char *title,
                                 GPtrArray *samples);
/* Whether there are any images; whether some are samples of the pack. */
gboolean tau_sample_gallery_has_images (TauSampleGallery *self);
gboolean tau_sample_gallery_has_samples (TauSampleGallery *self);
/* Those whose class is known (of TauSample). */
GPtrArray *tau_sample_gallery_list_labelled (TauSampleGallery *self);
/* Selects it without the signal; adds it to the opened images if it is not there. */
void tau_sample_gallery_show (TauSampleGallery *self, TauSample *sample);
/* The image that many steps from the one shown, in what is listed now; NULL: there is none. */
TauSample *tau_sample_gallery_get_near (TauSampleGallery *self, int steps);

/* What it shows, to be kept for another start (a{sv}): the folders, what the user took out of them,
 * the opened images, which of these is listed, the filter and the order. */
GVariant *tau_sample_gallery_to_variant (TauSampleGallery *self);
/* At a start, before anything is opened: what is to be looked for is empty until then. */
void tau_sample_gallery_restore (TauSampleGallery *self, GVariant *state);
/* The folders to look for, by their keys; and the opened images, (path, class or ""), a(ayay). */
char **tau_sample_gallery_list_pending (TauSampleGallery *self);
GVariant *tau_sample_gallery_list_opened (GVariant *state);
/* Its images were found (of TauSample); NULL: it is gone. `key` NULL: the opened ones. Does nothing
 * if the user has opened the folder meanwhile. */
void tau_sample_gallery_found (TauSampleGallery *self, const char *key, GPtrArray *samples);
/* The image to come back to: the one shown, or what has its place if the user took that out; NULL:
 * there is none. */
TauSample *tau_sample_gallery_get_kept (TauSampleGallery *self);

G_END_DECLS
