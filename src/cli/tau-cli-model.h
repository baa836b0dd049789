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

/* A command's entries with those of the model's options; ended as GOption wants it. Where the
 * command has an option of the same name, the model's is called --target-… or, if there is that one
 * too, left out. */
GArray *tau_cli_model_entries (TauCliModel *self, const GOptionEntry *entries);

/* The choices that the options make, or NULL with a usage error. */
TauModelChoices *tau_cli_model_read (const TauCliModel *self, GError **error);

/* Whether the options fit: with a pack, which says all that itself, none is given but --input-size,
 * which always was. */
gboolean tau_cli_model_check (const TauCliModel *self, gboolean with_target, GError **error);

/* A pack of a model file; says on standard error what the model gets, unless --quiet. */
TauPack *tau_cli_model_open (TauCli *cli, const TauCliModel *self, const char *target,
                             GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TauCliModel, tau_cli_model_clear)

G_END_DECLS
