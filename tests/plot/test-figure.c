/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure/tau-figure-page.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct {
  char *folder;
  TauFigurePage page;
  TauFigureSpec spec;
  TauImage *input;
  TauImage *transformed;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("tau-figure-XXXXXX", NULL);
  self->input = tau_image_new (32, 32);
  self->transformed = tau_image_new (224, 224);
  memset (self->input->data, 200, tau_image_n_bytes (self->input));
  memset (self->transformed->data, 60, tau_image_n_bytes (self->transformed));
  /* A pure green pixel in a corner: the only such colour in the figure. */
  memcpy (self->input->data, "\0\377\0", 3);

  tau_figure_page_init (&self->page);
  self->spec = (TauFigureSpec){
    .input = self->input,
    .transformed = self->transformed,
    .input_answer = { "speed limit <30> & more", 0.414, FALSE },
    .transformed_answer = { "yield", 0.87, TRUE },
    .label = "yield",
    .label_given = TRUE,
    .corruption = tau_corruption_spec_parse ("gaussian_noise", 3, 7, TAU_PRESET_AUTO),
  };
  tau_plot_scatter_init (&self->spec.plot);
  for (int i = 0; i < 12; i++)
    tau_plot_scatter_add (&self->spec.plot, 0.05 + 0.01 * i, 0.2 + (i * 5 % 12) * 0.3, i % 3 == 0,
                          i == 3 ? "Zoom 0.8" : "Colour 2.0");
  self->spec.plot.chosen = 3;
  self->spec.plot.best = 0;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);
    g_remove (path);
  }
  g_rmdir (self->folder);
  g_free (self->folder);
  tau_image_unref (self->input);
  tau_image_unref (self->transformed);
}

static char *
write_figure (Fixture *self, const char *name, char **contents, gsize *length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  gboolean written = tau_figure_page_write (&self->page, &self->spec, 1, path, &error);
  g_assert_no_error (error);
  g_assert_true (written);
  g_assert_true (g_file_get_contents (path, contents, length, &error));
  g_assert_cmpuint (*length, >, 1000);
  return g_steal_pointer (&path);
}

static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_png (Fixture *self, gconstpointer data)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *path = write_figure (self, "figure.PNG", &contents, &length);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file (path, &error);
  g_assert_no_error (error);

  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  g_assert_cmpint (width, ==, (int)round (180 / 25.4 * TAU_FIGURE_PNG_DPI));
  g_assert_cmpint (height, ==, (int)round (70 / 25.4 * TAU_FIGURE_PNG_DPI));
  g_assert_cmpstr (gdk_pixbuf_get_option (pixbuf, "x-dpi"), ==, "300");

  /* The 32 x 32 input is shown pixel by pixel: its one green pixel is a square of pure green. */
  int left = width, right = 0, top = height, bottom = 0, n = 0;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      const guint8 *rgb = gdk_pixbuf_read_pixels (pixbuf) +
                          (gsize)y * gdk_pixbuf_get_rowstride (pixbuf) +
                          (gsize)x * gdk_pixbuf_get_n_channels (pixbuf);
      if (rgb[0] != 0 || rgb[1] != 255 || rgb[2] != 0)
        continue;
      left = MIN (left, x);
      right = MAX (right, x);
      top = MIN (top, y);
      bottom = MAX (bottom, y);
      n++;
    }
  g_assert_cmpint (n, >, 64);
  g_assert_cmpint (n, ==, (right - left + 1) * (bottom - top + 1));
  g_assert_cmpint (ABS ((right - left) - (bottom - top)), <=, 1);
  g_assert_cmpuint (count_entries (self->folder), ==, 1);
}

static void
collect_text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer all,
                 GError **error)
{
  g_string_append_len (all, text, length);
}

static void
test_svg (Fixture *self, gconstpointer data)
{
  const GMarkupParser parser = { .text = collect_text_cb };
  g_autofree char *contents = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *path = write_figure (self, "figure.svg", &contents, &length);
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, text, NULL);

  g_assert_true (g_markup_parse_context_parse (context, contents, length, &error));
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text->str, "Chosen: Zoom 0.8. Best: Colour 2.0."));
  g_assert_nonnull (strstr (text->str, "speed limit <30> & more, 41 %, wrong"));
  g_assert_nonnull (strstr (text->str, "Gaussian noise, severity 3, seed 7"));
}

