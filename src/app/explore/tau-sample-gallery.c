/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-sample-gallery.h"

#include "app/explore/tau-gallery-set.h"
#include "app/explore/tau-gallery-tile.h"
#include "app/explore/tau-thumbnail-loader.h"
#include "app/widgets/tau-context-menu.h"
#include "app/widgets/tau-drop-down.h"
#include "app/widgets/tau-list-filler.h"

#include <glib/gi18n-lib.h>

/* More would fill the window. */
#define MAX_NAMES 10

struct _TauSampleGallery {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkDropDown *chooser;
  GtkStringList *titles; /* of the sets that are not empty */
  GMenuModel *tile_menu;
  GtkScrolledWindow *scroller;
  GtkGridView *grid;
  GtkSingleSelection *selection;

  GPtrArray *sets; /* of TauGallerySet: SAMPLES, OPENED, and folders */
  TauGallerySet *current;
  GListStore *shown; /* of TauSample: what is listed */
  TauListFiller *filler;
  gboolean choosing; /* the drop-down changes by itself */

  TauThumbnailLoader *loader;
  GHashTable *tiles;     /* of TauGalleryTile, by their TauSample */
  GPtrArray *unreadable; /* of char*: names not told yet */

  TauSample *open;    /* what the explorer shows; or NULL */
  guint place;        /* where it is, or was, in what is shown */
  TauSample *menu_at; /* the image that the menu is for; or NULL */
};

G_DEFINE_FINAL_TYPE (TauSampleGallery, tau_sample_gallery, GTK_TYPE_WIDGET)

enum { SAMPLES, OPENED }; /* of the sets */
enum { PICKED, LISTED, PROBLEM, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- what is listed ------------------------------------------------------------------------- */

static void
select_open (TauSampleGallery *self)
{
  if (self->open == NULL || gtk_single_selection_get_selected_item (self->selection) == self->open)
    return;
  guint position;
  if (!g_list_store_find (self->shown, self->open, &position))
    return;
  self->place = position;
  gtk_single_selection_set_selected (self->selection, position);
  /* The grid keeps its place when images are added before it. */
  gtk_widget_activate_action (GTK_WIDGET (self->grid), "list.scroll-to-item", "u", position);
}

static void
on_slice_cb (gpointer data)
{
  TauSampleGallery *self = data;
  select_open (self);
  g_signal_emit (self, signals[LISTED], 0);
}

static gpointer
get_shown (TauSampleGallery *self, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->shown), position);
  return item; /* the list holds it */
}

/* Lists what is to be listed; what stays at its place is left alone, so that the grid need not make
 * it again. */
static void
refresh (TauSampleGallery *self)
{
  const GPtrArray *wanted = self->current->samples;
  const guint n_now = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  const guint n = MIN (n_now, wanted->len);
  guint before = 0, after = 0;
  while (before < n && get_shown (self, before) == g_ptr_array_index (wanted, before))
    before++;
  while (after < n - before &&
         get_shown (self, n_now - 1 - after) == g_ptr_array_index (wanted, wanted->len - 1 - after))
    after++;
  tau_list_filler_splice (self->filler, before, n_now - before - after, wanted->pdata + before,
                          wanted->len - before - after);
}

static gboolean
is_chosen (TauSampleGallery *self, const TauGallerySet *set)
{
  return set == self->current || set->samples->len > 0;
}

/* The drop-down offers what is not empty. */
static void
fill_chooser (TauSampleGallery *self)
{
  guint n = 0;
  self->choosing = TRUE;
  gtk_string_list_splice (self->titles, 0, g_list_model_get_n_items (G_LIST_MODEL (self->titles)),
                          NULL);
  for (guint i = 0; i < self->sets->len; i++) {
    const TauGallerySet *set = g_ptr_array_index (self->sets, i);
    if (!is_chosen (self, set))
      continue;
    g_autofree char *title =
        g_strdup_printf (C_ ("set of images, number", "%s (%'u)"), set->title, set->samples->len);
    gtk_string_list_append (self->titles, title);
    if (set == self->current)
      gtk_drop_down_set_selected (self->chooser, n);
    n++;
  }
  self->choosing = FALSE;
}

