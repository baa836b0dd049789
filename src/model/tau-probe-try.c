/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-probe-private.h"

#include "dataset/tau-samples.h"
#include "host/tau-host.h"
#include "ranking/tau-ranking.h"

#include <glib/gi18n-lib.h>

/* A model's answer to one image, so that a wrong scale of pixels or order of classes is seen. */

void
tau_trial_free (TauTrial *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n; i++)
    g_free (self->best[i].name);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_free (self);
}

/* Sorts the best to the front. */
static void
fill_best (TauTrial *self, const float *probabilities, guint n_classes, const GPtrArray *classes)
{
  for (guint i = 0; i < n_classes; i++) {
    guint at = self->n;
    while (at > 0 && probabilities[i] > self->best[at - 1].confidence)
      at--;
    if (at == TAU_TRIAL_BEST)
      continue;
    if (self->n < TAU_TRIAL_BEST)
      self->n++;
    for (guint j = self->n - 1; j > at; j--)
      self->best[j] = self->best[j - 1];
    self->best[at] = (TauTrialAnswer){ i, NULL, probabilities[i] };
  }
  for (guint i = 0; i < self->n; i++) {
    const guint index = self->best[i].index;
    self->best[i].name = classes != NULL && index < classes->len
                             ? g_strdup (g_ptr_array_index (classes, index))
                             : g_strdup_printf ("%u", index);
  }
}

static void
add_warnings (TauTrial *self, const TauModelChoices *choices, const TauImage *image,
              guint n_classes)
{
  const gboolean said = choices->output == TAU_OUTPUT_PROBABILITIES;
  if (MIN (image->width, image->height) < choices->input_size)
    g_ptr_array_add (self->warnings,
                     g_strdup_printf (_ ("The image is smaller (%d × %d) than what the model sees "
                                         "(%d × %d), so it is enlarged"),
                                      image->width, image->height, choices->input_size,
                                      choices->input_size));
  if (said != (self->output == TAU_OUTPUT_PROBABILITIES))
    g_ptr_array_add (self->warnings,
                     said ? g_strdup (_ ("The numbers are no probabilities"))
                          : g_strdup (_ ("The numbers look like probabilities, not logits")));
  if (self->best[0].confidence < 2.0 / n_classes)
    g_ptr_array_add (self->warnings,
                     g_strdup (_ ("The model finds all classes equally likely; the normalisation "
                                  "may be wrong")));
}

/* The middle of the image, as model input. */
static float *
prepare (const TauModelChoices *choices, TauImage *image)
{
  float mean[3], std[3];
  const int size = choices->input_size, border = (choices->resize - size) / 2;
  g_autoptr (TauImage) whole = tau_prepare_image (image, choices->resize);
  g_autoptr (TauImage) middle = tau_image_crop (whole, border, border, size, size);
  float *planes = g_new (float, (gsize)3 * size * size);
  tau_model_choices_get_scale (choices, mean, std);
  tau_pixels_to_planes (middle->data, (gsize)size * size, mean, std, planes);
  return planes;
}

TauTrial *
tau_probe_try (TauProbe *self, const TauModelChoices *choices, TauImage *image,
               GCancellable *cancellable, GError **error)
{
  const TauModelApi *torch = tau_host_get ();
  g_autoptr (TauModelChoices) full = tau_probe_propose (self, choices);
  g_autofree char *wrong = tau_model_choices_check (full);
  if (wrong != NULL) {
    g_set_error_literal (error, TAU_PROBE_ERROR, TAU_PROBE_ERROR_BLOCKED, wrong);
    return NULL;
  }
  TauTorchModel *model = tau_probe_load (self, full->input_size, cancellable, error);
  if (model == NULL)
    return NULL;
  const guint n_classes = torch->model_n_outputs (model);
  g_autofree float *planes = prepare (full, image);
  g_autofree float *answers = g_new (float, n_classes);
  if (!torch->model_run (model, planes, 1, answers, cancellable, error))
    return NULL;
  TauTrial *trial = g_new0 (TauTrial, 1);
  trial->warnings = g_ptr_array_new_with_free_func (g_free);
  trial->output = tau_output_judge (answers, 1, n_classes);
  if (full->output != TAU_OUTPUT_PROBABILITIES)
    tau_softmax (answers, n_classes, answers);
  /* Without names that fit, numbers stand for the classes. */
  g_autoptr (GPtrArray) classes = tau_probe_load_classes (self, full, NULL);
  fill_best (trial, answers, n_classes, classes);
  add_warnings (trial, full, image, n_classes);
  return trial;
}
