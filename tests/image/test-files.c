/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-image.h"
#include "image/tau-tiff.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files that are no whole images: pipes, promises, halves; and the meaning of pixels in formats
 * whose loaders leave it open. */

#define SIDE 32

typedef struct {
  char *folder, *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  f->folder = g_dir_make_tmp ("tau-files-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->folder, "some-name.png", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_remove (f->path);
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static void
assert_path_refused (const char *path, TauImageError code, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauImage) image = tau_image_load (path, &error);
  g_assert_error (error, TAU_IMAGE_ERROR, (int)code);
  g_assert_null (image);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

static void
assert_refused (const void *data, gsize length, TauImageError code, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (TauImage) image = tau_image_load_bytes (bytes, "some-name", &error);
  g_assert_error (error, TAU_IMAGE_ERROR, (int)code);
  g_assert_null (image);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

/* Peak of the memory used so far, bytes. */
static guint64
peak (void)
{
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  return (guint64)usage.ru_maxrss * 1024;
}

/* -- what is no regular file ------------------------------------- */

static void
test_pipe (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
  assert_path_refused (f->path, TAU_IMAGE_ERROR_UNREADABLE, "some-name.png");
  assert_path_refused ("/dev/zero", TAU_IMAGE_ERROR_UNREADABLE, "/dev/zero");
  assert_path_refused (f->folder, TAU_IMAGE_ERROR_UNREADABLE, f->folder);
}

static void
test_web_address (void)
{
  assert_path_refused ("https://example.org/cat.jpg", TAU_IMAGE_ERROR_NOT_FOUND, "download");
  assert_path_refused ("HTTP://example.org/cat.jpg", TAU_IMAGE_ERROR_NOT_FOUND, "download");
  assert_path_refused ("https:cat.jpg", TAU_IMAGE_ERROR_NOT_FOUND, "no file");
}

/* -- promises ---------------------------------------------------- */

/* A file of holes: its size is looked at, and its first bytes; the others are not read. */
static void
test_sparse (Fixture *f, gconstpointer data)
{
  const guint64 before = peak ();
  const guint8 png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0,    0,    0,
                         13,   'I', 'H', 'D', 'R',  0,    0,    0,    64,   0,    0,
                         0,    64,  8,   2,   0,    0,    0,    0x25, 0x0b, 0xe6, 0x89 };
  for (int with_header = 0; with_header < 2; with_header++) {
    g_autoptr (GError) error = NULL;
    g_file_set_contents (f->path, (const char *)png, with_header ? sizeof png : 0, &error);
    g_assert_no_error (error);
    g_assert_cmpint (truncate (f->path, G_GINT64_CONSTANT (3) << 30), ==, 0);
    assert_path_refused (f->path, TAU_IMAGE_ERROR_UNREADABLE, "some-name.png");
  }
  g_assert_cmpuint (peak () - before, <, 100 << 20);
}

/* A header that says 30000 x 30000, or 16384 x 16384 with nothing behind it. */
static void
test_huge_headers (void)
{
  guint8 png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0,    0,   0,    13,
                   'I',  'H', 'D', 'R', 0,    0,    0x75, 0x30, 0,    0,   0x75, 0x30,
                   8,    2,   0,   0,   0,    0xe9, 0x45, 0x6f, 0xed, 0,   0,    0,
                   1,    'I', 'D', 'A', 'T',  0x78, 0,    0,    0,    0,   0,    0,
                   0,    0,   'I', 'E', 'N',  'D',  0xae, 0x42, 0x60, 0x82 };
  guint8 gif[64] = "GIF89a\x30\x75\x30\x75\x80";
  guint8 tiff[128] = { 'I', 'I', 42,   0,    8, 0, 0, 0, 2, 0, 0, 1, 4, 0, 1,    0,
                       0,   0,   0x30, 0x75, 0, 0, 1, 1, 4, 0, 1, 0, 0, 0, 0x30, 0x75 };
  const char pnm[] = "P6 30000 30000 255\nabc", most[] = "P6 16384 16384 255\nabc";
  const guint64 before = peak ();
  assert_refused (png, sizeof png, TAU_IMAGE_ERROR_SIZE, "30000");
  assert_refused (gif, sizeof gif, TAU_IMAGE_ERROR_SIZE, "30000");
  assert_refused (tiff, sizeof tiff, TAU_IMAGE_ERROR_SIZE, "30000");
  assert_refused (pnm, sizeof pnm, TAU_IMAGE_ERROR_SIZE, "30000");
  assert_refused (most, sizeof most, TAU_IMAGE_ERROR_UNREADABLE, "early");
  const guint8 largest[] = { 0, 0, 0x40, 0, 0, 0, 0x40, 0, 8, 2, 0, 0, 0, 0x26, 0xaa, 0x87, 0xd3 };
  memcpy (png + 16, largest, sizeof largest);
  assert_refused (png, sizeof png, TAU_IMAGE_ERROR_UNREADABLE, "some-name");
  g_assert_cmpuint (peak () - before, <, 100 << 20);
}

/* What no machine has; what every machine has. */
static void
test_memory (void)
{
  g_autoptr (TauImage) image = tau_image_new (100, 100);
  g_autoptr (GError) error = NULL;
  g_assert_true (tau_image_check_memory (image, 90, &error));
  g_assert_no_error (error);
  g_assert_false (tau_image_check_memory (image, G_MAXUINT64 / 2, &error));
  g_assert_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_MEMORY);
  g_assert_nonnull (strstr (error->message, "100"));
}

