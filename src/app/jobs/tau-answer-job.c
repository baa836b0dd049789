/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-answer-job.h"

#include "app/widgets/image/tau-frame.h"
#include "inspect/tau-sweep.h"

#include <glib/gi18n-lib.h>

gboolean
tau_sample_answer_is_right (const TauSampleAnswer *self, guint k)
{
  return self->after >> (k - 1) & 1;
}

const char *
tau_sample_answer_verdict (const TauSampleAnswer *self, guint k)
{
  const gboolean after = tau_sample_answer_is_right (self, k);
  if (self->label_given && self->before != after)
    return after ? C_ ("image", "rescued") : C_ ("image", "broken");
  return tau_plot_scatter_verdict (self->label_given, after);
}

gboolean
tau_sample_answer_is_one_of (const TauSampleAnswer *self, TauAnswers answers, guint k)
{
  const gboolean after = tau_sample_answer_is_right (self, k);
  switch (answers) {
  case TAU_ANSWERS_WRONG:
    return self->readable && !after;
  case TAU_ANSWERS_RESCUED:
    return self->readable && self->label_given && !self->before && after;
  case TAU_ANSWERS_BROKEN:
    return self->readable && self->label_given && self->before && !after;
  case TAU_ANSWERS_REGRET:
    return self->readable && self->regret >= TAU_HIGH_REGRET; /* not NAN */
  default:
    return TRUE;
  }
}

TauSampleAnswer *
tau_sample_answer_new (const TauInspection *inspection)
{
  g_autoptr (TauSweepCell) cell = tau_sweep_cell_new (inspection);
  TauSampleAnswer *self = g_new0 (TauSampleAnswer, 1);
  self->readable = TRUE;
  self->label_given = cell->label_given;
  self->before = cell->transforms[TAU_TRANSFORM_IDENTITY].correct;
  for (guint k = 0; k < TAU_N_TRANSFORMS; k++)
    if (cell->chosen >= 0 ? cell->ours[k].correct : self->before)
      self->after |= 1 << k;
  self->regret = cell->regret;
  self->gain = cell->chosen >= 0
                   ? cell->predicted[TAU_TRANSFORM_IDENTITY] - cell->predicted[cell->chosen]
                   : NAN;
  return self;
}

/* -- on the worker's thread ------------------------------------------------------------- */

typedef struct {
  TauSample *sample;
  TauPack *pack;
  TauCorruptionSpec corruption;
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;
  g_object_unref (self->sample);
  tau_pack_unref (self->pack);
  g_free (self);
}

/* Label and frame as Explore has them when it opens the image. */
static void
take_kept (TauLookRequest *look, const Request *request, TauStore *store)
{
  g_auto (TauStoreImage) kept = { 0 };
  const TauImage *image = look->source;
  g_autofree char *sha256 = tau_image_sha256 (look->source);
  if (store != NULL)
    tau_store_get_image (store, sha256, &kept, NULL);
  TauFrame frame = { kept.x, kept.y, kept.side };
  if (!tau_frame_fits (&frame, image->width, image->height))
    tau_frame_center (&frame, image->width, image->height);
  look->x = frame.x;
  look->y = frame.y;
  look->side = frame.side;
  const char *given = tau_sample_get_class_name (request->sample);
  look->request.label = given != NULL ? tau_pack_find_class (request->pack, given) : -1;
  if (look->request.label < 0 && kept.label != NULL)
    look->request.label = tau_pack_find_class (request->pack, kept.label);
}

static gpointer
answer (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *request = data;
  g_autoptr (TauImage) image = tau_sample_load (request->sample, cancellable, NULL);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (image == NULL)
    return g_new0 (TauSampleAnswer, 1);
  TauLookRequest look = { .pack = request->pack, .source = image };
  take_kept (&look, request, state->store);
  TauSession *session;
  g_autoptr (TauImage) picture = tau_look_request_prepare (&look, state, &session, error);
  if (picture == NULL)
    return NULL;
  look.request.corruption = request->corruption;
  look.request.picture = picture;
  g_autoptr (TauInspection) inspection = tau_inspect (session, &look.request, cancellable, error);
  return inspection != NULL ? tau_sample_answer_new (inspection) : NULL;
}

void
tau_answer_job_async (TauWorker *worker, TauSample *sample, TauPack *pack,
                      const TauCorruptionSpec *corruption, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, answer, request_free, g_free };
  Request *request = g_new (Request, 1);
  *request = (Request){ g_object_ref (sample), tau_pack_ref (pack), *corruption };
  tau_worker_ask (worker, &kind, request, cancellable, callback, data);
}
