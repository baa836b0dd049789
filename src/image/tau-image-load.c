/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-image.h"

#include "base/tau-file.h"
#include "image/tau-complete-private.h"
#include "image/tau-complete.h"
#include "image/tau-exif.h"
#include "image/tau-tiff.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* A larger file is refused by its first HEAD_BYTES where they say enough. */
#define SMALL_FILE (1 << 20)
#define HEAD_BYTES (1 << 16)

/* A file has at most 8 bytes a pixel (RGBA of 16 bits), and this for everything else in it. */
#define BYTES_PER_PIXEL 8
#define OTHER_BYTES     (G_GUINT64_CONSTANT (64) << 20)

/* -- pixels ------------------------------------------------------ */

/* One pixel, half transparent, by a TIFF's straight alpha. */
static const guint8 tiff_pixel[] = {
  'I',  'I', 42,  0,   8, 0, 0, 0,               /* */
  10,   0,                                       /* */
  0,    1,   3,   0,   1, 0, 0, 0, 1,   0, 0, 0, /* width */
  1,    1,   3,   0,   1, 0, 0, 0, 1,   0, 0, 0, /* height */
  2,    1,   3,   0,   4, 0, 0, 0, 134, 0, 0, 0, /* bits of the samples */
  3,    1,   3,   0,   1, 0, 0, 0, 1,   0, 0, 0, /* not compressed */
  6,    1,   3,   0,   1, 0, 0, 0, 2,   0, 0, 0, /* RGB */
  0x11, 1,   4,   0,   1, 0, 0, 0, 142, 0, 0, 0, /* where the pixels are */
  0x15, 1,   3,   0,   1, 0, 0, 0, 4,   0, 0, 0, /* samples per pixel */
  0x16, 1,   3,   0,   1, 0, 0, 0, 1,   0, 0, 0, /* rows per strip */
  0x17, 1,   4,   0,   1, 0, 0, 0, 4,   0, 0, 0, /* bytes of the strip */
  0x52, 1,   3,   0,   1, 0, 0, 0, 2,   0, 0, 0, /* the fourth sample: straight alpha */
  0,    0,   0,   0,                             /* */
  8,    0,   8,   0,   8, 0, 8, 0,               /* */
  200,  200, 200, 128,
};

/* libtiff multiplies the colours of a TIFF by its alpha, and gdk-pixbuf 2.42 leaves them so, while
 * a loader that does not use it may give them as they are. One pixel tells. */
static gboolean
tiff_is_premultiplied (void)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  gboolean good = gdk_pixbuf_loader_write (loader, tiff_pixel, sizeof tiff_pixel, NULL);
  good = gdk_pixbuf_loader_close (loader, NULL) && good;
  GdkPixbuf *pixbuf = good ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  return pixbuf != NULL && gdk_pixbuf_read_pixels (pixbuf)[0] < 150;
}

/* Converts 8-bit RGB or RGBA with padded rows to packed RGB; alpha is blended onto white. */
static TauImage *
new_from_pixbuf (GdkPixbuf *pixbuf, gboolean premultiplied, GError **error)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  int channels = gdk_pixbuf_get_n_channels (pixbuf);
  gsize stride = gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  TauImage *self = tau_image_try_new (width, height, error);

  for (int y = 0; self != NULL && y < height; y++) {
    const guint8 *in = pixels + y * stride;
    guint8 *out = self->data + (gsize)y * width * 3;
    if (channels == 3) {
      memcpy (out, in, (gsize)width * 3);
      continue;
    }
    for (int x = 0; x < width; x++, in += 4, out += 3) {
      guint alpha = in[3];
      for (int c = 0; c < 3; c++)
        out[c] = premultiplied ? MIN (in[c] + 255 - alpha, 255)
                               : (in[c] * alpha + 255 * (255 - alpha) + 127) / 255;
    }
  }
  return self;
}

/* -- formats without a loader ------------------------------------ */

static gboolean
begins (const guint8 *data, gsize length, gsize at, const char *what)
{
  gsize n = strlen (what);
  return at + n <= length && memcmp (data + at, what, n) == 0;
}

