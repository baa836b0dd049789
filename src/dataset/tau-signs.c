/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset.h"

#include <glib/gi18n-lib.h>

TauDataset *
tau_dataset_signs_open (const char *split, GError **error)
{
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC, _ ("not yet: “%s”"), split);
  return NULL;
}
