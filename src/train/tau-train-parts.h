/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-dataset.h"

G_BEGIN_DECLS

/* Opens a data set. `if_any`: `out` is NULL, without an error, if it is a part that is not there.
 * FALSE with an error of tau_dataset_open() otherwise. */
gboolean tau_train_open_part (const char *spec, gboolean if_any, TauDataset **out, GError **error);

/* Opens the images to train on. `if_any`: all of the data set, with a note, if it has no such part;
 * `whole` is then its specification, owned by the caller, and otherwise NULL: none of it is left to
 * test on. */
TauDataset *tau_train_open_images (const char *spec, gboolean if_any, char **whole, GError **error);

G_END_DECLS
