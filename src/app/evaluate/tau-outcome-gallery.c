/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/evaluate/tau-outcome-gallery.h"

#include "app/evaluate/tau-evaluation-scene.h"
#include "app/evaluate/tau-outcome-tile.h"
#include "app/widgets/tau-adaptive-box.h"
#include "app/widgets/table/tau-list-filler.h"

#include "dataset/tau-samples.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* A batch of thumbnails keeps the worker busy for a few tens of milliseconds. */
#define BATCH 8

struct _TauOutcomeGallery {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkDropDown *outcome, *corruption;
  GtkWidget *filter; /* shows the place */
  GtkLabel *filter_label;
  GtkLabel *note;
  GtkStack *stack;
  AdwStatusPage *empty;
  GtkGridView *grid;
  GListStore *items;
  TauListFiller *filler;
  GListStore *loading_items; /* those without an image yet, in loading order */

  TauWorker *worker;
  TauEvaluation *evaluation;
  TauPack *pack;
  TauDataset *dataset; /* NULL until the worker has opened it */
  GArray *corruptions; /* int per entry: registry index, -1 (clean), ANY_CORRUPTION */
  GCancellable *loading;
  gboolean filling;         /* the drop-downs are being filled */
  gboolean filtered;        /* only the examples of: */
  TauEvaluationPlace place; /* of the evaluation */
};

G_DEFINE_FINAL_TYPE (TauOutcomeGallery, tau_outcome_gallery, GTK_TYPE_WIDGET)

enum { EXPLORE, N_SIGNALS };

static guint signals[N_SIGNALS];

#define ANY_CORRUPTION (-2)
#define ANY_OUTCOME    TAU_N_OUTCOMES /* the last choice */

/* -- on the worker's thread ----------------------------------------------------------------- */

typedef struct {
  TauDataset *dataset; /* opened by the first batch */
  char *spec;
  TauPack *pack;
  GPtrArray *items;    /* of TauOutcomeItem */
  GPtrArray *pictures; /* of TauImage, one per item; NULL if unreadable */
} Batch;

static void
image_unref (gpointer image)
{
  if (image != NULL)
    tau_image_unref (image);
}

static void
batch_free (Batch *batch)
{
  g_clear_pointer (&batch->dataset, tau_dataset_unref);
  g_clear_pointer (&batch->pack, tau_pack_unref);
  g_ptr_array_unref (batch->items);
  g_ptr_array_unref (batch->pictures);
  g_free (batch->spec);
  g_free (batch);
}

/* Loads the image as the target sees it, before the transform. */
static TauImage *
load_picture (const Batch *batch, TauOutcomeItem *item)
{
  const TauExample *example = tau_outcome_item_get_example (item);
  TauCorruptionSpec corruption = tau_outcome_item_get_corruption (item);
  int side = batch->pack->target.input_size + batch->pack->margin;
  if (example->index >= batch->dataset->n_images)
    return NULL;
  g_autoptr (TauImage) image = tau_dataset_load (batch->dataset, example->index, NULL);
  if (image == NULL)
    return NULL;
  g_autoptr (TauImage) prepared = tau_prepare_image (image, side);
  return tau_corruption_spec_apply (&corruption, prepared);
}

static gpointer
load_pictures (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  Batch *batch = data;
  if (batch->dataset == NULL)
    batch->dataset = tau_dataset_open (batch->spec, error);
  if (batch->dataset == NULL)
    return NULL;
  for (guint i = 0; i < batch->items->len && !g_cancellable_is_cancelled (cancellable); i++)
    g_ptr_array_add (batch->pictures, load_picture (batch, g_ptr_array_index (batch->items, i)));
  return TAU_WORKER_DONE;
}

/* -- loading -------------------------------------------------------------------------------- */

static void load_batch (TauOutcomeGallery *self);

static void
on_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauOutcomeGallery) self = data; /* reference held by the request */
  Batch *batch = tau_worker_request (result);
  g_autoptr (GError) error = NULL;
  gboolean loaded = tau_worker_answer (result, &error) != NULL;
  if (g_task_get_cancellable (G_TASK (result)) != self->loading || self->loading == NULL)
    return; /* the evaluation or the images have changed */
  g_clear_object (&self->loading);
  if (!loaded) {
    g_list_store_remove_all (self->loading_items);
    gtk_label_set_label (self->note, error->message);
    return;
  }
  if (self->dataset == NULL)
    self->dataset = tau_dataset_ref (batch->dataset);
  for (guint i = 0; i < batch->pictures->len; i++)
    if (g_ptr_array_index (batch->pictures, i) != NULL)
      tau_outcome_item_set_thumbnail (g_ptr_array_index (batch->items, i),
                                      g_ptr_array_index (batch->pictures, i));
  load_batch (self);
}

