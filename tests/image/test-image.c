/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-difference.h"
#include "image/tau-image.h"
#include "base/tau-random.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct {
  char *dir;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  f->dir = g_dir_make_tmp ("tau-image-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->dir, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (f->dir, name, NULL);
    g_remove (path);
  }
  g_rmdir (f->dir);
  g_free (f->dir);
}

static TauImage *
picture (int width, int height)
{
  TauImage *image = tau_image_new (width, height);
  TauRandom random;
  tau_random_init (&random, 1, 1);
  for (gsize i = 0; i < tau_image_n_bytes (image); i++)
    image->data[i] = tau_random_below (&random, 256);
  return image;
}

static void
assert_same (const TauImage *got, const TauImage *expected)
{
  g_assert_cmpint (got->width, ==, expected->width);
  g_assert_cmpint (got->height, ==, expected->height);
  g_assert_cmpmem (got->data, tau_image_n_bytes (got), expected->data,
                   tau_image_n_bytes (expected));
}

/* A refusal: no image, the error's code, and a message with the name of the file and no format
 * left. */
static void
assert_refused (GBytes *bytes, TauImageError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauImage) image = tau_image_load_bytes (bytes, "some-name", &error);
  g_assert_error (error, TAU_IMAGE_ERROR, (int)code);
  g_assert_null (image);
  g_assert_nonnull (strstr (error->message, "some-name"));
  g_assert_null (strchr (error->message, '%'));
}

static TauImage *
load_bytes (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  TauImage *image = tau_image_load_bytes (bytes, "test", &error);
  g_assert_no_error (error);
  return image;
}

/* PNG of any kind by hand: gdk-pixbuf writes neither grey nor 16 bit. */
static void
append_chunk (GByteArray *png, const char *type, const guint8 *data, guint32 length)
{
  guint32 be = GUINT32_TO_BE (length), crc = ~0u;
  guint start = png->len + 4;
  g_byte_array_append (png, (guint8 *)&be, 4);
  g_byte_array_append (png, (const guint8 *)type, 4);
  if (length > 0)
    g_byte_array_append (png, data, length);
  for (guint i = start; i < png->len; i++) {
    crc ^= png->data[i];
    for (int bit = 0; bit < 8; bit++)
      crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
  }
  crc = GUINT32_TO_BE (~crc);
  g_byte_array_append (png, (guint8 *)&crc, 4);
}

static GBytes *
make_png (int width, int height, int bits, int color_type, const guint8 *pixels, gsize row_bytes)
{
  g_autoptr (GConverter) zip =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 6));
  GByteArray *png = g_byte_array_new ();
  g_autoptr (GByteArray) raw = g_byte_array_new ();
  guint8 header[13] = { 0, 0, width >> 8, width, 0, 0, height >> 8, height, bits, color_type };
  const guint8 no_filter = 0;

  for (int y = 0; y < height; y++) {
    g_byte_array_append (raw, &no_filter, 1);
    g_byte_array_append (raw, pixels + y * row_bytes, row_bytes);
  }
  gsize room = raw->len + 1000, n_read, n_written;
  g_autofree guint8 *packed = g_malloc (room);
  g_assert_cmpint (g_converter_convert (zip, raw->data, raw->len, packed, room,
                                        G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL),
                   ==, G_CONVERTER_FINISHED);
  g_byte_array_append (png, (const guint8 *)"\x89PNG\r\n\x1a\n", 8);
  append_chunk (png, "IHDR", header, sizeof header);
  append_chunk (png, "IDAT", packed, n_written);
  append_chunk (png, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (png);
}

static GBytes *
encode (const TauImage *image, const char *type)
{
  g_autoptr (GdkPixbuf) pixbuf = tau_image_to_pixbuf ((TauImage *)image);
  g_autoptr (GError) error = NULL;
  char *buffer;
  gsize length;
  gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &length, type, &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (buffer, length);
}

