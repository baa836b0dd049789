/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-probe-private.h"

TauPack *
tau_probe_make_pack (const TauProbe *self, const TauModelChoices *choices, GError **error)
{
  g_autoptr (TauModelChoices) named = tau_model_choices_copy (choices);
  if (named->classes == NULL && named->classes_list == NULL)
    named->classes_list = g_strdup ("numbers");
  g_autoptr (TauModelChoices) full = tau_probe_propose (self, named);
  g_autoptr (GPtrArray) problems = tau_probe_check (self, full);
  const char *block = tau_probe_find_block (problems);
  if (block != NULL) {
    g_set_error_literal (error, TAU_PROBE_ERROR, TAU_PROBE_ERROR_BLOCKED, block);
    return NULL;
  }
  g_autoptr (GPtrArray) classes = tau_probe_load_classes (self, full, error);
  if (classes == NULL)
    return NULL;
  TauPack *pack = tau_pack_new_from_files (self->path, NULL, full->input_size, 0, error);
  if (pack == NULL)
    return NULL;
  tau_model_choices_get_scale (full, pack->target.mean, pack->target.std);
  pack->margin = full->resize - full->input_size;
  pack->probabilities = full->output == TAU_OUTPUT_PROBABILITIES;
  g_ptr_array_unref (pack->classes);
  pack->classes = g_steal_pointer (&classes);
  return pack;
}
