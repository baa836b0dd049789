/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-explorer-private.h"

G_DEFINE_FINAL_TYPE (TauExplorer, tau_explorer, G_TYPE_OBJECT)

enum { PROP_0, PROP_BUSY, PROP_ORIGINAL, N_PROPS };
enum { PACK_CHANGED, PICTURE_CHANGED, SETTINGS_CHANGED, INSPECTED, PROBLEM, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

TauExplorerRequest *
tau_explorer_request_new (TauExplorer *self, GCancellable **slot)
{
  TauExplorerRequest *request = g_new0 (TauExplorerRequest, 1);
  g_cancellable_cancel (*slot);
  g_clear_object (slot);
  *slot = g_cancellable_new ();
  g_weak_ref_init (&request->explorer, self);
  request->cancellable = g_object_ref (*slot);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  return request;
}

void
tau_explorer_request_free (TauExplorerRequest *request)
{
  g_weak_ref_clear (&request->explorer);
  g_clear_object (&request->cancellable);
  g_clear_pointer (&request->pack, tau_pack_unref);
  g_free (request->settings);
  g_free (request->label_name);
  g_free (request);
}

/* Whether the answer is still wanted; if so, frees the slot. */
gboolean
tau_explorer_request_done (TauExplorer *self, TauExplorerRequest *request, GCancellable **slot)
{
  if (*slot != request->cancellable)
    return FALSE;
  g_clear_object (slot);
  return TRUE;
}

void
tau_explorer_report (TauExplorer *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
}

/* -- inspecting ----------------------------------------------------------------------------- */

static void
show_inspection (TauExplorer *self, TauInspection *inspection)
{
  g_clear_handle_id (&self->record_source, g_source_remove);
  g_clear_pointer (&self->inspection, tau_inspection_unref);
  self->inspection = inspection;
  g_signal_emit (self, signals[INSPECTED], 0);
}

void
tau_explorer_set_inspection (TauExplorer *self, TauInspection *inspection)
{
  show_inspection (self, inspection);
  tau_explorer_record_later (self);
}

static void
on_inspected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauExplorerRequest) request = data;
  g_autoptr (TauExplorer) self = g_weak_ref_get (&request->explorer);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauInspection) inspection = tau_worker_answer (result, &error);
  if (self == NULL || !tau_explorer_request_done (self, request, &self->look_request))
    return;
  if (inspection != NULL) {
    self->inspected_frame = request->frame;
    tau_explorer_set_inspection (self, g_steal_pointer (&inspection));
  } else {
    /* The result shown would not match the settings. It stays if the user stopped the request. */
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->inspection == NULL)
      tau_explorer_set_inspection (self, NULL);
    tau_explorer_report (self, error);
  }
  if (self->look_again)
    tau_explorer_look (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/* What a slow target has answered so far. It does not go to the history. */
static void
on_partial_cb (TauInspection *partial, gpointer data)
{
  const TauExplorerRequest *request = data;
  g_autoptr (TauExplorer) self = g_weak_ref_get ((GWeakRef *)&request->explorer);
  if (self == NULL || self->look_request != request->cancellable)
    return;
  self->inspected_frame = request->frame;
  show_inspection (self, tau_inspection_ref (partial));
}

/* Inspects the current state; cancels an inspection in progress. */
void
tau_explorer_look (TauExplorer *self)
{
  self->look_again = FALSE;
  if (self->pack == NULL || self->picture == NULL)
    return;
  TauExplorerRequest *request = tau_explorer_request_new (self, &self->look_request);
  request->frame = self->settings.frame;
  TauCorruptionSpec corruption = self->settings.corruption;
  if (self->original)
    corruption.severity = 0;
  const TauLookRequest question = {
    .pack = self->pack,
    .source = self->picture->image,
    .x = request->frame.x,
    .y = request->frame.y,
    .side = request->frame.side,
    .request = {
      .corruption = corruption,
      .label = tau_explorer_get_label (self),
    },
    .partial = on_partial_cb,
    .partial_data = request,
  };
  tau_worker_inspect_async (self->worker, &question, request->cancellable, on_inspected_cb,
                            request);
}

static void
set_original (TauExplorer *self, gboolean original)
{
  if (self->original == original)
    return;
  self->original = original;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ORIGINAL]);
}

/* -- the object ----------------------------------------------------------------------------- */

static void
tau_explorer_dispose (GObject *object)
{
  TauExplorer *self = TAU_EXPLORER (object);
  g_cancellable_cancel (self->pack_request);
  g_cancellable_cancel (self->picture_request);
  g_cancellable_cancel (self->look_request);
  g_clear_object (&self->pack_request);
  g_clear_object (&self->picture_request);
  g_clear_object (&self->look_request);
  g_clear_handle_id (&self->record_source, g_source_remove);
  tau_explorer_keep_now (self);
  g_clear_pointer (&self->label_name, g_free);
  g_clear_pointer (&self->inspection, tau_inspection_unref);
  g_clear_pointer (&self->picture, tau_picture_unref);
  g_clear_pointer (&self->pack, tau_pack_unref);
  g_clear_object (&self->worker);
  G_OBJECT_CLASS (tau_explorer_parent_class)->dispose (object);
}

