/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "torch/tau-torch.h"

G_BEGIN_DECLS

/* The sorter of the loss "sodeep" (METHOD "Training"): trained once, kept in the user's data folder
 * (tauscope/sorters), and read from there by every later training. */
typedef struct {
  const char *folder; /* where it is kept; NULL: the user's data folder */
  guint64 seed;       /* of the sorter, not of the training: one sorter serves all trainings */
  guint n_steps;      /* batches of 256 sequences to train it on */
} TauSorterSpec;

/* The defaults: the user's data folder, seed 1, 8000 steps (METHOD gives no number). They take 165
 * s on one core; a rank is then off by 0.38 places on average, after 4000 steps by 0.47. */
void tau_sorter_spec_init (TauSorterSpec *self);

/* The sorter's bytes, for TauTorchApi.trainer_set_sorter(). If the file is missing or damaged, the
 * sorter is trained again: `progress` (NULL: none) is called before each step, on the calling
 * thread, and cancelling stops it. A folder that cannot be written is not an error; it only logs a
 * message, and the sorter is trained again next time. */
GBytes *tau_sorter_get (const TauTorchApi *torch, const TauSorterSpec *spec,
                        TauTorchProgress progress, gpointer data, GCancellable *cancellable,
                        GError **error);

G_END_DECLS
