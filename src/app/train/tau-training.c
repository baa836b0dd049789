/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/train/tau-training.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct {
  double epoch, loss;
} Loss;

struct _TauTraining {
  GObject parent_instance;

  gint64 id;
  TauJobState state;
  gint64 created;
  JsonNode *spec; /* what `options` borrows from */
  TauTrainPredictorOptions options;
  GArray *epochs; /* of TauTrainingEpoch */
  GArray *losses; /* of Loss: the unfinished epoch */
  char *error;
  double images_per_second;
  gboolean running; /* here */
  gboolean paused;
  TauTrainingProgress progress;
};

G_DEFINE_FINAL_TYPE (TauTraining, tau_training, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- reading records ------------------------------------------------------------------------ */

static double
get_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;
}

static void
read_curves (TauTraining *self, const char *text)
{
  g_autoptr (JsonNode) root = text != NULL ? json_from_string (text, NULL) : NULL;
  JsonArray *rows =
      root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
  g_array_set_size (self->epochs, 0);
  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++) {
    JsonNode *node = json_array_get_element (rows, i);
    if (!JSON_NODE_HOLDS_OBJECT (node))
      continue;
    JsonObject *row = json_node_get_object (node);
    const TauTrainingEpoch epoch = {
      .epoch = i + 1,
      .loss = get_number (row, "loss"),
      .spearman = get_number (row, "spearman"),
      .center = get_number (row, "center"),
      .ours1 = get_number (row, "ours:1"),
      .ours2 = get_number (row, "ours:2"),
      .oracle = get_number (row, "oracle"),
    };
    g_array_append_val (self->epochs, epoch);
  }
}

static void
read_summary (TauTraining *self, const char *text)
{
  g_autoptr (JsonNode) root = text != NULL ? json_from_string (text, NULL) : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  JsonObject *summary = json_node_get_object (root);
  JsonNode *error = json_object_get_member (summary, "error");
  double rate = get_number (summary, "images_per_second");
  self->images_per_second = isfinite (rate) ? rate : 0;
  if (error != NULL && JSON_NODE_HOLDS_VALUE (error))
    self->error = g_strdup (json_node_get_string (error));
}

