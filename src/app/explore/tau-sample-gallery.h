/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/jobs/tau-sample.h"

G_BEGIN_DECLS

/* Thumbnails that open with a click; they come from the worker in small batches.
 *
 * Signal "picked" (TauSample), by the user. */
#define TAU_TYPE_SAMPLE_GALLERY (tau_sample_gallery_get_type ())
G_DECLARE_FINAL_TYPE (TauSampleGallery, tau_sample_gallery, TAU, SAMPLE_GALLERY, GtkWidget)

void tau_sample_gallery_set_worker (TauSampleGallery *self, TauWorker *worker);
/* Replaces the samples so far (of TauSample). Those that the user opened stay, in front. Many come
 * little by little, here and below. */
void tau_sample_gallery_set_samples (TauSampleGallery *self, GPtrArray *samples);
/* Adds samples that the user opened in front of all others (of TauSample). */
void tau_sample_gallery_add (TauSampleGallery *self, GPtrArray *samples);
/* Whether there are images that the user opened. */
gboolean tau_sample_gallery_has_opened (TauSampleGallery *self);
/* Those whose class is known (of TauSample). */
GPtrArray *tau_sample_gallery_list_labelled (TauSampleGallery *self);
/* Selects it without the signal; adds it if it is not there. */
void tau_sample_gallery_show (TauSampleGallery *self, TauSample *sample);

G_END_DECLS
