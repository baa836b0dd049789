/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dataset/tau-dataset.h"
#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* An image that can be opened: from a data set (with a known label), a file, or the clipboard.
 * Apart from its thumbnail it never changes, so the worker may read it. */
#define TAU_TYPE_SAMPLE (tau_sample_get_type ())
G_DECLARE_FINAL_TYPE (TauSample, tau_sample, TAU, SAMPLE, GObject)

TauSample *tau_sample_new_for_dataset (TauDataset *dataset, guint index);
TauSample *tau_sample_new_for_file (GFile *file);
/* An encoded image (PNG, JPEG, ...). */
TauSample *tau_sample_new_for_bytes (GBytes *bytes, const char *title);

const char *tau_sample_get_title (TauSample *self);
/* The class given by the data set; NULL if unknown. */
const char *tau_sample_get_class_name (TauSample *self);
/* Before the sample is shown: its class in the words of the pack; NULL: it is not known. */
void tau_sample_set_class_name (TauSample *self, const char *name);
/* Before the sample is shown: its title is the name of its file, not that of its class. */
void tau_sample_name_after_file (TauSample *self);
/* Where it came from, for the history: a path, or the title. */
const char *tau_sample_get_path (TauSample *self);
/* Whether that is where it can be found again; FALSE: it came from another program. */
gboolean tau_sample_has_path (TauSample *self);
/* Whether both are one image: the same object, or the same file or image of a data set. */
gboolean tau_sample_is_same (TauSample *self, TauSample *other);
/* Not from a data set with classes: shown with the frame around the model's square. */
gboolean tau_sample_is_photograph (TauSample *self);

GdkPaintable *tau_sample_get_thumbnail (TauSample *self); /* may be NULL */
/* NULL: none any more. */
void tau_sample_set_thumbnail (TauSample *self, TauImage *thumbnail);

/* Reads and decodes; call on the worker's thread. */
TauImage *tau_sample_load (TauSample *self, GCancellable *cancellable, GError **error);

G_END_DECLS
