/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/evaluate/tau-evaluation-scene.h"

TauCorruptionSpec
tau_evaluation_get_corruption (const TauEvaluation *self, guint cell)
{
  TauCorruptionSpec corruption = { 0 };
  if (!tau_evaluation_is_given (self))
    corruption = self->cells[cell];
  corruption.seed = self->spec->seed; /* for clean images too, to corrupt them later */
  return corruption;
}

TauScene *
tau_evaluation_scene_new (const TauEvaluation *evaluation, TauPack *pack, TauDataset *dataset,
                          guint index, guint cell, guint label)
{
  const TauCorruptionSpec corruption = tau_evaluation_get_corruption (evaluation, cell);
  g_autoptr (TauSample) sample = tau_sample_new_for_dataset (dataset, index);
  TauScene *scene = tau_scene_new (sample, &corruption);
  tau_scene_set_label (scene, tau_pack_class (pack, label));
  tau_scene_set_pack (scene, pack);
  return scene;
}