static void
test_round_trip (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "bild ä.png", NULL);
  g_autoptr (TauImage) in = picture (37, 19);
  g_autoptr (GError) error = NULL;

  /* Twice: the second replaces the first. */
  for (int i = 0; i < 2; i++) {
    g_assert_true (tau_image_save_png (in, path, &error));
    g_assert_no_error (error);
  }
  g_autoptr (TauImage) out = tau_image_load (path, &error);
  g_assert_no_error (error);
  assert_same (out, in);
}

static void
test_grey_and_16_bit (void)
{
  enum { W = 20, H = 16 };
  guint8 grey[W * H], rgb16[W * H * 6], grey16[W * H * 2];
  for (int i = 0; i < W * H; i++) {
    grey[i] = grey16[2 * i] = i % 251;
    grey16[2 * i + 1] = 0;
    for (int c = 0; c < 3; c++) {
      rgb16[i * 6 + 2 * c] = (i * (c + 3)) % 251;
      rgb16[i * 6 + 2 * c + 1] = 0;
    }
  }
  g_autoptr (GBytes) grey_png = make_png (W, H, 8, 0, grey, W);
  g_autoptr (GBytes) grey16_png = make_png (W, H, 16, 0, grey16, W * 2);
  g_autoptr (GBytes) rgb16_png = make_png (W, H, 16, 2, rgb16, W * 6);
  g_autoptr (TauImage) a = load_bytes (grey_png);
  g_autoptr (TauImage) b = load_bytes (grey16_png);
  g_autoptr (TauImage) c = load_bytes (rgb16_png);

  g_assert_cmpint (a->width, ==, W);
  g_assert_cmpint (a->height, ==, H);
  for (int i = 0; i < W * H * 3; i++) {
    g_assert_cmpint (a->data[i], ==, grey[i / 3]);
    g_assert_cmpint (b->data[i], ==, grey[i / 3]);
    g_assert_cmpint (c->data[i], ==, rgb16[i * 2]);
  }
}

static void
test_alpha_on_white (void)
{
  enum { N = 16 };
  guint8 rgba[N * N * 4];
  for (int i = 0; i < N * N; i++) {
    rgba[4 * i] = 200;
    rgba[4 * i + 1] = 100;
    rgba[4 * i + 2] = 0;
    rgba[4 * i + 3] = i;
  }
  g_autoptr (GBytes) png = make_png (N, N, 8, 6, rgba, N * 4);
  g_autoptr (TauImage) image = load_bytes (png);
  for (int i = 0; i < N * N; i++)
    for (int c = 0; c < 3; c++) {
      int expected = (int)floor ((rgba[4 * i + c] * i + 255.0 * (255 - i)) / 255 + 0.5);
      g_assert_cmpint (image->data[3 * i + c], ==, expected);
    }
}

/* A JPEG with an EXIF orientation tag, set right behind its first marker. */
static GBytes *
with_orientation (GBytes *jpeg, guint8 orientation)
{
  const guint8 exif[] = { 0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, /* APP1, length 34 */
                          'M',  'M',  0, 42, 0,   0,   0,   8,   0, 1, /* TIFF, one entry */
                          0x01, 0x12, 0, 3,  0,   0,   0,   1,   0, orientation, 0, 0, 0, 0, 0, 0 };
  gsize length;
  const guint8 *data = g_bytes_get_data (jpeg, &length);
  GByteArray *out = g_byte_array_new ();
  g_byte_array_append (out, data, 2);
  g_byte_array_append (out, exif, sizeof exif);
  g_byte_array_append (out, data + 2, length - 2);
  return g_byte_array_free_to_bytes (out);
}

