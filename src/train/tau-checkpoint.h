/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "train/tau-epoch.h"

G_BEGIN_DECLS

/* The file from which a training resumes. It is written to a new file, synced, then renamed. */
typedef struct {
  char *settings; /* digest of everything that shapes the training; a checkpoint with another one is
                     refused */
  guint batch;    /* finished steps of the epoch in progress */
  double loss;    /* sum of the losses of those steps */
  double seconds; /* of training so far */
  GArray *epochs; /* of TauEpoch, finished */
  GBytes *state;  /* of the trainer */
} TauCheckpoint;

gboolean tau_checkpoint_write (const TauCheckpoint *self, const char *path, GError **error);
/* Succeeds with a NULL state if there is no file. Reads at most `most_epochs` epochs. */
gboolean tau_checkpoint_read (TauCheckpoint *self, const char *path, const char *settings,
                              guint most_epochs, GError **error);
void tau_checkpoint_clear (TauCheckpoint *self);

G_END_DECLS
