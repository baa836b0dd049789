/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-texture.h"

#include <string.h>

GdkTexture *
tau_texture_new (TauImage *image)
{
  g_autoptr (GBytes) bytes =
      g_bytes_new_with_free_func (image->data, tau_image_n_bytes (image),
                                  (GDestroyNotify)tau_image_unref, tau_image_ref (image));
  return gdk_memory_texture_new (image->width, image->height, GDK_MEMORY_R8G8B8, bytes,
                                 3 * image->width);
}

static void
enlarge_row (const guint8 *in, int width, int factor, guint8 *out)
{
  for (int x = 0; x < width; x++, in += 3)
    for (int i = 0; i < factor; i++, out += 3)
      memcpy (out, in, 3);
}

GdkTexture *
tau_texture_new_blocks (TauImage *image, int side)
{
  int shorter = MIN (image->width, image->height);
  int factor = (side + shorter - 1) / shorter;
  if (factor <= 1)
    return tau_texture_new (image);

  g_autoptr (TauImage) large = tau_image_new (image->width * factor, image->height * factor);
  gsize stride = 3 * (gsize)large->width;
  for (int y = 0; y < image->height; y++) {
    guint8 *first = large->data + (gsize)y * factor * stride;
    enlarge_row (image->data + (gsize)y * 3 * image->width, image->width, factor, first);
    for (int i = 1; i < factor; i++)
      memcpy (first + i * stride, first, stride);
  }
  return tau_texture_new (large);
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
