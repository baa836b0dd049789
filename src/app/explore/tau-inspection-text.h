/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inspect/tau-inspect.h"

G_BEGIN_DECLS

/* What Explore says about an inspection, besides tau_inspection_sentence(). */

/* "Zoom 1.2 (chosen)" */
char *tau_inspection_describe_variant (const TauInspection *self, int transform);
/* What the average over the k transforms of lowest predicted loss answers; without a predictor,
 * that over all of them. */
char *tau_inspection_describe_ensemble (const TauInspection *self, TauPack *pack, guint k);
/* The label, the measures, and how long it took. */
char *tau_inspection_describe_details (const TauInspection *self, TauPack *pack);

G_END_DECLS