/* The bytes may hold zeros. */
static gboolean
holds (const char *contents, gsize length, const char *text)
{
  return memmem (contents, length, text, strlen (text)) != NULL;
}

/* The file and behind it all its streams that can be inflated: from cairo 1.18 on, the pages' sizes
 * are in one. */
static GString *
inflate_streams (const char *contents, gsize length)
{
  static const char start[] = "stream\n";
  GString *all = g_string_new_len (contents, length);
  const char *end = contents + length, *at = contents;
  while ((at = memmem (at, end - at, start, strlen (start))) != NULL) {
    at += strlen (start);
    g_autoptr (GZlibDecompressor) inflate = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
    g_autoptr (GInputStream) raw = g_memory_input_stream_new_from_data (at, end - at, NULL);
    g_autoptr (GInputStream) in = g_converter_input_stream_new (raw, G_CONVERTER (inflate));
    char block[4096];
    gssize n;
    while ((n = g_input_stream_read (in, block, sizeof block, NULL, NULL)) > 0)
      g_string_append_len (all, block, n);
  }
  return all;
}

static void
test_pdf (Fixture *self, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length;
  g_autofree char *path = write_figure (self, "figure.pdf", &contents, &length);

  g_assert_cmpmem (contents, 5, "%PDF-", 5);
  g_assert_nonnull (g_strstr_len (contents + length - 16, 16, "%%EOF"));
  /* Its size in points; and a font's outlines, as PostScript or as TrueType. */
  g_autoptr (GString) all = inflate_streams (contents, length);
  g_assert_true (holds (all->str, all->len, "/MediaBox [ 0 0 510.23"));
  g_assert_true (holds (contents, length, "/Subtype /Type1C") ||
                 holds (contents, length, "/Subtype /CIDFontType0C") ||
                 holds (contents, length, "/Length1"));
}

/* Several figures: as high as they need, each described; in the size asked for. */
static void
test_page (Fixture *self, gconstpointer data)
{
  TauFigureSpec figures[3] = { self->spec, self->spec, self->spec };
  g_autofree char *svg = g_build_filename (self->folder, "page.svg", NULL);
  g_autofree char *png = g_build_filename (self->folder, "page.png", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;

  figures[1].corruption.seed = 1234;
  figures[2].corruption.type = tau_corruption_get (tau_corruption_find ("fog"));
  g_assert_true (tau_figure_page_write (&self->page, figures, 3, svg, &error));
  g_assert_true (g_file_get_contents (svg, &contents, NULL, &error));
  g_assert_nonnull (strstr (contents, "seed 1234"));
  g_assert_nonnull (strstr (contents, "Fog, severity 3"));
  g_assert_null (strstr (contents, "<text")); /* outlines: no font is needed */

  self->page.dpi = 127;
  g_assert_true (tau_figure_page_write (&self->page, figures, 3, png, &error));
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file (png, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, 900);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, 3 * 350);
  g_assert_cmpfloat (tau_figure_page_get_height_mm (180, 3), ==, 210);
  g_assert_cmpfloat (tau_figure_page_get_height_mm (85, 1), >, 85);

  self->page.height_mm = 59;
  g_assert_false (tau_figure_page_write (&self->page, figures, 3, png, &error));
  g_assert_error (error, TAU_FIGURE_ERROR, TAU_FIGURE_ERROR_SIZE);
}

static void
test_resolution (Fixture *self, gconstpointer data)
{
  static const int refused[] = { -1, 49, 1201, 1200 };
  g_autofree char *png = g_build_filename (self->folder, "figure.png", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;
    self->page.dpi = refused[i];
    self->page.height_mm = i == 3 ? 900 : 70; /* 42520 pixels */
    g_assert_false (tau_figure_page_write (&self->page, &self->spec, 1, png, &error));
    g_assert_error (error, TAU_FIGURE_ERROR, TAU_FIGURE_ERROR_SIZE);
  }
  g_assert_cmpuint (count_entries (self->folder), ==, 0);
}

static gboolean
has_pixel (const GdkPixbuf *pixbuf, guint8 r, guint8 g, guint8 b)
{
  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (pixbuf); x++) {
      const guint8 *rgb = gdk_pixbuf_read_pixels (pixbuf) +
                          (gsize)y * gdk_pixbuf_get_rowstride (pixbuf) +
                          (gsize)x * gdk_pixbuf_get_n_channels (pixbuf);
      if (rgb[0] == r && rgb[1] == g && rgb[2] == b)
        return TRUE;
    }
  return FALSE;
}

