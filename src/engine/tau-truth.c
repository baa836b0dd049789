/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tau-truth.h"

#include "ranking/tau-ranking.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Pictures that go through the target together; times 12 transforms a batch is large enough for
 * full speed and small enough to stay in the cache. */
#define CHUNK 32

static void
add_corruption (TauCorruptionSet *set, guint index)
{
  for (guint i = 0; i < set->n; i++)
    if (set->list[i] == index)
      return;
  set->list[set->n++] = index;
}

static void
add_corruptions (TauCorruptionSet *set, gboolean held_out, int group)
{
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++) {
    const TauCorruption *corruption = tau_corruption_get (i);
    if (corruption->held_out == held_out && (group < 0 || (int)corruption->group == group))
      add_corruption (set, i);
  }
}

static int
find_group (const char *name)
{
  static const char *const groups[] = { "noise", "blur", "weather", "digital" };
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    if (g_str_equal (name, groups[g]))
      return g;
  return -1;
}

gboolean
tau_corruption_set_parse (const char *text, TauCorruptionSet *set, GError **error)
{
  set->n = 0;
  if (g_str_equal (text, "none"))
    return TRUE;
  if (g_str_equal (text, "all") || g_str_equal (text, "heldout")) {
    add_corruptions (set, text[0] == 'h', -1);
    return TRUE;
  }
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  for (guint w = 0; words[w] != NULL; w++) {
    int group = find_group (words[w]), index = tau_corruption_find (words[w]);
    if (group >= 0) {
      add_corruptions (set, FALSE, group);
    } else if (index >= 0) {
      add_corruption (set, index);
    } else {
      g_set_error (
          error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC,
          _ ("“%s” is not a corruption; use all, heldout, none, a group (noise, blur, weather, "
             "digital) or names that “tauscope-cli corruptions” lists"),
          words[w]);
      return FALSE;
    }
  }
  if (set->n > 0)
    return TRUE;
  g_set_error_literal (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC,
                       _ ("The list of corruptions is empty; write none to use none"));
  return FALSE;
}

typedef struct {
  TauSession *session;
  const TauTruthSpec *spec;
  TauTruth *truth;
  guint first;   /* picture of the chunk's beginning */
  float *planes; /* CHUNK x 12 x 3 x S x S */
} Chunk;

/* Copy number `number` of the whole job: the corrupted picture. */
static TauImage *
make_picture (const Chunk *chunk, guint number)
{
  const TauTruthSpec *spec = chunk->spec;
  guint sample = spec->chosen[number / spec->copies], copy = number % spec->copies;
  int side = spec->samples->side;
  TauImage *plain = tau_image_new_from_data (tau_samples_get (spec->samples, sample), side, side);
  TauRandom random;

  tau_random_init (
      &random, spec->seed,
      tau_random_stream (spec->samples->indices[sample], 0x7472757468 + copy)); /* "truth" */
  if (spec->corruptions.n == 0 || !tau_random_chance (&random, spec->share))
    return plain;
  guint which = spec->corruptions.list[tau_random_below (&random, spec->corruptions.n)];
  int severity = 1 + tau_random_below (&random, TAU_N_SEVERITIES);
  TauImage *corrupted = tau_corrupt (tau_corruption_get (which), plain, severity, TAU_PRESET_AUTO,
                                     tau_random_u32 (&random));
  tau_image_unref (plain);
  return corrupted;
}