static void
test_exif_orientation (void)
{
  g_autoptr (TauImage) in = tau_image_new (48, 32);
  for (int y = 0; y < 32; y++) /* the left upper quarter white */
    for (int x = 0; x < 48; x++)
      memset (in->data + (y * 48 + x) * 3, x < 24 && y < 16 ? 255 : 0, 3);
  g_autoptr (GBytes) jpeg = encode (in, "jpeg");
  /* Where the white quarter comes to lie: 1 left up, 3 right down, 6 right up, 8 left down. */
  const int known[][3] = { { 1, 0, 0 }, { 3, 1, 1 }, { 6, 1, 0 }, { 8, 0, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    g_autoptr (GBytes) turned = with_orientation (jpeg, known[i][0]);
    g_autoptr (TauImage) got = load_bytes (turned);
    gboolean upright = known[i][0] <= 4;
    g_assert_cmpint (got->width, ==, upright ? 48 : 32);
    g_assert_cmpint (got->height, ==, upright ? 32 : 48);
    for (int down = 0; down < 2; down++)
      for (int right = 0; right < 2; right++) {
        int x = got->width / 4 + right * got->width / 2,
            y = got->height / 4 + down * got->height / 2;
        gboolean white = got->data[(y * got->width + x) * 3] > 128;
        g_assert_cmpint (white, ==, right == known[i][1] && down == known[i][2]);
      }
  }
}

/* A file that ends too early, wherever it ends, is refused and not shown half grey. */
static void
test_truncated (gconstpointer data)
{
  g_autoptr (TauImage) in = picture (64, 64);
  g_autoptr (GBytes) whole = encode (in, data);
  gsize length = g_bytes_get_size (whole);
  g_autoptr (TauImage) complete = load_bytes (whole);

  for (int percent = 0; percent < 100; percent += 9) {
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, length * percent / 100);
    assert_refused (part, TAU_IMAGE_ERROR_UNREADABLE);
  }
  g_autoptr (GBytes) almost = g_bytes_new_from_bytes (whole, 0, length - 20);
  assert_refused (almost, TAU_IMAGE_ERROR_UNREADABLE);
}

/* An end marker inside a thumbnail or behind the picture does not count as the picture's end. */
static void
test_embedded_jpeg (void)
{
  g_autoptr (TauImage) in = picture (64, 64);
  g_autoptr (GBytes) jpeg = encode (in, "jpeg");
  const guint8 comment[] = { 0xff, 0xfe, 0, 6, 0xff, 0xd9, 0xff, 0xd9 };
  gsize length;
  const guint8 *data = g_bytes_get_data (jpeg, &length);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_byte_array_append (out, data, 2);
  g_byte_array_append (out, comment, sizeof comment);
  g_byte_array_append (out, data + 2, length - 2);
  g_autoptr (GBytes) cut = g_bytes_new (out->data, out->len / 2);
  assert_refused (cut, TAU_IMAGE_ERROR_UNREADABLE);
  g_byte_array_append (out, comment, sizeof comment);
  g_autoptr (GBytes) whole = g_bytes_new (out->data, out->len);
  g_autoptr (TauImage) got = load_bytes (whole);
  g_autoptr (TauImage) expected = load_bytes (jpeg);
  assert_same (got, expected);
}

static void
test_not_an_image (void)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("# a shell script, say\nexit 0\n", 29);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  assert_refused (text, TAU_IMAGE_ERROR_UNREADABLE);
  assert_refused (empty, TAU_IMAGE_ERROR_UNREADABLE);

  /* A flipped bit in the middle of the data. */
  g_autoptr (TauImage) in = picture (40, 40);
  g_autoptr (GBytes) png = encode (in, "png");
  gsize length;
  g_autofree guint8 *copy = g_bytes_unref_to_data (g_bytes_ref (png), &length);
  copy[length / 2] ^= 0x10;
  g_autoptr (GBytes) damaged = g_bytes_new (copy, length);
  assert_refused (damaged, TAU_IMAGE_ERROR_UNREADABLE);
}

