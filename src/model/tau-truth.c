/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-truth.h"

#include "transform/tau-distort.h"
#include "ranking/tau-ranking.h"
#include "store/tau-store-truth.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Image copies that go through the target together. Times 12 transforms, they make three full
 * batches of the libtorch module. */
#define CHUNK 64

/* Corruption and distortion of one copy of an image. */
typedef struct {
  guint sample;
  TauCorruptionSpec corruption;
  TauDistortion distortion;
} Plan;

typedef struct {
  TauSession *session;
  const TauTruthSpec *spec;
  TauTruth *truth;
  gint64 target; /* its number in the store; 0: no store, or it failed */
  guint first;   /* number of the chunk's first copy */
  guint count;
  Plan plans[CHUNK];
  TauStoreTruthKey keys[CHUNK];
  TauImage *pictures[CHUNK];
  guint missing[CHUNK], n_missing; /* copies that the store does not have */
  float *planes;                   /* CHUNK x 12 x 3 x S x S, of the missing copies */
  float *answers;                  /* CHUNK x 12 x classes, of the missing copies */
  float *kept;                     /* CHUNK x values, of the missing copies, as in the store */
} Chunk;

/* The plan of copy `number` of the whole job. It does not depend on the rest of the request. */
static Plan
make_plan (const TauTruthSpec *spec, guint number)
{
  Plan plan = { .sample = spec->chosen[number / spec->copies] };
  guint copy = spec->first_copy + number % spec->copies;
  TauRandom random;
  tau_random_init (
      &random, spec->seed,
      tau_random_stream (spec->samples->indices[plan.sample], 0x7472757468 + copy)); /* "truth" */
  if (spec->corruptions.n > 0 && tau_random_chance (&random, spec->share)) {
    const guint index = tau_random_below (&random, spec->corruptions.n);
    plan.corruption.type = tau_corruption_get (spec->corruptions.list[index]);
    plan.corruption.severity = 1 + tau_random_below (&random, TAU_N_SEVERITIES);
    plan.corruption.seed = tau_random_u32 (&random);
  }
  if (spec->distort > 0 || spec->flip > 0)
    plan.distortion = tau_distortion_draw (&random, spec->distort, spec->flip);
  return plan;
}

/* Number of values of one copy in truth->answers. */
static gsize
answered_values (const Chunk *chunk)
{
  return (gsize)chunk->spec->n_answered * chunk->truth->n_classes;
}

/* Number of values of one copy in the store: the probabilities, or if they are not requested, the
 * losses followed by the requested answers. */
static gsize
kept_values (const Chunk *chunk)
{
  if (chunk->spec->probabilities)
    return TAU_N_TRANSFORMS * (gsize)chunk->truth->n_classes;
  return TAU_N_TRANSFORMS + answered_values (chunk);
}

/* -- what needs no target ---------------------------------------- */

static void
fill_key (Chunk *chunk, guint i)
{
  const Plan *plan = &chunk->plans[i];
  const TauSamples *samples = chunk->spec->samples;
  gsize bytes = (gsize)samples->side * samples->side * 3, length = 32;
  guint8 digest[32];
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (sum, tau_samples_get (samples, plan->sample), bytes);
  g_checksum_get_digest (sum, digest, &length);
  chunk->keys[i] = (TauStoreTruthKey){
    .target = chunk->target,
    .corruption = tau_corruption_spec_get_key (&plan->corruption),
    .distortion = plan->distortion,
    .label = chunk->spec->probabilities ? -1 : samples->labels[plan->sample],
  };
  /* The seed is kept even for corruptions without random numbers, because every version wrote it.
   */
  chunk->keys[i].corruption.seed = plan->corruption.seed;
  memcpy (chunk->keys[i].image, digest, TAU_STORE_IMAGE_ID);
}

/* The corrupted image of a plan, and the predictor's input: what `identity` shows, at its size. */
static void
make_picture (guint i, gpointer data)
{
  Chunk *chunk = data;
  const TauTruthSpec *spec = chunk->spec;
  Plan *plan = &chunk->plans[i];
  int side = spec->samples->side, size = chunk->session->pack->target.input_size;
  int seen = chunk->truth->size;
  g_autoptr (TauImage) plain =
      tau_image_new_from_data (tau_samples_get (spec->samples, plan->sample), side, side);
  g_autoptr (TauImage) corrupted = tau_corruption_spec_apply (&plan->corruption, plain);
  chunk->pictures[i] = tau_distort (corrupted, plan->distortion);

  g_autoptr (TauImage) identity =
      tau_transform_image (TAU_TRANSFORM_IDENTITY, chunk->pictures[i], side - size);
  g_autoptr (TauImage) small = tau_prepare_image (identity, seen);
  memcpy (chunk->truth->pictures + (gsize)(chunk->first + i) * seen * seen * 3, small->data,
          (gsize)seen * seen * 3);
  if (chunk->target != 0)
    fill_key (chunk, i);
}

