/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-scene.h"
#include "dataset/tau-dataset.h"
#include "evaluate/result/tau-evaluation.h"

G_BEGIN_DECLS

/* The corruption that Explore has to apply to an image of the evaluation's data set to see what was
 * evaluated; none if the data set is already corrupted. */
TauCorruptionSpec tau_evaluation_get_corruption (const TauEvaluation *self, guint cell);

/* An image of an evaluation as it was evaluated. `index`, `cell` and `label` as in TauExample. */
TauScene *tau_evaluation_scene_new (const TauEvaluation *evaluation, TauPack *pack,
                                    TauDataset *dataset, guint index, guint cell, guint label);

G_END_DECLS
