/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an evaluation found for each image under each corruption and severity, for other programs
 * (data/docs/evaluation.md; data/tauscope.py reads it). About 100 bytes and 20 for each method for
 * every image and cell are in memory. */
typedef struct _TauImageRows TauImageRows;

TauImageRows *tau_image_rows_new (void); /* empty; for TauEvaluateSpec.rows */
void tau_image_rows_free (TauImageRows *self);

/* Whether a file of that name can be written: .csv or .npz, else TAU_EVALUATE_ERROR_SPEC. */
gboolean tau_image_rows_check_path (const char *path, GError **error);
/* Whether a file can be made there; the error names it. */
gboolean tau_image_rows_check_folder (const char *path, GError **error);
/* After the evaluation. The same bytes on any number of threads and in any locale. */
gboolean tau_image_rows_write (const TauImageRows *self, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauImageRows, tau_image_rows_free)

G_END_DECLS