static void
tau_explorer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_BUSY)
    g_value_set_boolean (value, tau_explorer_is_busy (TAU_EXPLORER (object)));
  else if (id == PROP_ORIGINAL)
    g_value_set_boolean (value, tau_explorer_shows_original (TAU_EXPLORER (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tau_explorer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ORIGINAL)
    tau_explorer_set_original (TAU_EXPLORER (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static guint
new_signal (const char *name)
{
  return g_signal_new (name, TAU_TYPE_EXPLORER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       0);
}

static void
tau_explorer_class_init (TauExplorerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->dispose = tau_explorer_dispose;
  object_class->get_property = tau_explorer_get_property;
  object_class->set_property = tau_explorer_set_property;

  properties[PROP_BUSY] =
      g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ORIGINAL] =
      g_param_spec_boolean ("original", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[PACK_CHANGED] = new_signal ("pack-changed");
  signals[PICTURE_CHANGED] = new_signal ("picture-changed");
  signals[SETTINGS_CHANGED] = new_signal ("settings-changed");
  signals[INSPECTED] = new_signal ("inspected");
  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_EXPLORER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tau_explorer_init (TauExplorer *self)
{
  self->given_label = self->settings.label = -1;
  self->settings.ensemble = 1;
}

TauExplorer *
tau_explorer_new (TauWorker *worker)
{
  TauExplorer *self = g_object_new (TAU_TYPE_EXPLORER, NULL);
  self->worker = g_object_ref (worker);
  return self;
}

TauWorker *
tau_explorer_get_worker (TauExplorer *self)
{
  return self->worker;
}

void
tau_explorer_set_settings (TauExplorer *self, const TauExplorerSettings *given)
{
  const TauExplorerSettings now = self->settings;
  TauExplorerSettings settings = *given;
  if (settings.ensemble == 0)
    settings.ensemble = now.ensemble;
  if (settings.frame.side == 0)
    settings.frame = now.frame;
  const gboolean stopped = self->inspection != NULL && self->look_request == NULL &&
                           !tau_inspection_is_complete (self->inspection);
  const gboolean corrupted = !tau_corruption_spec_equal (&now.corruption, &settings.corruption);
  const gboolean named = settings.label == TAU_EXPLORER_NAMED;
  const gboolean labelled =
      named ? g_strcmp0 (self->label_name, settings.label_name) != 0 : now.label != settings.label;
  const gboolean framed = !tau_frame_equal (&now.frame, &settings.frame);
  if (!corrupted && !labelled && !framed && now.ensemble == settings.ensemble && !stopped)
    return;
  self->settings = settings;
  self->settings.label = now.label;
  self->settings.label_name = NULL;
  self->untouched = FALSE;
  if (labelled && named)
    tau_explorer_name_label (self, settings.label_name);
  else if (labelled)
    tau_explorer_pick_label (self, settings.label);
  if (labelled || framed)
    tau_explorer_keep_later (self);
  if (corrupted)
    set_original (self, FALSE);
  g_signal_emit (self, signals[SETTINGS_CHANGED], 0);
  if (corrupted || labelled || framed || stopped)
    tau_explorer_look (self);
  else
    tau_explorer_record_later (self);
}

void
tau_explorer_set_frame (TauExplorer *self, const TauFrame *frame)
{
  if (tau_frame_equal (&self->settings.frame, frame))
    return;
  self->settings.frame = *frame;
  self->untouched = FALSE;
  tau_explorer_keep_later (self);
  g_signal_emit (self, signals[SETTINGS_CHANGED], 0);
  if (self->look_request != NULL)
    self->look_again = TRUE;
  else
    tau_explorer_look (self);
}

gboolean
tau_explorer_shows_original (TauExplorer *self)
{
  return self->original;
}

void
tau_explorer_set_original (TauExplorer *self, gboolean original)
{
  if (self->original == original)
    return;
  set_original (self, original);
  tau_explorer_look (self);
}

TauScene *
tau_explorer_get_scene (TauExplorer *self)
{
  if (self->pack == NULL || self->picture == NULL || self->pack_request != NULL ||
      self->picture_request != NULL)
    return NULL;
  TauScene *scene = tau_scene_new (self->picture->sample, &self->settings.corruption);
  tau_scene_set_label (scene, self->label_name);
  scene->frame = self->settings.frame;
  scene->ensemble = self->settings.ensemble;
  tau_scene_set_pack (scene, self->pack);
  return scene;
}

void
tau_explorer_cancel (TauExplorer *self)
{
  self->look_again = FALSE;
  g_cancellable_cancel (self->pack_request);
  g_cancellable_cancel (self->picture_request);
  g_cancellable_cancel (self->look_request);
}

TauPack *
tau_explorer_get_pack (TauExplorer *self)
{
  return self->pack;
}

TauPicture *
tau_explorer_get_picture (TauExplorer *self)
{
  return self->picture;
}

TauInspection *
tau_explorer_get_inspection (TauExplorer *self)
{
  return self->inspection;
}

const TauExplorerSettings *
tau_explorer_get_settings (TauExplorer *self)
{
  return &self->settings;
}

const TauFrame *
tau_explorer_get_frame (TauExplorer *self)
{
  return &self->settings.frame;
}

const TauFrame *
tau_explorer_get_inspected_frame (TauExplorer *self)
{
  return &self->inspected_frame;
}

int
tau_explorer_get_label (TauExplorer *self)
{
  return self->given_label >= 0 ? self->given_label : self->settings.label;
}

gboolean
tau_explorer_has_given_label (TauExplorer *self)
{
  return self->given_label >= 0;
}

gboolean
tau_explorer_is_busy (TauExplorer *self)
{
  return self->pack_request != NULL || self->picture_request != NULL || self->look_request != NULL;
}

guint
tau_explorer_count_openings (TauExplorer *self)
{
  return self->n_openings;
}

gboolean
tau_explorer_is_opening_picture (TauExplorer *self)
{
  return self->picture_request != NULL;
}