static void
read_spec (TauTraining *self, const char *text)
{
  self->spec = text != NULL ? json_from_string (text, NULL) : NULL;
  if (self->spec != NULL && JSON_NODE_HOLDS_OBJECT (self->spec))
    tau_train_predictor_options_from_json (&self->options, self->spec);
  else
    tau_train_predictor_options_init (&self->options, NULL);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_training_finalize (GObject *object)
{
  TauTraining *self = TAU_TRAINING (object);
  g_clear_pointer (&self->spec, json_node_unref);
  g_array_unref (self->epochs);
  g_array_unref (self->losses);
  g_free (self->error);
  g_free (self->progress.phase);
  G_OBJECT_CLASS (tau_training_parent_class)->finalize (object);
}

static void
tau_training_class_init (TauTrainingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tau_training_finalize;
  signals[CHANGED] = g_signal_new ("changed", TAU_TYPE_TRAINING, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
tau_training_init (TauTraining *self)
{
  self->epochs = g_array_new (FALSE, FALSE, sizeof (TauTrainingEpoch));
  self->losses = g_array_new (FALSE, FALSE, sizeof (Loss));
}

TauTraining *
tau_training_new (const char *spec)
{
  TauTraining *self = g_object_new (TAU_TYPE_TRAINING, NULL);
  self->state = TAU_JOB_RUNNING;
  self->created = g_get_real_time ();
  read_spec (self, spec);
  return self;
}

TauTraining *
tau_training_new_for_job (const TauStoreJob *job)
{
  TauTraining *self = g_object_new (TAU_TYPE_TRAINING, NULL);
  self->id = job->id;
  self->state = job->state;
  self->created = job->created;
  read_spec (self, job->spec);
  read_curves (self, job->curves);
  read_summary (self, job->summary);
  return self;
}

/* -- asking --------------------------------------------------------------------------------- */

gint64
tau_training_get_id (TauTraining *self)
{
  return self->id;
}

TauJobState
tau_training_get_state (TauTraining *self)
{
  return self->state;
}

gint64
tau_training_get_created (TauTraining *self)
{
  return self->created;
}

const TauTrainPredictorOptions *
tau_training_get_options (TauTraining *self)
{
  return &self->options;
}

guint
tau_training_get_n_epochs (TauTraining *self)
{
  return self->epochs->len;
}

const TauTrainingEpoch *
tau_training_get_epoch (TauTraining *self, guint index)
{
  return &g_array_index (self->epochs, TauTrainingEpoch, index);
}

const char *
tau_training_get_error (TauTraining *self)
{
  return self->error;
}

double
tau_training_get_images_per_second (TauTraining *self)
{
  return self->images_per_second;
}

const TauTrainingProgress *
tau_training_get_progress (TauTraining *self)
{
  return self->running ? &self->progress : NULL;
}

guint
tau_training_get_n_losses (TauTraining *self)
{
  return self->losses->len;
}

void
tau_training_get_loss (TauTraining *self, guint index, double *epoch, double *loss)
{
  const Loss *at = &g_array_index (self->losses, Loss, index);
  *epoch = at->epoch;
  *loss = at->loss;
}

char *
tau_training_dup_title (TauTraining *self)
{
  const TauTrainPredictorOptions *o = &self->options;
  const char *from = o->pack != NULL ? o->pack : o->target;
  g_autofree char *base = from != NULL ? g_path_get_basename (from) : g_strdup ("?");
  g_autofree char *name = g_filename_display_name (base);
  return g_strdup_printf ("%s · %s · %s", name, o->architecture, o->loss);
}

const char *
tau_training_get_state_title (TauTraining *self)
{
  switch (self->state) {
  case TAU_JOB_DONE:
    return _ ("Finished");
  case TAU_JOB_STOPPED:
    return self->paused ? _ ("Paused") : _ ("Stopped");
  case TAU_JOB_FAILED:
    return _ ("Failed");
  default:
    /* The program ended before it could say otherwise. */
    return self->running ? _ ("Running") : _ ("Interrupted");
  }
}

gboolean
tau_training_is_paused (TauTraining *self)
{
  return self->paused;
}

void
tau_training_set_paused (TauTraining *self, gboolean paused)
{
  self->paused = paused;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* A relative path of the command line means nothing here. */
static gboolean
has_folder (TauTraining *self)
{
  return self->options.out != NULL && g_path_is_absolute (self->options.out);
}

static gboolean
has_file (TauTraining *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->options.out, name, NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

gboolean
tau_training_can_be_used (TauTraining *self)
{
  return self->state == TAU_JOB_DONE && has_folder (self) && has_file (self, "pack.json");
}

gboolean
tau_training_can_be_resumed (TauTraining *self)
{
  /* Before the first checkpoint nothing is lost by beginning anew. */
  return self->state != TAU_JOB_DONE && !self->running && has_folder (self) &&
         (self->epochs->len == 0 || has_file (self, "predictor.checkpoint"));
}

/* -- being told ----------------------------------------------------------------------------- */

void
tau_training_set_running (TauTraining *self, gint64 id)
{
  self->id = id != 0 ? id : self->id;
  self->state = TAU_JOB_RUNNING;
  self->running = TRUE;
  self->paused = FALSE;
  self->progress.loss = self->progress.seconds_left = NAN;
  g_clear_pointer (&self->error, g_free);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* A loss that stays the same to the last bit is that of the epoch before, told again while the next
 * one is prepared. */
static void
add_loss (TauTraining *self)
{
  const TauTrainingProgress *progress = &self->progress;
  guint n = self->epochs->len;
  const Loss loss = { progress->epoch + progress->fraction, progress->loss };
  const Loss *last =
      self->losses->len > 0 ? &g_array_index (self->losses, Loss, self->losses->len - 1) : NULL;
  double before = last != NULL ? last->loss
                  : n > 0      ? g_array_index (self->epochs, TauTrainingEpoch, n - 1).loss
                               : NAN;
  if (isfinite (loss.loss) && loss.loss != before && progress->epoch == n &&
      (last == NULL || last->epoch < loss.epoch))
    g_array_append_val (self->losses, loss);
}

void
tau_training_set_progress (TauTraining *self, const TauTrainingProgress *progress,
                           const char *curves)
{
  g_free (self->progress.phase);
  self->progress = *progress;
  self->progress.phase = g_strdup (progress->phase);
  self->images_per_second = progress->images_per_second;
  if (curves != NULL) {
    read_curves (self, curves);
    g_array_set_size (self->losses, 0);
  }
  add_loss (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tau_training_set_ended (TauTraining *self, TauJobState state, const char *error)
{
  self->running = FALSE;
  self->state = state;
  g_free (self->error);
  self->error = g_strdup (error);
  g_signal_emit (self, signals[CHANGED], 0);
}
