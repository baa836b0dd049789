/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"

G_BEGIN_DECLS

/* What changed from `before` to `after`, of the same size (else NULL): 128 plus the difference of
 * each channel, limited to 0 to 255, so that grey means equal. `mean` (NULL: not wanted) becomes
 * the mean of the absolute differences, 0 to 255. */
TauImage *tau_image_difference (const TauImage *before, const TauImage *after, double *mean);

G_END_DECLS
