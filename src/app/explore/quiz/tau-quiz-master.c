/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/quiz/tau-quiz-master.h"

#include "app/jobs/tau-quiz-job.h"

/* Then the best of what was tried is asked: a slow model is no reason to wait long. */
#define PATIENCE (5 * G_USEC_PER_SEC)

struct _TauQuizMaster {
  GObject parent_instance;

  TauExplorer *explorer;
  guint64 seed;
  TauQuiz *quiz;
  TauPack *pack;         /* of the quiz; or NULL */
  GPtrArray *samples;    /* of TauSample: those that can be asked about; or NULL */
  GCancellable *request; /* of the try in progress; NULL: none */
  gint64 begun;          /* when the search began, µs */
};

G_DEFINE_FINAL_TYPE (TauQuizMaster, tau_quiz_master, G_TYPE_OBJECT)

enum { CHANGED, PROBLEM, N_SIGNALS };

static guint signals[N_SIGNALS];

typedef struct {
  GWeakRef master;
  GCancellable *cancellable;
} Request;

static void
request_free (Request *request)
{
  g_weak_ref_clear (&request->master);
  g_object_unref (request->cancellable);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static void
stop (TauQuizMaster *self)
{
  g_cancellable_cancel (self->request);
  g_clear_object (&self->request);
}

/* -- looking for an image ------------------------------------------------------------------- */

static void try_next (TauQuizMaster *self);

static void
on_tried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Request) request = data;
  g_autoptr (TauQuizMaster) self = g_weak_ref_get (&request->master);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauInspection) inspection = tau_worker_answer (result, &error);
  if (self == NULL || self->request != request->cancellable)
    return;
  g_clear_object (&self->request);
  if (error != NULL) {
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
  } else {
    const gboolean late = g_get_monotonic_time () - self->begun > PATIENCE;
    if (!tau_quiz_offer (self->quiz, inspection, late))
      try_next (self);
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
try_next (TauQuizMaster *self)
{
  const TauQuizDraw draw = tau_quiz_draw (self->quiz, self->samples->len);
  TauSample *sample = g_ptr_array_index (self->samples, draw.sample);
  const int label = tau_pack_find_class (self->pack, tau_sample_get_class_name (sample));
  Request *request = g_new0 (Request, 1);
  g_weak_ref_init (&request->master, self);
  self->request = g_cancellable_new ();
  request->cancellable = g_object_ref (self->request);
  tau_quiz_job_async (tau_explorer_get_worker (self->explorer), self->pack, sample, label,
                      &draw.corruption, self->request, on_tried_cb, request);
}

/* -- following the explorer ----------------------------------------------------------------- */

/* Scores of two packs in one sum would say nothing. */
static void
on_pack_changed_cb (TauQuizMaster *self)
{
  TauPack *pack = tau_explorer_get_pack (self->explorer);
  if (pack == self->pack)
    return;
  stop (self);
  g_clear_pointer (&self->pack, tau_pack_unref);
  self->pack = pack != NULL ? tau_pack_ref (pack) : NULL;
  g_clear_pointer (&self->samples, g_ptr_array_unref);
  tau_quiz_free (self->quiz);
  self->quiz = tau_quiz_new (self->seed);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* -- the object ----------------------------------------------------------------------------- */

static void
tau_quiz_master_dispose (GObject *object)
{
  TauQuizMaster *self = TAU_QUIZ_MASTER (object);
  stop (self);
  g_clear_pointer (&self->samples, g_ptr_array_unref);
  g_clear_pointer (&self->pack, tau_pack_unref);
  g_clear_object (&self->explorer);
  G_OBJECT_CLASS (tau_quiz_master_parent_class)->dispose (object);
}

static void
tau_quiz_master_finalize (GObject *object)
{
  tau_quiz_free (TAU_QUIZ_MASTER (object)->quiz);
  G_OBJECT_CLASS (tau_quiz_master_parent_class)->finalize (object);
}

static void
tau_quiz_master_class_init (TauQuizMasterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_quiz_master_dispose;
  G_OBJECT_CLASS (klass)->finalize = tau_quiz_master_finalize;
  signals[CHANGED] = g_signal_new ("changed", TAU_TYPE_QUIZ_MASTER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_QUIZ_MASTER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tau_quiz_master_init (TauQuizMaster *self)
{
}

TauQuizMaster *
tau_quiz_master_new (TauExplorer *explorer, guint64 seed)
{
  TauQuizMaster *self = g_object_new (TAU_TYPE_QUIZ_MASTER, NULL);
  self->explorer = g_object_ref (explorer);
  self->seed = seed;
  self->quiz = tau_quiz_new (seed);
  g_signal_connect_object (explorer, "pack-changed", G_CALLBACK (on_pack_changed_cb), self,
                           G_CONNECT_SWAPPED);
  on_pack_changed_cb (self);
  return self;
}

void
tau_quiz_master_next (TauQuizMaster *self, GPtrArray *samples)
{
  stop (self);
  tau_quiz_next (self->quiz);
  g_clear_pointer (&self->samples, g_ptr_array_unref);
  self->samples = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < samples->len && self->pack != NULL; i++) {
    TauSample *sample = g_ptr_array_index (samples, i);
    const char *name = tau_sample_get_class_name (sample);
    if (name != NULL && tau_pack_find_class (self->pack, name) >= 0)
      g_ptr_array_add (self->samples, g_object_ref (sample));
  }
  self->begun = g_get_monotonic_time ();
  if (self->samples->len > 0)
    try_next (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tau_quiz_master_pick (TauQuizMaster *self, guint transform)
{
  tau_quiz_pick (self->quiz, transform);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
tau_quiz_master_is_busy (TauQuizMaster *self)
{
  return self->request != NULL;
}

gboolean
tau_quiz_master_has_samples (TauQuizMaster *self)
{
  return self->samples != NULL && self->samples->len > 0;
}

const TauQuiz *
tau_quiz_master_get_quiz (TauQuizMaster *self)
{
  return self->quiz;
}

TauPack *
tau_quiz_master_get_pack (TauQuizMaster *self)
{
  return self->pack;
}