/* -- what the store knows ---------------------------------------- */

/* After one failure the store is not used again. */
static void
give_store_up (Chunk *chunk, const GError *error)
{
  chunk->target = 0;
  if (chunk->truth->store_problem == NULL)
    chunk->truth->store_problem = g_strdup (error->message);
}

static void
open_target (Chunk *chunk)
{
  TauSession *session = chunk->session;
  const TauStoreModel model = { session->pack->target.sha256, session->target_setup };
  g_autoptr (GError) error = NULL;
  if (session->store == NULL || session->pack->target.sha256 == NULL)
    return;
  chunk->target = tau_store_truth_target (session->store, &model, &error);
  if (chunk->target == 0)
    give_store_up (chunk, error);
}

static void
set_losses (Chunk *chunk, guint i, const float *probabilities)
{
  TauTruth *truth = chunk->truth;
  gsize at = (gsize)(chunk->first + i) * TAU_N_TRANSFORMS;
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    truth->losses[at + t] =
        tau_cross_entropy_probabilities (probabilities + (gsize)t * truth->n_classes,
                                         truth->n_classes, truth->labels[chunk->first + i]);
  if (truth->probabilities != NULL)
    memcpy (truth->probabilities + at * truth->n_classes, probabilities,
            TAU_N_TRANSFORMS * truth->n_classes * sizeof (float));
  if (truth->answers != NULL)
    memcpy (truth->answers + (chunk->first + i) * answered_values (chunk), probabilities,
            answered_values (chunk) * sizeof (float));
}

/* Copies the values of one image copy between `row`, as in the store, and the truth. */
static void
take (Chunk *chunk, guint i, const float *row)
{
  TauTruth *truth = chunk->truth;
  gsize at = chunk->first + i;
  if (chunk->spec->probabilities) {
    set_losses (chunk, i, row);
    return;
  }
  memcpy (truth->losses + at * TAU_N_TRANSFORMS, row, TAU_N_TRANSFORMS * sizeof (float));
  if (truth->answers != NULL)
    memcpy (truth->answers + at * answered_values (chunk), row + TAU_N_TRANSFORMS,
            answered_values (chunk) * sizeof (float));
}

static void
give (const Chunk *chunk, guint i, float *row)
{
  const TauTruth *truth = chunk->truth;
  gsize at = chunk->first + i, values = kept_values (chunk);
  if (chunk->spec->probabilities) {
    memcpy (row, truth->probabilities + at * values, values * sizeof (float));
    return;
  }
  memcpy (row, truth->losses + at * TAU_N_TRANSFORMS, TAU_N_TRANSFORMS * sizeof (float));
  if (truth->answers != NULL)
    memcpy (row + TAU_N_TRANSFORMS, truth->answers + at * answered_values (chunk),
            answered_values (chunk) * sizeof (float));
}

static void
look_up (Chunk *chunk)
{
  gsize values = kept_values (chunk);
  chunk->n_missing = 0;
  for (guint i = 0; i < chunk->count; i++) {
    g_autoptr (GError) error = NULL;
    gboolean found =
        chunk->target != 0 &&
        tau_store_truth_find (chunk->session->store, &chunk->keys[i], values, chunk->kept, &error);
    if (error != NULL)
      give_store_up (chunk, error);
    if (!found)
      chunk->missing[chunk->n_missing++] = i;
    else
      take (chunk, i, chunk->kept);
    chunk->truth->n_cached += found;
  }
}

static void
keep (Chunk *chunk)
{
  gsize values = kept_values (chunk);
  TauStoreTruthKey keys[CHUNK];
  g_autoptr (GError) error = NULL;
  if (chunk->target == 0 || chunk->n_missing == 0)
    return;
  for (guint m = 0; m < chunk->n_missing; m++) {
    keys[m] = chunk->keys[chunk->missing[m]];
    give (chunk, chunk->missing[m], chunk->kept + m * values);
  }
  if (!tau_store_truth_add (chunk->session->store, keys, chunk->n_missing, chunk->kept, values,
                            &error))
    give_store_up (chunk, error);
}

/* -- what the target says ---------------------------------------- */

static void
make_variants (guint m, gpointer data)
{
  const Chunk *chunk = data;
  const TauPack *pack = chunk->session->pack;
  int size = pack->target.input_size;
  gsize pixels = (gsize)size * size;
  g_autofree guint8 *variants = g_malloc (TAU_N_TRANSFORMS * pixels * 3);
  guint8 *out[TAU_N_TRANSFORMS];
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    out[t] = variants + t * pixels * 3;
  tau_transform_apply_all (chunk->pictures[chunk->missing[m]]->data, size, pack->margin, out);
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    tau_pixels_to_planes (out[t], pixels, pack->target.mean, pack->target.std,
                          chunk->planes + (m * TAU_N_TRANSFORMS + t) * pixels * 3);
}

