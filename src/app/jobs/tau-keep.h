/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-worker.h"
#include "app/widgets/image/tau-frame.h"

G_BEGIN_DECLS

/* Keeps the label and the frame that the user has set for an image, in the store: they come back
 * with its pixels (TauPicture.kept). `label` NULL: none; `frame` NULL: the square in the centre. */
void tau_keep_async (TauWorker *worker, const char *image_sha256, const char *label,
                     const TauFrame *frame, GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
