/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/tau-cli.h"
#include "model/tau-probe.h"

G_BEGIN_DECLS

/* The options of the commands that take a model file: what a user says about it. Zeroed, it is
 * ready for use. */
typedef struct {
  int input_size, resize, channels;
  char *mean, *std, *scale, *classes, *output;
} TauCliModel;

void tau_cli_model_clear (TauCliModel *self);

/* A command's entries with those of the model's options; ended as GOption wants it. */
GArray *tau_cli_model_entries (TauCliModel *self, const GOptionEntry *entries);

/* The choices that the options make, or NULL with a usage error. */
TauModelChoices *tau_cli_model_read (const TauCliModel *self, GError **error);

/* Whether one of the options is given. */
gboolean tau_cli_model_is_given (const TauCliModel *self);

/* A pack of a model file and its predictor (may be NULL); says on standard error what the model
 * gets, unless --quiet. */
TauPack *tau_cli_model_open (TauCli *cli, const TauCliModel *self, const char *target,
                             const char *predictor, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TauCliModel, tau_cli_model_clear)

G_END_DECLS
