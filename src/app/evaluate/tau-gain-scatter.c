/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/evaluate/tau-gain-scatter.h"

#include "app/evaluate/tau-evaluation-scene.h"
#include "app/widgets/tau-result-pane.h"
#include "evaluate/tau-gain-cloud.h"
#include "plot/kinds/tau-plot-cloud.h"

#include <glib/gi18n-lib.h>

#define SLICE_US (25 * 1000)          /* that a request keeps the worker busy, or little more */
#define FIRST_US (G_USEC_PER_SEC / 2) /* until the first drawing; each takes as long again */

struct _TauGainScatter {
  GtkWidget parent_instance;

  GtkBox *box;
  GtkLabel *note;
  TauResultPane *pane;
  GtkDropDown *kind;

  TauWorker *worker;
  TauEvaluation *evaluation;
  TauPack *pack;
  TauDataset *dataset;   /* NULL until the worker has opened it */
  TauGainReader *reader; /* NULL: not made yet, or with the worker */
  GCancellable *reading; /* of the request; NULL: there is none */
  GArray *gains;         /* of TauGain: the items of the chart */
  gboolean goes_on;      /* there may be more in the store */
  gboolean undrawn;      /* what is read is not drawn yet */
  gboolean failed;
  gint64 began, drawn; /* monotonic times: of reading, of the last drawing */
};

G_DEFINE_FINAL_TYPE (TauGainScatter, tau_gain_scatter, GTK_TYPE_WIDGET)

enum { PROBLEM, EXPLORE, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- on the worker's thread ----------------------------------------------------------------- */

typedef struct {
  TauGainReader *reader; /* NULL: make it */
  TauPack *pack;
  TauEvaluateSpec *spec;
  TauGainKind kind;
  gboolean goes_on, draws;
} Slice;

static void
slice_free (Slice *slice)
{
  g_clear_pointer (&slice->reader, tau_gain_reader_free);
  tau_evaluate_spec_free (slice->spec);
  tau_pack_unref (slice->pack);
  g_free (slice);
}

/* The answer is a TauGainCloud, or NULL if nothing is to be drawn yet. */
static gpointer
read_slice (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  Slice *slice = data;
  const gint64 until = g_get_monotonic_time () + SLICE_US;
  if (slice->reader == NULL)
    slice->reader = tau_gain_reader_new (slice->pack, state->store, slice->spec, error);
  if (slice->reader == NULL)
    return NULL;
  if (slice->goes_on)
    tau_gain_reader_go_on (slice->reader);
  if (!tau_gain_reader_read (slice->reader, state->store, until, cancellable, error))
    return NULL;
  if (!slice->draws && !tau_gain_reader_is_done (slice->reader))
    return NULL;
  return tau_gain_cloud_new (slice->reader, slice->kind, TAU_PLOT_CLOUD_MOST);
}

/* -- reading -------------------------------------------------------------------------------- */

static void ask (TauGainScatter *self);

static void
show_note (TauGainScatter *self, const char *text)
{
  gtk_label_set_label (self->note, text);
  gtk_widget_set_visible (GTK_WIDGET (self->note), *text != '\0');
}

static void
show_progress (TauGainScatter *self)
{
  g_autofree char *text = g_strdup_printf (
      _ ("Reading the answers: %d %%"), (int)(100 * tau_gain_reader_get_fraction (self->reader)));
  show_note (self, tau_gain_reader_is_done (self->reader) ? "" : text);
}

static void
show_cloud (TauGainScatter *self, TauGainCloud *cloud)
{
  const gboolean empty = cloud->counts[TAU_GAINS_ALL] == 0;
  g_clear_pointer (&self->gains, g_array_unref);
  self->gains = g_array_ref (cloud->gains);
  tau_result_pane_set (self->pane, empty ? NULL : cloud->plot, empty ? NULL : cloud->table);
  if (empty && tau_gain_reader_is_done (self->reader))
    show_note (self, _ ("The answers to the single images are not in the database."));
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauGainScatter) self = data; /* reference held by the request */
  Slice *slice = tau_worker_request (result);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauGainCloud) cloud = tau_worker_answer (result, &error);
  if (g_task_get_cancellable (G_TASK (result)) != self->reading || self->reading == NULL)
    return; /* another evaluation is shown */
  g_clear_object (&self->reading);
  if (error != NULL) {
    self->failed = TRUE;
    show_note (self, error->message);
    return;
  }
  self->reader = g_steal_pointer (&slice->reader);
  if (self->dataset == NULL)
    self->dataset = tau_dataset_ref (tau_gain_reader_get_dataset (self->reader));
  show_progress (self);
  if (cloud != NULL) {
    /* Another choice since then is still to be drawn. */
    self->undrawn = slice->kind != (TauGainKind)gtk_drop_down_get_selected (self->kind);
    self->drawn = g_get_monotonic_time ();
    show_cloud (self, cloud);
  }
  ask (self);
}

/* The times between two drawings grow, because there is more to draw. */
static gboolean
is_due (TauGainScatter *self)
{
  const gint64 now = g_get_monotonic_time (), last = MAX (self->began, self->drawn);
  return now - last >= MAX (FIRST_US, self->drawn - self->began);
}

static void
ask (TauGainScatter *self)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, read_slice, (GDestroyNotify)slice_free,
                                      (GDestroyNotify)tau_gain_cloud_free };
  if (self->worker == NULL || self->evaluation == NULL || self->pack == NULL || self->failed ||
      self->reading != NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (self->reader == NULL)
    self->began = g_get_monotonic_time ();
  else if (tau_gain_reader_is_done (self->reader) && !self->undrawn && !self->goes_on)
    return;
  Slice *slice = g_new0 (Slice, 1);
  *slice = (Slice){
    .reader = g_steal_pointer (&self->reader),
    .pack = tau_pack_ref (self->pack),
    .spec = tau_evaluate_spec_copy (self->evaluation->spec),
    .kind = gtk_drop_down_get_selected (self->kind),
    .goes_on = self->goes_on,
    .draws = self->undrawn || is_due (self),
  };
  self->goes_on = FALSE;
  self->reading = g_cancellable_new ();
  tau_worker_ask (self->worker, &kind, slice, self->reading, on_read_cb, g_object_ref (self));
}