static gboolean
ask_target (Chunk *chunk, GCancellable *cancellable, GError **error)
{
  TauSession *session = chunk->session;
  gsize row = chunk->truth->n_classes;
  if (chunk->n_missing == 0)
    return TRUE;
  tau_parallel_for (chunk->n_missing, chunk->spec->n_threads, make_variants, chunk);
  if (!session->torch->model_run (session->target, chunk->planes,
                                  (gsize)chunk->n_missing * TAU_N_TRANSFORMS, chunk->answers,
                                  cancellable, error))
    return FALSE;
  for (gsize i = 0; !session->pack->probabilities && i < chunk->n_missing * TAU_N_TRANSFORMS; i++)
    tau_softmax (chunk->answers + i * row, row, chunk->answers + i * row);
  for (guint m = 0; m < chunk->n_missing; m++)
    set_losses (chunk, chunk->missing[m], chunk->answers + m * TAU_N_TRANSFORMS * row);
  return TRUE;
}

static gboolean
run_chunk (Chunk *chunk, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < chunk->count; i++)
    chunk->plans[i] = make_plan (chunk->spec, chunk->first + i);
  tau_parallel_for (chunk->count, chunk->spec->n_threads, make_picture, chunk);
  look_up (chunk);
  gboolean done = ask_target (chunk, cancellable, error);
  if (done)
    keep (chunk);
  for (guint i = 0; i < chunk->count; i++)
    g_clear_pointer (&chunk->pictures[i], tau_image_unref);
  return done;
}

/* -- the whole --------------------------------------------------- */

static gboolean
run_chunks (Chunk *chunk, TauProgressFunc progress, gpointer data, GCancellable *cancellable,
            GError **error)
{
  guint n = chunk->truth->n;
  for (; chunk->first < n; chunk->first += CHUNK) {
    chunk->count = MIN (CHUNK, n - chunk->first);
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !run_chunk (chunk, cancellable, error))
      return FALSE;
    if (progress != NULL)
      progress ((double)(chunk->first + chunk->count) / n, data);
  }
  return TRUE;
}

static gboolean
take_memory (gpointer *out, gsize n, gsize size, GError **error)
{
  *out = g_try_malloc_n (MAX (n, 1), size);
  if (*out != NULL)
    return TRUE;
  g_set_error_literal (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY,
                       _ ("The images and their losses do not fit into memory; use fewer images"));
  return FALSE;
}

#define TAKE(out, n) take_memory ((gpointer *)(out), n, sizeof **(out), error)

static TauTruth *
allocate (const TauSession *session, const TauTruthSpec *spec, GError **error)
{
  g_autoptr (TauTruth) self = g_new0 (TauTruth, 1);
  self->n = spec->n_chosen * spec->copies;
  self->n_classes = session->n_classes;
  self->size = spec->predictor_size;
  const gsize n = self->n;
  if (!TAKE (&self->pictures, n * self->size * self->size * 3) ||
      !TAKE (&self->losses, n * TAU_N_TRANSFORMS) || !TAKE (&self->labels, n) ||
      (spec->n_answered > 0 && !TAKE (&self->answers, n * spec->n_answered * self->n_classes)) ||
      (spec->probabilities && !TAKE (&self->probabilities, n * TAU_N_TRANSFORMS * self->n_classes)))
    return NULL;
  for (guint i = 0; i < self->n; i++)
    self->labels[i] = spec->samples->labels[spec->chosen[i / spec->copies]];
  return g_steal_pointer (&self);
}

TauTruth *
tau_truth_compute (TauSession *session, const TauTruthSpec *spec, TauProgressFunc progress,
                   gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TauTruth) self = allocate (session, spec, error);
  if (self == NULL)
    return NULL;
  gsize pixels = (gsize)session->pack->target.input_size * session->pack->target.input_size;
  gsize rows = CHUNK * TAU_N_TRANSFORMS;
  gint64 began = g_get_monotonic_time ();
  float *planes = session->torch->buffer_new (rows * 3 * pixels, error);
  if (planes == NULL)
    return NULL;
  g_autofree float *answers = g_new (float, rows * self->n_classes);
  g_autofree float *kept = g_new (float, rows *(self->n_classes + 1));
  g_autofree Chunk *chunk = g_new0 (Chunk, 1);
  *chunk = (Chunk){ .session = session,
                    .spec = spec,
                    .truth = self,
                    .planes = planes,
                    .answers = answers,
                    .kept = kept };
  open_target (chunk);
  gboolean done = run_chunks (chunk, progress, data, cancellable, error);
  session->torch->buffer_free (planes);
  if (!done)
    return NULL;
  self->images_per_second = self->n / ((g_get_monotonic_time () - began) / 1e6);
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
  g_free (self->answers);
  g_free (self->labels);
  g_free (self->store_problem);
  g_free (self);
}
