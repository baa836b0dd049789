/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluation-private.h"

/* In the order of the registry: the 15, then the 4. */
double
tau_alexnet_error (guint corruption)
{
  static const struct {
    const char *name;
    double error;
  } published[] = {
    { "gaussian_noise", 0.886428 },
    { "shot_noise", 0.894468 },
    { "impulse_noise", 0.922640 },
    { "defocus_blur", 0.819880 },
    { "glass_blur", 0.826268 },
    { "motion_blur", 0.785948 },
    { "zoom_blur", 0.798360 },
    { "snow", 0.866816 },
    { "frost", 0.826572 },
    { "fog", 0.819324 },
    { "brightness", 0.564592 },
    { "contrast", 0.853204 },
    { "elastic_transform", 0.646056 },
    { "pixelate", 0.717840 },
    { "jpeg_compression", 0.606500 },
    { "speckle_noise", 0.845388 },
    { "gaussian_blur", 0.787108 },
    { "spatter", 0.717512 },
    { "saturate", 0.658248 },
  };
  const char *name = tau_corruption_get (corruption)->name;
  for (guint i = 0; i < G_N_ELEMENTS (published); i++)
    if (g_str_equal (published[i].name, name))
      return published[i].error;
  g_assert_not_reached ();
}
