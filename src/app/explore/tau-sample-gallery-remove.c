/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user takes out of the gallery; the files stay. */
#include "app/explore/tau-sample-gallery-private.h"

#include "app/widgets/tau-context-menu.h"

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
  tau_gallery_refresh (self);
  tau_gallery_fill_chooser (self);
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
  TauGallerySet *samples = g_ptr_array_index (self->sets, TAU_GALLERY_SAMPLES);
  TauGallerySet *opened = g_ptr_array_index (self->sets, TAU_GALLERY_OPENED);
  if (!set->own)
    return;
  g_ptr_array_set_size (set->samples, 0);
  set->n_checked = 0;
  tau_gallery_list (self, samples->samples->len > 0 ? samples : opened);
  if (set != opened)
    g_ptr_array_remove (self->sets, set);
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
