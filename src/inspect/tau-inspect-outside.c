/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-inspect.h"

#include "base/tau-number.h"

#include <glib/gi18n-lib.h>
#include <math.h>

gboolean
tau_inspection_is_outside (const TauInspection *self, TauPack *pack)
{
  /* A comparison with NAN is false. */
  return pack->has_least_energy && !self->label_given && self->energy < pack->least_energy;
}

char *
tau_inspection_describe_outside (const TauInspection *self, TauPack *pack)
{
  g_autofree char *energy = tau_number_significant (self->energy, 3);
  g_autofree char *least = tau_number_significant (pack->least_energy, 3);
  return g_strdup_printf (
      _ ("This image is likely none of the %u classes: the model’s scores for it are unusually low "
         "(energy %s; images of the classes have %s or more, as a rule)."),
      pack->classes->len, energy, least);
}
