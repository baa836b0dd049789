/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/image/tau-image-view-private.h"

#include "app/widgets/image/tau-texture.h"

#include <glib/gi18n-lib.h>

#define HANDLE   9.0 /* px: side of a corner handle */
#define GRIP     12.0
#define BLOCKS   2.0 /* magnified more than this, pixels are blocks */
#define PILL_PAD 4
#define CORNER   6 /* px: as in the style sheet */

static void
frame_to_widget (TauImageView *self, const graphene_rect_t *area, const TauFrame *frame,
                 graphene_rect_t *rect)
{
  double scale = area->size.width / self->width;
  graphene_rect_init (rect, area->origin.x + frame->x * scale, area->origin.y + frame->y * scale,
                      frame->side * scale, frame->side * scale);
}

/* Four bands around `hole`, which lies inside `area`. */
static void
shade_around (GtkSnapshot *snapshot, const graphene_rect_t *area, const graphene_rect_t *hole)
{
  const GdkRGBA shade = { 0, 0, 0, 0.5 };
  float left = area->origin.x, top = area->origin.y;
  float right = left + area->size.width, bottom = top + area->size.height;
  float hole_right = hole->origin.x + hole->size.width;
  float hole_bottom = hole->origin.y + hole->size.height;
  const graphene_rect_t bands[] = {
    GRAPHENE_RECT_INIT (left, top, right - left, hole->origin.y - top),
    GRAPHENE_RECT_INIT (left, hole_bottom, right - left, bottom - hole_bottom),
    GRAPHENE_RECT_INIT (left, hole->origin.y, hole->origin.x - left, hole->size.height),
    GRAPHENE_RECT_INIT (hole_right, hole->origin.y, right - hole_right, hole->size.height),
  };
  for (guint i = 0; i < G_N_ELEMENTS (bands); i++)
    if (bands[i].size.width > 0 && bands[i].size.height > 0)
      gtk_snapshot_append_color (snapshot, &shade, &bands[i]);
}

static void
outline (GtkSnapshot *snapshot, const graphene_rect_t *rect, float width, const GdkRGBA *color)
{
  GskRoundedRect rounded;
  const float widths[4] = { width, width, width, width };
  const GdkRGBA colors[4] = { *color, *color, *color, *color };
  gsk_rounded_rect_init_from_rect (&rounded, rect, 0);
  gtk_snapshot_append_border (snapshot, &rounded, widths, colors);
}

/* White with a dark edge: visible on any photograph. */
static void
draw_frame (GtkSnapshot *snapshot, const graphene_rect_t *rect)
{
  const GdkRGBA white = { 1, 1, 1, 1 }, dark = { 0, 0, 0, 0.6 };
  graphene_rect_t outer;
  graphene_rect_inset_r (rect, -1, -1, &outer);
  outline (snapshot, &outer, 4, &dark);
  outline (snapshot, rect, 2, &white);
  for (int i = 0; i < 4; i++) {
    float x = rect->origin.x + (i % 2) * rect->size.width;
    float y = rect->origin.y + (i / 2) * rect->size.height;
    graphene_rect_t handle = GRAPHENE_RECT_INIT (x - HANDLE / 2, y - HANDLE / 2, HANDLE, HANDLE);
    graphene_rect_inset_r (&handle, -1, -1, &outer);
    gtk_snapshot_append_color (snapshot, &dark, &outer);
    gtk_snapshot_append_color (snapshot, &white, &handle);
  }
}

static void
draw_all (GtkSnapshot *snapshot, GdkPaintable *image, const graphene_rect_t *area)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &area->origin);
  gdk_paintable_snapshot (image, GDK_SNAPSHOT (snapshot), area->size.width, area->size.height);
  gtk_snapshot_restore (snapshot);
}

/* -- looking closely ------------------------------------------------------------------------ */

