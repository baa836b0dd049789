/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-dataset.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Prepares an image as model input (DESIGN "Definitions"): the centre square, resized with the
 * bicubic filter to `side` = input size + margin. Returns a new reference when nothing changes. */
TauImage *tau_prepare_image (TauImage *image, int side);

/* A labelled set of prepared images in memory, for training. */
typedef struct {
  guint n;
  int side;           /* px */
  guint8 *pixels;     /* n x side x side x 3 */
  gint32 *labels;     /* n */
  guint *indices;     /* n, into the data set */
  guint n_unreadable; /* files left out because they could not be read */
} TauSamples;

/* Loads and prepares images on n_threads threads, in the order of the data set whatever the number
 * of threads. `limit` > 0 takes that many, spread evenly over the data set so that classes stay
 * balanced. */
TauSamples *tau_samples_load (TauDataset *dataset, int side, guint limit, int n_threads,
                              GCancellable *cancellable, GError **error);
void tau_samples_free (TauSamples *self);
const guint8 *tau_samples_get (const TauSamples *self, guint i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauSamples, tau_samples_free)

G_END_DECLS
