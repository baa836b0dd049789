/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tau-train-common.h"

#include <glib/gi18n-lib.h>
#include <math.h>

G_DEFINE_QUARK (tau_train_error, tau_train_error)

const float tau_train_mean[3] = { 0.5f, 0.5f, 0.5f };
const float tau_train_std[3] = { 0.25f, 0.25f, 0.25f };

double
tau_train_rate (double peak, double up, double progress)
{
  if (progress < up)
    return peak * (0.05 + 0.95 * progress / up);
  return peak * 0.5 * (1 + cos (G_PI * (progress - up) / (1 - up)));
}

gboolean
tau_train_make_folder (const char *folder, GError **error)
{
  if (g_mkdir_with_parents (folder, 0755) == 0 && g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_WRITE,
               _ ("The folder “%s” cannot be made; choose another one with --out"), folder);
  return FALSE;
}

gboolean
tau_train_check_classes (TauDataset *dataset, GPtrArray *classes, GError **error)
{
  gboolean same = dataset->classes->len == classes->len;
  for (guint i = 0; same && i < classes->len; i++)
    same = g_str_equal (g_ptr_array_index (dataset->classes, i), g_ptr_array_index (classes, i));
  if (!same)
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS,
                 _ ("“%s” has other classes than the images to train on; give a test set with the "
                    "same ones"),
                 dataset->spec);
  return same;
}
