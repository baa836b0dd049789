/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/image/tau-pixels.h"

#include "app/widgets/image/tau-texture.h"

#include <gtk/gtk.h>
#include <math.h>
#include <string.h>

struct _TauPixels {
  GObject parent_instance;

  TauImage *image;
  int factor, scale;
  GdkTexture *texture; /* of the size drawn last */
};

/* Takes for each pixel of the result the one that lies over its centre. */
static GdkTexture *
enlarge (const TauImage *image, int width, int height)
{
  g_autoptr (TauImage) large = tau_image_new (width, height);
  const gsize stride = 3 * (gsize)width;
  int before = -1;
  for (int y = 0; y < height; y++) {
    guint8 *out = large->data + y * stride;
    const int from = (int)((2 * (gint64)y + 1) * image->height / (2 * height));
    if (from == before) {
      memcpy (out, out - stride, stride);
      continue;
    }
    before = from;
    const guint8 *row = image->data + 3 * (gsize)from * image->width;
    for (int x = 0; x < width; x++, out += 3)
      memcpy (out, row + 3 * ((2 * (gint64)x + 1) * image->width / (2 * width)), 3);
  }
  return tau_texture_new (large);
}

static void
tau_pixels_snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
  TauPixels *self = TAU_PIXELS (paintable);
  const int w = (int)lround (width * self->scale), h = (int)lround (height * self->scale);
  const gboolean larger = w >= self->image->width && h >= self->image->height;
  const int texture_width = larger ? w : self->image->width;
  const int texture_height = larger ? h : self->image->height;
  if (self->texture == NULL || gdk_texture_get_width (self->texture) != texture_width ||
      gdk_texture_get_height (self->texture) != texture_height) {
    g_clear_object (&self->texture);
    self->texture = larger ? enlarge (self->image, w, h) : tau_texture_new (self->image);
  }
  gtk_snapshot_append_texture (GTK_SNAPSHOT (snapshot), self->texture,
                               &GRAPHENE_RECT_INIT (0, 0, width, height));
}

static GdkPaintableFlags
tau_pixels_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_SIZE | GDK_PAINTABLE_STATIC_CONTENTS;
}

static int
tau_pixels_get_intrinsic_width (GdkPaintable *paintable)
{
  return TAU_PIXELS (paintable)->image->width * TAU_PIXELS (paintable)->factor;
}

static int
tau_pixels_get_intrinsic_height (GdkPaintable *paintable)
{
  return TAU_PIXELS (paintable)->image->height * TAU_PIXELS (paintable)->factor;
}

static void
paintable_init (GdkPaintableInterface *interface)
{
  interface->snapshot = tau_pixels_snapshot;
  interface->get_flags = tau_pixels_get_flags;
  interface->get_intrinsic_width = tau_pixels_get_intrinsic_width;
  interface->get_intrinsic_height = tau_pixels_get_intrinsic_height;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TauPixels, tau_pixels, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_init))

static void
tau_pixels_finalize (GObject *object)
{
  TauPixels *self = TAU_PIXELS (object);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->image, tau_image_unref);
  G_OBJECT_CLASS (tau_pixels_parent_class)->finalize (object);
}

static void
tau_pixels_class_init (TauPixelsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tau_pixels_finalize;
}

static void
tau_pixels_init (TauPixels *self)
{
}

GdkPaintable *
tau_pixels_new (TauImage *image, int side, int scale)
{
  TauPixels *self = g_object_new (TAU_TYPE_PIXELS, NULL);
  const int shorter = MIN (image->width, image->height);
  self->image = tau_image_ref (image);
  self->factor = MAX ((side + shorter - 1) / shorter, 1);
  self->scale = scale;
  return GDK_PAINTABLE (self);
}
