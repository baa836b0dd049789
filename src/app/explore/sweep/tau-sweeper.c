/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/sweep/tau-sweeper.h"

#include "app/jobs/tau-methods-job.h"
#include "app/jobs/tau-sweep-job.h"

/* After the explorer's last request, so that a slider on its way never waits for a cell. */
#define PATIENCE_MS 150

struct _TauSweeper {
  GObject parent_instance;

  TauExplorer *explorer;
  TauSweep *sweep;
  TauSweepWish wish;
  gboolean running, wants_methods;
  TauMethodBoard *methods; /* of the present image; NULL: not known yet */

  /* What the cells are of. */
  TauPack *pack;
  TauPicture *picture;
  TauFrame frame;

  GCancellable *request; /* of the cell in progress; NULL: none */
  guint source;          /* waits for the explorer to rest */
};

G_DEFINE_FINAL_TYPE (TauSweeper, tau_sweeper, G_TYPE_OBJECT)

enum { CHANGED, PROBLEM, N_SIGNALS };

static guint signals[N_SIGNALS];

static void rest (TauSweeper *self);

/* -- the cells ------------------------------------------------------------------------------ */

typedef struct {
  GWeakRef sweeper;
  GCancellable *cancellable;
  guint place;
} Request;

static void
request_free (Request *request)
{
  g_weak_ref_clear (&request->sweeper);
  g_object_unref (request->cancellable);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static void
stop (TauSweeper *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_cancellable_cancel (self->request);
  g_clear_object (&self->request);
}

/* Whether the answer is still wanted: neither has the state changed, nor did the explorer go
 * first. */
static gboolean
is_wanted (TauSweeper *self, const Request *request)
{
  if (self == NULL || self->request != request->cancellable)
    return FALSE;
  g_clear_object (&self->request);
  return TRUE;
}

/* After an answer (error NULL) or a failure. */
static void
go_on (TauSweeper *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL) {
    self->running = FALSE;
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
  }
  rest (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_cell_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Request) request = data;
  g_autoptr (TauSweeper) self = g_weak_ref_get (&request->sweeper);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauSweepCell) cell = tau_worker_answer (result, &error);
  if (!is_wanted (self, request))
    return;
  if (cell != NULL)
    tau_sweep_take (self->sweep, request->place, g_steal_pointer (&cell));
  go_on (self, error);
}

static void
on_methods_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Request) request = data;
  g_autoptr (TauSweeper) self = g_weak_ref_get (&request->sweeper);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauMethodBoard) methods = tau_worker_answer (result, &error);
  if (!is_wanted (self, request))
    return;
  self->methods = g_steal_pointer (&methods);
  go_on (self, error);
}

/* The explorer's image under this corruption. */
static TauLookRequest
make_look (TauSweeper *self, const TauCorruptionSpec *corruption)
{
  return (TauLookRequest){
    .pack = self->pack,
    .source = self->picture->image,
    .x = self->frame.x,
    .y = self->frame.y,
    .side = self->frame.side,
    .request = { .corruption = *corruption, .label = self->sweep->label },
  };
}

static Request *
request_new (TauSweeper *self, guint place)
{
  Request *request = g_new0 (Request, 1);
  g_weak_ref_init (&request->sweeper, self);
  self->request = g_cancellable_new ();
  request->cancellable = g_object_ref (self->request);
  request->place = place;
  return request;
}

static void
ask_next (TauSweeper *self)
{
  TauWorker *worker = tau_explorer_get_worker (self->explorer);
  if (!self->running || self->request != NULL || self->pack == NULL ||
      tau_explorer_is_busy (self->explorer))
    return;
  if (self->wants_methods && self->methods == NULL) {
    const TauLookRequest look = make_look (self, &self->sweep->present);
    Request *request = request_new (self, 0);
    tau_methods_job_async (worker, &look, self->request, on_methods_cb, request);
    return;
  }
  const int place = tau_sweep_next (self->sweep, self->wish);
  if (place < 0)
    return;
  TauLookRequest look = make_look (self, &self->sweep->present);
  tau_sweep_fill_request (self->sweep, place, &look.request);
  Request *request = request_new (self, place);
  tau_sweep_job_async (worker, &look, self->request, on_cell_cb, request);
}

static gboolean
on_rested_cb (gpointer data)
{
  TauSweeper *self = data;
  self->source = 0;
  ask_next (self);
  return G_SOURCE_REMOVE;
}

/* The next cell follows at once while nobody else asks for anything. */
static void
rest (TauSweeper *self)
{
  if (self->source == 0)
    ask_next (self);
}

/* -- following the explorer ----------------------------------------------------------------- */

