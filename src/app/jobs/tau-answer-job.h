/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-sample.h"
#include "inspect/tau-inspect.h"

G_BEGIN_DECLS

/* Regret from which it counts as high, nats. */
#define TAU_HIGH_REGRET 0.5

/* Which images of a gallery are listed. */
typedef enum {
  TAU_ANSWERS_ALL,
  TAU_ANSWERS_WRONG,   /* also those that were broken */
  TAU_ANSWERS_RESCUED, /* wrong without a transform, right with the choice */
  TAU_ANSWERS_BROKEN,  /* the other way round */
  TAU_ANSWERS_REGRET,  /* of at least TAU_HIGH_REGRET */
  TAU_N_ANSWERS,
} TauAnswers;

/* The little that is kept of one image's inspection, so that thousands fit into memory. */
typedef struct {
  gboolean readable, label_given;
  gboolean before; /* right without a transform */
  guint16 after;   /* bit k - 1: right with ours:k; without a predictor as `before` */
  double gain;     /* loss without a transform less that of the choice, as predicted, in the
                      predictor's scale; NAN without one */
  double regret;   /* nats; may be NAN */
} TauSampleAnswer;

/* To be freed with g_free(). */
TauSampleAnswer *tau_sample_answer_new (const TauInspection *inspection);
/* `k`: the size of the ensemble. A word for what happened to the image ("rescued"), and whether it
 * is right in the end; and whether it is one of these. */
const char *tau_sample_answer_verdict (const TauSampleAnswer *self, guint k);
gboolean tau_sample_answer_is_right (const TauSampleAnswer *self, guint k);
gboolean tau_sample_answer_is_one_of (const TauSampleAnswer *self, TauAnswers answers, guint k);

/* Inspects a sample as Explore would when it is opened, with the label and the frame kept for it,
 * beside what the user waits for: it cancels nothing. The answer is a TauSampleAnswer, to be freed
 * with g_free(). */
void tau_answer_job_async (TauWorker *worker, TauSample *sample, TauPack *pack,
                           const TauCorruptionSpec *corruption, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