static void
list (TauSampleGallery *self, TauGallerySet *set)
{
  self->current = set;
  fill_chooser (self);
  refresh (self);
  tau_thumbnail_loader_go_on (self->loader);
}

static void
on_chosen_cb (TauSampleGallery *self)
{
  guint selected = gtk_drop_down_get_selected (self->chooser);
  if (self->choosing)
    return;
  for (guint i = 0; i < self->sets->len; i++) {
    TauGallerySet *set = g_ptr_array_index (self->sets, i);
    if (!is_chosen (self, set) || selected-- > 0)
      continue;
    list (self, set);
    return;
  }
}

static TauGallerySet *
find_set (TauSampleGallery *self, const char *key)
{
  for (guint i = 0; i < self->sets->len; i++) {
    TauGallerySet *set = g_ptr_array_index (self->sets, i);
    if (g_str_equal (set->key, key))
      return set;
  }
  return NULL;
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

/* -- removing ------------------------------------------------------------------------------- */

/* The image of the widget, of one around it, or of its child: list items hold the tiles. */
static TauSample *
find_sample_of (GtkWidget *widget)
{
  GtkWidget *tile = widget != NULL ? gtk_widget_get_ancestor (widget, TAU_TYPE_GALLERY_TILE) : NULL;
  if (tile == NULL && widget != NULL)
    tile = gtk_widget_get_first_child (widget);
  return TAU_IS_GALLERY_TILE (tile) ? tau_gallery_tile_get_sample (TAU_GALLERY_TILE (tile)) : NULL;
}

static TauSample *
find_focused (TauSampleGallery *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->grid)))
    return NULL;
  return find_sample_of (focus);
}

static gboolean
prepare_menu (GtkWidget *widget, double x, double y)
{
  TauSampleGallery *self = TAU_SAMPLE_GALLERY (widget);
  TauSample *sample = x < 0 ? find_focused (self)
                            : find_sample_of (gtk_widget_pick (widget, x, y, GTK_PICK_DEFAULT));
  g_set_object (&self->menu_at, sample);
  return sample != NULL && self->current->own;
}

static void
remove_sample (TauSampleGallery *self, TauSample *sample)
{
  g_autoptr (TauSample) held = g_object_ref (sample);
  if (!self->current->own || !tau_gallery_set_remove (self->current, sample))
    return;
  refresh (self);
  fill_chooser (self);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauSampleGallery *self = TAU_SAMPLE_GALLERY (widget);
  if (self->menu_at != NULL)
    remove_sample (self, self->menu_at);
  g_clear_object (&self->menu_at);
}

static void
remove_focused_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauSample *sample = find_focused (TAU_SAMPLE_GALLERY (widget));
  if (sample != NULL)
    remove_sample (TAU_SAMPLE_GALLERY (widget), sample);
}

static void
remove_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauSampleGallery *self = TAU_SAMPLE_GALLERY (widget);
  TauGallerySet *set = self->current;
  TauGallerySet *samples = g_ptr_array_index (self->sets, SAMPLES);
  TauGallerySet *opened = g_ptr_array_index (self->sets, OPENED);
  if (!set->own)
    return;
  g_ptr_array_set_size (set->samples, 0);
  set->n_checked = 0;
  list (self, samples->samples->len > 0 ? samples : opened);
  if (set != opened)
    g_ptr_array_remove (self->sets, set);
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
  g_clear_pointer (&self->filler, tau_list_filler_free);
  g_clear_object (&self->shown);
  g_clear_object (&self->open);
  g_clear_object (&self->menu_at);
  G_OBJECT_CLASS (tau_sample_gallery_parent_class)->dispose (object);
}

