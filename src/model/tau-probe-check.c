/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-probe-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is wrong with a model file and a user's choices together. */

GPtrArray *
tau_probe_load_classes (const TauProbe *self, const TauModelChoices *choices, GError **error)
{
  const guint n = self->form.n_outputs;
  if (choices->classes == NULL)
    return tau_class_list_load (choices->classes_list, n, error);
  if (choices->classes->len == n)
    return g_ptr_array_ref (choices->classes);
  g_set_error (error, TAU_CLASS_LIST_ERROR, TAU_CLASS_LIST_ERROR_COUNT,
               _ ("%u classes are named, but the model answers with %u"), choices->classes->len, n);
  return NULL;
}

static char *
check_size (const TauProbe *self, const TauModelChoices *choices)
{
  const TauModelForm *form = &self->form;
  if (choices->input_size == form->input_size || form->any_size)
    return NULL;
  return g_strdup_printf (_ ("The model was tried with images of %d px, and is to get %d px"),
                          form->input_size, choices->input_size);
}

static char *
check_channels (const TauProbe *self, const TauModelChoices *choices)
{
  if (choices->channels == self->form.channels)
    return NULL;
  return self->form.channels == 1 ? g_strdup (_ ("The model takes one channel (grey), not three"))
                                  : g_strdup (_ ("The model takes three channels (RGB), not one"));
}

/* Whether the pixels keep the scale that a model of bytes takes. */
static char *
check_bytes (const TauProbe *self, const TauModelChoices *choices)
{
  float mean[3], std[3];
  tau_model_choices_get_scale (choices, mean, std);
  for (int c = 0; self->form.bytes && c < 3; c++)
    if (mean[c] != 0 || std[c] != 1 / 255.0f)
      return g_strdup (_ ("The model takes bytes from 0 to 255, which it scales itself; leave the "
                          "normalisation out"));
  return NULL;
}

/* Logarithms of probabilities are good logits. */
static char *
check_output (const TauProbe *self, const TauModelChoices *choices)
{
  const TauOutputKind found = self->output, said = choices->output;
  const gboolean both_logs = found == TAU_OUTPUT_LOG_PROBABILITIES && said == TAU_OUTPUT_LOGITS;
  if (found == TAU_OUTPUT_AUTO || found == TAU_OUTPUT_SIGMOID || found == said || both_logs)
    return NULL;
  return g_strdup_printf (_ ("The model's numbers are %s, not %s"), tau_output_name (found),
                          tau_output_name (said));
}

GPtrArray *
tau_probe_check (const TauProbe *self, const TauModelChoices *choices)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauModelChoices) full = tau_probe_propose (self, choices);
  GPtrArray *problems = tau_probe_new_problems ();
  for (guint i = 0; i < self->problems->len; i++) {
    const TauProbeProblem *problem = g_ptr_array_index (self->problems, i);
    tau_probe_add_problem (problems, problem->blocks, g_strdup (problem->text));
  }
  char *const found[] = { tau_model_choices_check (full), check_size (self, full),
                          check_channels (self, full), check_bytes (self, full),
                          check_output (self, full) };
  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    if (found[i] != NULL)
      tau_probe_add_problem (problems, TRUE, found[i]);
  g_autoptr (GPtrArray) classes = tau_probe_load_classes (self, full, &error);
  if (classes == NULL)
    tau_probe_add_problem (problems, TRUE, g_strdup (error->message));
  return problems;
}
