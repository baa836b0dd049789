/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "train/tau-epoch.h"

G_BEGIN_DECLS

/* One file from which a training goes on: written to a new file, synced, then renamed. */
typedef struct {
  char *settings; /* a digest of all that shapes the training: another one is refused */
  guint batch;    /* finished steps of the next one */
  double loss;    /* sum of their losses */
  double seconds; /* of training so far */
  GArray *epochs; /* of TauEpoch: the finished ones */
  GBytes *state;  /* of the trainer */
} TauCheckpoint;

gboolean tau_checkpoint_write (const TauCheckpoint *self, const char *path, GError **error);
/* Where there is no file, succeeds with a NULL state. Of the epochs `most_epochs` are read. */
gboolean tau_checkpoint_read (TauCheckpoint *self, const char *path, const char *settings,
                              guint most_epochs, GError **error);
void tau_checkpoint_clear (TauCheckpoint *self);

G_END_DECLS
