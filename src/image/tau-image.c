/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-image.h"

#include "base/tau-file.h"
#include "base/tau-simd.h"

#include <glib/gstdio.h>
#include <glib/gi18n-lib.h>
#include <errno.h>
#include <string.h>

G_DEFINE_QUARK (tau_image_error, tau_image_error)

static TauImage *
new_around (guint8 *data, int width, int height)
{
  TauImage *self = g_new (TauImage, 1);
  *self = (TauImage){ 1, width, height, data };
  return self;
}

TauImage *
tau_image_new (int width, int height)
{
  g_return_val_if_fail (width > 0 && height > 0, NULL);
  g_return_val_if_fail (width <= 4 * TAU_IMAGE_MAX_SIDE && height <= 4 * TAU_IMAGE_MAX_SIDE, NULL);
  return new_around (g_malloc ((gsize)width * height * 3), width, height);
}

TauImage *
tau_image_try_new (int width, int height, GError **error)
{
  g_return_val_if_fail (width > 0 && height > 0, NULL);
  guint8 *data = g_try_malloc ((gsize)width * height * 3);
  if (data != NULL)
    return new_around (data, width, height);
  g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_MEMORY,
               _ ("There is not enough memory for an image of %d × %d pixels"), width, height);
  return NULL;
}

gboolean
tau_image_check_memory (const TauImage *self, guint64 bytes_per_pixel, GError **error)
{
  guint64 bytes;
  if (g_uint64_checked_mul (&bytes, (guint64)self->width * self->height, bytes_per_pixel) &&
      bytes <= G_MAXSSIZE) {
    /* Volatile: a compiler may leave out memory that nobody looks at. */
    void *volatile memory = g_try_malloc (bytes);
    const gboolean enough = memory != NULL;
    g_free (memory);
    if (enough)
      return TRUE;
  }
  g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_MEMORY,
               _ ("There is not enough memory to work on an image of %d × %d pixels"), self->width,
               self->height);
  return FALSE;
}

TauImage *
tau_image_new_from_data (const guint8 *rgb, int width, int height)
{
  TauImage *self = tau_image_new (width, height);
  memcpy (self->data, rgb, tau_image_n_bytes (self));
  return self;
}

TauImage *
tau_image_ref (TauImage *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tau_image_unref (TauImage *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->data);
  g_free (self);
}

gsize
tau_image_n_bytes (const TauImage *self)
{
  return (gsize)self->width * self->height * 3;
}

static void
unref_image_notify (guchar *pixels, gpointer image)
{
  tau_image_unref (image);
}

GdkPixbuf *
tau_image_to_pixbuf (TauImage *self)
{
  return gdk_pixbuf_new_from_data (self->data, GDK_COLORSPACE_RGB, FALSE, 8, self->width,
                                   self->height, self->width * 3, unref_image_notify,
                                   tau_image_ref (self));
}

GBytes *
tau_image_encode_png (const TauImage *self, const char *path, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = tau_image_to_pixbuf ((TauImage *)self);
  char *buffer = NULL;
  gsize length = 0;
  g_autoptr (GError) local = NULL;
  if (!gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &length, "png", &local, NULL)) {
    g_autofree char *name = g_filename_display_name (path);
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_WRITE,
                 _ ("“%s” cannot be written (%s); use a smaller image"), name, local->message);
    return NULL;
  }
  return g_bytes_new_take (buffer, length);
}

gboolean
tau_image_save_png (const TauImage *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = tau_image_encode_png (self, path, error);
  return bytes != NULL &&
         tau_file_write (path, bytes, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_WRITE, error);
}

TauImage *
tau_image_crop (const TauImage *self, int x, int y, int width, int height)
{
  g_return_val_if_fail (x >= 0 && y >= 0 && width > 0 && height > 0, NULL);
  g_return_val_if_fail (x + width <= self->width && y + height <= self->height, NULL);

  TauImage *out = tau_image_new (width, height);
  for (int row = 0; row < height; row++)
    memcpy (out->data + (gsize)row * width * 3,
            self->data + ((gsize)(y + row) * self->width + x) * 3, (gsize)width * 3);
  return out;
}

TauImage *
tau_image_center_square (const TauImage *self)
{
  int side = MIN (self->width, self->height);
  return tau_image_crop (self, (self->width - side) / 2, (self->height - side) / 2, side, side);
}

char *
tau_image_sha256 (const TauImage *self)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint32 size[2] = { GUINT32_TO_LE (self->width), GUINT32_TO_LE (self->height) };
  g_checksum_update (sum, (const guchar *)size, sizeof size);
  g_checksum_update (sum, self->data, tau_image_n_bytes (self));
  return g_strdup (g_checksum_get_string (sum));
}

static inline guint64
mix64 (guint64 v)
{
  v ^= v >> 30;
  v *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  v ^= v >> 27;
  v *= G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return v ^ (v >> 31);
}

guint64
tau_image_hash64 (const TauImage *self)
{
  gsize n = tau_image_n_bytes (self);
  guint64 hash = mix64 (((guint64)self->width << 32) | (guint)self->height);
  gsize i = 0;

  for (; i + 8 <= n; i += 8) {
    guint64 word;
    memcpy (&word, self->data + i, 8);
    hash = mix64 (hash ^ GUINT64_FROM_LE (word)) + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  }
  for (; i < n; i++)
    hash = mix64 (hash ^ self->data[i]) + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return hash;
}

/* One loop over the pixels, so that the interleaved bytes are read once and in whole vectors. */
TAU_SIMD_CLONES void
tau_pixels_to_planes (const guint8 *rgb, gsize n, const float mean[3], const float std[3],
                      float *planes)
{
  const float scale_r = 1.0f / (255.0f * std[0]), shift_r = -mean[0] / std[0];
  const float scale_g = 1.0f / (255.0f * std[1]), shift_g = -mean[1] / std[1];
  const float scale_b = 1.0f / (255.0f * std[2]), shift_b = -mean[2] / std[2];
  float *restrict red = planes, *restrict green = planes + n, *restrict blue = planes + 2 * n;

  for (gsize i = 0; i < n; i++) {
    red[i] = rgb[3 * i] * scale_r + shift_r;
    green[i] = rgb[3 * i + 1] * scale_g + shift_g;
    blue[i] = rgb[3 * i + 2] * scale_b + shift_b;
  }
}