/* -- halves ------------------------------------------------------ */

static guint8
sample (guint i)
{
  return i * 7 % 251;
}

static GByteArray *
make_pnm (int kind)
{
  GString *text = g_string_new (NULL);
  const gboolean colour = kind % 3 == 0, bits = kind % 3 == 1;
  g_string_printf (text, "P%d # a comment\n%d %d%s", kind, SIDE, SIDE, bits ? "\n" : "\n255\n");
  for (guint i = 0; i < SIDE * SIDE * (colour ? 3 : 1); i++) {
    if (kind <= 3)
      g_string_append_printf (text, bits ? "%d" : "%d ", bits ? sample (i) & 1 : sample (i));
    else if (!bits || i % 8 == 0)
      g_string_append_c (text, sample (i));
    if (kind <= 3 && i % 16 == 15)
      g_string_append (text, "\n");
  }
  gsize length = text->len;
  return g_byte_array_new_take ((guint8 *)g_string_free (text, FALSE), length);
}

/* 8 bits a pixel, in runs of four; at the end of each row its code. */
static GByteArray *
make_run_length_bmp (void)
{
  enum { COLORS = 256, START = 54 + 4 * COLORS };
  GByteArray *bmp = g_byte_array_new ();
  guint8 head[START] = { 'B', 'M' };
  head[10] = START & 255;
  head[11] = START >> 8;
  head[14] = 40;
  head[18] = head[22] = SIDE;
  head[26] = 1;
  head[28] = 8;
  head[30] = 1;
  for (int i = 0; i < COLORS; i++)
    memset (head + 54 + 4 * i, i, 3);
  g_byte_array_append (bmp, head, sizeof head);
  for (guint y = 0; y < SIDE; y++) {
    for (guint x = 0; x < SIDE; x += 4)
      g_byte_array_append (bmp, (const guint8[]){ 4, sample (x + y) }, 2);
    g_byte_array_append (bmp, (const guint8[]){ 0, y == SIDE - 1 }, 2);
  }
  return bmp;
}

static void
assert_halves_refused (const GByteArray *whole, gsize header)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (whole->data, whole->len);
  g_autoptr (TauImage) image = tau_image_load_bytes (bytes, "whole", &error);
  g_assert_no_error (error);
  g_assert_cmpint (image->width, ==, SIDE);
  for (gsize n = header; n < whole->len - 12; n += 1 + (whole->len - header) / 50)
    assert_refused (whole->data, n, TAU_IMAGE_ERROR_UNREADABLE, "early");
  assert_refused (whole->data, whole->len - 12, TAU_IMAGE_ERROR_UNREADABLE, "early");
}

static void
test_half_pnm (void)
{
  for (int kind = 1; kind <= 6; kind++) {
    g_autoptr (GByteArray) pnm = make_pnm (kind);
    assert_halves_refused (pnm, 40);
  }
}

static void
test_half_bmp (void)
{
  g_autoptr (GByteArray) bmp = make_run_length_bmp ();
  assert_halves_refused (bmp, 54 + 4 * 256);
  g_autoptr (GBytes) bytes = g_bytes_new (bmp->data, bmp->len);
  g_autoptr (TauImage) image = tau_image_load_bytes (bytes, "whole", NULL);
  for (guint y = 0; y < SIDE; y++) /* the first row of the file is the lowest */
    for (guint x = 0; x < SIDE; x++)
      g_assert_cmpint (image->data[3 * ((SIDE - 1 - y) * SIDE + x)], ==, sample (x - x % 4 + y));
}

/* -- TIFF -------------------------------------------------------- */

typedef struct {
  guint16 tag, type;
  guint32 n, value;
} Entry;

/* RGBA, 8 bits, in one strip, with a directory before the pixels. `alpha`: what the fourth sample
 * means (1 multiplied, 2 straight). */
