/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-session-cost.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* How far a figure may be off: some count biases too. */
#define TOLERANCE 0.01

static double
cost_of (const TauSession *self, const TauPackModel *about, TauTorchModel *model)
{
  const guint64 counted = self->torch->model_multiply_adds (model);
  return about->multiply_adds > 0 ? about->multiply_adds : counted > 0 ? counted : NAN;
}

double
tau_session_target_cost (const TauSession *self)
{
  return cost_of (self, &self->pack->target, self->target);
}

double
tau_session_predictor_cost (const TauSession *self)
{
  return self->predictor != NULL ? cost_of (self, &self->pack->predictor, self->predictor) : 0;
}

static void
check_cost (const TauSession *self, const TauPackModel *about, TauTorchModel *model)
{
  const guint64 said = about->multiply_adds;
  const guint64 counted = model != NULL ? self->torch->model_multiply_adds (model) : 0;
  if (said == 0 || counted == 0 || fabs ((double)said - counted) <= TOLERANCE * counted)
    return;
  /* Formatted separately: gettext cannot extract a format string that a macro completes. */
  g_autofree char *counts = g_strdup_printf ("%" G_GUINT64_FORMAT, counted);
  g_autofree char *says = g_strdup_printf ("%" G_GUINT64_FORMAT, said);
  g_message (_ ("“%s” takes %s multiply-adds for an image, but pack.json says %s; correct "
                "multiply_adds there"),
             about->path, counts, says);
}

void
tau_session_check_costs (const TauSession *self)
{
  check_cost (self, &self->pack->target, self->target);
  check_cost (self, &self->pack->predictor, self->predictor);
}