static void
tau_sample_gallery_finalize (GObject *object)
{
  TauSampleGallery *self = TAU_SAMPLE_GALLERY (object);
  g_ptr_array_unref (self->sets);
  g_ptr_array_unref (self->unreadable);
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
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, tile_menu);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, scroller);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, grid);
  gtk_widget_class_bind_template_child (widget_class, TauSampleGallery, selection);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen_cb);
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
  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_SAMPLE_GALLERY, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (TAU_TYPE_SAMPLE);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "gallery.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "gallery.remove-all", NULL, remove_all_action);
  gtk_widget_class_install_action (widget_class, "gallery.remove-focused", NULL,
                                   remove_focused_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "gallery.remove-focused",
                                       NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_sample_gallery_init (TauSampleGallery *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_drop_down_shorten (self->chooser);
  self->sets = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_gallery_set_free);
  g_ptr_array_add (self->sets, tau_gallery_set_new ("samples:", _ ("Samples"), FALSE));
  g_ptr_array_add (self->sets, tau_gallery_set_new ("opened:", _ ("Opened Images"), TRUE));
  self->current = g_ptr_array_index (self->sets, SAMPLES);
  self->tiles = g_hash_table_new (NULL, NULL);
  self->unreadable = g_ptr_array_new_with_free_func (g_free);
  self->loader = tau_thumbnail_loader_new (next_unchecked, self);
  g_signal_connect_object (self->loader, "loaded", G_CALLBACK (on_loaded_cb), self,
                           G_CONNECT_SWAPPED);
  self->shown = g_list_store_new (TAU_TYPE_SAMPLE);
  self->filler = tau_list_filler_new (self->shown, on_slice_cb, self);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->shown));
  tau_context_menu_add (GTK_WIDGET (self), self->tile_menu, prepare_menu);
  fill_chooser (self);
}

void
tau_sample_gallery_set_worker (TauSampleGallery *self, TauWorker *worker)
{
  tau_thumbnail_loader_set_worker (self->loader, worker);
}

void
tau_sample_gallery_set_samples (TauSampleGallery *self, GPtrArray *samples)
{
  TauGallerySet *set = g_ptr_array_index (self->sets, SAMPLES);
  TauGallerySet *opened = g_ptr_array_index (self->sets, OPENED);
  tau_gallery_set_fill (set, samples);
  TauSample *found = self->open != NULL ? tau_gallery_set_find (set, self->open) : NULL;
  if (found != NULL)
    g_set_object (&self->open, found);
  if (self->current->samples->len > 0)
    list (self, self->current);
  else
    list (self, opened->samples->len > 0 ? opened : set);
}

void
tau_sample_gallery_add (TauSampleGallery *self, GPtrArray *samples)
{
  TauGallerySet *set = g_ptr_array_index (self->sets, OPENED);
  tau_gallery_set_add (set, samples);
  list (self, set);
}

void
tau_sample_gallery_add_set (TauSampleGallery *self, const char *key, const char *title,
                            GPtrArray *samples)
{
  TauGallerySet *set = find_set (self, key);
  if (set == NULL) {
    set = tau_gallery_set_new (key, title, TRUE);
    g_ptr_array_add (self->sets, set);
  }
  tau_gallery_set_fill (set, samples);
  list (self, set);
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

gboolean
tau_sample_gallery_has_samples (TauSampleGallery *self)
{
  const TauGallerySet *set = g_ptr_array_index (self->sets, SAMPLES);
  return set->samples->len > 0;
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
    set = g_ptr_array_index (self->sets, OPENED);
    found = sample;
    g_ptr_array_add (set->samples, g_object_ref (sample));
    fill_chooser (self);
  }
  g_set_object (&self->open, found);
  if (set != self->current)
    list (self, set);
  else
    refresh (self);
  select_open (self);
}

TauSample *
tau_sample_gallery_get_near (TauSampleGallery *self, int steps)
{
  const gint64 n = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  guint position;
  gint64 wanted;
  if (self->open != NULL && g_list_store_find (self->shown, self->open, &position))
    wanted = (gint64)position + steps;
  else /* it was removed, and the next one has its place */
    wanted = (gint64)self->place + (steps > 0 ? steps - 1 : steps);
  return wanted >= 0 && wanted < n ? get_shown (self, wanted) : NULL;
}