/* The format of images whose loader is not part of gdk-pixbuf, and Debian's package of it. */
static const char *
find_package (const guint8 *data, gsize length, const char **format)
{
  static const struct {
    gsize at;
    const char *begins, *format, *package;
  } known[] = {
    { 8, "WEBP", "WebP", "webp-pixbuf-loader" },
    { 4, "ftypavif", "AVIF", "libavif-gdk-pixbuf" },
    { 4, "ftypavis", "AVIF", "libavif-gdk-pixbuf" },
    { 4, "ftyphe", "HEIC", "heif-gdk-pixbuf" },
    { 4, "ftypmif1", "HEIC", "heif-gdk-pixbuf" },
    { 4, "ftypmsf1", "HEIC", "heif-gdk-pixbuf" },
    { 4, "JXL \r\n", "JPEG XL", "libjxl-gdk-pixbuf" },
    { 0, "\xff\x0a", "JPEG XL", "libjxl-gdk-pixbuf" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (begins (data, length, known[i].at, known[i].begins)) {
      *format = known[i].format;
      return known[i].package;
    }
  return NULL;
}

static TauImage *
refuse (const guint8 *data, gsize length, const char *name, const GError *why, GError **error)
{
  const char *format, *package = NULL;
  if (g_error_matches (why, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNKNOWN_TYPE))
    package = find_package (data, length, &format);
  if (package != NULL)
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_UNREADABLE,
                 _ ("“%s” is a %s image, whose loader is not installed; install the package %s or "
                    "convert the image to PNG"),
                 name, format, package);
  else
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_UNREADABLE,
                 _ ("“%s” is not a complete image of a known type (%s)"), name,
                 why != NULL ? why->message : _ ("it ends too early"));
  return NULL;
}

/* -- sizes ------------------------------------------------------- */

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
  const guint8 *data;
  gsize length;
  gboolean only_head; /* learn the size; there is more than `data` */
  int width, height;  /* 0: not yet known */
  gboolean incomplete;
  GError *error;
} Check;

/* Ends the loading before memory is taken for the pixels. Most loaders stop at a size of 0; some
 * complain about it as an error of the program, and make one pixel without harm. */
static void
give_up (GdkPixbufLoader *loader)
{
  static const char *const stop_at_zero[] = { "png", "jpeg", "gif", "bmp", NULL };
  g_autofree char *format = gdk_pixbuf_format_get_name (gdk_pixbuf_loader_get_format (loader));
  int side = g_strv_contains (stop_at_zero, format) ? 0 : 1;
  gdk_pixbuf_loader_set_size (loader, side, side);
}

static void
on_size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  Check *check = data;
  if (check->width > 0)
    return;
  check->width = width;
  check->height = height;
  if (check_size (width, height, check->name, &check->error) && !check->only_head)
    check->incomplete = !tau_image_data_is_complete (check->data, check->length);
  if (check->only_head || check->error != NULL || check->incomplete)
    give_up (loader);
}

/* The loader of TIFF states no size before it takes memory, and that of PNM takes memory whatever
 * it is told. */
static gboolean
check_header (const guint8 *data, gsize length, const char *name, GError **error)
{
  guint64 width, height;
  TauTiff tiff;
  if (tau_tiff_open (&tiff, data, length)) {
    width = tau_tiff_get (&tiff, TAU_TIFF_WIDTH, 0, TAU_IMAGE_MIN_SIDE);
    height = tau_tiff_get (&tiff, TAU_TIFF_HEIGHT, 0, TAU_IMAGE_MIN_SIDE);
  } else if (!tau_pnm_get_size (data, length, &width, &height))
    return TRUE;
  if (!check_size (MIN (width, G_MAXINT), MIN (height, G_MAXINT), name, error))
    return FALSE;
  if (tau_image_data_is_complete (data, length))
    return TRUE;
  refuse (data, length, name, NULL, error);
  return FALSE;
}

/* -- loading ----------------------------------------------------- */

static GdkPixbufLoader *
run_loader (Check *check, GError **why)
{
  GdkPixbufLoader *loader = gdk_pixbuf_loader_new ();
  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared_cb), check);
  /* Makes both calls in any case: an unclosed loader warns when it is finalised. */
  gdk_pixbuf_loader_write (loader, check->data, check->length, why);
  gdk_pixbuf_loader_close (loader, *why == NULL ? why : NULL);
  return loader;
}

