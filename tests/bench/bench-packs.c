/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-measure.h"
#include "torch/tau-torch.h"

/* What the packs are worth: error of the methods and the correlation of the predictor on the test
 * images of a data set, clean and corrupted, as train-predictor measures them. Prints a Markdown
 * table. bench-packs [PACK DATASET [LIMIT]]     without arguments: the pack and the test set
 * `signs` */

static gboolean
predict (const TauTruth *truth, float *predicted, gpointer data, GError **error)
{
  TauSession *session = data;
  const TauPackModel *model = &session->pack->predictor;
  gsize values = (gsize)truth->size * truth->size * 3;
  g_autofree float *planes = g_new (float, truth->n *values);
  for (guint i = 0; i < truth->n; i++)
    tau_pixels_to_planes (truth->pictures + i * values, values / 3, model->mean, model->std,
                          planes + i * values);
  return session->torch->model_run (session->predictor, planes, truth->n, predicted, NULL, error);
}

static gboolean
bench (const char *pack_name, const char *spec, guint limit, GError **error)
{
  int n_threads = g_get_num_processors ();
  g_autoptr (TauPack) pack = tau_pack_find (pack_name, error);
  g_autoptr (TauSession) session =
      pack != NULL ? tau_session_open (pack, NULL, n_threads, NULL, error) : NULL;
  g_autoptr (TauDataset) dataset = session != NULL ? tau_dataset_open (spec, error) : NULL;
  if (dataset == NULL)
    return FALSE;
  g_autoptr (TauSamples) samples = tau_samples_load (
      dataset, pack->target.input_size + pack->margin, limit, n_threads, NULL, error);
  if (samples == NULL)
    return FALSE;

  g_print ("| %s on %s | images | center %% | ours:1 %% | ours:2 %% | all %% | oracle %% | "
           "Spearman | Pearson |\n",
           pack->name, spec);
  g_print ("|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
  for (guint s = 0; s < TAU_N_MEASURE_SETS; s++) {
    TauTruthSpec truth = {
      .samples = samples,
      .seed = 1 + TAU_MEASURE_SEED,
      .predictor_size = pack->predictor.input_size,
      .n_threads = n_threads,
    };
    TauMeasure m;
    if (!tau_measure_set (session, &truth, s, predict, session, NULL, NULL, &m, error))
      return FALSE;
    g_print ("| %s | %u | %.2f | %.2f | %.2f | %.2f | %.2f | %.3f | %.3f |\n",
             tau_measure_set_name (s), m.n, m.error_center, m.error_ours1, m.error_ours2,
             m.error_all, m.error_oracle, m.spearman, m.pearson);
  }
  return TRUE;
}

int
main (int argc, char **argv)
{
  tau_torch_prepare ();
  g_autoptr (GError) error = NULL;
  guint limit = argc > 3 ? g_ascii_strtoull (argv[3], NULL, 10) : 0;
  if (bench (argc > 2 ? argv[1] : "signs", argc > 2 ? argv[2] : "signs:test", limit, &error))
    return 0;
  g_printerr ("bench-packs: %s\n", error->message);
  return 1;
}
