/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-scene.h"

static TauScene *
copy (TauScene *self)
{
  return tau_scene_new (self->sample, &self->corruption, self->label, self->pack, self->lender);
}

G_DEFINE_BOXED_TYPE (TauScene, tau_scene, copy, tau_scene_free)

TauScene *
tau_scene_new (TauSample *sample, const TauCorruptionSpec *corruption, int label, const char *pack,
               const char *lender)
{
  TauScene *self = g_new (TauScene, 1);
  *self =
      (TauScene){ g_object_ref (sample), *corruption, label, g_strdup (pack), g_strdup (lender) };
  return self;
}

void
tau_scene_free (TauScene *self)
{
  g_object_unref (self->sample);
  g_free (self->pack);
  g_free (self->lender);
  g_free (self);
}