static void
load_batch (TauOutcomeGallery *self)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, load_pictures, (GDestroyNotify)batch_free,
                                      NULL };
  guint n = MIN (BATCH, g_list_model_get_n_items (G_LIST_MODEL (self->loading_items)));
  if (n == 0 || self->worker == NULL)
    return;
  Batch *batch = g_new0 (Batch, 1);
  batch->dataset = self->dataset != NULL ? tau_dataset_ref (self->dataset) : NULL;
  batch->spec = g_strdup (self->evaluation->spec->dataset);
  batch->pack = tau_pack_ref (self->pack);
  batch->items = g_ptr_array_new_with_free_func (g_object_unref);
  batch->pictures = g_ptr_array_new_with_free_func (image_unref);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (batch->items, g_list_model_get_item (G_LIST_MODEL (self->loading_items), i));
  g_list_store_splice (self->loading_items, 0, n, NULL, 0);

  self->loading = g_cancellable_new ();
  tau_worker_ask (self->worker, &kind, batch, self->loading, on_loaded_cb, g_object_ref (self));
}

/* -- contents ------------------------------------------------------------------------------- */

/* What the drop-downs and the filter leave. */
static gboolean
is_shown (TauOutcomeGallery *self, guint cell, guint outcome)
{
  const guint wanted = gtk_drop_down_get_selected (self->outcome);
  const int corruption =
      g_array_index (self->corruptions, int, gtk_drop_down_get_selected (self->corruption));
  const TauCorruptionSpec *spec = &self->evaluation->cells[cell];
  return (wanted == ANY_OUTCOME || wanted == outcome) &&
         (corruption == ANY_CORRUPTION || tau_corruption_get_index (spec->type) == corruption) &&
         (!self->filtered || tau_evaluation_place_has_cell (&self->place, spec));
}

static guint
count_outcomes (TauOutcomeGallery *self)
{
  guint n = 0;
  for (guint cell = 0; cell < self->evaluation->n_cells; cell++)
    for (guint outcome = 0; outcome < TAU_N_OUTCOMES; outcome++)
      if (is_shown (self, cell, outcome))
        n += self->evaluation->outcomes[cell * TAU_N_OUTCOMES + outcome];
  return n;
}

static void
show_note (TauOutcomeGallery *self, guint n_shown)
{
  guint n = count_outcomes (self);
  /* Only the examples say which transform was chosen, or whose answer was right. */
  gboolean among = self->filtered && (self->place.transform >= 0 || self->place.method >= 0);
  g_autofree char *text =
      !self->evaluation->all_losses
          ? g_strdup (_ ("Which images were rescued is not known, since only what the methods need "
                         "was computed"))
      : n_shown == n
          ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u image", "%u images", n), n)
      : among ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                              "%u image among the first of each corruption and "
                                              "severity",
                                              "%u images among the first of each corruption and "
                                              "severity",
                                              n_shown),
                                 n_shown)
              : g_strdup_printf (_ ("%u of %u images: the first of each corruption and severity"),
                                 n_shown, n);
  if (self->filtered && !tau_evaluation_place_is_kept (&self->place, self->evaluation)) {
    g_autofree char *all = g_strjoin (
        " – ", text, _ ("as Ours (1) changes them: single answers of other methods are not kept"),
        NULL);
    gtk_label_set_label (self->note, all);
    return;
  }
  gtk_label_set_label (self->note, text);
}

static gint64
item_key (const TauExample *example)
{
  return (gint64)example->cell << 32 | example->index;
}

/* The current items, keyed by image and cell. */
static GHashTable *
collect_items (TauOutcomeGallery *self)
{
  GHashTable *items = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++) {
    TauOutcomeItem *item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
    const gint64 key = item_key (tau_outcome_item_get_example (item));
    g_hash_table_insert (items, g_memdup2 (&key, sizeof key), item);
  }
  return items;
}

/* The item from an earlier partial result, with its image, or a new one. */
static TauOutcomeItem *
find_item (TauOutcomeGallery *self, GHashTable *before, guint example)
{
  const gint64 key = item_key (&g_array_index (self->evaluation->examples, TauExample, example));
  TauOutcomeItem *item = g_hash_table_lookup (before, &key);
  if (item != NULL && tau_outcome_item_matches (item, self->evaluation, example))
    return g_object_ref (item);
  return tau_outcome_item_new (self->evaluation, example, self->pack);
}

