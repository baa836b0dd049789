/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-image.h"

#include "base/tau-file.h"
#include "image/tau-complete.h"
#include "base/tau-simd.h"

#include <glib/gstdio.h>
#include <glib/gi18n-lib.h>
#include <errno.h>
#include <string.h>

G_DEFINE_QUARK (tau_image_error, tau_image_error)

TauImage *
tau_image_new (int width, int height)
{
  g_return_val_if_fail (width > 0 && height > 0, NULL);
  g_return_val_if_fail (width <= 4 * TAU_IMAGE_MAX_SIDE && height <= 4 * TAU_IMAGE_MAX_SIDE, NULL);

  TauImage *self = g_new (TauImage, 1);
  self->ref_count = 1;
  self->width = width;
  self->height = height;
  self->data = g_malloc ((gsize)width * height * 3);
  return self;
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

/* Converts 8-bit RGB or RGBA with padded rows to packed RGB; alpha is blended onto white. */
static TauImage *
new_from_pixbuf (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  int channels = gdk_pixbuf_get_n_channels (pixbuf);
  gsize stride = gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  TauImage *self = tau_image_new (width, height);

  for (int y = 0; y < height; y++) {
    const guint8 *in = pixels + y * stride;
    guint8 *out = self->data + (gsize)y * width * 3;
    if (channels == 3) {
      memcpy (out, in, (gsize)width * 3);
      continue;
    }
    for (int x = 0; x < width; x++, in += 4, out += 3) {
      guint alpha = in[3];
      for (int c = 0; c < 3; c++)
        out[c] = (in[c] * alpha + 255 * (255 - alpha) + 127) / 255;
    }
  }
  return self;
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

static gboolean
check_size (int width, int height, const char *name, GError **error)
{
  if (MIN (width, height) < TAU_IMAGE_MIN_SIDE) {
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_SIZE,
                 _ ("“%s” is %d × %d pixels; an image needs at least %d on each side"), name, width,
                 height, TAU_IMAGE_MIN_SIDE);
    return FALSE;
  }
  if (MAX (width, height) > TAU_IMAGE_MAX_SIDE) {
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_SIZE,
                 _ ("“%s” is %d × %d pixels; scale it down to at most %d on each side"), name,
                 width, height, TAU_IMAGE_MAX_SIDE);
    return FALSE;
  }
  return TRUE;
}

typedef struct {
  const char *name;
  GError *error;
} SizeCheck;

/* Refuses a huge image by its header, before allocating memory for it. */
static void
on_size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  SizeCheck *check = data;
  if (check->error == NULL && !check_size (width, height, check->name, &check->error))
    gdk_pixbuf_loader_set_size (loader, 1, 1);
}

TauImage *
tau_image_load_bytes (GBytes *bytes, const char *name, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  if (length == 0) { /* which the loader does not accept */
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_UNREADABLE, _ ("“%s” is empty"), name);
    return NULL;
  }
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GError) local = NULL;
  SizeCheck check = { .name = name };

  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared_cb), &check);
  /* Makes both calls in any case: an unclosed loader warns when it is finalised. */
  gboolean written = gdk_pixbuf_loader_write_bytes (loader, bytes, &local);
  gboolean closed = gdk_pixbuf_loader_close (loader, local == NULL ? &local : NULL);
  if (check.error != NULL) {
    g_propagate_error (error, check.error);
    return NULL;
  }
  if (!written || !closed || !tau_image_data_is_complete (data, length)) {
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_UNREADABLE,
                 _ ("“%s” is not a complete image of a known type (%s)"), name,
                 local != NULL ? local->message : _ ("it ends too early"));
    return NULL;
  }

  GdkPixbuf *pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (pixbuf == NULL) {
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_UNREADABLE, _ ("“%s” holds no image"),
                 name);
    return NULL;
  }
  g_autoptr (GdkPixbuf) upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  if (!check_size (gdk_pixbuf_get_width (upright), gdk_pixbuf_get_height (upright), name, error))
    return NULL;
  return new_from_pixbuf (upright);
}

TauImage *
tau_image_load (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *contents = NULL;
  gsize length = 0;
  g_autoptr (GError) local = NULL;

  if (!g_file_get_contents (path, &contents, &length, &local)) {
    gboolean missing = g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_set_error (error, TAU_IMAGE_ERROR,
                 missing ? TAU_IMAGE_ERROR_NOT_FOUND : TAU_IMAGE_ERROR_UNREADABLE,
                 missing ? _ ("There is no file “%s”") : _ ("“%s” cannot be read: %s"), name,
                 local->message);
    return NULL;
  }
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&contents), length);
  return tau_image_load_bytes (bytes, name, error);
}

gboolean
tau_image_save_png (const TauImage *self, const char *path, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = tau_image_to_pixbuf ((TauImage *)self);
  char *buffer = NULL;
  gsize length = 0;
  g_autoptr (GError) local = NULL;
  if (!gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &length, "png", &local, NULL)) {
    g_autofree char *name = g_filename_display_name (path);
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_WRITE,
                 _ ("“%s” cannot be written (%s); use a smaller image"), name, local->message);
    return FALSE;
  }
  g_autoptr (GBytes) bytes = g_bytes_new_take (buffer, length);
  return tau_file_write (path, bytes, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_WRITE, error);
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
