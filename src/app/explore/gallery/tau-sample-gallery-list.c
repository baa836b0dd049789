/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the gallery lists: one of its sets, filtered and in order. */
#include "app/explore/gallery/tau-sample-gallery-private.h"

#include "app/explore/tau-variant-tile.h"
#include "app/widgets/table/tau-list-moves.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define REFRESH_MS 400
/* Rows that are moved one by one, as images are answered; more are listed anew in slices. */
#define MAX_MOVES 128

/* Once it is not listed any more, the steps go on from there. */
static gboolean
note_place (TauSampleGallery *self)
{
  return self->open != NULL && g_list_store_find (self->shown, self->open, &self->place);
}

void
tau_gallery_select_open (TauSampleGallery *self)
{
  if (!note_place (self) || gtk_single_selection_get_selected_item (self->selection) == self->open)
    return;
  gtk_single_selection_set_selected (self->selection, self->place);
  /* The grid keeps its place when images are added before it. */
  gtk_widget_activate_action (GTK_WIDGET (self->grid), "list.scroll-to-item", "u", self->place);
}

static void
on_slice_cb (gpointer data)
{
  TauSampleGallery *self = data;
  tau_gallery_select_open (self);
  g_signal_emit_by_name (self, "listed");
}

static gpointer
get_shown (TauSampleGallery *self, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->shown), position);
  return item; /* the list holds it */
}

/* -- filter and order ------------------------------------------------------------------------ */

static TauAnswers
get_filter (TauSampleGallery *self)
{
  return gtk_drop_down_get_selected (self->filter);
}

static gboolean
is_sorted (TauSampleGallery *self)
{
  return gtk_drop_down_get_selected (self->order) == 1;
}

typedef struct {
  TauSample *sample;
  double gain; /* -INFINITY: not known */
} Place;

/* What gains most is first. */
static int
compare_places (gconstpointer a, gconstpointer b)
{
  const double one = ((const Place *)a)->gain, other = ((const Place *)b)->gain;
  return (one < other) - (one > other);
}

static Place
make_place (TauSample *sample, const TauSampleAnswer *answer)
{
  const gboolean known = answer != NULL && answer->readable && !isnan (answer->gain);
  return (Place){ sample, known ? answer->gain : -INFINITY };
}

GPtrArray *
tau_gallery_choose (TauSampleGallery *self)
{
  const GPtrArray *all = self->current->samples;
  const TauAnswers filter = get_filter (self);
  GPtrArray *chosen = g_ptr_array_new_full (all->len, NULL);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  for (guint i = 0; i < all->len; i++) {
    TauSample *sample = g_ptr_array_index (all, i);
    const TauSampleAnswer *answer =
        self->scan != NULL ? tau_gallery_scan_get (self->scan, sample) : NULL;
    const Place place = make_place (sample, answer);
    if (filter == TAU_ANSWERS_ALL ||
        (answer != NULL &&
         tau_sample_answer_is_one_of (answer, filter, tau_gallery_scan_get_ensemble (self->scan))))
      g_array_append_val (places, place);
  }
  if (is_sorted (self))
    g_array_sort (places, compare_places); /* stable */
  for (guint i = 0; i < places->len; i++)
    g_ptr_array_add (chosen, g_array_index (places, Place, i).sample);
  return chosen;
}

static void
show_progress (TauSampleGallery *self)
{
  guint n_known = 0, n = 0;
  const gboolean scans =
      self->scan != NULL && tau_gallery_scan_get_progress (self->scan, &n_known, &n);
  g_autofree char *text = g_strdup_printf (_ ("Answered: %u of %u"), n_known, n);
  gtk_widget_set_visible (self->progress_box, scans && n_known < n);
  gtk_label_set_label (self->progress, text);
}

/* Asks for what the filter and the order need. */
static void
update_scan (TauSampleGallery *self)
{
  if (self->scan == NULL)
    return;
  const gboolean needed = get_filter (self) != TAU_ANSWERS_ALL || is_sorted (self);
  tau_gallery_scan_set_samples (self->scan, needed ? self->current->samples : NULL);
  show_progress (self);
}