/* Replaces only what differs: the tiles before and after it stay as they are. */
static void
set_items (TauOutcomeGallery *self, const GPtrArray *items)
{
  GListModel *model = G_LIST_MODEL (self->items);
  guint n_before = g_list_model_get_n_items (model), head = 0, tail = 0;
  g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n_before; i++)
    g_ptr_array_add (before, g_list_model_get_item (model, i));
  guint n_common = MIN (n_before, items->len);
  while (head < n_common && before->pdata[head] == items->pdata[head])
    head++;
  while (tail < n_common - head &&
         before->pdata[n_before - 1 - tail] == items->pdata[items->len - 1 - tail])
    tail++;
  if (head < n_before || head < items->len)
    tau_list_filler_splice (self->filler, head, n_before - head - tail, items->pdata + head,
                            items->len - head - tail);
}

static void
refill (TauOutcomeGallery *self)
{
  guint selected = gtk_drop_down_get_selected (self->corruption);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) before = collect_items (self);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_list_store_remove_all (self->loading_items);
  if (self->evaluation != NULL && self->pack != NULL && selected < self->corruptions->len) {
    for (guint i = 0; i < self->evaluation->examples->len; i++) {
      const TauExample *example = &g_array_index (self->evaluation->examples, TauExample, i);
      if (is_shown (self, example->cell, example->outcome) &&
          (!self->filtered || tau_evaluation_place_has (&self->place, self->evaluation, example)))
        g_ptr_array_add (items, find_item (self, before, i));
    }
    show_note (self, items->len);
  } else {
    gtk_label_set_label (self->note, "");
  }
  set_items (self, items);
  for (guint i = 0; i < items->len; i++)
    if (!tau_outcome_item_has_thumbnail (g_ptr_array_index (items, i)))
      g_list_store_append (self->loading_items, g_ptr_array_index (items, i));
  adw_status_page_set_description (
      self->empty, self->pack != NULL ? _ ("There are no such images.")
                                      : _ ("The model pack of this evaluation was not found."));
  gtk_stack_set_visible_child_name (self->stack, items->len > 0 ? "grid" : "empty");
  load_batch (self);
}

static void
on_filter_cb (TauOutcomeGallery *self)
{
  if (!self->filling)
    refill (self);
}

/* -- the filter ----------------------------------------------------------------------------- */

static void
set_filter (TauOutcomeGallery *self, const TauEvaluationPlace *place)
{
  self->filtered = place != NULL;
  if (place != NULL) {
    g_autofree char *text = tau_evaluation_place_describe (place, self->evaluation);
    g_autofree char *label = g_strdup_printf (_ ("Only %s"), text);
    self->place = *place;
    gtk_label_set_label (self->filter_label, label);
  }
  gtk_widget_set_visible (self->filter, self->filtered);
}

static void
remove_filter_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauOutcomeGallery *self = TAU_OUTCOME_GALLERY (widget);
  set_filter (self, NULL);
  refill (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->outcome));
}

void
tau_outcome_gallery_show_place (TauOutcomeGallery *self, const TauEvaluationPlace *place)
{
  g_return_if_fail (self->evaluation != NULL);
  self->filling = TRUE;
  gtk_drop_down_set_selected (self->outcome, ANY_OUTCOME);
  gtk_drop_down_set_selected (self->corruption, 0);
  self->filling = FALSE;
  set_filter (self, place);
  refill (self);
}

static void
fill_corruptions (TauOutcomeGallery *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  int any = ANY_CORRUPTION;

  g_array_set_size (self->corruptions, 0);
  g_array_append_val (self->corruptions, any);
  gtk_string_list_append (names, _ ("All Corruptions"));
  for (guint i = 0; self->evaluation != NULL && i < self->evaluation->n_cells; i++) {
    int corruption = tau_corruption_get_index (self->evaluation->cells[i].type);
    if (corruption == g_array_index (self->corruptions, int, self->corruptions->len - 1))
      continue; /* another severity */
    g_array_append_val (self->corruptions, corruption);
    gtk_string_list_append (
        names, corruption < 0 ? _ ("Clean") : _ (tau_corruption_get ((guint)corruption)->title));
  }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->corruption, G_LIST_MODEL (names));
  self->filling = FALSE;
}

