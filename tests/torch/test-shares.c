/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "torch-fixture.h"

#include <math.h>
#include <string.h>

/* A step's pictures, and those that a transformer answers to, are shared out to threads: the same
 * bytes, however many there are. */

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
  { "/torch/shares/wrn-10-2", "wrn-10-2", FALSE },
  { "/torch/shares/efficientnet-b0", "efficientnet-b0", FALSE }, /* drops whole branches */
};

static void
test_threads (gconstpointer number)
{
  const guint c = GPOINTER_TO_UINT (number);
  const TauTorchApi *torch = fixture_torch ();
  const int threads[] = { 1, 2, 4, 5 };
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
    torch->models.set_threads (threads[run]);
    TauTorchTrainer *trainer = fixture_trainer (&spec);
    for (guint step = 0; step < 3; step++)
      torch->trainer_step_losses (trainer, in, losses, NULL, N, "blend", 0.003f, &loss, &error);
    g_assert_no_error (error);
    g_assert_true (isfinite (loss));
    g_autoptr (GBytes) state = torch->trainer_save (trainer, &error);
    g_assert_no_error (error);
    torch->trainer_free (trainer);
    torch->models.set_threads (1);
    if (first == NULL)
      first = g_bytes_ref (state);
    g_assert_true (g_bytes_equal (state, first));
  }
}

/* A vision transformer, whose products go through BLAS: each image's answer is the same bytes on
 * any number of threads, and whatever else is asked with it. */
static void
test_attention (void)
{
  enum { SIDE = 32, MOST = 70, OUTPUTS = 10 };
  const int threads[] = { 1, 2, 4 };
  const guint counts[] = { MOST, 12, 1 };
  const TauTorchApi *torch = fixture_torch ();
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "attention.pt", NULL);
  g_autofree float *in = fixture_pictures (MOST, SIDE);
  float out[MOST * OUTPUTS], first[MOST * OUTPUTS];
  g_autoptr (GError) error = NULL;
  fixture_write_attention (path, SIDE, OUTPUTS);
  TauTorchModel *model = torch->models.model_load (path, -1, SIDE, NULL, &error);
  g_assert_no_error (error);

  for (guint t = 0; t < G_N_ELEMENTS (threads); t++)
    for (guint c = 0; c < G_N_ELEMENTS (counts); c++) {
      torch->models.set_threads (threads[t]);
      g_assert_true (torch->models.model_run (model, in, counts[c], out, NULL, &error));
      torch->models.set_threads (1);
      if (t == 0 && c == 0)
        memcpy (first, out, sizeof first);
      g_assert_cmpmem (out, counts[c] * OUTPUTS * sizeof (float), first,
                       counts[c] * OUTPUTS * sizeof (float));
    }
  g_assert_cmpfloat (fabsf (first[0] - first[OUTPUTS]), >, 1e-3f);
  torch->models.model_free (model);
  fixture_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    g_test_add_data_func (cases[c].path, GUINT_TO_POINTER (c), test_threads);
  g_test_add_func ("/torch/shares/attention", test_attention);
  return g_test_run ();
}