/* -- choosing ------------------------------------------------------------------------------- */

static void
on_kind_cb (TauGainScatter *self)
{
  self->undrawn = TRUE;
  ask (self);
}

static void
explore (TauGainScatter *self, guint item)
{
  if (self->gains == NULL || item >= self->gains->len)
    return;
  const TauGain *gain = &g_array_index (self->gains, TauGain, item);
  g_autoptr (TauScene) scene = tau_evaluation_scene_new (
      self->evaluation, self->pack, self->dataset, gain->index, gain->cell, gain->label);
  g_signal_emit (self, signals[EXPLORE], 0, scene);
}

static void
on_picked_cb (TauGainScatter *self, int item)
{
  explore (self, (guint)item);
}

static void
on_problem_cb (TauGainScatter *self, const char *sentence)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
forget (TauGainScatter *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->reader, tau_gain_reader_free);
  g_clear_pointer (&self->dataset, tau_dataset_unref);
  g_clear_pointer (&self->gains, g_array_unref);
  self->goes_on = self->undrawn = self->failed = FALSE;
  self->drawn = 0;
}

static void
tau_gain_scatter_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tau_gain_scatter_parent_class)->map (widget);
  ask (TAU_GAIN_SCATTER (widget));
}

static void
tau_gain_scatter_dispose (GObject *object)
{
  TauGainScatter *self = TAU_GAIN_SCATTER (object);
  GtkWidget *box = GTK_WIDGET (self->box);
  forget (self);
  g_clear_object (&self->worker);
  g_clear_pointer (&self->evaluation, tau_evaluation_unref);
  g_clear_pointer (&self->pack, tau_pack_unref);
  self->box = NULL;
  g_clear_pointer (&box, gtk_widget_unparent);
  G_OBJECT_CLASS (tau_gain_scatter_parent_class)->dispose (object);
}

static void
tau_gain_scatter_class_init (TauGainScatterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_gain_scatter_dispose;
  GTK_WIDGET_CLASS (klass)->map = tau_gain_scatter_map;

  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_GAIN_SCATTER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[EXPLORE] = g_signal_new ("explore", TAU_TYPE_GAIN_SCATTER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, TAU_TYPE_SCENE);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tau_gain_scatter_init (TauGainScatter *self)
{
  const char *const kinds[] = { C_ ("images", "All"), C_ ("images", "Rescued"),
                                C_ ("images", "Broken"), C_ ("images", "Unchanged"), NULL };
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_set_parent (GTK_WIDGET (self->box), GTK_WIDGET (self));
  self->note = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->note, 0);
  gtk_label_set_wrap (self->note, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "dim-label");
  gtk_box_append (self->box, GTK_WIDGET (self->note));
  show_note (self, "");

  self->kind = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (kinds));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->kind), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Images Drawn"), -1);
  g_signal_connect_object (self->kind, "notify::selected", G_CALLBACK (on_kind_cb), self,
                           G_CONNECT_SWAPPED);
  self->pane = g_object_new (TAU_TYPE_RESULT_PANE, NULL);
  tau_result_pane_set_rows_pickable (self->pane);
  tau_result_pane_set_extra (self->pane, GTK_WIDGET (self->kind));
  g_signal_connect_object (self->pane, "picked", G_CALLBACK (on_picked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pane, "row-picked", G_CALLBACK (explore), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pane, "problem", G_CALLBACK (on_problem_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->box, GTK_WIDGET (self->pane));
}

void
tau_gain_scatter_set_worker (TauGainScatter *self, TauWorker *worker)
{
  g_set_object (&self->worker, worker);
  ask (self);
}

/* Whether both are results of the same run. */
static gboolean
is_same_run (const TauEvaluation *a, const TauEvaluation *b)
{
  if (a == NULL || b == NULL || g_strcmp0 (a->target_sha256, b->target_sha256) != 0 ||
      g_strcmp0 (a->predictor_sha256, b->predictor_sha256) != 0)
    return FALSE;
  g_autofree char *first = tau_evaluate_spec_to_json (a->spec, NULL);
  g_autofree char *second = tau_evaluate_spec_to_json (b->spec, NULL);
  return g_str_equal (first, second);
}

void
tau_gain_scatter_set (TauGainScatter *self, TauEvaluation *evaluation, TauPack *pack)
{
  const gboolean same = is_same_run (self->evaluation, evaluation) && self->pack == pack;
  if (!same) {
    forget (self);
    tau_result_pane_set (self->pane, NULL, NULL);
    show_note (self, evaluation != NULL && pack == NULL
                         ? _ ("The model pack of this evaluation was not found.")
                         : "");
  }
  self->goes_on = same;
  if (evaluation != NULL)
    tau_evaluation_ref (evaluation);
  g_clear_pointer (&self->evaluation, tau_evaluation_unref);
  self->evaluation = evaluation;
  if (pack != NULL)
    tau_pack_ref (pack);
  g_clear_pointer (&self->pack, tau_pack_unref);
  self->pack = pack;
  ask (self);
}

gboolean
tau_gain_scatter_is_done (TauGainScatter *self)
{
  return self->reader != NULL && tau_gain_reader_is_done (self->reader) && !self->undrawn &&
         !self->goes_on;
}
