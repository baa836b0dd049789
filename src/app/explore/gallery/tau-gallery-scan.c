/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/gallery/tau-gallery-scan.h"

/* After the explorer's last request, so that a slider on its way never waits for an image. */
#define PATIENCE_MS 150

struct _TauGalleryScan {
  GObject parent_instance;

  TauExplorer *explorer;
  GPtrArray *samples;  /* or NULL */
  guint next;          /* those before it are known */
  GHashTable *answers; /* TauSampleAnswer by TauSample */

  /* What the answers are of. */
  TauPack *pack; /* or NULL */
  TauCorruptionSpec corruption;
  guint ensemble;

  GCancellable *request; /* of the image in progress; NULL: none */
  guint source;          /* waits for the explorer to rest */
};

G_DEFINE_FINAL_TYPE (TauGalleryScan, tau_gallery_scan, G_TYPE_OBJECT)

enum { ANSWERED, CLEARED, PROBLEM, N_SIGNALS };

static guint signals[N_SIGNALS];

static void ask_next (TauGalleryScan *self);

/* -- the images ----------------------------------------------------------------------------- */

typedef struct {
  GWeakRef scan;
  GCancellable *cancellable;
  TauSample *sample;
} Request;

static void
request_free (Request *request)
{
  g_weak_ref_clear (&request->scan);
  g_object_unref (request->cancellable);
  g_object_unref (request->sample);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static void
stop (TauGalleryScan *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_cancellable_cancel (self->request);
  g_clear_object (&self->request);
}

static void
on_answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Request) request = data;
  g_autoptr (TauGalleryScan) self = g_weak_ref_get (&request->scan);
  g_autoptr (GError) error = NULL;
  g_autofree TauSampleAnswer *answer = tau_worker_answer (result, &error);
  if (self == NULL || self->request != request->cancellable)
    return;
  g_clear_object (&self->request);
  if (answer == NULL) {
    g_clear_pointer (&self->samples, g_ptr_array_unref);
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      g_signal_emit (self, signals[PROBLEM], 0, error->message);
    return;
  }
  g_hash_table_insert (self->answers, g_object_ref (request->sample), g_steal_pointer (&answer));
  ask_next (self);
  g_signal_emit (self, signals[ANSWERED], 0, request->sample);
}

static void
ask_next (TauGalleryScan *self)
{
  if (self->samples == NULL || self->pack == NULL || self->request != NULL || self->source != 0 ||
      tau_explorer_is_busy (self->explorer))
    return;
  while (self->next < self->samples->len &&
         tau_gallery_scan_get (self, g_ptr_array_index (self->samples, self->next)) != NULL)
    self->next++;
  if (self->next >= self->samples->len)
    return;
  Request *request = g_new0 (Request, 1);
  g_weak_ref_init (&request->scan, self);
  self->request = g_cancellable_new ();
  request->cancellable = g_object_ref (self->request);
  request->sample = g_object_ref (g_ptr_array_index (self->samples, self->next));
  tau_answer_job_async (tau_explorer_get_worker (self->explorer), request->sample, self->pack,
                        &self->corruption, self->request, on_answer_cb, request);
}

/* -- following the explorer ----------------------------------------------------------------- */

static gboolean
on_rested_cb (gpointer data)
{
  TauGalleryScan *self = data;
  self->source = 0;
  ask_next (self);
  return G_SOURCE_REMOVE;
}

static void
follow (TauGalleryScan *self)
{
  const TauExplorerSettings *settings = tau_explorer_get_settings (self->explorer);
  TauPack *pack = tau_explorer_get_pack (self->explorer);
  const gboolean same =
      self->pack == pack && tau_corruption_spec_equal (&self->corruption, &settings->corruption);
  if (same && self->ensemble == settings->ensemble)
    return;
  self->ensemble = settings->ensemble;
  if (!same) {
    stop (self);
    g_hash_table_remove_all (self->answers);
    self->next = 0;
    self->corruption = settings->corruption;
    g_clear_pointer (&self->pack, tau_pack_unref);
    self->pack = pack != NULL ? tau_pack_ref (pack) : NULL;
    self->source = g_timeout_add (PATIENCE_MS, on_rested_cb, self);
  }
  g_signal_emit (self, signals[CLEARED], 0);
}

static void
on_busy_cb (TauGalleryScan *self)
{
  follow (self);
  if (tau_explorer_is_busy (self->explorer))
    stop (self);
  else if (self->source == 0)
    self->source = g_timeout_add (PATIENCE_MS, on_rested_cb, self);
}

