/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user takes out of the gallery; the files stay. */
#include "app/explore/gallery/tau-sample-gallery-private.h"

#include "app/widgets/tau-context-menu.h"
#include "app/widgets/tau-notify.h"

#include <glib/gi18n-lib.h>

/* Longer than for a message: who wants an image back has to get to the button. */
#define TOAST_S 10

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

/* -- taking back ----------------------------------------------------------------------------- */

/* Images that were removed together. Their set may be gone, too. */
typedef struct {
  char *key, *title;
  GPtrArray *samples; /* of TauSample */
  GArray *places;     /* of guint: where each was */
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;
  g_free (removal->key);
  g_free (removal->title);
  g_ptr_array_unref (removal->samples);
  g_array_unref (removal->places);
  g_free (removal);
}

static void
put_back (TauSampleGallery *self, const Removal *removal)
{
  TauGallerySet *set = tau_gallery_find_set (self, removal->key);
  if (set == NULL) {
    set = tau_gallery_set_new (removal->key, removal->title, TRUE);
    g_ptr_array_add (self->sets, set);
  }
  tau_gallery_set_insert (set, removal->samples, removal->places);
  tau_gallery_list (self, set);
}

static void
on_dismissed_cb (TauSampleGallery *self, AdwToast *toast)
{
  if (self->removed != toast)
    return;
  g_clear_weak_pointer (&self->removed);
  g_clear_handle_id (&self->removed_source, g_source_remove);
}

/* The last ones first, so that each finds its place. */
static void
on_undo_cb (TauSampleGallery *self, AdwToast *toast)
{
  GPtrArray *removals = g_object_get_data (G_OBJECT (toast), "removals");
  for (guint i = removals->len; i-- > 0;)
    put_back (self, g_ptr_array_index (removals, i));
  on_dismissed_cb (self, toast); /* what is removed from now on is another message */
}

static char *
make_text (const GPtrArray *removals)
{
  const Removal *first = g_ptr_array_index (removals, 0);
  guint n = 0;
  for (guint i = 0; i < removals->len; i++)
    n += ((const Removal *)g_ptr_array_index (removals, i))->samples->len;
  if (n > 1)
    return g_strdup_printf (ngettext ("%u image removed", "%u images removed", n), n);
  return g_strdup_printf (_ ("%s removed"),
                          tau_sample_get_title (g_ptr_array_index (first->samples, 0)));
}

static gboolean
on_waited_cb (gpointer data)
{
  TauSampleGallery *self = data;
  self->removed_source = 0;
  if (self->removed != NULL)
    adw_toast_dismiss (self->removed);
  return G_SOURCE_REMOVE;
}

static GPtrArray *
show_toast (TauSampleGallery *self)
{
  GPtrArray *removals = g_ptr_array_new_with_free_func (removal_free);
  AdwToast *toast = tau_notify_for (GTK_WIDGET (self), "", 0); /* each image begins the wait anew */
  g_set_weak_pointer (&self->removed, toast);
  if (toast == NULL) {
    g_ptr_array_unref (removals);
    return NULL;
  }
  g_object_set_data_full (G_OBJECT (toast), "removals", removals,
                          (GDestroyNotify)g_ptr_array_unref);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_dismissed_cb), self,
                           G_CONNECT_SWAPPED);
  return removals;
}

/* One message for all that is removed while it is shown. One that replaced it at once could end
 * before libadwaita 1.2 has quite shown it, which it does not survive. Takes ownership. */
static void
offer_undo (TauSampleGallery *self, Removal *removal)
{
  GPtrArray *removals = self->removed != NULL
                            ? g_object_get_data (G_OBJECT (self->removed), "removals")
                            : show_toast (self);
  if (removals == NULL) { /* not in a window */
    removal_free (removal);
    return;
  }
  g_ptr_array_add (removals, removal);
  g_autofree char *text = make_text (removals);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  adw_toast_set_title (self->removed, escaped);
  g_clear_handle_id (&self->removed_source, g_source_remove);
  self->removed_source = g_timeout_add_seconds (TOAST_S, on_waited_cb, self);
}

/* -- removing --------------------------------------------------------------------------------- */

static void
remove_samples (TauSampleGallery *self, const GPtrArray *samples)
{
  Removal *removal = g_new (Removal, 1);
  *removal = (Removal){ g_strdup (self->current->key), g_strdup (self->current->title), NULL,
                        g_array_new (FALSE, FALSE, sizeof (guint)) };
  removal->samples = tau_gallery_set_remove (self->current, samples, removal->places);
  if (removal->samples->len == 0) {
    removal_free (removal);
    return;
  }
  tau_gallery_update_scan (self);
  tau_gallery_refresh (self);
  tau_gallery_fill_chooser (self);
  offer_undo (self, removal);
  g_signal_emit_by_name (self, "changed");
}

static void
remove_sample (TauSampleGallery *self, TauSample *sample)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_ptr_array_add (one, sample);
  if (self->current->own)
    remove_samples (self, one);
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

/* What the filter leaves out stays. */
static void
remove_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauSampleGallery *self = TAU_SAMPLE_GALLERY (widget);
  TauGallerySet *samples = g_ptr_array_index (self->sets, TAU_GALLERY_SAMPLES);
  TauGallerySet *opened = g_ptr_array_index (self->sets, TAU_GALLERY_OPENED);
  if (!self->current->own)
    return;
  g_autoptr (GPtrArray) listed = tau_gallery_choose (self);
  remove_samples (self, listed);
  if (self->current->samples->len == 0)
    tau_gallery_list (self, samples->samples->len > 0 ? samples : opened);
}

void
tau_gallery_class_install_remove (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "gallery.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "gallery.remove-all", NULL, remove_all_action);
  gtk_widget_class_install_action (widget_class, "gallery.remove-focused", NULL,
                                   remove_focused_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "gallery.remove-focused",
                                       NULL);
}

void
tau_gallery_init_remove (TauSampleGallery *self)
{
  tau_context_menu_add (GTK_WIDGET (self), self->tile_menu, prepare_menu);
}
