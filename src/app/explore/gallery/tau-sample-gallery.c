/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/gallery/tau-sample-gallery-private.h"

#include "app/widgets/tau-drop-down.h"

#include <glib/gi18n-lib.h>

/* More would fill the window. */
#define MAX_NAMES 10

G_DEFINE_FINAL_TYPE (TauSampleGallery, tau_sample_gallery, GTK_TYPE_WIDGET)

enum { PICKED, LISTED, CHANGED, PROBLEM, N_SIGNALS };

static guint signals[N_SIGNALS];

TauGallerySet *
tau_gallery_find_set (TauSampleGallery *self, const char *key)
{
  for (guint i = 0; i < self->sets->len; i++) {
    TauGallerySet *set = g_ptr_array_index (self->sets, i);
    if (g_str_equal (set->key, key))
      return set;
  }
  return NULL;
}

void
tau_gallery_find_open (TauSampleGallery *self, const TauGallerySet *set)
{
  TauSample *found = self->open != NULL ? tau_gallery_set_find (set, self->open) : NULL;
  if (found != NULL)
    g_set_object (&self->open, found);
}

/* -- thumbnails ----------------------------------------------------------------------------- */

static void
tell_unreadable (TauSampleGallery *self)
{
  const guint n = self->unreadable->len;
  if (n == 0)
    return;
  g_ptr_array_set_size (self->unreadable, MIN (n, MAX_NAMES));
  g_ptr_array_add (self->unreadable, NULL);
  g_autofree char *names = g_strjoinv (", ", (char **)self->unreadable->pdata);
  g_autofree char *sentence = g_strdup_printf (
      ngettext ("%u image cannot be read: %s%s", "%u images cannot be read: %s%s", n), n, names,
      n > MAX_NAMES ? "…" : "");
  g_ptr_array_set_size (self->unreadable, 0);
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

/* Of the user's own images each is read once, so that what cannot be read is told. */
static TauSample *
next_unchecked (gpointer data)
{
  TauSampleGallery *self = data;
  for (guint i = 0; i < self->sets->len; i++) {
    TauGallerySet *set = g_ptr_array_index (self->sets, i);
    if (set->own && set->n_checked < set->samples->len)
      return g_ptr_array_index (set->samples, set->n_checked++);
  }
  tell_unreadable (self);
  return NULL;
}

static gboolean
is_own (TauSampleGallery *self, TauSample *sample)
{
  for (guint i = 0; i < self->sets->len; i++) {
    const TauGallerySet *set = g_ptr_array_index (self->sets, i);
    if (set->own && g_ptr_array_find (set->samples, sample, NULL))
      return TRUE;
  }
  return FALSE;
}

static void
on_loaded_cb (TauSampleGallery *self, TauSample *sample)
{
  TauGalleryTile *tile = g_hash_table_lookup (self->tiles, sample);
  const gboolean failed = tau_thumbnail_loader_has_failed (self->loader, sample);
  if (tile != NULL)
    tau_gallery_tile_set_broken (tile, failed);
  if (failed)
    tau_gallery_refresh_later (self);
  if (failed && is_own (self, sample))
    g_ptr_array_add (self->unreadable, g_path_get_basename (tau_sample_get_path (sample)));
}

/* -- tiles ---------------------------------------------------------------------------------- */

static void
on_activated_cb (TauSampleGallery *self, guint position)
{
  g_autoptr (TauSample) sample = g_list_model_get_item (G_LIST_MODEL (self->shown), position);
  if (sample != NULL)
    g_signal_emit (self, signals[PICKED], 0, sample);
}

static void
on_setup_cb (TauSampleGallery *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, tau_gallery_tile_new ());
}

static void
on_bind_cb (TauSampleGallery *self, GtkListItem *item)
{
  TauGalleryTile *tile = TAU_GALLERY_TILE (gtk_list_item_get_child (item));
  TauSample *sample = gtk_list_item_get_item (item);
  tau_gallery_tile_set_broken (tile, tau_thumbnail_loader_has_failed (self->loader, sample));
  tau_gallery_tile_set_sample (tile, sample);
  g_hash_table_insert (self->tiles, sample, tile);
  tau_gallery_judge (self, tile, sample);
  tau_thumbnail_loader_want (self->loader, sample);
}

