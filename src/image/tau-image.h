/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

#define TAU_IMAGE_ERROR (tau_image_error_quark ())

typedef enum {
  TAU_IMAGE_ERROR_NOT_FOUND = 1, /* no such file */
  TAU_IMAGE_ERROR_UNREADABLE,    /* not an image, truncated, or damaged */
  TAU_IMAGE_ERROR_SIZE,          /* smaller than 16 px or larger than TAU_IMAGE_MAX_SIDE */
  TAU_IMAGE_ERROR_WRITE,         /* could not be written; no partial file is left */
  TAU_IMAGE_ERROR_MEMORY,        /* does not fit into memory */
} TauImageError;

#define TAU_IMAGE_MIN_SIDE 16
#ifndef TAU_IMAGE_MAX_SIDE /* fuzzing lowers it */
#define TAU_IMAGE_MAX_SIDE 16384
#endif

/* A reference-counted image, immutable by convention: 8-bit RGB, rows of 3 * width bytes without
 * padding, sRGB values as stored. Only its creator writes to `data`, before sharing it. */
typedef struct {
  gint ref_count; /* atomic */
  int width;      /* px */
  int height;     /* px */
  guint8 *data;   /* height * width * 3 bytes */
} TauImage;

GQuark tau_image_error_quark (void);

TauImage *tau_image_new (int width, int height); /* pixels are uninitialised */
/* The same, for a size that comes from outside. */
TauImage *tau_image_try_new (int width, int height, GError **error);
/* Whether work on the image that takes so many bytes for each pixel, in all its buffers together,
 * can have them; before work whose own functions cannot fail. */
gboolean tau_image_check_memory (const TauImage *self, guint64 bytes_per_pixel, GError **error);
TauImage *tau_image_new_from_data (const guint8 *rgb, int width, int height); /* copies */
TauImage *tau_image_ref (TauImage *self);
void tau_image_unref (TauImage *self);
gsize tau_image_n_bytes (const TauImage *self);

/* Reads a file or memory as 8-bit RGB: applies the EXIF orientation, blends alpha onto white, and
 * converts 16 bit and grey to 8-bit RGB. Only whole images in regular files are read; sizes are
 * checked before memory is taken. Error messages call the data `name`. */
TauImage *tau_image_load (const char *path, GError **error);
TauImage *tau_image_load_bytes (GBytes *bytes, const char *name, GError **error);
GdkPixbuf *tau_image_to_pixbuf (TauImage *self); /* shares the pixels, keeps a reference */

/* The bytes of a PNG; `path` is for the error message. */
GBytes *tau_image_encode_png (const TauImage *self, const char *path, GError **error);

/* PNG, written to a temporary file beside `path` and renamed. */
gboolean tau_image_save_png (const TauImage *self, const char *path, GError **error);

TauImage *tau_image_crop (const TauImage *self, int x, int y, int width, int height);
TauImage *tau_image_center_square (const TauImage *self);

/* Pillow's BICUBIC (a = -0.5, antialiased) and BOX resampling, bit for bit (SPEC section 2, zoom).
 */
TauImage *tau_image_resize_bicubic (const TauImage *self, int width, int height);
TauImage *tau_image_resize_box (const TauImage *self, int width, int height);

/* SHA-256 of width, height (32-bit little endian each) and the pixels, as 64 hex digits. */
char *tau_image_sha256 (const TauImage *self);

/* A fast 64-bit hash of size and pixels: the image's part of the key of every random draw. */
guint64 tau_image_hash64 (const TauImage *self);

/* Converts n pixels RGBRGB… to three planes of n floats: (v / 255 - mean[c]) / std[c]. */
void tau_pixels_to_planes (const guint8 *rgb, gsize n, const float mean[3], const float std[3],
                           float *planes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauImage, tau_image_unref)

G_END_DECLS