/* Vermilion and blue in place of the paper's red and blue. */
static void
test_palette (Fixture *self, gconstpointer data)
{
  g_autofree char *png = g_build_filename (self->folder, "figure.png", NULL);
  for (int safe = 0; safe < 2; safe++) {
    g_autoptr (GError) error = NULL;
    self->page.safe = safe;
    g_assert_true (tau_figure_page_write (&self->page, &self->spec, 1, png, &error));
    g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file (png, &error);
    g_assert_no_error (error);
    g_assert_cmpint (has_pixel (pixbuf, 0xd5, 0x5e, 0x00), ==, safe);
    g_assert_cmpint (has_pixel (pixbuf, 0x00, 0x72, 0xb2), ==, safe);
    g_assert_cmpint (has_pixel (pixbuf, 0xc0, 0x1c, 0x28), ==, !safe);
    g_assert_cmpint (has_pixel (pixbuf, 0x1c, 0x71, 0xd8), ==, !safe);
  }
}

static void
expect_failure (Fixture *self, const char *name, double width, double height, TauFigureError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  self->page.width_mm = width;
  self->page.height_mm = height;
  g_assert_false (tau_figure_page_write (&self->page, &self->spec, 1, path, &error));
  g_assert_error (error, TAU_FIGURE_ERROR, (int)code);
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_failures (Fixture *self, gconstpointer data)
{
  expect_failure (self, "figure.jpg", 180, 70, TAU_FIGURE_ERROR_TYPE);
  expect_failure (self, "figure", 180, 70, TAU_FIGURE_ERROR_TYPE);
  expect_failure (self, "figure.svg", 0, 70, TAU_FIGURE_ERROR_SIZE);
  expect_failure (self, "figure.svg", 180, NAN, TAU_FIGURE_ERROR_SIZE);
  expect_failure (self, "figure.png", 1e9, 70, TAU_FIGURE_ERROR_SIZE);
  expect_failure (self, "no/such/folder/figure.pdf", 180, 70, TAU_FIGURE_ERROR_WRITE);
  g_assert_cmpuint (count_entries (self->folder), ==, 0);

  /* A folder in the way: an error, and no temporary file left beside it. */
  g_autofree char *folder = g_build_filename (self->folder, "taken.svg", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  expect_failure (self, "taken.svg", 180, 70, TAU_FIGURE_ERROR_WRITE);
  g_assert_cmpuint (count_entries (self->folder), ==, 1);
}

/* Every shape of figure draws, with the least that a spec may hold. */
static void
test_sizes (Fixture *self, gconstpointer data)
{
  static const double sizes[][2] = { { 20, 20 }, { 1000, 20 }, { 20, 300 }, { 120, 150 } };

  self->spec.corruption.type = NULL;
  self->spec.label = NULL;
  self->spec.input_answer.class_name = NULL;
  self->spec.plot.n_points = 0;
  self->spec.plot.chosen = -1;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    cairo_surface_t *surface = cairo_image_surface_create (
        CAIRO_FORMAT_RGB24, (int)(3 * sizes[i][0]), (int)(3 * sizes[i][1]));
    cairo_t *cr = cairo_create (surface);
    TauPlotStyle style;
    tau_plot_style_init (&style, i % 2, NULL, TAU_FIGURE_MIN_FONT);
    if (i / 2)
      tau_plot_style_make_safe (&style, i % 2);
    tau_figure_draw (&self->spec, &style, cr, 3 * sizes[i][0], 3 * sizes[i][1]);
    g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
    cairo_destroy (cr);
    cairo_surface_destroy (surface);
  }
}

/* The number after "needs a height of " or "needs a width of "; 0: not said. */
static double
find_number (const char *message, const char *before)
{
  const char *at = strstr (message, before);
  return at != NULL ? g_ascii_strtod (at + strlen (before), NULL) : 0;
}

/* A page that is too small for its text is refused with a size that works, and a millimetre less
 * does not. Without a height, the page is as high as its text needs. */
static void
test_least (Fixture *self, gconstpointer data)
{
  static const struct {
    double width, height;
    guint n;
    gboolean refused;
  } cases[] = {
    { 20, 20, 1, TRUE },   { 180, 30, 1, TRUE },   { 85, 60, 2, TRUE },  { 20, 0, 1, TRUE },
    { 180, 70, 1, FALSE }, { 120, 150, 1, FALSE }, { 180, 0, 3, FALSE }, { 85, 0, 1, FALSE },
    { 70, 0, 2, FALSE },   { 110, 0, 1, FALSE },
  };
  TauFigureSpec figures[3] = { self->spec, self->spec, self->spec };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL, again = NULL;
    self->page.width_mm = cases[i].width;
    self->page.height_mm = cases[i].height;
    g_autoptr (GBytes) bytes =
        tau_figure_page_render (&self->page, figures, cases[i].n, ".svg", &error);
    g_assert_true ((bytes == NULL) == cases[i].refused);
    if (bytes != NULL)
      continue;
    g_assert_error (error, TAU_FIGURE_ERROR, TAU_FIGURE_ERROR_SIZE);
    const double height = find_number (error->message, "needs a height of ");
    const double width = find_number (error->message, "needs a width of ");
    g_assert_true ((height > cases[i].height) != (width > cases[i].width));
    for (int less = 0; less < 2; less++) {
      self->page.width_mm = width > 0 ? width - less : cases[i].width;
      self->page.height_mm = width > 0 ? 0 : height - less * (double)cases[i].n;
      g_autoptr (GBytes) better =
          tau_figure_page_render (&self->page, figures, cases[i].n, ".svg", less ? &again : NULL);
      g_assert_true ((better == NULL) == less);
    }
  }
  /* Longer text needs more room. */
  const guint64 seed = figures[0].corruption.seed;
  guint n_differ = 0;
  self->page.height_mm = 0;
  for (int width = 40; width < 100; width += 2) {
    self->page.width_mm = width;
    figures[0].corruption.seed = seed;
    g_autoptr (GBytes) shorter = tau_figure_page_render (&self->page, figures, 1, ".svg", NULL);
    figures[0].corruption.seed = G_MAXUINT64;
    g_autoptr (GBytes) longer = tau_figure_page_render (&self->page, figures, 1, ".svg", NULL);
    g_assert_true (shorter != NULL || longer == NULL);
    n_differ += shorter != NULL && longer == NULL;
  }
  g_assert_cmpuint (n_differ, >, 0);
}

