/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "torch/tau-torch.h"

G_BEGIN_DECLS

/* What a classifier's numbers are. */
typedef enum {
  TAU_OUTPUT_AUTO, /* not said; found from the numbers */
  TAU_OUTPUT_LOGITS,
  TAU_OUTPUT_PROBABILITIES,
  TAU_OUTPUT_LOG_PROBABILITIES, /* used as logits, which gives the same */
  TAU_OUTPUT_SIGMOID,           /* each within 0..1, but no sum of 1: not one of several classes */
} TauOutputKind;

/* "logits"; NULL for others than the first four. The names for the command line. */
const char *tau_output_name (TauOutputKind kind);
/* AUTO, LOGITS, PROBABILITIES or LOG_PROBABILITIES of that name; -1: none. */
int tau_output_find (const char *name);

/* Judged from n rows of n_classes answers. */
TauOutputKind tau_output_judge (const float *answers, guint n, guint n_classes);

/* The same from the answers to a few synthetic images of `size` px. -1 on failure. */
int tau_output_try (const TauModelApi *torch, TauTorchModel *model, int size, const float mean[3],
                    const float std[3], GCancellable *cancellable, GError **error);

G_END_DECLS
