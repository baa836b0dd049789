/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/tau-probe.h"

G_BEGIN_DECLS

/* The model in memory for one size of input; tau_probe_load() makes it so. */
typedef struct _TauProbeModel TauProbeModel;
struct _TauProbeModel {
  TauTorchModel *model; /* NULL: none yet */
  int input_size;
};

/* The model for images of that size, or NULL. Owned by the probe until the next call. */
TauTorchModel *tau_probe_load (TauProbe *self, int input_size, GCancellable *cancellable,
                               GError **error);

GPtrArray *tau_probe_new_problems (void);
/* Adds a problem; takes the text. */
void tau_probe_add_problem (GPtrArray *problems, gboolean blocks, char *text);

/* The class names of complete choices: theirs, or of the list they name. */
GPtrArray *tau_probe_load_classes (const TauProbe *self, const TauModelChoices *choices,
                                   GError **error);

G_END_DECLS