static GByteArray *
make_tiff (const guint8 *rgba, guint alpha)
{
  enum { N = 11, BITS = 8 + 2 + N * 12 + 4, START = BITS + 8 };
  const Entry entries[N] = {
    { 256, 3, 1, SIDE },  { 257, 3, 1, SIDE },
    { 258, 3, 4, BITS },  { 259, 3, 1, 1 },
    { 262, 3, 1, 2 },     { 273, 4, 1, START },
    { 274, 3, 1, 1 },     { 277, 3, 1, 4 },
    { 278, 3, 1, SIDE },  { 279, 4, 1, SIDE * SIDE * 4 },
    { 338, 3, 1, alpha },
  };
  GByteArray *tiff = g_byte_array_new ();
  g_byte_array_append (tiff, (const guint8[]){ 'I', 'I', 42, 0, 8, 0, 0, 0, N, 0 }, 10);
  for (guint i = 0; i < N; i++) {
    guint8 entry[12] = { 0 };
    const guint16 tag = GUINT16_TO_LE (entries[i].tag), type = GUINT16_TO_LE (entries[i].type);
    const guint32 n = GUINT32_TO_LE (entries[i].n), value = GUINT32_TO_LE (entries[i].value);
    memcpy (entry, &tag, 2);
    memcpy (entry + 2, &type, 2);
    memcpy (entry + 4, &n, 4);
    memcpy (entry + 8, &value, 4);
    g_byte_array_append (tiff, entry, sizeof entry);
  }
  g_byte_array_append (tiff, (const guint8[]){ 0, 0, 0, 0, 8, 0, 8, 0, 8, 0, 8, 0 }, 12);
  g_byte_array_append (tiff, rgba, SIDE * SIDE * 4);
  return tiff;
}

/* Straight: a share `alpha` of the colour on white. Multiplied: the colour is that share already.
 */
static void
test_tiff_alpha (void)
{
  for (guint kind = 1; kind <= 2; kind++) {
    guint8 rgba[SIDE * SIDE * 4];
    for (guint i = 0; i < SIDE * SIDE; i++) {
      const guint alpha = i % 256;
      for (guint c = 0; c < 3; c++)
        rgba[4 * i + c] = kind == 2 ? sample (i + c) : sample (i + c) * alpha / 255;
      rgba[4 * i + 3] = alpha;
    }
    g_autoptr (GByteArray) tiff = make_tiff (rgba, kind);
    g_autoptr (GBytes) bytes = g_bytes_new (tiff->data, tiff->len);
    g_autoptr (GError) error = NULL;
    g_autoptr (TauImage) image = tau_image_load_bytes (bytes, "alpha", &error);
    g_assert_no_error (error);
    for (guint i = 0; i < SIDE * SIDE; i++)
      for (guint c = 0; c < 3; c++) {
        const double alpha = (i % 256) / 255.0;
        const double expected = sample (i + c) * alpha + 255 * (1 - alpha);
        g_assert_cmpfloat_with_epsilon (image->data[3 * i + c], expected, 2);
      }
  }
}

/* The directory comes first, so that a half file has it; its pixels, or the lists of their places,
 * do not fit into the file. */
static void
test_half_tiff (void)
{
  guint8 rgba[SIDE * SIDE * 4];
  for (guint i = 0; i < sizeof rgba; i++)
    rgba[i] = i % 4 == 3 ? 255 : sample (i);
  g_autoptr (GByteArray) tiff = make_tiff (rgba, 2);
  assert_halves_refused (tiff, 160);
  TauTiff read;
  g_assert_true (tau_tiff_open (&read, tiff->data, tiff->len));
  g_assert_cmpuint (tau_tiff_get (&read, 258, 3, 0), ==, 8);
  g_assert_cmpuint (tau_tiff_get (&read, 258, 4, 77), ==, 77);
  g_assert_cmpuint (tau_tiff_get (&read, 999, 0, 77), ==, 77);
  for (gsize n = 0; n < 8 + 2 + 11 * 12; n++) {
    g_autofree guint8 *cut = g_memdup2 (tiff->data, n);
    g_assert_false (tau_tiff_open (&read, cut, n));
  }
}

/* -- orientation ------------------------------------------------- */

static void
append_chunk (GByteArray *png, const char *type, const guint8 *data, guint32 length)
{
  guint32 be = GUINT32_TO_BE (length), crc = ~0u;
  guint start = png->len + 4;
  g_byte_array_append (png, (guint8 *)&be, 4);
  g_byte_array_append (png, (const guint8 *)type, 4);
  g_byte_array_append (png, data, length);
  for (guint i = start; i < png->len; i++) {
    crc ^= png->data[i];
    for (int bit = 0; bit < 8; bit++)
      crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
  }
  crc = GUINT32_TO_BE (~crc);
  g_byte_array_append (png, (guint8 *)&crc, 4);
}