static void
on_unbind_cb (TauSampleGallery *self, GtkListItem *item)
{
  TauGalleryTile *tile = TAU_GALLERY_TILE (gtk_list_item_get_child (item));
  TauSample *sample = tau_gallery_tile_get_sample (tile);
  if (g_hash_table_lookup (self->tiles, sample) == tile) {
    g_hash_table_remove (self->tiles, sample);
    tau_thumbnail_loader_drop (self->loader, sample);
  }
  tau_gallery_tile_set_sample (tile, NULL);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_sample_gallery_dispose (GObject *object)
{
  TauSampleGallery *self = TAU_SAMPLE_GALLERY (object);
  if (self->loader != NULL)
    g_object_run_dispose (G_OBJECT (self->loader));
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_SAMPLE_GALLERY);
  g_clear_object (&self->loader);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  if (self->scan != NULL)
    g_object_run_dispose (G_OBJECT (self->scan));
  g_clear_object (&self->scan);
  g_clear_pointer (&self->filler, tau_list_filler_free);
  g_clear_object (&self->shown);
  g_clear_object (&self->open);
  g_clear_object (&self->menu_at);
  g_clear_weak_pointer (&self->removed);
  g_clear_handle_id (&self->removed_source, g_source_remove);
  G_OBJECT_CLASS (tau_sample_gallery_parent_class)->dispose (object);
}

static void
tau_sample_gallery_finalize (GObject *object)
{
  TauSampleGallery *self = TAU_SAMPLE_GALLERY (object);
  g_ptr_array_unref (self->sets);
  g_ptr_array_unref (self->unreadable);
  g_free (self->wanted);
  g_clear_pointer (&self->opened, g_variant_unref);
  g_free (self->open_in);
  g_hash_table_unref (self->tiles);
  G_OBJECT_CLASS (tau_sample_gallery_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/tauscope/Tauscope/tau-sample-gallery.ui");
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, box);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, chooser);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, titles);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, counts);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, tile_menu);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, filter);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, order);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, progress_box);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, progress);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, scroller);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, grid);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, selection);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_chosen_cb",
                                                G_CALLBACK (tau_gallery_on_chosen));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_filter_cb",
                                                G_CALLBACK (tau_gallery_on_filter));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_stop_cb",
                                                G_CALLBACK (tau_gallery_on_stop));
  gtk_widget_class_bind_template_callback (widget_class, on_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind_cb);
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
  signals[LISTED] = g_signal_new ("listed", TAU_TYPE_SAMPLE_GALLERY, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", TAU_TYPE_SAMPLE_GALLERY, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_SAMPLE_GALLERY, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (TAU_TYPE_SAMPLE);
  bind_template (widget_class);
  tau_gallery_class_install_remove (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_sample_gallery_init (TauSampleGallery *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_drop_down_shorten (self->chooser);
  tau_drop_down_shorten (self->filter);
  tau_drop_down_shorten (self->order);
  self->sets = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_gallery_set_free);
  g_ptr_array_add (self->sets, tau_gallery_set_new ("samples:", _ ("Samples"), FALSE));
  g_ptr_array_add (self->sets, tau_gallery_set_new ("opened:", _ ("Opened Images"), TRUE));
  self->current = g_ptr_array_index (self->sets, TAU_GALLERY_SAMPLES);
  self->tiles = g_hash_table_new (NULL, NULL);
  self->unreadable = g_ptr_array_new_with_free_func (g_free);
  self->loader = tau_thumbnail_loader_new (next_unchecked, self);
  g_signal_connect_object (self->loader, "loaded", G_CALLBACK (on_loaded_cb), self,
                           G_CONNECT_SWAPPED);
  tau_gallery_init_list (self);
  tau_gallery_init_remove (self);
  tau_gallery_fill_chooser (self);
}

void
tau_sample_gallery_set_worker (TauSampleGallery *self, TauWorker *worker)
{
  tau_thumbnail_loader_set_worker (self->loader, worker);
}

void
tau_sample_gallery_set_samples (TauSampleGallery *self, GPtrArray *samples)
{
  TauGallerySet *set = g_ptr_array_index (self->sets, TAU_GALLERY_SAMPLES);
  TauGallerySet *opened = g_ptr_array_index (self->sets, TAU_GALLERY_OPENED);
  tau_gallery_set_fill (set, samples);
  tau_gallery_find_open (self, set);
  if (self->current->samples->len > 0 || self->current->pending)
    tau_gallery_list (self, self->current);
  else
    tau_gallery_list (self, opened->samples->len > 0 ? opened : set);
}

void
tau_sample_gallery_add (TauSampleGallery *self, GPtrArray *samples)
{
  TauGallerySet *set = g_ptr_array_index (self->sets, TAU_GALLERY_OPENED);
  g_clear_pointer (&self->wanted, g_free);
  tau_gallery_set_add (set, samples);
  tau_gallery_list (self, set);
}

void
tau_sample_gallery_add_set (TauSampleGallery *self, const char *key, const char *title,
                            GPtrArray *samples)
{
  TauGallerySet *set = tau_gallery_find_set (self, key);
  if (set == NULL) {
    set = tau_gallery_set_new (key, title, TRUE);
    g_ptr_array_add (self->sets, set);
  }
  g_clear_pointer (&self->wanted, g_free);
  set->pending = FALSE;
  g_hash_table_remove_all (set->removed); /* who opens it again wants all of it */
  tau_gallery_set_fill (set, samples);
  tau_gallery_find_open (self, set);
  tau_gallery_list (self, set);
}

gboolean
tau_sample_gallery_has_images (TauSampleGallery *self)
{
  for (guint i = 0; i < self->sets->len; i++) {
    const TauGallerySet *set = g_ptr_array_index (self->sets, i);
    if (set->samples->len > 0)
      return TRUE;
  }
  return FALSE;
}

GPtrArray *
tau_sample_gallery_list_labelled (TauSampleGallery *self)
{
  GPtrArray *labelled = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->sets->len; i++) {
    const TauGallerySet *set = g_ptr_array_index (self->sets, i);
    for (guint k = 0; k < set->samples->len; k++) {
      TauSample *sample = g_ptr_array_index (set->samples, k);
      if (tau_sample_get_class_name (sample) != NULL)
        g_ptr_array_add (labelled, g_object_ref (sample));
    }
  }
  return labelled;
}

