/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-picture.h"
#include "app/widgets/image/tau-frame.h"

G_BEGIN_DECLS

/* What the user stayed at for a while: one entry of the history, which replaces an earlier one that
 * says the same. */
typedef struct {
  TauInspection *inspection;
  TauPack *pack;
  TauPicture *picture;
  TauFrame frame; /* that was inspected */
  guint ensemble; /* 1 to 12 */
} TauStay;

/* Records it, with a thumbnail of the image. */
void tau_stay_record_async (TauWorker *worker, const TauStay *stay, GAsyncReadyCallback callback,
                            gpointer data);

G_END_DECLS