static void
test_sizes (void)
{
  g_autoptr (TauImage) narrow = picture (15, 40);
  g_autoptr (TauImage) low = picture (40, 15);
  g_autoptr (TauImage) smallest = picture (16, 16);
  g_autoptr (GBytes) narrow_png = encode (narrow, "png");
  g_autoptr (GBytes) low_png = encode (low, "png");
  g_autoptr (GBytes) smallest_png = encode (smallest, "png");
  assert_refused (narrow_png, TAU_IMAGE_ERROR_SIZE);
  assert_refused (low_png, TAU_IMAGE_ERROR_SIZE);
  g_autoptr (TauImage) got = load_bytes (smallest_png);
  assert_same (got, smallest);

  /* A header that promises too much is refused before memory is taken; there are no pixels behind
   * it. */
  guint8 nothing = 0;
  g_autoptr (GBytes) huge = make_png (TAU_IMAGE_MAX_SIDE + 1, 1, 8, 0, &nothing, 0);
  assert_refused (huge, TAU_IMAGE_ERROR_SIZE);
}

static void
test_paths (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *missing = g_build_filename (f->dir, "missing.png", NULL);
  g_autofree char *nowhere = g_build_filename (f->dir, "no-folder", "out.png", NULL);
  g_autoptr (TauImage) in = picture (16, 16);

  g_assert_null (tau_image_load (missing, &error));
  g_assert_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (tau_image_load (f->dir, &error)); /* a folder */
  g_assert_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_UNREADABLE);
  g_clear_error (&error);
  g_assert_false (tau_image_save_png (in, nowhere, &error));
  g_assert_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_WRITE);
  g_clear_error (&error);
  g_assert_false (tau_image_save_png (in, f->dir, &error));
  g_assert_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_WRITE);
}

/* Wider than libpng allows. */
static void
test_not_encoded (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (f->dir, "wide.png", NULL);
  g_autofree char *start = g_strdup_printf ("“%s” cannot be written (", path);
  g_autoptr (TauImage) wide = tau_image_new (1001, 1000);
  wide->width = 1001000;
  wide->height = 1;
  g_assert_false (tau_image_save_png (wide, path, &error));
  g_assert_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_WRITE);
  g_assert_true (g_str_has_prefix (error->message, start));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* No write permission; root has it everywhere, so root cannot test this. */
static void
test_unwritable (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (f->dir, "out.png", NULL);
  g_autoptr (TauImage) in = picture (16, 16);
  g_chmod (f->dir, 0500);
  if (g_access (f->dir, W_OK) == 0) {
    g_test_skip ("this user may write everywhere");
  } else {
    g_assert_false (tau_image_save_png (in, path, &error));
    g_assert_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_WRITE);
  }
  g_chmod (f->dir, 0700);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_crop (void)
{
  g_autoptr (TauImage) in = picture (30, 21);
  g_autoptr (TauImage) square = tau_image_center_square (in);
  g_autoptr (TauImage) expected = tau_image_crop (in, 4, 0, 21, 21);
  assert_same (square, expected);
  for (int y = 0; y < 21; y++)
    g_assert_cmpmem (square->data + y * 63, 63, in->data + (y * 30 + 4) * 3, 63);
}

static void
test_hashes (void)
{
  g_autoptr (TauImage) in = picture (16, 32);
  g_autoptr (TauImage) same = tau_image_new_from_data (in->data, 16, 32);
  g_autoptr (TauImage) turned = tau_image_new_from_data (in->data, 32, 16);
  g_autoptr (TauImage) changed = tau_image_new_from_data (in->data, 16, 32);
  changed->data[700] ^= 1;
  g_autofree char *sum = tau_image_sha256 (in);
  g_autofree char *sum_same = tau_image_sha256 (same);
  g_autofree char *sum_turned = tau_image_sha256 (turned);
  g_autofree char *sum_changed = tau_image_sha256 (changed);
  g_assert_cmpuint (strlen (sum), ==, 64);
  g_assert_cmpstr (sum, ==, sum_same);
  g_assert_cmpstr (sum, !=, sum_turned);
  g_assert_cmpstr (sum, !=, sum_changed);
  g_assert_cmpuint (tau_image_hash64 (in), ==, tau_image_hash64 (same));
  g_assert_cmpuint (tau_image_hash64 (in), !=, tau_image_hash64 (turned));
  g_assert_cmpuint (tau_image_hash64 (in), !=, tau_image_hash64 (changed));
}