/* The inspection has the preset that suits the image, and no type where nothing is corrupted. */
static gboolean
is_of_corruption (const TauInspection *inspection, const TauCorruptionSpec *corruption)
{
  TauCorruptionSpec of = inspection->request.corruption;
  if (tau_corruption_spec_is_none (&of) || tau_corruption_spec_is_none (corruption))
    return tau_corruption_spec_is_none (&of) == tau_corruption_spec_is_none (corruption);
  of.preset = corruption->preset;
  return tau_corruption_spec_equal (&of, corruption);
}

/* Whether the inspection is of what is set now. During a drag it is of an earlier frame. */
static gboolean
is_up_to_date (TauGalleryScan *self, const TauInspection *inspection)
{
  return tau_inspection_is_complete (inspection) &&
         is_of_corruption (inspection, &self->corruption) &&
         tau_frame_equal (tau_explorer_get_inspected_frame (self->explorer),
                          tau_explorer_get_frame (self->explorer));
}

/* What the explorer itself has found out counts, also with a label or a frame that the user has
 * just set: it is not stored yet. */
static void
on_inspected_cb (TauGalleryScan *self)
{
  follow (self);
  const TauInspection *inspection = tau_explorer_get_inspection (self->explorer);
  TauPicture *picture = tau_explorer_get_picture (self->explorer);
  if (inspection == NULL || picture == NULL || !is_up_to_date (self, inspection) ||
      tau_explorer_is_busy (self->explorer) ||
      (self->samples == NULL && tau_gallery_scan_get (self, picture->sample) == NULL))
    return;
  g_hash_table_insert (self->answers, g_object_ref (picture->sample),
                       tau_sample_answer_new (inspection));
  g_signal_emit (self, signals[ANSWERED], 0, picture->sample);
}

/* -- the object ----------------------------------------------------------------------------- */

static void
tau_gallery_scan_dispose (GObject *object)
{
  TauGalleryScan *self = TAU_GALLERY_SCAN (object);
  stop (self);
  g_clear_pointer (&self->samples, g_ptr_array_unref);
  g_clear_pointer (&self->answers, g_hash_table_unref);
  g_clear_pointer (&self->pack, tau_pack_unref);
  g_clear_object (&self->explorer);
  G_OBJECT_CLASS (tau_gallery_scan_parent_class)->dispose (object);
}

static void
tau_gallery_scan_class_init (TauGalleryScanClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_gallery_scan_dispose;
  signals[ANSWERED] = g_signal_new ("answered", TAU_TYPE_GALLERY_SCAN, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, TAU_TYPE_SAMPLE);
  signals[CLEARED] = g_signal_new ("cleared", TAU_TYPE_GALLERY_SCAN, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_GALLERY_SCAN, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tau_gallery_scan_init (TauGalleryScan *self)
{
  self->answers = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
}

TauGalleryScan *
tau_gallery_scan_new (TauExplorer *explorer)
{
  static const char *const followed[] = { "pack-changed", "settings-changed" };
  TauGalleryScan *self = g_object_new (TAU_TYPE_GALLERY_SCAN, NULL);
  self->explorer = g_object_ref (explorer);
  for (guint i = 0; i < G_N_ELEMENTS (followed); i++)
    g_signal_connect_object (explorer, followed[i], G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer, "inspected", G_CALLBACK (on_inspected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer, "notify::busy", G_CALLBACK (on_busy_cb), self,
                           G_CONNECT_SWAPPED);
  follow (self);
  return self;
}

void
tau_gallery_scan_set_samples (TauGalleryScan *self, GPtrArray *samples)
{
  g_clear_pointer (&self->samples, g_ptr_array_unref);
  self->samples = samples != NULL ? g_ptr_array_ref (samples) : NULL;
  self->next = 0;
  if (samples == NULL)
    stop (self);
  else
    ask_next (self);
}

const TauSampleAnswer *
tau_gallery_scan_get (TauGalleryScan *self, TauSample *sample)
{
  return g_hash_table_lookup (self->answers, sample);
}

gboolean
tau_gallery_scan_get_progress (TauGalleryScan *self, guint *n_known, guint *n)
{
  *n_known = self->samples != NULL ? self->next : 0;
  *n = self->samples != NULL ? self->samples->len : 0;
  return self->samples != NULL;
}

guint
tau_gallery_scan_get_ensemble (TauGalleryScan *self)
{
  return MAX (self->ensemble, 1);
}
