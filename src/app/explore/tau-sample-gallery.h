/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/jobs/tau-sample.h"

G_BEGIN_DECLS

/* Thumbnails of what can be opened with a click; they come in small batches from the worker.
 *
 * Signal "picked" (TauSample), by the user. */
#define TAU_TYPE_SAMPLE_GALLERY (tau_sample_gallery_get_type ())
G_DECLARE_FINAL_TYPE (TauSampleGallery, tau_sample_gallery, TAU, SAMPLE_GALLERY, GtkWidget)

void tau_sample_gallery_set_worker (TauSampleGallery *self, TauWorker *worker);
/* In place of the samples so far (of TauSample); what the user opened stays, in front. */
void tau_sample_gallery_set_samples (TauSampleGallery *self, GPtrArray *samples);
/* In front of all. */
void tau_sample_gallery_add (TauSampleGallery *self, TauSample *sample);
/* Selects it, without the signal; adds it if it is not there. */
void tau_sample_gallery_show (TauSampleGallery *self, TauSample *sample);

G_END_DECLS
