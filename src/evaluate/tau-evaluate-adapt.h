/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/tau-evaluate-private.h"

G_BEGIN_DECLS

/* The targets of bn-adapt (batch-norm adaptation: Schneider et al. 2020, Nado et al. 2020): for
 * each cell, the plan's target with the statistics of TAU_ADAPT_IMAGES other images under that
 * cell. Only of a target whose network is built here, because only there it is known which numbers
 * these statistics are. All functions from any thread. */

/* scored: 1 for each image of the data set that is scored; the others are drawn from by the plan's
 * seed. Opens no model and no image. `plan` is borrowed. */
TauAdapter *tau_adapter_new (const TauPlan *plan, const guint8 *scored, GError **error);
void tau_adapter_free (TauAdapter *self);

/* What the answers of the target of a cell depend on besides its file and the image. */
char *tau_adapter_dup_setup (TauAdapter *self, const TauCorruptionSpec *cell);

/* Made when it is first asked for. Owned by the adapter. */
TauTorchModel *tau_adapter_get_model (TauAdapter *self, const TauCorruptionSpec *cell,
                                      GCancellable *cancellable, GError **error);

G_END_DECLS