void
tau_gallery_update_scan (TauSampleGallery *self)
{
  guint n_known, n;
  if (self->scan != NULL && tau_gallery_scan_get_progress (self->scan, &n_known, &n))
    update_scan (self);
}

void
tau_gallery_on_filter (TauSampleGallery *self)
{
  if (self->current != NULL)
    tau_gallery_list (self, self->current);
}

/* What is known by then stays. */
void
tau_gallery_on_stop (TauSampleGallery *self)
{
  tau_gallery_scan_set_samples (self->scan, NULL);
  show_progress (self);
}

static gboolean
on_refresh_cb (gpointer data)
{
  TauSampleGallery *self = data;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->shown)) < self->n_wanted)
    return G_SOURCE_CONTINUE; /* it is still being filled */
  self->refresh_source = 0;
  tau_gallery_refresh (self);
  tau_gallery_fill_chooser (self);
  return G_SOURCE_REMOVE;
}

/* Not for each answer. */
void
tau_gallery_refresh_later (TauSampleGallery *self)
{
  if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_MS, on_refresh_cb, self);
}

void
tau_gallery_judge (TauSampleGallery *self, TauGalleryTile *tile, TauSample *sample)
{
  const TauSampleAnswer *answer =
      self->scan != NULL ? tau_gallery_scan_get (self->scan, sample) : NULL;
  if (answer == NULL || !answer->readable) {
    tau_gallery_tile_set_verdict (tile, NULL, NULL, FALSE);
    return;
  }
  const guint k = tau_gallery_scan_get_ensemble (self->scan);
  const gboolean right = tau_sample_answer_is_right (answer, k);
  tau_gallery_tile_set_verdict (tile, right ? TAU_MARK_RIGHT : TAU_MARK_WRONG,
                                tau_sample_answer_verdict (answer, k), right);
}

static void
on_answered_cb (TauSampleGallery *self, TauSample *sample)
{
  TauGalleryTile *tile = g_hash_table_lookup (self->tiles, sample);
  if (tile != NULL)
    tau_gallery_judge (self, tile, sample);
  show_progress (self);
  tau_gallery_refresh_later (self);
}

static void
on_cleared_cb (TauSampleGallery *self)
{
  GHashTableIter iter;
  gpointer sample, tile;
  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, &sample, &tile))
    tau_gallery_judge (self, tile, sample);
  show_progress (self);
  tau_gallery_refresh_later (self);
}

static void
on_problem_cb (TauSampleGallery *self, const char *sentence)
{
  show_progress (self);
  g_signal_emit_by_name (self, "problem", sentence);
}

