/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-corruption-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  memcpy (out, in, (gsize)width * height * 3);
}

const TauCorruption tau_corruption_elastic_transform = {
  .name = "elastic_transform",
  .title = N_ ("Elastic transform"),
  .group = TAU_CORRUPTION_DIGITAL,
  .held_out = FALSE,
  .random = FALSE,
  .apply = apply,
};
