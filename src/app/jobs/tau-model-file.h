/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-worker.h"
#include "model/tau-probe.h"

G_BEGIN_DECLS

/* A model file that the worker has looked into. Everything but the probe's plain facts belongs to
 * the worker's thread. */
typedef struct _TauModelFile TauModelFile;

TauModelFile *tau_model_file_ref (TauModelFile *self);
void tau_model_file_unref (TauModelFile *self);
const TauProbe *tau_model_file_get_probe (TauModelFile *self);

/* The answer is a TauModelFile. Takes a second or several. `input_size` is that of the images in
 * pixels; 0: it is looked for. An error of TAU_TORCH_ERROR_SHAPE may mean that another one fits. */
void tau_model_file_open_async (TauWorker *worker, const char *path, int input_size,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer data);

/* The model's answer to an image with these choices, and all that is wrong with them. */
typedef struct {
  TauTrial *trial;     /* NULL without an image, or if it cannot be answered */
  GPtrArray *problems; /* of TauProbeProblem* */
  char *failure;       /* why there is no answer; or NULL */
} TauModelTrial;

void tau_model_trial_free (TauModelTrial *self);

/* The answer is a TauModelTrial. `image` may be NULL. */
void tau_model_file_try_async (TauWorker *worker, TauModelFile *file,
                               const TauModelChoices *choices, TauImage *image,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer data);

/* Writes the pack into the user's folder. The answer is the pack's folder, a string. */
void tau_model_file_make_async (TauWorker *worker, TauModelFile *file,
                                const TauModelChoices *choices, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauModelFile, tau_model_file_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauModelTrial, tau_model_trial_free)

G_END_DECLS