static void
on_activated_cb (TauOutcomeGallery *self, guint position)
{
  g_autoptr (TauOutcomeItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);
  const TauExample *example = tau_outcome_item_get_example (item);
  if (self->dataset == NULL)
    return; /* its image is not loaded yet either */
  g_autoptr (TauScene) scene = tau_evaluation_scene_new (
      self->evaluation, self->pack, self->dataset, example->index, example->cell, example->label);
  g_signal_emit (self, signals[EXPLORE], 0, scene);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_outcome_gallery_dispose (GObject *object)
{
  TauOutcomeGallery *self = TAU_OUTCOME_GALLERY (object);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_OUTCOME_GALLERY);
  g_clear_object (&self->worker);
  g_clear_pointer (&self->filler, tau_list_filler_free);
  g_clear_object (&self->items);
  g_clear_object (&self->loading_items);
  G_OBJECT_CLASS (tau_outcome_gallery_parent_class)->dispose (object);
}

static void
tau_outcome_gallery_finalize (GObject *object)
{
  TauOutcomeGallery *self = TAU_OUTCOME_GALLERY (object);
  g_clear_pointer (&self->evaluation, tau_evaluation_unref);
  g_clear_pointer (&self->pack, tau_pack_unref);
  g_clear_pointer (&self->dataset, tau_dataset_unref);
  g_clear_pointer (&self->corruptions, g_array_unref);
  G_OBJECT_CLASS (tau_outcome_gallery_parent_class)->finalize (object);
}

static void
tau_outcome_gallery_class_init (TauOutcomeGalleryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_outcome_gallery_dispose;
  G_OBJECT_CLASS (klass)->finalize = tau_outcome_gallery_finalize;

  signals[EXPLORE] = g_signal_new ("explore", TAU_TYPE_OUTCOME_GALLERY, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, TAU_TYPE_SCENE);

  g_type_ensure (TAU_TYPE_ADAPTIVE_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/tauscope/Tauscope/tau-outcome-gallery.ui");
  gtk_widget_class_bind_template_child (widget_class, TauOutcomeGallery, box);
  gtk_widget_class_bind_template_child (widget_class, TauOutcomeGallery, outcome);
  gtk_widget_class_bind_template_child (widget_class, TauOutcomeGallery, corruption);
  gtk_widget_class_bind_template_child (widget_class, TauOutcomeGallery, filter);
  gtk_widget_class_bind_template_child (widget_class, TauOutcomeGallery, filter_label);
  gtk_widget_class_bind_template_child (widget_class, TauOutcomeGallery, note);
  gtk_widget_class_bind_template_child (widget_class, TauOutcomeGallery, stack);
  gtk_widget_class_bind_template_child (widget_class, TauOutcomeGallery, empty);
  gtk_widget_class_bind_template_child (widget_class, TauOutcomeGallery, grid);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_activated_cb);
  gtk_widget_class_install_action (widget_class, "gallery.remove-filter", NULL,
                                   remove_filter_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_outcome_gallery_init (TauOutcomeGallery *self)
{
  self->corruptions = g_array_new (FALSE, FALSE, sizeof (int));
  self->items = g_list_store_new (TAU_TYPE_OUTCOME_ITEM);
  self->filler = tau_list_filler_new (self->items, NULL, NULL);
  self->loading_items = g_list_store_new (TAU_TYPE_OUTCOME_ITEM);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_autoptr (GtkSingleSelection) selection =
      gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->items)));
  g_autoptr (GtkListItemFactory) factory = tau_outcome_tile_factory_new ();
  gtk_grid_view_set_factory (self->grid, factory);
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (selection));
  fill_corruptions (self);
  refill (self);
}

void
tau_outcome_gallery_set_worker (TauOutcomeGallery *self, TauWorker *worker)
{
  g_set_object (&self->worker, worker);
}

void
tau_outcome_gallery_set (TauOutcomeGallery *self, TauEvaluation *evaluation, TauPack *pack)
{
  gboolean same_dataset = evaluation != NULL && self->evaluation != NULL &&
                          g_str_equal (evaluation->spec->dataset, self->evaluation->spec->dataset);
  gboolean same_methods = same_dataset && evaluation->n_methods == self->evaluation->n_methods;
  if (evaluation != NULL)
    tau_evaluation_ref (evaluation);
  g_clear_pointer (&self->evaluation, tau_evaluation_unref);
  self->evaluation = evaluation;
  g_clear_pointer (&self->pack, tau_pack_unref);
  self->pack = pack != NULL ? tau_pack_ref (pack) : NULL;
  if (!same_dataset)
    g_clear_pointer (&self->dataset, tau_dataset_unref);
  guint selected = gtk_drop_down_get_selected (self->corruption);
  fill_corruptions (self);
  if (selected < self->corruptions->len && same_dataset)
    gtk_drop_down_set_selected (self->corruption, selected);
  if (!same_methods)
    set_filter (self, NULL);
  refill (self);
}
