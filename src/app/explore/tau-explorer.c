/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-explorer.h"

/* A result shown for this long goes to the history; what a moving slider passes does not. */
#define RECORD_AFTER_MS 2000

struct _TauExplorer {
  GObject parent_instance;

  TauWorker *worker;
  TauPack *pack;
  TauPicture *picture;
  TauInspection *inspection;
  int given_label; /* the class that the data set gives the image, or -1 */
  TauExplorerSettings settings;
  TauFrame frame, inspected_frame;

  /* Of the requests in progress; NULL if none. */
  GCancellable *pack_request, *picture_request, *look_request;
  gboolean picture_needs_pack; /* the pending image makes sense only with the pending pack */
  gboolean look_again;         /* the frame moved while waiting for an answer */
  guint record_source;
};

G_DEFINE_FINAL_TYPE (TauExplorer, tau_explorer, G_TYPE_OBJECT)

enum { PROP_0, PROP_BUSY, N_PROPS };
enum { PACK_CHANGED, PICTURE_CHANGED, SETTINGS_CHANGED, INSPECTED, PROBLEM, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void look (TauExplorer *self);

/* Data of a request: a weak reference, and its cancellable, which tells whether it was replaced. */
typedef struct {
  GWeakRef explorer;
  GCancellable *cancellable;
  TauPack *pack;
  TauFrame frame;
  TauExplorerSettings *settings; /* that come with an image, or NULL */
} Request;

static Request *
request_new (TauExplorer *self, GCancellable **slot)
{
  Request *request = g_new0 (Request, 1);
  g_cancellable_cancel (*slot);
  g_clear_object (slot);
  *slot = g_cancellable_new ();
  g_weak_ref_init (&request->explorer, self);
  request->cancellable = g_object_ref (*slot);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  return request;
}

static void
request_free (Request *request)
{
  g_weak_ref_clear (&request->explorer);
  g_clear_object (&request->cancellable);
  g_clear_pointer (&request->pack, tau_pack_unref);
  g_free (request->settings);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

/* Whether the answer is still wanted; if so, frees the slot. */
static gboolean
request_done (TauExplorer *self, Request *request, GCancellable **slot)
{
  if (*slot != request->cancellable)
    return FALSE;
  g_clear_object (slot);
  return TRUE;
}

static void
report (TauExplorer *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
}

/* -- the history ---------------------------------------------------------------------------- */

typedef struct {
  TauInspection *inspection;
  TauPack *pack;
  TauPicture *picture;
} Record;

static void
record_free (gpointer data)
{
  Record *record = data;
  tau_inspection_unref (record->inspection);
  tau_pack_unref (record->pack);
  tau_picture_unref (record->picture);
  g_free (record);
}

static gpointer
record_inspection (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  Record *record = data;
  const TauImageInfo info = {
    .path = tau_sample_get_path (record->picture->sample),
    .sha256 = record->picture->sha256,
    .width = record->picture->image->width,
    .height = record->picture->image->height,
  };
  if (state->store != NULL)
    tau_inspection_record (record->inspection, record->pack, &info, state->store, error);
  return TAU_WORKER_DONE;
}

static void
on_recorded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Request) request = data;
  g_autoptr (TauExplorer) self = g_weak_ref_get (&request->explorer);
  g_autoptr (GError) error = NULL;
  if (tau_worker_answer (result, &error) == NULL && self != NULL)
    report (self, error);
}

static gboolean
on_record_cb (gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, record_inspection, record_free, NULL };
  TauExplorer *self = data;
  Request *request = g_new0 (Request, 1);
  Record *record = g_new0 (Record, 1);
  g_weak_ref_init (&request->explorer, self);
  record->inspection = tau_inspection_ref (self->inspection);
  record->pack = tau_pack_ref (self->pack);
  record->picture = tau_picture_ref (self->picture);
  tau_worker_ask (self->worker, &kind, record, NULL, on_recorded_cb, request);
  self->record_source = 0;
  return G_SOURCE_REMOVE;
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

static void
set_inspection (TauExplorer *self, TauInspection *inspection)
{
  show_inspection (self, inspection);
  if (inspection != NULL)
    self->record_source = g_timeout_add (RECORD_AFTER_MS, on_record_cb, self);
}

