/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-scene.h"

static TauScene *
copy (TauScene *self)
{
  TauScene *made = g_memdup2 (self, sizeof *self);
  if (self->sample != NULL)
    g_object_ref (made->sample);
  made->label = g_strdup (self->label);
  made->pack = g_strdup (self->pack);
  made->lender = g_strdup (self->lender);
  return made;
}

G_DEFINE_BOXED_TYPE (TauScene, tau_scene, copy, tau_scene_free)

TauScene *
tau_scene_new (TauSample *sample, const TauCorruptionSpec *corruption)
{
  TauScene *self = g_new0 (TauScene, 1);
  self->sample = sample != NULL ? g_object_ref (sample) : NULL;
  self->corruption = *corruption;
  self->as_kept = TRUE;
  return self;
}

void
tau_scene_free (TauScene *self)
{
  g_clear_object (&self->sample);
  g_free (self->label);
  g_free (self->pack);
  g_free (self->lender);
  g_free (self);
}

void
tau_scene_set_label (TauScene *self, const char *label)
{
  char *former = self->label;
  self->label = g_strdup (label);
  self->as_kept = FALSE;
  g_free (former);
}

/* What TauScene.lender says of it. */
static char *
dup_lender (TauPack *pack)
{
  if (!pack->has_predictor && tau_pack_has_own_predictor (pack))
    return g_strdup ("");
  return tau_pack_get_lender_folder (pack);
}

void
tau_scene_set_pack (TauScene *self, TauPack *pack)
{
  g_free (self->pack);
  g_free (self->lender);
  self->pack = g_strdup (pack->folder);
  self->lender = dup_lender (pack);
}

gboolean
tau_scene_is_of_pack (const TauScene *self, TauPack *pack)
{
  g_autofree char *lender = dup_lender (pack);
  return self->pack == NULL ||
         ((g_strcmp0 (pack->folder, self->pack) == 0 || g_strcmp0 (pack->name, self->pack) == 0) &&
          g_strcmp0 (lender, self->lender) == 0);
}

TauPack *
tau_scene_find_pack (const TauScene *self, GPtrArray *packs)
{
  for (guint i = 0; self->pack != NULL && i < packs->len; i++) {
    TauPack *pack = g_ptr_array_index (packs, i);
    if (g_strcmp0 (pack->folder, self->pack) != 0 && g_strcmp0 (pack->name, self->pack) != 0)
      continue;
    return self->lender != NULL && *self->lender == '\0'
               ? tau_pack_borrow (pack, NULL)
               : tau_pack_borrow_listed (pack, packs, self->lender);
  }
  return NULL;
}