/* A PNG with an eXIf chunk behind its header. */
static GBytes *
with_orientation (const guint8 *data, gsize length, guint8 orientation)
{
  const guint8 exif[] = { 'M', 'M', 0, 42, 0, 0, 0,           8, 0, 1, 0x01, 0x12, 0,
                          3,   0,   0, 0,  1, 0, orientation, 0, 0, 0, 0,    0,    0 };
  GByteArray *out = g_byte_array_new ();
  g_byte_array_append (out, data, 33);
  append_chunk (out, "eXIf", exif, sizeof exif);
  g_byte_array_append (out, data + 33, length - 33);
  return g_byte_array_free_to_bytes (out);
}

/* Where pixel (x, y) of an image of `width` x `height`, as stored, is shown. */
static void
show (int orientation, int width, int height, int x, int y, int *to_x, int *to_y)
{
  const int right = width - 1 - x, up = height - 1 - y;
  const int places[][2] = { { x, y }, { right, y }, { right, up }, { x, up },
                            { y, x }, { up, x },    { up, right }, { y, right } };
  *to_x = places[orientation - 1][0];
  *to_y = places[orientation - 1][1];
}

static void
test_png_orientation (void)
{
  enum { W = 24, H = 16 };
  g_autoptr (TauImage) in = tau_image_new (W, H);
  for (guint i = 0; i < W * H * 3; i++)
    in->data[i] = sample (i / 3);
  g_autoptr (GdkPixbuf) pixbuf = tau_image_to_pixbuf (in);
  g_autofree char *png = NULL;
  gsize length;
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &png, &length, "png", NULL, NULL));
  for (int orientation = 1; orientation <= 8; orientation++) {
    g_autoptr (GBytes) turned = with_orientation ((guint8 *)png, length, orientation);
    g_autoptr (GError) error = NULL;
    g_autoptr (TauImage) got = tau_image_load_bytes (turned, "turned", &error);
    g_assert_no_error (error);
    g_assert_cmpint (got->width, ==, orientation <= 4 ? W : H);
    for (int y = 0; y < H; y++)
      for (int x = 0; x < W; x++) {
        int to_x, to_y;
        show (orientation, W, H, x, y, &to_x, &to_y);
        g_assert_cmpint (got->data[3 * (to_y * got->width + to_x)], ==, sample (y * W + x));
      }
  }
}

/* -- formats without a loader ------------------------------------ */

static gboolean
has_loader (const char *ending)
{
  g_autoptr (GSList) formats = gdk_pixbuf_get_formats ();
  for (GSList *l = formats; l != NULL; l = l->next) {
    g_auto (GStrv) names = gdk_pixbuf_format_get_extensions (l->data);
    if (g_strv_contains ((const char *const *)names, ending))
      return TRUE;
  }
  return FALSE;
}

static void
test_missing_loader (void)
{
  const struct {
    const char *ending;
    guint8 begins[16];
    const char *says;
  } formats[] = {
    { "webp", "RIFF\10\0\0\0WEBPVP8", "webp-pixbuf-loader" },
    { "avif", "\0\0\0\40ftypavif", "libavif-gdk-pixbuf" },
    { "heic", "\0\0\0\40ftypheic", "heif-gdk-pixbuf" },
    { "jxl", "\0\0\0\14JXL \r\n", "libjxl-gdk-pixbuf" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    guint8 file[200] = { 0 };
    memcpy (file, formats[i].begins, 16);
    if (!has_loader (formats[i].ending))
      assert_refused (file, sizeof file, TAU_IMAGE_ERROR_UNREADABLE, formats[i].says);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/files/pipe", Fixture, NULL, set_up, test_pipe, tear_down);
  g_test_add_func ("/files/web-address", test_web_address);
  g_test_add ("/files/sparse", Fixture, NULL, set_up, test_sparse, tear_down);
  g_test_add_func ("/files/huge-headers", test_huge_headers);
  g_test_add_func ("/files/memory", test_memory);
  g_test_add_func ("/files/half-pnm", test_half_pnm);
  g_test_add_func ("/files/half-bmp", test_half_bmp);
  g_test_add_func ("/files/tiff-alpha", test_tiff_alpha);
  g_test_add_func ("/files/half-tiff", test_half_tiff);
  g_test_add_func ("/files/png-orientation", test_png_orientation);
  g_test_add_func ("/files/missing-loader", test_missing_loader);
  return g_test_run ();
}
