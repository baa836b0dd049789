/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explore/tau-explorer.h"
#include "app/jobs/tau-answer-job.h"

G_BEGIN_DECLS

/* Inspects the images of a gallery with the explorer's pack and corruption, one after the other, in
 * the time that the explorer leaves. With another pack or corruption nothing is known any more.
 *
 * Signals: "answered" (TauSample), "cleared": nothing is known any more, or another ensemble size
 * is set; "problem" (a sentence): it has stopped. */
#define TAU_TYPE_GALLERY_SCAN (tau_gallery_scan_get_type ())
G_DECLARE_FINAL_TYPE (TauGalleryScan, tau_gallery_scan, TAU, GALLERY_SCAN, GObject)

TauGalleryScan *tau_gallery_scan_new (TauExplorer *explorer);
/* What to inspect, in this order (of TauSample); NULL: nothing, and what goes on is stopped. What
 * is known stays. */
void tau_gallery_scan_set_samples (TauGalleryScan *self, GPtrArray *samples);
/* NULL: not known yet. */
const TauSampleAnswer *tau_gallery_scan_get (TauGalleryScan *self, TauSample *sample);
/* Of the samples; FALSE: there are none. */
gboolean tau_gallery_scan_get_progress (TauGalleryScan *self, guint *n_known, guint *n);
/* The size of the ensemble, 1 to 12. */
guint tau_gallery_scan_get_ensemble (TauGalleryScan *self);

G_END_DECLS
