/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "torch/tau-torch.h"

/* What tests of several layers need of libtorch: the module, random networks, files of them. */

/* The module, on one thread; stops the test program when it cannot be opened. */
const TauTorchApi *fixture_torch (void);

/* A specification with the values that most tests use. */
TauTrainerSpec fixture_spec (const char *architecture, int input_size, int n_outputs);

/* n pictures of smooth deterministic noise, about -2..2. */
float *fixture_pictures (guint n, int size);

TauTorchTrainer *fixture_trainer (const TauTrainerSpec *spec);

/* Starts from the weights of a TorchScript file. */
gboolean fixture_load_weights (TauTorchTrainer *trainer, const char *path, GError **error);

/* Exports a random network to `path`. */
void fixture_write_model (const char *path, const char *architecture, int input_size, int n_outputs,
                          guint64 seed);

/* Runs a program to its end, which must be a success. */
void fixture_spawn (const char *const *command);

/* Writes a vision transformer with random weights, side a multiple of 4 px. */
void fixture_write_attention (const char *path, int side, int n_outputs);

/* Writes classifiers of 5 classes, each of a form of its own, to FOLDER/KIND.pt: see
 * write-forms.cpp.
 */
void fixture_write_forms (const char *folder);

/* A folder for the test and its removal with all that is in it. */
char *fixture_make_folder (void);
void fixture_remove_folder (const char *path);

/* One line, ends without a line's end, valid UTF-8, and names `named` (NULL: nothing). */
void fixture_assert_sentence (const GError *error, const char *named);
