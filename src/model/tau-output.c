/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-output.h"

#include "image/tau-image.h"

#include <math.h>

/* Images that show what a model's numbers are. */
#define N_TRIALS 4

static const char *const names[] = { "auto", "logits", "probabilities", "log-probabilities" };

const char *
tau_output_name (TauOutputKind kind)
{
  return kind < G_N_ELEMENTS (names) ? names[kind] : NULL;
}

int
tau_output_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i]))
      return i;
  return -1;
}

/* Probabilities lie within 0 to 1, and each row adds up to 1; of their logarithms none is above 0,
 * and the exponentials add up to 1. */
TauOutputKind
tau_output_judge (const float *answers, guint n, guint n_classes)
{
  gboolean within = TRUE, sums = TRUE, below = TRUE, log_sums = TRUE;
  for (guint row = 0; row < n; row++) {
    double sum = 0, log_sum = 0;
    for (guint i = 0; i < n_classes; i++) {
      const float value = answers[row * n_classes + i];
      within = within && value >= 0 && value <= 1;
      below = below && value <= 1e-5f;
      sum += value;
      log_sum += exp (value);
    }
    sums = sums && fabs (sum - 1) < 1e-3;
    log_sums = log_sums && fabs (log_sum - 1) < 1e-3;
  }
  if (within)
    return sums ? TAU_OUTPUT_PROBABILITIES : TAU_OUTPUT_SIGMOID;
  return below && log_sums ? TAU_OUTPUT_LOG_PROBABILITIES : TAU_OUTPUT_LOGITS;
}

int
tau_output_try (const TauModelApi *torch, TauTorchModel *model, int size, const float mean[3],
                const float std[3], GCancellable *cancellable, GError **error)
{
  const gsize pixels = (gsize)size * size;
  const guint n_classes = torch->model_n_outputs (model);
  g_autofree guint8 *image = g_malloc (pixels * 3);
  g_autofree float *planes = g_new (float, N_TRIALS * 3 * pixels);
  g_autofree float *answers = g_new (float, N_TRIALS *n_classes);
  for (guint t = 0; t < N_TRIALS; t++) {
    for (gsize i = 0; i < pixels * 3; i++)
      image[i] = i / 3 * (t + 1) * 7 % 256;
    tau_pixels_to_planes (image, pixels, mean, std, planes + t * 3 * pixels);
  }
  if (!torch->model_run (model, planes, N_TRIALS, answers, cancellable, error))
    return -1;
  return tau_output_judge (answers, N_TRIALS, n_classes);
}
