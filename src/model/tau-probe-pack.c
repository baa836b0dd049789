/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-probe-private.h"

#include "host/tau-host.h"

#include <string.h>

/* A loss predictor sees images of at most this size, unless somebody says otherwise. */
#define PREDICTOR_SIZE 64

/* The size of a predictor's input: the target's, or a smaller one that it takes. 0 on failure. */
static int
find_predictor_size (const char *path, int target_size, gboolean given, GCancellable *cancellable,
                     GError **error)
{
  TauModelForm form;
  if (given)
    return target_size;
  if (!tau_host_get ()->model_describe (path, -1, 0, &form, cancellable, error))
    return 0;
  return form.any_size ? MIN (target_size, PREDICTOR_SIZE) : form.input_size;
}

TauPack *
tau_probe_make_pack (const TauProbe *self, const TauModelChoices *choices, const char *predictor,
                     GCancellable *cancellable, GError **error)
{
  g_autoptr (TauModelChoices) named = tau_model_choices_copy (choices);
  if (named->classes == NULL && named->classes_list == NULL)
    named->classes_list = g_strdup ("numbers");
  g_autoptr (TauModelChoices) full = tau_probe_propose (self, named);
  g_autoptr (GPtrArray) problems = tau_probe_check (self, full);
  const char *block = tau_probe_find_block (problems);
  int size = 0;
  if (block != NULL) {
    g_set_error_literal (error, TAU_PROBE_ERROR, TAU_PROBE_ERROR_BLOCKED, block);
    return NULL;
  }
  g_autoptr (GPtrArray) classes = tau_probe_load_classes (self, full, error);
  if (classes == NULL ||
      (predictor != NULL &&
       (size = find_predictor_size (predictor, full->input_size, choices->input_size != 0,
                                    cancellable, error)) == 0))
    return NULL;
  TauPack *pack = tau_pack_new_from_files (self->path, predictor, full->input_size, 0, error);
  if (pack == NULL)
    return NULL;
  tau_model_choices_get_scale (full, pack->target.mean, pack->target.std);
  pack->margin = full->resize - full->input_size;
  pack->probabilities = full->output == TAU_OUTPUT_PROBABILITIES;
  pack->predictor.input_size = size;
  g_ptr_array_unref (pack->classes);
  pack->classes = g_steal_pointer (&classes);
  return pack;
}
