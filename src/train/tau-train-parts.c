/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train-parts.h"

#include "dataset/tau-dataset-reader.h"

#include <glib/gi18n-lib.h>

gboolean
tau_train_open_part (const char *spec, gboolean if_any, TauDataset **out, GError **error)
{
  g_autoptr (GError) local = NULL;
  *out = tau_dataset_open (spec, &local);
  if (*out != NULL ||
      (if_any && g_error_matches (local, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

TauDataset *
tau_train_open_images (const char *spec, gboolean if_any, char **whole, GError **error)
{
  TauDataset *dataset;
  *whole = NULL;
  if (!tau_train_open_part (spec, if_any, &dataset, error) || dataset != NULL)
    return dataset;
  g_auto (TauDatasetSpec) parsed = { 0 };
  tau_dataset_spec_parse (spec, &parsed);
  *whole = parsed.reader != NULL ? tau_dataset_spec_format (parsed.reader, parsed.path, NULL)
                                 : g_strdup (spec);
  dataset = tau_dataset_open (*whole, error);
  if (dataset != NULL)
    tau_dataset_add_note (dataset,
                          g_strdup (_ ("The data set has no part for training, so that all of its "
                                       "images are trained on and none are tested on")));
  return dataset;
}
