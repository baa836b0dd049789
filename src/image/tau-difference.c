/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-difference.h"

#include <stdlib.h>

TauImage *
tau_image_difference (const TauImage *before, const TauImage *after, double *mean)
{
  if (before->width != after->width || before->height != after->height)
    return NULL;
  TauImage *out = tau_image_new (before->width, before->height);
  const gsize n = tau_image_n_bytes (out);
  guint64 sum = 0;
  for (gsize i = 0; i < n; i++) {
    const int change = (int)after->data[i] - before->data[i];
    out->data[i] = (guint8)CLAMP (128 + change, 0, 255);
    sum += abs (change);
  }
  if (mean != NULL)
    *mean = (double)sum / n;
  return out;
}