static gpointer
write_thread (gpointer data)
{
  Fixture *self = data;
  g_autofree char *name = g_strdup_printf ("thread-%p.svg", g_thread_self ());
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  char *contents = NULL;

  for (int i = 0; i < 3; i++)
    tau_figure_page_write (&self->page, &self->spec, 1, path, NULL);
  g_file_get_contents (path, &contents, NULL, NULL);
  return contents;
}

/* The worker thread may draw while the window does. Cairo counts ids across threads: lengths are
 * compared with a margin, not bytes. */
static void
test_threads (Fixture *self, gconstpointer data)
{
  GThread *threads[3];
  g_autofree char *here = write_thread (self);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("figure", write_thread, self);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
    g_autofree char *there = g_thread_join (threads[i]);
    g_assert_nonnull (there);
    g_assert_cmpint (ABS ((int)strlen (there) - (int)strlen (here)), <, 500);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/figure/png", Fixture, NULL, set_up, test_png, tear_down);
  g_test_add ("/figure/svg", Fixture, NULL, set_up, test_svg, tear_down);
  g_test_add ("/figure/pdf", Fixture, NULL, set_up, test_pdf, tear_down);
  g_test_add ("/figure/page", Fixture, NULL, set_up, test_page, tear_down);
  g_test_add ("/figure/resolution", Fixture, NULL, set_up, test_resolution, tear_down);
  g_test_add ("/figure/palette", Fixture, NULL, set_up, test_palette, tear_down);
  g_test_add ("/figure/failures", Fixture, NULL, set_up, test_failures, tear_down);
  g_test_add ("/figure/sizes", Fixture, NULL, set_up, test_sizes, tear_down);
  g_test_add ("/figure/least", Fixture, NULL, set_up, test_least, tear_down);
  g_test_add ("/figure/threads", Fixture, NULL, set_up, test_threads, tear_down);
  return g_test_run ();
}