static void
prepare_one (guint i, gpointer data)
{
  const Chunk *chunk = data;
  const TauPack *pack = chunk->session->pack;
  TauTruth *truth = chunk->truth;
  int size = pack->target.input_size;
  gsize pixels = (gsize)size * size, seen = (gsize)truth->size * truth->size * 3;
  guint number = chunk->first + i;
  g_autoptr (TauImage) picture = make_picture (chunk, number);
  g_autofree guint8 *variants = g_malloc (TAU_N_TRANSFORMS * pixels * 3);
  guint8 *out[TAU_N_TRANSFORMS];

  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    out[t] = variants + t * pixels * 3;
  tau_transform_apply_all (picture->data, size, pack->margin, out);
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    tau_pixels_to_planes (out[t], pixels, pack->target.mean, pack->target.std,
                          chunk->planes + (i * TAU_N_TRANSFORMS + t) * pixels * 3);

  /* The predictor sees what `identity` shows, at its own size. */
  if (truth->size == size) {
    memcpy (truth->pictures + number * seen, out[0], seen);
  } else {
    g_autoptr (TauImage) identity = tau_image_new_from_data (out[0], size, size);
    g_autoptr (TauImage) small = tau_image_resize_bicubic (identity, truth->size, truth->size);
    memcpy (truth->pictures + number * seen, small->data, seen);
  }
}

static gboolean
run_chunk (Chunk *chunk, guint count, float *answers, GCancellable *cancellable, GError **error)
{
  TauSession *session = chunk->session;
  TauTruth *truth = chunk->truth;
  guint n_classes = truth->n_classes;
  tau_parallel_for (count, chunk->spec->n_threads, prepare_one, chunk);
  if (!session->torch->model_run (session->target, chunk->planes, count * TAU_N_TRANSFORMS, answers,
                                  cancellable, error))
    return FALSE;
  for (guint i = 0; i < count * TAU_N_TRANSFORMS; i++) {
    float *row = answers + (gsize)i * n_classes;
    gsize at = (gsize)chunk->first * TAU_N_TRANSFORMS + i;
    if (!session->pack->probabilities)
      tau_softmax (row, n_classes, row);
    truth->losses[at] =
        tau_cross_entropy_probabilities (row, n_classes, truth->labels[at / TAU_N_TRANSFORMS]);
    if (truth->probabilities != NULL)
      memcpy (truth->probabilities + at * n_classes, row, n_classes * sizeof (float));
  }
  return TRUE;
}

TauTruth *
tau_truth_compute (TauSession *session, const TauTruthSpec *spec, TauProgressFunc progress,
                   gpointer data, GCancellable *cancellable, GError **error)
{
  TauTruth *cached = tau_truth_cache_read (session, spec);
  if (cached != NULL)
    return cached;
  g_autoptr (TauTruth) self = g_new0 (TauTruth, 1);
  gsize pixels = (gsize)session->pack->target.input_size * session->pack->target.input_size;
  gint64 began = g_get_monotonic_time ();
  self->n = spec->n_chosen * spec->copies;
  self->n_classes = session->n_classes;
  self->size = spec->predictor_size;
  self->pictures = g_malloc ((gsize)self->n * self->size * self->size * 3);
  self->losses = g_new (float, (gsize)self->n *TAU_N_TRANSFORMS);
  self->labels = g_new (gint32, self->n);
  if (spec->probabilities)
    self->probabilities = g_new (float, (gsize)self->n *TAU_N_TRANSFORMS * self->n_classes);
  for (guint i = 0; i < self->n; i++)
    self->labels[i] = spec->samples->labels[spec->chosen[i / spec->copies]];

  g_autofree float *planes = g_new (float, CHUNK *TAU_N_TRANSFORMS * 3 * pixels);
  g_autofree float *answers = g_new (float, CHUNK *TAU_N_TRANSFORMS * self->n_classes);
  Chunk chunk = { session, spec, self, 0, planes };
  for (; chunk.first < self->n; chunk.first += CHUNK) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !run_chunk (&chunk, MIN (CHUNK, self->n - chunk.first), answers, cancellable, error))
      return NULL;
    if (progress != NULL)
      progress ((double)MIN (chunk.first + CHUNK, self->n) / self->n, data);
  }
  self->images_per_second = self->n / ((g_get_monotonic_time () - began) / 1e6);
  tau_truth_cache_write (self, session, spec);
  return g_steal_pointer (&self);
}

void
tau_truth_free (TauTruth *self)
{
  if (self == NULL)
    return;
  g_free (self->pictures);
  g_free (self->losses);
  g_free (self->probabilities);
  g_free (self->labels);
  g_free (self);
}