gboolean
tau_sample_gallery_has_samples (TauSampleGallery *self)
{
  const TauGallerySet *set = g_ptr_array_index (self->sets, TAU_GALLERY_SAMPLES);
  return set->samples->len > 0;
}

/* The restored image is of a folder whose other images come later. */
static TauGallerySet *
choose_set_for_opened (TauSampleGallery *self)
{
  g_autofree char *key = g_steal_pointer (&self->open_in);
  TauGallerySet *set = key != NULL ? tau_gallery_find_set (self, key) : NULL;
  return set != NULL && set->pending ? set : g_ptr_array_index (self->sets, TAU_GALLERY_OPENED);
}

void
tau_sample_gallery_show (TauSampleGallery *self, TauSample *sample)
{
  TauGallerySet *set = self->current;
  TauSample *found = tau_gallery_set_find (set, sample);
  for (guint i = 0; i < self->sets->len && found == NULL; i++) {
    set = g_ptr_array_index (self->sets, i);
    found = tau_gallery_set_find (set, sample);
  }
  if (found == NULL) {
    set = choose_set_for_opened (self);
    found = sample;
    g_autoptr (GPtrArray) one = g_ptr_array_new ();
    g_ptr_array_add (one, sample);
    tau_gallery_set_add (set, one);
    tau_gallery_fill_chooser (self);
  }
  g_set_object (&self->open, found);
  if (set != self->current)
    tau_gallery_list (self, set);
  else
    tau_gallery_refresh (self);
  tau_gallery_select_open (self);
}

/* How many of the listed images come before it in its set; of what was removed, or is listed by
 * gain, nobody knows. FALSE: as many as before. */
static gboolean
count_before (TauSampleGallery *self, guint *n)
{
  guint index;
  if (gtk_drop_down_get_selected (self->order) != 0 ||
      !g_ptr_array_find (self->current->samples, self->open, &index))
    return FALSE;
  g_autoptr (TauSample) next = g_list_model_get_item (G_LIST_MODEL (self->shown), 0);
  *n = 0;
  for (guint i = 0; i < index && next != NULL; i++) {
    if (g_ptr_array_index (self->current->samples, i) != next)
      continue;
    g_object_unref (next);
    next = g_list_model_get_item (G_LIST_MODEL (self->shown), ++*n);
  }
  return TRUE;
}

TauSample *
tau_sample_gallery_get_near (TauSampleGallery *self, int steps)
{
  const gint64 n = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  guint position;
  gint64 wanted;
  if (self->open != NULL && g_list_store_find (self->shown, self->open, &position)) {
    wanted = (gint64)position + steps;
  } else { /* it was removed, or does not fit the filter: the next one has its place */
    if (self->open != NULL && count_before (self, &position))
      self->place = position;
    wanted = MIN ((gint64)self->place, n) + (steps > 0 ? steps - 1 : steps);
  }
  if (wanted < 0 || wanted >= n)
    return NULL;
  g_autoptr (TauSample) sample = g_list_model_get_item (G_LIST_MODEL (self->shown), wanted);
  return sample; /* the list holds it */
}
