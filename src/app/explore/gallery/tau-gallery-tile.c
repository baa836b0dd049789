/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/gallery/tau-gallery-tile.h"

#include <glib/gi18n-lib.h>

#define PICTURE_SIDE 48 /* px */

struct _TauGalleryTile {
  GtkWidget parent_instance;

  GtkWidget *overlay, *picture, *missing, *badge;
  TauSample *sample; /* or NULL */
  GBinding *binding; /* of its thumbnail */
  gboolean broken;
  char *verdict; /* or NULL */
};

G_DEFINE_FINAL_TYPE (TauGalleryTile, tau_gallery_tile, GTK_TYPE_WIDGET)

static void
tau_gallery_tile_dispose (GObject *object)
{
  TauGalleryTile *self = TAU_GALLERY_TILE (object);
  tau_gallery_tile_set_sample (self, NULL);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_pointer (&self->verdict, g_free);
  G_OBJECT_CLASS (tau_gallery_tile_parent_class)->dispose (object);
}

static void
tau_gallery_tile_class_init (TauGalleryTileClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_gallery_tile_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static char *
make_name (TauGalleryTile *self)
{
  const char *title = tau_sample_get_title (self->sample);
  const char *note = self->broken ? _ ("cannot be read") : self->verdict;
  return note != NULL ? g_strdup_printf ("%s: %s", title, note) : g_strdup (title);
}

/* Only when it is shown: GTK looks for the pointer each time that a tooltip's text is set, which
 * took half of the time of listing thousands of images. */
static gboolean
on_query_tooltip_cb (TauGalleryTile *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  if (self->sample == NULL)
    return FALSE;
  g_autofree char *name = make_name (self);
  gtk_tooltip_set_text (tooltip, name);
  return TRUE;
}

static void
tau_gallery_tile_init (TauGalleryTile *self)
{
  self->overlay = gtk_overlay_new ();
  self->picture = gtk_picture_new ();
  self->missing = gtk_image_new_from_icon_name ("image-missing-symbolic");
  self->badge = gtk_label_new (NULL);
  gtk_widget_set_size_request (self->picture, PICTURE_SIDE, PICTURE_SIDE);
  gtk_widget_add_css_class (self->picture, "thumbnail");
  gtk_widget_set_overflow (self->picture, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (self->missing, "dim-label");
  gtk_widget_add_css_class (self->badge, "thumbnail-badge");
  gtk_widget_set_halign (self->badge, GTK_ALIGN_END);
  gtk_widget_set_valign (self->badge, GTK_ALIGN_END);
  gtk_widget_set_visible (self->missing, FALSE);
  gtk_widget_set_visible (self->badge, FALSE);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->picture);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->missing);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->badge);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip_cb), NULL);
}

GtkWidget *
tau_gallery_tile_new (void)
{
  return g_object_new (TAU_TYPE_GALLERY_TILE, NULL);
}

/* GTK 4.8 has no accessible labels for list items, so the cell around the tile gets one here. */
static void
describe (TauGalleryTile *self)
{
  if (self->sample == NULL)
    return;
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = make_name (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (cell != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
tau_gallery_tile_set_sample (TauGalleryTile *self, TauSample *sample)
{
  if (self->sample == sample)
    return;
  g_clear_pointer (&self->binding, g_binding_unbind);
  g_set_object (&self->sample, sample);
  if (sample == NULL)
    return;
  self->binding = g_object_bind_property (sample, "thumbnail", self->picture, "paintable",
                                          G_BINDING_SYNC_CREATE);
  describe (self);
}

TauSample *
tau_gallery_tile_get_sample (TauGalleryTile *self)
{
  return self->sample;
}

void
tau_gallery_tile_set_broken (TauGalleryTile *self, gboolean broken)
{
  if (self->broken == broken)
    return;
  self->broken = broken;
  gtk_widget_set_visible (self->missing, broken);
  describe (self);
}

void
tau_gallery_tile_set_verdict (TauGalleryTile *self, const char *mark, const char *verdict,
                              gboolean right)
{
  if (mark == NULL && self->verdict == NULL)
    return;
  g_free (self->verdict);
  self->verdict = g_strdup (verdict);
  gtk_widget_set_visible (self->badge, mark != NULL);
  gtk_label_set_label (GTK_LABEL (self->badge), mark != NULL ? mark : "");
  gtk_widget_remove_css_class (self->badge, right ? "mark-wrong" : "mark-right");
  gtk_widget_add_css_class (self->badge, right ? "mark-right" : "mark-wrong");
  describe (self);
}
