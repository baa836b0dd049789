/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-sample-gallery.h"

#include "app/jobs/tau-picture.h"
#include "app/widgets/tau-list-filler.h"

#include <glib/gi18n-lib.h>

/* Few enough that any other request waits only a few milliseconds. */
#define BATCH        4

#define PICTURE_SIDE 48 /* px */

struct _TauSampleGallery {
  GtkWidget parent_instance;

  GtkScrolledWindow *scroller;
  GtkGridView *grid;
  GtkSingleSelection *selection;

  TauWorker *worker;
  GListStore *opened, *given; /* by the user, and of the pack */
  TauListFiller *opened_filler, *given_filler;
  GListModel *samples;   /* both, one after the other */
  guint loaded;          /* all before this one have a thumbnail, or failed */
  GCancellable *loading; /* NULL: all thumbnails are loaded */
  GPtrArray *batch;      /* of TauSample, being loaded */
  GHashTable *failed;    /* of TauSample: those that cannot be read */
};

G_DEFINE_FINAL_TYPE (TauSampleGallery, tau_sample_gallery, GTK_TYPE_WIDGET)

enum { PICKED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void load_batch (TauSampleGallery *self);

/* -- thumbnails ----------------------------------------------------------------------------- */

static void
on_batch_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauSampleGallery) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) thumbnails = tau_worker_answer (result, &error);
  g_autoptr (GPtrArray) batch = g_steal_pointer (&self->batch);
  for (guint i = 0; thumbnails != NULL && i < thumbnails->len; i++) {
    TauSample *sample = g_ptr_array_index (batch, i);
    TauImage *thumbnail = g_ptr_array_index (thumbnails, i);
    if (thumbnail != NULL)
      tau_sample_set_thumbnail (sample, thumbnail);
    else
      g_hash_table_add (self->failed, g_object_ref (sample));
  }
  gboolean stopped = g_cancellable_is_cancelled (self->loading);
  g_clear_object (&self->loading);
  if (!stopped)
    load_batch (self);
}

/* Loads the next few that have no thumbnail yet. */
static void
load_batch (TauSampleGallery *self)
{
  if (self->loading != NULL || self->worker == NULL)
    return;
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (self->samples);
  for (guint i = self->loaded; i < n && batch->len < BATCH; i++) {
    g_autoptr (TauSample) sample = g_list_model_get_item (self->samples, i);
    if (batch->len == 0)
      self->loaded = i;
    if (tau_sample_get_thumbnail (sample) == NULL && !g_hash_table_contains (self->failed, sample))
      g_ptr_array_add (batch, g_steal_pointer (&sample));
  }
  if (batch->len == 0)
    return;
  self->loading = g_cancellable_new ();
  self->batch = g_ptr_array_ref (batch);
  tau_picture_load_thumbnails_async (self->worker, batch, self->loading, on_batch_loaded_cb,
                                     g_object_ref (self));
}

/* -- callbacks ------------------------------------------------------------------------------ */

static void
on_activated_cb (TauSampleGallery *self, guint position)
{
  g_autoptr (TauSample) sample = g_list_model_get_item (self->samples, position);
  if (sample != NULL)
    g_signal_emit (self, signals[PICKED], 0, sample);
}

static void
on_setup_cb (TauSampleGallery *self, GtkListItem *item)
{
  GtkWidget *picture = gtk_picture_new ();
  gtk_widget_set_size_request (picture, PICTURE_SIDE, PICTURE_SIDE);
  gtk_widget_add_css_class (picture, "thumbnail");
  gtk_widget_set_overflow (picture, GTK_OVERFLOW_HIDDEN);
  gtk_list_item_set_child (item, picture);
}

