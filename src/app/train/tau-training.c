/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/train/tau-training.h"

#include "base/tau-json.h"

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
  TauTrainPredictorOptions *options;
  TauTrainTargetOptions *target; /* NULL: a loss predictor */
  GArray *epochs;                /* of TauEpoch */
  GArray *losses;                /* of Loss: the unfinished epoch */
  char *error;
  gboolean paused;
  TauTrainStatus *status; /* while it runs here */
};

G_DEFINE_FINAL_TYPE (TauTraining, tau_training, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_training_finalize (GObject *object)
{
  TauTraining *self = TAU_TRAINING (object);
  tau_train_predictor_options_free (self->options);
  tau_train_target_options_free (self->target);
  tau_train_status_free (self->status);
  g_clear_pointer (&self->epochs, g_array_unref);
  g_array_unref (self->losses);
  g_free (self->error);
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
  self->losses = g_array_new (FALSE, FALSE, sizeof (Loss));
}

TauTraining *
tau_training_new (const TauTrainPredictorOptions *options)
{
  TauTraining *self = g_object_new (TAU_TYPE_TRAINING, NULL);
  self->state = TAU_JOB_RUNNING;
  self->created = g_get_real_time ();
  self->options = tau_train_predictor_options_copy (options);
  self->epochs = tau_epochs_from_json (NULL);
  return self;
}

/* Both kinds of options have the same names for what they share. */
TauTraining *
tau_training_new_for_target (const TauTrainTargetOptions *options)
{
  g_autofree char *spec = tau_train_target_options_to_json (options);
  g_autoptr (TauTrainPredictorOptions) shared = tau_train_predictor_options_from_json (spec);
  TauTraining *self = tau_training_new (shared);
  self->target = tau_train_target_options_copy (options);
  return self;
}

/* The sentence in the summary, or NULL. */
static char *
read_error (const char *summary)
{
  g_autoptr (JsonNode) root = summary != NULL ? tau_json_parse (summary, NULL) : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  JsonNode *error = json_object_get_member (json_node_get_object (root), "error");
  return error != NULL && JSON_NODE_HOLDS_VALUE (error) ? json_node_dup_string (error) : NULL;
}

TauTraining *
tau_training_new_for_job (const TauStoreJob *job)
{
  TauTraining *self = g_object_new (TAU_TYPE_TRAINING, NULL);
  self->id = job->id;
  self->state = job->state;
  self->created = job->created;
  self->options = tau_train_predictor_options_from_json (job->spec);
  self->target = tau_train_target_options_from_json (job->spec);
  self->epochs = tau_epochs_from_json (job->curves);
  self->error = read_error (job->summary);
  return self;
}

/* -- queries -------------------------------------------------------------------------------- */

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

const TauTrainPredictorOptions *
tau_training_get_options (TauTraining *self)
{
  return self->options;
}

const TauTrainTargetOptions *
tau_training_get_target (TauTraining *self)
{
  return self->target;
}

guint
tau_training_get_n_epochs (TauTraining *self)
{
  return self->epochs->len;
}

const TauEpoch *
tau_training_get_epoch (TauTraining *self, guint index)
{
  return &g_array_index (self->epochs, TauEpoch, index);
}

const char *
tau_training_get_error (TauTraining *self)
{
  return self->error;
}

const TauTrainStatus *
tau_training_get_status (TauTraining *self)
{
  return self->status;
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

static const char *
get_augment_title (const TauTrainTargetOptions *target)
{
  for (guint i = 0; tau_augmentations[i].name != NULL; i++)
    if (g_str_equal (tau_augmentations[i].name, target->augment))
      return _ (tau_augmentations[i].title);
  return target->augment;
}

char *
tau_training_dup_title (TauTraining *self)
{
  if (self->target != NULL)
    return g_strdup_printf ("%s · %s · %s", C_ ("training", "Target"), self->target->architecture,
                            get_augment_title (self->target));
  const TauTrainPredictorOptions *o = self->options;
  const char *from = o->pack != NULL ? o->pack : o->target;
  g_autofree char *base = from != NULL ? g_path_get_basename (from) : g_strdup ("?");
  g_autofree char *name = g_filename_display_name (base);
  return g_strdup_printf ("%s · %s · %s", name, o->architecture, o->loss);
}

char *
tau_training_dup_date (TauTraining *self)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (self->created / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  return g_date_time_format (local, "%x %H:%M");
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
    /* The program ended before it could record another state. */
    return self->status != NULL ? _ ("Running") : _ ("Interrupted");
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

/* A relative path from the command line means nothing here. */
static gboolean
has_folder (TauTraining *self)
{
  return self->options->out != NULL && g_path_is_absolute (self->options->out);
}

static gboolean
has_file (TauTraining *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->options->out, name, NULL);
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
  /* Before the first checkpoint, starting again loses nothing. */
  return self->state != TAU_JOB_DONE && self->status == NULL && has_folder (self) &&
         (self->epochs->len == 0 ||
          has_file (self, self->target != NULL ? "target.checkpoint" : "predictor.checkpoint"));
}

/* -- updates -------------------------------------------------------------------------------- */

void
tau_training_set_running (TauTraining *self, gint64 id)
{
  g_autoptr (GArray) none = tau_epochs_from_json (NULL);
  const TauTrainStatus waiting = {
    .phase = _ ("Waiting"), .epochs = none, .loss = NAN, .seconds_left = NAN
  };
  self->id = id != 0 ? id : self->id;
  self->state = TAU_JOB_RUNNING;
  self->paused = FALSE;
  if (self->status == NULL)
    self->status = tau_train_status_copy (&waiting);
  g_clear_pointer (&self->error, g_free);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* A loss identical to the last bit is that of the previous epoch, reported again while the next
 * one is prepared. */
static void
add_loss (TauTraining *self)
{
  const Loss loss = { self->epochs->len + self->status->fraction, self->status->loss };
  const TauEpoch *epoch = tau_train_status_last (self->status);
  const Loss *last =
      self->losses->len > 0 ? &g_array_index (self->losses, Loss, self->losses->len - 1) : NULL;
  double before = last != NULL ? last->loss : epoch != NULL ? epoch->loss : NAN;
  if (isfinite (loss.loss) && loss.loss != before && (last == NULL || last->epoch < loss.epoch))
    g_array_append_val (self->losses, loss);
}

void
tau_training_set_status (TauTraining *self, const TauTrainStatus *status)
{
  g_return_if_fail (self->status != NULL);
  tau_train_status_free (self->status);
  self->status = tau_train_status_copy (status);
  /* Before it has started, it does not know the epochs of earlier runs. */
  if (status->started) {
    if (self->epochs->len != status->epochs->len)
      g_array_set_size (self->losses, 0);
    g_array_unref (self->epochs);
    self->epochs = g_array_ref (self->status->epochs);
    add_loss (self);
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tau_training_set_ended (TauTraining *self, TauJobState state, const char *error)
{
  g_clear_pointer (&self->status, tau_train_status_free);
  self->state = state;
  g_free (self->error);
  self->error = g_strdup (error);
  g_signal_emit (self, signals[CHANGED], 0);
}
