/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/image/tau-texture.h"

GdkTexture *
tau_texture_new (TauImage *image)
{
  g_autoptr (GBytes) bytes =
      g_bytes_new_with_free_func (image->data, tau_image_n_bytes (image),
                                  (GDestroyNotify)tau_image_unref, tau_image_ref (image));
  return gdk_memory_texture_new (image->width, image->height, GDK_MEMORY_R8G8B8, bytes,
                                 3 * image->width);
}

cairo_surface_t *
tau_texture_new_surface (TauImage *image)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, image->width, image->height);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return surface;
  guint8 *rows = cairo_image_surface_get_data (surface);
  const gsize stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < image->height; y++) {
    guint32 *out = (guint32 *)(void *)(rows + y * stride);
    const guint8 *in = image->data + (gsize)y * 3 * image->width;
    for (int x = 0; x < image->width; x++, in += 3)
      out[x] = ((guint32)in[0] << 16) | ((guint32)in[1] << 8) | in[2];
  }
  cairo_surface_mark_dirty (surface);
  return surface;
}

GdkTexture *
tau_texture_take_surface (cairo_surface_t *surface)
{
  cairo_surface_flush (surface);
  const int width = cairo_image_surface_get_width (surface),
            height = cairo_image_surface_get_height (surface);
  const gsize stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes =
      g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), stride * height,
                                  (GDestroyNotify)cairo_surface_destroy, surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}