static void
on_bind_cb (TauSampleGallery *self, GtkListItem *item)
{
  GtkWidget *picture = gtk_list_item_get_child (item);
  TauSample *sample = gtk_list_item_get_item (item);
  const char *title = tau_sample_get_title (sample);
  GBinding *binding =
      g_object_bind_property (sample, "thumbnail", picture, "paintable", G_BINDING_SYNC_CREATE);
  g_object_set_data (G_OBJECT (item), "binding", binding);
  gtk_widget_set_tooltip_text (picture, title);
  /* GTK 4.8 has no accessible labels for list items, so the cell around the image gets one here. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (picture)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
}

static void
on_unbind_cb (TauSampleGallery *self, GtkListItem *item)
{
  g_binding_unbind (g_object_get_data (G_OBJECT (item), "binding"));
  g_object_set_data (G_OBJECT (item), "binding", NULL);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_sample_gallery_dispose (GObject *object)
{
  TauSampleGallery *self = TAU_SAMPLE_GALLERY (object);
  g_cancellable_cancel (self->loading);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_SAMPLE_GALLERY);
  g_clear_object (&self->worker);
  g_clear_pointer (&self->opened_filler, tau_list_filler_free);
  g_clear_pointer (&self->given_filler, tau_list_filler_free);
  g_clear_object (&self->samples);
  g_clear_object (&self->opened);
  g_clear_object (&self->given);
  G_OBJECT_CLASS (tau_sample_gallery_parent_class)->dispose (object);
}

static void
tau_sample_gallery_finalize (GObject *object)
{
  TauSampleGallery *self = TAU_SAMPLE_GALLERY (object);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->batch, g_ptr_array_unref);
  g_clear_pointer (&self->failed, g_hash_table_unref);
  G_OBJECT_CLASS (tau_sample_gallery_parent_class)->finalize (object);
}

static void
tau_sample_gallery_class_init (TauSampleGalleryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tau_sample_gallery_dispose;
  object_class->finalize = tau_sample_gallery_finalize;

  signals[PICKED] = g_signal_new ("picked", TAU_TYPE_SAMPLE_GALLERY, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, TAU_TYPE_SAMPLE);

  g_type_ensure (TAU_TYPE_SAMPLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/tauscope/Tauscope/tau-sample-gallery.ui");
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, scroller);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, grid);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, selection);
  gtk_widget_class_bind_template_callback (widget_class, on_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
on_items_changed_cb (TauSampleGallery *self, guint position)
{
  self->loaded = MIN (self->loaded, position);
}

static void
on_slice_cb (gpointer self)
{
  load_batch (self);
}

static void
tau_sample_gallery_init (TauSampleGallery *self)
{
  GListStore *lists = g_list_store_new (G_TYPE_LIST_MODEL);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->failed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->opened = g_list_store_new (TAU_TYPE_SAMPLE);
  self->given = g_list_store_new (TAU_TYPE_SAMPLE);
  self->opened_filler = tau_list_filler_new (self->opened, on_slice_cb, self);
  self->given_filler = tau_list_filler_new (self->given, on_slice_cb, self);
  g_list_store_append (lists, self->opened);
  g_list_store_append (lists, self->given);
  self->samples = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists)));
  g_signal_connect_object (self->samples, "items-changed", G_CALLBACK (on_items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_single_selection_set_model (self->selection, self->samples);
}

void
tau_sample_gallery_set_worker (TauSampleGallery *self, TauWorker *worker)
{
  g_set_object (&self->worker, worker);
}

void
tau_sample_gallery_set_samples (TauSampleGallery *self, GPtrArray *samples)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->given));
  tau_list_filler_splice (self->given_filler, 0, n, samples->pdata, samples->len);
}

void
tau_sample_gallery_add (TauSampleGallery *self, GPtrArray *samples)
{
  tau_list_filler_splice (self->opened_filler, 0, 0, samples->pdata, samples->len);
}

gboolean
tau_sample_gallery_has_opened (TauSampleGallery *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->opened)) > 0;
}

GPtrArray *
tau_sample_gallery_list_labelled (TauSampleGallery *self)
{
  GPtrArray *labelled = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (self->samples); i++) {
    g_autoptr (TauSample) sample = g_list_model_get_item (self->samples, i);
    if (tau_sample_get_class_name (sample) != NULL)
      g_ptr_array_add (labelled, g_steal_pointer (&sample));
  }
  return labelled;
}

/* The same image of a data set may have been found anew. */
static gboolean
is_same (gconstpointer a, gconstpointer b)
{
  TauSample *one = (TauSample *)a, *other = (TauSample *)b;
  return one == other || (!tau_sample_is_photograph (one) && !tau_sample_is_photograph (other) &&
                          g_str_equal (tau_sample_get_path (one), tau_sample_get_path (other)));
}

/* Its position among all samples; FALSE if it is not there. */
static gboolean
find_sample (TauSampleGallery *self, TauSample *sample, guint *position)
{
  if (g_list_store_find_with_equal_func (self->opened, sample, is_same, position))
    return TRUE;
  if (!g_list_store_find_with_equal_func (self->given, sample, is_same, position))
    return FALSE;
  *position += g_list_model_get_n_items (G_LIST_MODEL (self->opened));
  return TRUE;
}

void
tau_sample_gallery_show (TauSampleGallery *self, TauSample *sample)
{
  guint position = 0;
  if (!find_sample (self, sample, &position))
    g_list_store_insert (self->opened, 0, sample);
  gtk_single_selection_set_selected (self->selection, position);
  /* The grid keeps its place when samples are added before it. */
  gtk_widget_activate_action (GTK_WIDGET (self->grid), "list.scroll-to-item", "u", position);
  load_batch (self);
}
