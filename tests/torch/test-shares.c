/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "torch-fixture.h"

#include <math.h>

/* A step's pictures are shared out to threads: the same bytes, however many there are. */

#define SIZE 16
#define N    120 /* pictures: four shares of 30 */
#define T    12

static const struct {
  const char *path, *architecture;
  gboolean bfloat16;
} cases[] = {
  { "/torch/shares/compact", "compact", FALSE },
  { "/torch/shares/compact-bfloat16", "compact", TRUE },
  { "/torch/shares/resnet8", "resnet8", FALSE },
  { "/torch/shares/efficientnet-b0", "efficientnet-b0", FALSE }, /* drops whole branches */
};

static void
test_threads (gconstpointer number)
{
  const guint c = GPOINTER_TO_UINT (number);
  const TauTorchApi *torch = fixture_torch ();
  const int threads[] = { 1, 2, 5 };
  g_autofree float *in = g_new (float, N * 3 * SIZE * SIZE), *losses = g_new (float, N *T);
  g_autoptr (GBytes) first = NULL;
  for (guint i = 0; i < N * 3 * SIZE * SIZE; i++)
    in[i] = sinf (0.37f * i) + cosf (1.3f * (i / 256));
  for (guint i = 0; i < N * T; i++)
    losses[i] = 1 + sinf (2.1f * i);
  TauTrainerSpec spec = fixture_spec (cases[c].architecture, SIZE, T);
  spec.bfloat16 = cases[c].bfloat16;
  spec.average = 0.9f;

  for (guint run = 0; run < G_N_ELEMENTS (threads); run++) {
    g_autoptr (GError) error = NULL;
    double loss;
    torch->set_threads (threads[run]);
    TauTorchTrainer *trainer = fixture_trainer (&spec);
    for (guint step = 0; step < 3; step++)
      torch->trainer_step_losses (trainer, in, losses, NULL, N, "blend", 0.003f, &loss, &error);
    g_assert_no_error (error);
    g_assert_true (isfinite (loss));
    g_autoptr (GBytes) state = torch->trainer_save (trainer, &error);
    g_assert_no_error (error);
    torch->trainer_free (trainer);
    torch->set_threads (1);
    if (first == NULL)
      first = g_bytes_ref (state);
    g_assert_true (g_bytes_equal (state, first));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    g_test_add_data_func (cases[c].path, GUINT_TO_POINTER (c), test_threads);
  return g_test_run ();
}