/* Draws all of the image into `rect`, of which the widget shows a part. */
static void
draw_pixels (TauImageView *self, GtkSnapshot *snapshot, TauImage *image,
             const graphene_rect_t *rect)
{
  graphene_rect_t shown;
  const graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                                                  gtk_widget_get_height (GTK_WIDGET (self)));
  if (!graphene_rect_intersection (&all, rect, &shown))
    return;
  const double x_scale = rect->size.width / image->width;
  const double y_scale = rect->size.height / image->height;
  cairo_surface_t *surface = tau_texture_new_surface (image);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &shown);
  cairo_translate (cr, rect->origin.x, rect->origin.y);
  cairo_scale (cr, x_scale, y_scale);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (cairo_get_source (cr),
                            x_scale > BLOCKS ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
  cairo_rectangle (cr, 0, 0, image->width, image->height);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
draw_divider (TauImageView *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  const GdkRGBA white = { 1, 1, 1, 1 }, dark = { 0, 0, 0, 0.6 };
  const float width = gtk_widget_get_width (GTK_WIDGET (self));
  const float height = gtk_widget_get_height (GTK_WIDGET (self));
  const float at = self->divider * width;
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, at, height));
  draw_pixels (self, snapshot, self->other, area);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_color (snapshot, &dark, &GRAPHENE_RECT_INIT (at - 2, 0, 4, height));
  gtk_snapshot_append_color (snapshot, &white, &GRAPHENE_RECT_INIT (at - 1, 0, 2, height));
  gtk_snapshot_append_color (
      snapshot, &dark,
      &GRAPHENE_RECT_INIT (at - GRIP / 2 - 1, height / 2 - GRIP - 1, GRIP + 2, 2 * GRIP + 2));
  gtk_snapshot_append_color (
      snapshot, &white, &GRAPHENE_RECT_INIT (at - GRIP / 2, height / 2 - GRIP, GRIP, 2 * GRIP));
}

/* px of the widget for a pixel of the model's. */
static double
get_scale (TauImageView *self, const graphene_rect_t *area)
{
  graphene_rect_t where;
  if (self->seen_image == NULL)
    return area->size.width / self->image->width;
  frame_to_widget (self, area, &self->seen_where, &where);
  return where.size.width / self->seen_image->width;
}

char *
tau_image_view_dup_badge (TauImageView *self)
{
  graphene_rect_t area;
  const char *parts[3] = { NULL };
  guint n = 0;
  g_autofree char *factor = NULL;
  if (!tau_image_view_get_image_area (self, &area))
    return NULL;
  if (tau_image_view_compares (self, TAU_COMPARISON_DIFFERENCE))
    parts[n++] = _ ("Difference");
  if (tau_image_view_is_magnified (self))
    parts[n++] = factor = g_strdup_printf (_ ("%.0f %%"), 100 * get_scale (self, &area));
  return n > 0 ? g_strjoinv (" · ", (char **)parts) : NULL;
}

/* What the pixels are, where they could be taken for the image, and how large, in a corner. */
static void
draw_badge (TauImageView *self, GtkSnapshot *snapshot)
{
  const GdkRGBA white = { 1, 1, 1, 1 }, dark = { 0, 0, 0, 0.6 };
  g_autofree char *text = tau_image_view_dup_badge (self);
  if (text == NULL)
    return;
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width, height;
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_append_color (snapshot, &dark,
                             &GRAPHENE_RECT_INIT (0, 0, width + 2 * PILL_PAD, height + PILL_PAD));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (PILL_PAD, PILL_PAD / 2));
  gtk_snapshot_append_layout (snapshot, layout, &white);
  gtk_snapshot_restore (snapshot);
}

static void
draw_closely (TauImageView *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  graphene_rect_t where;
  const gboolean difference = tau_image_view_compares (self, TAU_COMPARISON_DIFFERENCE);
  draw_pixels (self, snapshot, difference ? self->difference : self->image, area);
  if (self->seen_image != NULL) {
    frame_to_widget (self, area, &self->seen_where, &where);
    draw_pixels (self, snapshot, self->seen_image, &where);
  }
  if (tau_image_view_compares (self, TAU_COMPARISON_DIVIDER))
    draw_divider (self, snapshot, area);
  draw_badge (self, snapshot);
}

void
tau_image_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TauImageView *self = TAU_IMAGE_VIEW (widget);
  graphene_rect_t area, frame, where;
  if (!tau_image_view_get_image_area (self, &area))
    return;

  frame_to_widget (self, &area, &self->frame, &frame);
  if (tau_image_view_is_magnified (self) || tau_image_view_compares (self, self->comparison)) {
    draw_closely (self, snapshot, &area);
    if (self->framed)
      draw_frame (snapshot, &frame);
    return;
  }
  GskRoundedRect rounded;
  gsk_rounded_rect_init_from_rect (&rounded, &area, CORNER);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  draw_all (snapshot, self->texture, &area);
  if (self->seen != NULL) {
    /* During a drag, the last answer stays where it belongs. */
    frame_to_widget (self, &area, &self->seen_where, &where);
    gtk_snapshot_push_clip (snapshot, &frame);
    draw_all (snapshot, self->seen, &where);
    gtk_snapshot_pop (snapshot);
  }
  if (self->framed) {
    shade_around (snapshot, &area, &frame);
    draw_frame (snapshot, &frame);
  }
  gtk_snapshot_pop (snapshot);
}
