/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-ice.h"

#include "image/tau-random.h"

static const struct {
  int width, height;
} sizes[TAU_N_ICE] = { { 900, 600 }, { 560, 315 }, { 560, 315 }, { 527, 350 }, { 660, 495 } };

static gpointer
ice_new (gpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  TauImage *image = tau_image_new (sizes[index].width, sizes[index].height);
  TauRandom random;
  tau_random_init (&random, 1, index);
  for (gsize i = 0; i < tau_image_n_bytes (image); i++)
    image->data[i] = 100 + tau_random_below (&random, 100);
  return image;
}

TauImage *
tau_ice_get (guint index)
{
  static GOnce once[TAU_N_ICE] = { G_ONCE_INIT, G_ONCE_INIT, G_ONCE_INIT, G_ONCE_INIT,
                                   G_ONCE_INIT };
  g_return_val_if_fail (index < TAU_N_ICE, NULL);
  return g_once (&once[index], ice_new, GUINT_TO_POINTER (index));
}
