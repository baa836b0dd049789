/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One file from which a training goes on: written to a new file, synced, then renamed. */
typedef struct {
  char *settings; /* a digest of all that shapes the training: another one is refused */
  guint epoch;    /* finished epochs */
  guint batch;    /* finished steps of the next one */
  double loss;    /* sum of their losses */
  double seconds; /* of training so far */
  char *curves;   /* of the finished epochs, as the training writes them */
  GBytes *state;  /* of the trainer */
} TauCheckpoint;

gboolean tau_checkpoint_write (const TauCheckpoint *self, const char *path, GError **error);
/* Where there is no file, succeeds with a NULL state. */
gboolean tau_checkpoint_read (TauCheckpoint *self, const char *path, const char *settings,
                              GError **error);
void tau_checkpoint_clear (TauCheckpoint *self);

G_END_DECLS