TauImage *
tau_image_load_bytes (GBytes *bytes, const char *name, GError **error)
{
  Check check = { .name = name };
  check.data = g_bytes_get_data (bytes, &check.length);
  if (check.length == 0) { /* which the loader does not accept */
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_UNREADABLE, _ ("“%s” is empty"), name);
    return NULL;
  }
  if (!check_header (check.data, check.length, name, error))
    return NULL;
  g_autoptr (GError) why = NULL;
  g_autoptr (GdkPixbufLoader) loader = run_loader (&check, &why);
  if (check.error != NULL) {
    g_propagate_error (error, check.error);
    return NULL;
  }
  if (check.incomplete ||
      (check.width == 0 && !tau_image_data_is_complete (check.data, check.length)))
    return refuse (check.data, check.length, name, NULL, error);
  if (why != NULL)
    return refuse (check.data, check.length, name, why, error);

  GdkPixbuf *pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (pixbuf == NULL) {
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_UNREADABLE, _ ("“%s” holds no image"),
                 name);
    return NULL;
  }
  const char orientation[] = { '0' + tau_exif_orientation (check.data, check.length), '\0' };
  gdk_pixbuf_set_option (pixbuf, "orientation", orientation); /* the loader's own counts */
  g_autoptr (GdkPixbuf) upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  if (upright == NULL) {
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_MEMORY,
                 _ ("“%s” does not fit into memory"), name);
    return NULL;
  }
  if (!check_size (gdk_pixbuf_get_width (upright), gdk_pixbuf_get_height (upright), name, error))
    return NULL;
  TauTiff tiff;
  gboolean blended = gdk_pixbuf_get_has_alpha (upright) &&
                     tau_tiff_open (&tiff, check.data, check.length) && tiff_is_premultiplied ();
  return new_from_pixbuf (upright, blended, error);
}

/* Refuses a large file by its beginning: what is no image, and what is too large an image. The rest
 * of the file is then not read. `most`: bytes that the whole file may have. */
static gboolean
check_head (int fd, const char *name, guint64 *most, GError **error)
{
  g_autofree guint8 *head = g_malloc (HEAD_BYTES);
  g_autoptr (GError) why = NULL;
  if (!tau_file_read_at (fd, 0, head, HEAD_BYTES, &why)) {
    refuse (head, 0, name, why, error);
    return FALSE;
  }
  Check check = { .name = name, .data = head, .length = HEAD_BYTES, .only_head = TRUE };
  g_autoptr (GdkPixbufLoader) loader = run_loader (&check, &why);
  if (check.error != NULL) {
    g_propagate_error (error, check.error);
    return FALSE;
  }
  if (g_error_matches (why, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNKNOWN_TYPE)) {
    refuse (head, HEAD_BYTES, name, why, error);
    return FALSE;
  }
  guint64 side = TAU_IMAGE_MAX_SIDE;
  guint64 pixels = check.width > 0 ? (guint64)check.width * check.height : side * side;
  *most = BYTES_PER_PIXEL * pixels + OTHER_BYTES;
  return TRUE;
}

static gboolean
check_large_file (const char *path, const char *name, guint64 *most, GError **error)
{
  guint64 size;
  int fd = tau_file_open (path, &size, NULL);
  *most = SMALL_FILE;
  gboolean good = fd < 0 || size <= SMALL_FILE || check_head (fd, name, most, error);
  if (fd >= 0)
    close (fd);
  return good;
}

TauImage *
tau_image_load (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) local = NULL;
  guint64 most;
  if (!check_large_file (path, name, &most, error))
    return NULL;
  g_autoptr (GBytes) bytes = tau_file_read (path, most, &local);
  if (bytes != NULL)
    return tau_image_load_bytes (bytes, name, error);
  if (!g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_UNREADABLE, _ ("“%s” cannot be read: %s"),
                 name, local->message);
  else if (tau_path_is_web_address (path))
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_NOT_FOUND,
                 _ ("“%s” is a web address; download the image first"), name);
  else
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_NOT_FOUND, _ ("There is no file “%s”"),
                 name);
  return NULL;
}
