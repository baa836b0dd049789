/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "naive-resize.h"

#include "base/tau-random.h"

#include <math.h>

TauImage *
naive_picture (int width, int height, gboolean smooth, guint64 seed)
{
  TauImage *image = tau_image_new (width, height);
  TauRandom random;
  tau_random_init (&random, seed, 0);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++)
        naive_at (image, x, y)[c] = smooth ? 30 + 10 * c + (x + 2 * y) * 60 / (width + height) +
                                                 tau_random_below (&random, 12)
                                           : tau_random_below (&random, 256);
  return image;
}

TauImage *
naive_mirror (const TauImage *in)
{
  TauImage *out = tau_image_new (3 * in->width, 3 * in->height);
  for (int y = 0; y < out->height; y++)
    for (int x = 0; x < out->width; x++) {
      int sx = x - in->width, sy = y - in->height;
      sx = sx < 0 ? -1 - sx : sx >= in->width ? 2 * in->width - 1 - sx : sx;
      sy = sy < 0 ? -1 - sy : sy >= in->height ? 2 * in->height - 1 - sy : sy;
      for (int c = 0; c < 3; c++)
        naive_at (out, x, y)[c] = naive_at (in, sx, sy)[c];
    }
  return out;
}

static double
naive_kernel (gboolean box, double t)
{
  if (box)
    return t > -0.5 && t <= 0.5;
  double a = -0.5, x = fabs (t);
  return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

/* Output pixel i of a line of n_in values `step` bytes apart. */
static guint8
naive_tap (const guint8 *line, gsize step, int n_in, int n_out, int i, gboolean box)
{
  double scale = (double)n_in / n_out, fs = MAX (scale, 1.0), support = (box ? 0.5 : 2) * fs;
  double center = (i + 0.5) * scale, total = 0;
  int first = MAX (0, (int)(center - support + 0.5));
  int last = MIN (n_in, (int)(center + support + 0.5));
  gint64 sum = 1 << 21;
  for (int j = first; j < last; j++)
    total += naive_kernel (box, (j - center + 0.5) * (1 / fs));
  for (int j = first; j < last; j++)
    sum += llround (naive_kernel (box, (j - center + 0.5) * (1 / fs)) / total * 4194304) *
           line[j * step];
  return CLAMP (sum >> 22, 0, 255);
}

TauImage *
naive_resize (const TauImage *in, gboolean box, int width, int height)
{
  g_autoptr (TauImage) wide = tau_image_new (width, in->height);
  TauImage *out = tau_image_new (width, height);
  for (int y = 0; y < in->height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++)
        naive_at (wide, x, y)[c] = naive_tap (naive_at (in, 0, y) + c, 3, in->width, width, x, box);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++)
        naive_at (out, x, y)[c] =
            naive_tap (naive_at (wide, x, 0) + c, 3 * width, in->height, height, y, box);
  return out;
}