void
tau_sample_gallery_set_scan (TauSampleGallery *self, TauGalleryScan *scan)
{
  g_return_if_fail (self->scan == NULL);
  self->scan = g_object_ref (scan);
  g_signal_connect_object (scan, "answered", G_CALLBACK (on_answered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scan, "cleared", G_CALLBACK (on_cleared_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scan, "problem", G_CALLBACK (on_problem_cb), self, G_CONNECT_SWAPPED);
}

/* -- the list --------------------------------------------------------------------------------- */

/* What stays at its place is left alone, so that the grid need not make it again. */
void
tau_gallery_refresh (TauSampleGallery *self)
{
  g_autoptr (GPtrArray) wanted = tau_gallery_choose (self);
  note_place (self);
  const guint n_now = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  const guint n = MIN (n_now, wanted->len);
  guint before = 0, after = 0;
  while (before < n && get_shown (self, before) == g_ptr_array_index (wanted, before))
    before++;
  while (after < n - before &&
         get_shown (self, n_now - 1 - after) == g_ptr_array_index (wanted, wanted->len - 1 - after))
    after++;
  const gboolean filling = n_now < self->n_wanted;
  self->n_wanted = wanted->len;
  if (before == n_now && before == wanted->len)
    return;
  const guint n_removed = n_now - before - after, n_added = wanted->len - before - after;
  gpointer *added = wanted->pdata + before;
  if (!filling && tau_list_store_move (self->shown, before, n_removed, added, n_added, MAX_MOVES))
    on_slice_cb (self);
  else
    tau_list_filler_splice (self->filler, before, n_removed, added, n_added);
}

static gboolean
is_chosen (TauSampleGallery *self, const TauGallerySet *set)
{
  return set == self->current || set->samples->len > 0 || set->pending;
}

static guint
count_unreadable (TauSampleGallery *self, const TauGallerySet *set)
{
  guint n = 0;
  if (!tau_thumbnail_loader_has_failures (self->loader))
    return 0;
  for (guint i = 0; i < set->samples->len; i++)
    n += tau_thumbnail_loader_has_failed (self->loader, g_ptr_array_index (set->samples, i));
  return n;
}

/* What cannot be read is no image. */
static char *
make_title (TauSampleGallery *self, const TauGallerySet *set)
{
  if (set->pending)
    return g_strdup (set->title);
  return g_strdup_printf (C_ ("set of images, number", "%s (%'u)"), set->title,
                          set->samples->len - count_unreadable (self, set));
}

/* Below the drop-down, which would cut it off. */
static void
show_counts (TauSampleGallery *self)
{
  const guint n_broken = count_unreadable (self, self->current);
  const guint n = self->current->samples->len - n_broken;
  g_autofree char *images = g_strdup_printf (ngettext ("%'u image", "%'u images", n), n);
  g_autofree char *broken =
      g_strdup_printf (ngettext ("%'u unreadable", "%'u unreadable", n_broken), n_broken);
  g_autofree char *text =
      g_strdup_printf (C_ ("images, unreadable ones", "%s, %s"), images, broken);
  gtk_label_set_label (self->counts, text);
  gtk_widget_set_visible (GTK_WIDGET (self->counts), n_broken > 0);
}

/* Titles that have not changed stay, so that an open list does too. */
static void
set_titles (TauSampleGallery *self, const char *const *titles)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->titles));
  gboolean same = g_strv_length ((char **)titles) == n;
  for (guint i = 0; i < n && same; i++)
    same = g_str_equal (gtk_string_list_get_string (self->titles, i), titles[i]);
  if (!same)
    gtk_string_list_splice (self->titles, 0, n, titles);
}

/* The drop-down offers what is not empty. */
void
tau_gallery_fill_chooser (TauSampleGallery *self)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  guint selected = 0;
  for (guint i = 0; i < self->sets->len; i++) {
    const TauGallerySet *set = g_ptr_array_index (self->sets, i);
    if (set == self->current)
      selected = titles->len;
    if (is_chosen (self, set))
      g_ptr_array_add (titles, make_title (self, set));
  }
  g_ptr_array_add (titles, NULL);
  self->choosing = TRUE;
  set_titles (self, (const char *const *)titles->pdata);
  gtk_drop_down_set_selected (self->chooser, selected);
  self->choosing = FALSE;
  show_counts (self);
}

void
tau_gallery_list (TauSampleGallery *self, TauGallerySet *set)
{
  if (self->current != set)
    self->place = 0;
  self->current = set;
  tau_gallery_fill_chooser (self);
  update_scan (self);
  tau_gallery_refresh (self);
  tau_thumbnail_loader_go_on (self->loader);
  g_signal_emit_by_name (self, "changed");
}

void
tau_gallery_on_chosen (TauSampleGallery *self)
{
  guint selected = gtk_drop_down_get_selected (self->chooser);
  if (self->choosing)
    return;
  for (guint i = 0; i < self->sets->len; i++) {
    TauGallerySet *set = g_ptr_array_index (self->sets, i);
    if (!is_chosen (self, set) || selected-- > 0)
      continue;
    g_clear_pointer (&self->wanted, g_free);
    tau_gallery_list (self, set);
    return;
  }
}

void
tau_gallery_init_list (TauSampleGallery *self)
{
  self->shown = g_list_store_new (TAU_TYPE_SAMPLE);
  self->filler = tau_list_filler_new (self->shown, on_slice_cb, self);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->shown));
}
