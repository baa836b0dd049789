/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/tau-evaluate-private.h"
#include "ranking/tau-ranking.h"

G_BEGIN_DECLS

/* per-corruption:1, the baseline that knows only the type of the corruption: the best transform for
 * each (clean is one), of all severities together. Cross-fitted: the images of even and of odd
 * place in the data set's list each get what is best for the others, so that no image is answered
 * by what it chose itself. Best is what is wrong about the fewest images; of several what has the
 * best log-likelihood, then the first in the order of the transforms. So the answers are known only
 * after all images. */
typedef struct _TauTyped TauTyped;

TauTyped *tau_typed_new (guint n_cells);
void tau_typed_free (TauTyped *self);

/* One image of the block under way. rows: TAU_N_TRANSFORMS x n_classes. */
void tau_typed_add (TauTyped *self, const TauBlock *block, guint picture, guint cell,
                    const float *rows, guint n_classes, gint32 label);
/* Keeps the answers to the block's image, in its turn, */
void tau_typed_keep (TauTyped *self, guint picture);
void tau_typed_end_block (TauTyped *self); /* and forgets those of the others. */

/* The method's metrics, n_cells, and its bits in `wrong`: the kept images in rows of `row` bytes.
 */
void tau_typed_answer (const TauTyped *self, const GArray *cells, TauMetrics *metrics,
                       guint8 *wrong, gsize row, guint method);

G_END_DECLS
