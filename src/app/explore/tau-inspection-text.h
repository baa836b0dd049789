/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inspect/tau-inspect.h"

G_BEGIN_DECLS

/* What Explore says about an inspection, besides tau_inspection_sentence(). */

/* "Zoom 1.2 (chosen)" */
char *tau_inspection_describe_variant (const TauInspection *self, int transform);
/* "Mean of 4 · Zoom 1.2": the mean of the answers, and the first member, whose image is shown. */
char *tau_inspection_describe_mean (const TauInspection *self, guint k);
/* The second sentence, below the headline: the answers of an ensemble's members, or the share of
 * the chosen one's; without a predictor, what the average over all transforms answers. */
char *tau_inspection_describe_ensemble (const TauInspection *self, TauPack *pack, guint k);
/* The label, the measures, and how long it took. */
char *tau_inspection_describe_details (const TauInspection *self, TauPack *pack, guint k);

G_END_DECLS