static void
on_inspected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Request) request = data;
  g_autoptr (TauExplorer) self = g_weak_ref_get (&request->explorer);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauInspection) inspection = tau_worker_answer (result, &error);
  if (self == NULL || !request_done (self, request, &self->look_request))
    return;
  if (inspection != NULL) {
    self->inspected_frame = request->frame;
    set_inspection (self, g_steal_pointer (&inspection));
  } else {
    /* The result shown would not match the settings. It stays if the user stopped the request. */
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->inspection == NULL)
      set_inspection (self, NULL);
    report (self, error);
  }
  if (self->look_again)
    look (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/* What a slow target has answered so far. It does not go to the history. */
static void
on_partial_cb (TauInspection *partial, gpointer data)
{
  const Request *request = data;
  g_autoptr (TauExplorer) self = g_weak_ref_get ((GWeakRef *)&request->explorer);
  if (self == NULL || self->look_request != request->cancellable)
    return;
  self->inspected_frame = request->frame;
  show_inspection (self, tau_inspection_ref (partial));
}

/* Inspects the current state; cancels an inspection in progress. */
static void
look (TauExplorer *self)
{
  self->look_again = FALSE;
  if (self->pack == NULL || self->picture == NULL)
    return;
  Request *request = request_new (self, &self->look_request);
  request->frame = self->frame;
  const TauLookRequest question = {
    .pack = self->pack,
    .source = self->picture->image,
    .x = self->frame.x,
    .y = self->frame.y,
    .side = self->frame.side,
    .request = {
      .corruption = self->settings.corruption,
      .label = tau_explorer_get_label (self),
    },
    .partial = on_partial_cb,
    .partial_data = request,
  };
  tau_worker_inspect_async (self->worker, &question, request->cancellable, on_inspected_cb,
                            request);
}

/* -- opening -------------------------------------------------------------------------------- */

/* Looked up once: among a thousand classes, or through the names of synsets, this takes too long
 * for each step of a slider. */
static void
find_given_label (TauExplorer *self)
{
  const char *given =
      self->picture != NULL ? tau_sample_get_class_name (self->picture->sample) : NULL;
  self->given_label =
      given != NULL && self->pack != NULL ? tau_pack_find_class (self->pack, given) : -1;
}

static void
on_pack_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Request) request = data;
  g_autoptr (TauExplorer) self = g_weak_ref_get (&request->explorer);
  g_autofree char *store_problem = NULL;
  g_autoptr (GError) error = NULL;
  gboolean opened = tau_worker_open_pack_finish (result, &store_problem, &error);
  if (self == NULL || !request_done (self, request, &self->pack_request))
    return;
  if (opened) {
    if (self->pack == NULL ||
        g_strcmp0 (self->pack->target.sha256, request->pack->target.sha256) != 0)
      self->settings.label = -1; /* other classes */
    g_clear_pointer (&self->pack, tau_pack_unref);
    self->pack = tau_pack_ref (request->pack);
    find_given_label (self);
    set_inspection (self, NULL);
    look (self);
  } else {
    if (self->picture_needs_pack)
      g_cancellable_cancel (self->picture_request);
    report (self, error);
  }
  if (store_problem != NULL)
    g_signal_emit (self, signals[PROBLEM], 0, store_problem);
  /* Also on failure: the drop-down has to go back to the pack that is still open. */
  g_signal_emit (self, signals[PACK_CHANGED], 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
on_picture_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Request) request = data;
  g_autoptr (TauExplorer) self = g_weak_ref_get (&request->explorer);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPicture) picture = tau_worker_answer (result, &error);
  if (self == NULL || !request_done (self, request, &self->picture_request))
    return;
  if (picture != NULL) {
    g_clear_pointer (&self->picture, tau_picture_unref);
    self->picture = g_steal_pointer (&picture);
    tau_frame_center (&self->frame, self->picture->image->width, self->picture->image->height);
    self->settings.label = -1;
    find_given_label (self);
    if (request->settings != NULL)
      self->settings = *request->settings;
    set_inspection (self, NULL);
    look (self);
    g_signal_emit (self, signals[PICTURE_CHANGED], 0);
    if (request->settings != NULL)
      g_signal_emit (self, signals[SETTINGS_CHANGED], 0);
  } else {
    report (self, error);
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
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

  properties[PROP_BUSY] =
      g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
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
tau_explorer_open_pack (TauExplorer *self, TauPack *pack)
{
  Request *request = request_new (self, &self->pack_request);
  request->pack = tau_pack_ref (pack);
  tau_worker_open_pack_async (self->worker, pack, request->cancellable, on_pack_opened_cb, request);
}

void
tau_explorer_open_sample (TauExplorer *self, TauSample *sample, const TauExplorerSettings *settings)
{
  Request *request = request_new (self, &self->picture_request);
  self->picture_needs_pack = settings != NULL && self->pack_request != NULL;
  if (settings != NULL)
    request->settings = g_memdup2 (settings, sizeof *settings);
  tau_picture_load_async (self->worker, sample, request->cancellable, on_picture_loaded_cb,
                          request);
}

void
tau_explorer_set_settings (TauExplorer *self, const TauExplorerSettings *settings)
{
  const gboolean stopped = self->inspection != NULL && self->look_request == NULL &&
                           !tau_inspection_is_complete (self->inspection);
  if (tau_corruption_spec_equal (&self->settings.corruption, &settings->corruption) &&
      self->settings.label == settings->label && !stopped)
    return;
  self->settings = *settings;
  g_signal_emit (self, signals[SETTINGS_CHANGED], 0);
  look (self);
}

void
tau_explorer_set_frame (TauExplorer *self, const TauFrame *frame)
{
  if (tau_frame_equal (&self->frame, frame))
    return;
  self->frame = *frame;
  if (self->look_request != NULL)
    self->look_again = TRUE;
  else
    look (self);
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
  return &self->frame;
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

gboolean
tau_explorer_is_opening_picture (TauExplorer *self)
{
  return self->picture_request != NULL;
}