static gboolean
is_same (TauSweeper *self)
{
  return self->pack == tau_explorer_get_pack (self->explorer) &&
         self->picture == tau_explorer_get_picture (self->explorer) &&
         tau_frame_equal (&self->frame, tau_explorer_get_frame (self->explorer)) &&
         self->sweep->label == tau_explorer_get_label (self->explorer);
}

static void
take_state (TauSweeper *self)
{
  TauPack *pack = tau_explorer_get_pack (self->explorer);
  TauPicture *picture = tau_explorer_get_picture (self->explorer);
  tau_sweep_clear (self->sweep, tau_explorer_get_label (self->explorer));
  g_clear_pointer (&self->pack, tau_pack_unref);
  g_clear_pointer (&self->picture, tau_picture_unref);
  if (pack == NULL || picture == NULL)
    return;
  self->pack = tau_pack_ref (pack);
  self->picture = tau_picture_ref (picture);
  self->frame = *tau_explorer_get_frame (self->explorer);
}

static void
follow (TauSweeper *self)
{
  const TauExplorerSettings *settings = tau_explorer_get_settings (self->explorer);
  const gboolean same = is_same (self);
  if (same && tau_corruption_spec_equal (&self->sweep->present, &settings->corruption))
    return;
  stop (self);
  g_clear_pointer (&self->methods, tau_method_board_free);
  if (!same)
    take_state (self);
  tau_sweep_set_present (self->sweep, &settings->corruption);
  self->source = g_timeout_add (PATIENCE_MS, on_rested_cb, self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_busy_cb (TauSweeper *self)
{
  follow (self);
  if (tau_explorer_is_busy (self->explorer))
    stop (self);
  else if (self->source == 0)
    self->source = g_timeout_add (PATIENCE_MS, on_rested_cb, self);
}

/* -- the object ----------------------------------------------------------------------------- */

static void
tau_sweeper_dispose (GObject *object)
{
  TauSweeper *self = TAU_SWEEPER (object);
  stop (self);
  g_clear_pointer (&self->methods, tau_method_board_free);
  g_clear_pointer (&self->pack, tau_pack_unref);
  g_clear_pointer (&self->picture, tau_picture_unref);
  g_clear_object (&self->explorer);
  G_OBJECT_CLASS (tau_sweeper_parent_class)->dispose (object);
}

static void
tau_sweeper_finalize (GObject *object)
{
  tau_sweep_free (TAU_SWEEPER (object)->sweep);
  G_OBJECT_CLASS (tau_sweeper_parent_class)->finalize (object);
}

static void
tau_sweeper_class_init (TauSweeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_sweeper_dispose;
  G_OBJECT_CLASS (klass)->finalize = tau_sweeper_finalize;
  signals[CHANGED] = g_signal_new ("changed", TAU_TYPE_SWEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_SWEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tau_sweeper_init (TauSweeper *self)
{
  self->sweep = tau_sweep_new (-1);
}

TauSweeper *
tau_sweeper_new (TauExplorer *explorer)
{
  static const char *const followed[] = { "pack-changed", "picture-changed", "settings-changed",
                                          "inspected" };
  TauSweeper *self = g_object_new (TAU_TYPE_SWEEPER, NULL);
  self->explorer = g_object_ref (explorer);
  for (guint i = 0; i < G_N_ELEMENTS (followed); i++)
    g_signal_connect_object (explorer, followed[i], G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer, "notify::busy", G_CALLBACK (on_busy_cb), self,
                           G_CONNECT_SWAPPED);
  take_state (self);
  tau_sweep_set_present (self->sweep, &tau_explorer_get_settings (explorer)->corruption);
  return self;
}

TauExplorer *
tau_sweeper_get_explorer (TauSweeper *self)
{
  return self->explorer;
}

void
tau_sweeper_set_wish (TauSweeper *self, TauSweepWish wish)
{
  self->wish = wish;
  rest (self);
}

void
tau_sweeper_set_wants_methods (TauSweeper *self, gboolean wanted)
{
  self->wants_methods = wanted;
  rest (self);
}

const TauMethodBoard *
tau_sweeper_get_methods (TauSweeper *self)
{
  return self->methods;
}

void
tau_sweeper_set_running (TauSweeper *self, gboolean running)
{
  if (self->running == running)
    return;
  self->running = running;
  if (running)
    rest (self);
  else
    stop (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
tau_sweeper_is_done (TauSweeper *self)
{
  return self->pack == NULL || (tau_sweep_next (self->sweep, self->wish) < 0 &&
                                (!self->wants_methods || self->methods != NULL));
}

const TauSweep *
tau_sweeper_get_sweep (TauSweeper *self)
{
  return self->sweep;
}

TauPack *
tau_sweeper_get_pack (TauSweeper *self)
{
  return self->pack;
}
