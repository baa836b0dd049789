// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "torch/tau-torch.h"

// The functions behind the table of TauTorchApi, which documents them.
TauTorchModel *tau_model_load (const char *path, int fd, int input_size, GCancellable *cancellable,
                               GError **error);
void tau_model_free (TauTorchModel *self);
int tau_model_n_outputs (TauTorchModel *self);
guint64 tau_model_multiply_adds (TauTorchModel *self);
const TauModelForm *tau_model_form (TauTorchModel *self);
gboolean tau_model_run (TauTorchModel *self, const float *in, gsize n, float *out,
                        GCancellable *cancellable, GError **error);
gboolean tau_model_describe (const char *path, int fd, int input_size, TauModelForm *form,
                             GCancellable *cancellable, GError **error);
GBytes *tau_model_read_weights (const char *path, int fd, GCancellable *cancellable,
                                GError **error);

TauTorchTrainer *tau_trainer_new (const TauTrainerSpec *spec, GError **error);
void tau_trainer_free (TauTorchTrainer *self);
guint64 tau_trainer_n_parameters (TauTorchTrainer *self);
gboolean tau_trainer_check_loss (TauTorchTrainer *self, const char *loss_name, GError **error);
gboolean tau_trainer_set_sorter (TauTorchTrainer *self, GBytes *sorter, GError **error);
gboolean tau_trainer_step_labels (TauTorchTrainer *self, const float *in, const gint32 *labels,
                                  gsize n, float smoothing, float learning_rate, double *loss,
                                  GError **error);
gboolean tau_trainer_step_losses (TauTorchTrainer *self, const float *in, const float *losses,
                                  const float *answers, gsize n, const char *loss_name,
                                  float learning_rate, double *loss, GError **error);
gboolean tau_trainer_run (TauTorchTrainer *self, gboolean averaged, const float *in, gsize n,
                          float *out, GError **error);
gboolean tau_trainer_adapt (TauTorchTrainer *self, const float *in, gsize n, GError **error);
gboolean tau_trainer_shift_output (TauTorchTrainer *self, guint index, float by, GError **error);
GBytes *tau_trainer_save (TauTorchTrainer *self, GError **error);
gboolean tau_trainer_restore (TauTorchTrainer *self, GBytes *state, GError **error);
gboolean tau_trainer_load_weights (TauTorchTrainer *self, GBytes *weights, const char *path,
                                   GError **error);
GBytes *tau_trainer_export (TauTorchTrainer *self, gboolean averaged, GError **error);

GBytes *tau_sorter_train (guint64 seed, guint n_steps, TauTorchProgress progress, gpointer data,
                          GCancellable *cancellable, GError **error);
gboolean tau_sorter_run (GBytes *sorter, const float *in, gsize n, float *out, GError **error);
gboolean tau_sorter_measure (GBytes *sorter, guint64 seed, gsize n, double *l1, GError **error);