static void
test_planes (void)
{
  const float mean[3] = { 0.485f, 0.456f, 0.406f }, std[3] = { 0.229f, 0.224f, 0.225f };
  for (int n = 0; n < 70; n++) { /* each remainder of a vector's width */
    g_autoptr (TauImage) in = picture (70, 1);
    float planes[3 * 70 + 1];
    planes[3 * n] = -99;
    tau_pixels_to_planes (in->data, n, mean, std, planes);
    for (int i = 0; i < 3 * n; i++) {
      int c = i / n;
      double expected = (in->data[3 * (i % n) + c] / 255.0 - mean[c]) / std[c];
      g_assert_cmpfloat_with_epsilon (planes[i], expected, 1e-6);
    }
    g_assert_cmpfloat (planes[3 * n], ==, -99);
  }
}

static void
test_difference (void)
{
  g_autoptr (TauImage) before = picture (5, 3), after = picture (5, 3), other = picture (3, 5);
  double mean = -1;
  g_autoptr (TauImage) same = tau_image_difference (before, after, &mean);
  g_assert_cmpfloat (mean, ==, 0);
  for (gsize i = 0; i < tau_image_n_bytes (same); i++)
    g_assert_cmpint (same->data[i], ==, 128);
  before->data[0] = before->data[2] = after->data[1] = 255;
  after->data[0] = after->data[2] = before->data[1] = 0;
  before->data[2] = 30;
  g_autoptr (TauImage) changed = tau_image_difference (before, after, &mean);
  g_assert_cmpint (changed->data[0], ==, 0);
  g_assert_cmpint (changed->data[1], ==, 255);
  g_assert_cmpint (changed->data[2], ==, 98);
  g_assert_cmpfloat_with_epsilon (mean, (255 + 255 + 30) / 45.0, 1e-9);
  g_assert_null (tau_image_difference (before, other, &mean));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/image/round-trip", Fixture, NULL, set_up, test_round_trip, tear_down);
  g_test_add_func ("/image/grey-and-16-bit", test_grey_and_16_bit);
  g_test_add_func ("/image/alpha-on-white", test_alpha_on_white);
  g_test_add_func ("/image/exif-orientation", test_exif_orientation);
  g_test_add_data_func ("/image/truncated/png", "png", test_truncated);
  g_test_add_data_func ("/image/truncated/jpeg", "jpeg", test_truncated);
  g_test_add_data_func ("/image/truncated/tiff", "tiff", test_truncated);
  g_test_add_data_func ("/image/truncated/bmp", "bmp", test_truncated);
  g_test_add_func ("/image/embedded-jpeg", test_embedded_jpeg);
  g_test_add_func ("/image/not-an-image", test_not_an_image);
  g_test_add_func ("/image/sizes", test_sizes);
  g_test_add ("/image/paths", Fixture, NULL, set_up, test_paths, tear_down);
  g_test_add ("/image/not-encoded", Fixture, NULL, set_up, test_not_encoded, tear_down);
  g_test_add ("/image/unwritable", Fixture, NULL, set_up, test_unwritable, tear_down);
  g_test_add_func ("/image/crop", test_crop);
  g_test_add_func ("/image/difference", test_difference);
  g_test_add_func ("/image/hashes", test_hashes);
  g_test_add_func ("/image/planes", test_planes);
  return g_test_run ();
}
