/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-export.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/tau-file.h"
#include "image/tau-image.h"

#define MM_PER_INCH     25.4
#define POINTS_PER_INCH 72.0
#define MAX_PIXELS      30000 /* along a side of PNG: what Cairo can draw */

G_DEFINE_QUARK (tau_figure_error, tau_figure_error)

/* Draws in width x height points and returns the file's bytes; NULL with error. */
typedef GByteArray *(*RenderFunc) (const TauPlotExport *self, double width, double height,
                                   GError **error);

static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
check_status (cairo_status_t status, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, TAU_FIGURE_ERROR, TAU_FIGURE_ERROR_DRAW, _ ("The figure cannot be drawn: %s"),
               cairo_status_to_string (status));
  return FALSE;
}

/* Draws at `scale` units a point. Takes ownership of the surface and finishes it. */
static gboolean
draw_on_surface (const TauPlotExport *self, cairo_surface_t *surface, double width, double height,
                 double scale, GError **error)
{
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, scale, scale);
  self->draw (self->data, cr, width, height);
  cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  return check_status (status, error);
}

/* Cairo writes text as outlines, so the text for screen readers is inserted before the drawing. */
static void
insert_description (GByteArray *svg, const TauPlotExport *self)
{
  const char *text = (const char *)svg->data;
  const char *root = g_strstr_len (text, svg->len, "<svg");
  const char *end = root != NULL ? memchr (root, '>', text + svg->len - root) : NULL;
  if (end == NULL)
    return;

  gsize head = end + 1 - text;
  g_autofree char *inserted = g_markup_printf_escaped ("\n<title>%s</title>\n<desc>%s</desc>",
                                                       self->title, self->description);
  gsize length = strlen (inserted), tail = svg->len - head;
  g_byte_array_set_size (svg, svg->len + length);
  memmove (svg->data + head + length, svg->data + head, tail);
  memcpy (svg->data + head, inserted, length);
}

static GByteArray *
render_svg (const TauPlotExport *self, double width, double height, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (append_cb, bytes, width, height);
  gboolean drawn = draw_on_surface (self, surface, width, height, 1, error);

  cairo_surface_finish (surface);
  drawn = drawn && check_status (cairo_surface_status (surface), error);
  cairo_surface_destroy (surface);
  if (!drawn)
    return NULL;
  insert_description (bytes, self);
  return g_steal_pointer (&bytes);
}

static GByteArray *
render_pdf (const TauPlotExport *self, double width, double height, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_cb, bytes, width, height);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, self->description);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Tauscope " TAU_VERSION);
  gboolean drawn = draw_on_surface (self, surface, width, height, 1, error);
  cairo_surface_finish (surface);
  drawn = drawn && check_status (cairo_surface_status (surface), error);
  cairo_surface_destroy (surface);
  return drawn ? g_steal_pointer (&bytes) : NULL;
}

/* Copies the pixels without Cairo's fourth byte. */
static TauImage *
image_from_surface (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  const guint8 *data = cairo_image_surface_get_data (surface);
  TauImage *image = tau_image_new (width, height);

  for (int y = 0; y < height; y++) {
    const guint32 *in = (const guint32 *)(data + (gsize)y * stride);
    guint8 *out = image->data + (gsize)y * width * 3;
    for (int x = 0; x < width; x++, out += 3) {
      out[0] = (in[x] >> 16) & 255;
      out[1] = (in[x] >> 8) & 255;
      out[2] = in[x] & 255;
    }
  }
  return image;
}

static gboolean
append_pixbuf_cb (const char *data, gsize length, GError **error, gpointer bytes)
{
  g_byte_array_append (bytes, (const guint8 *)data, length);
  return TRUE;
}

static gboolean
check_resolution (int dpi, double width, double height, GError **error)
{
  if (dpi >= TAU_FIGURE_MIN_DPI && dpi <= TAU_FIGURE_MAX_DPI &&
      MAX (width, height) / POINTS_PER_INCH * dpi <= MAX_PIXELS)
    return TRUE;
  g_set_error (error, TAU_FIGURE_ERROR, TAU_FIGURE_ERROR_SIZE,
               _ ("%d dots per inch are not possible here: choose %d to %d, and no more than %d "
                  "pixels along a side"),
               dpi, TAU_FIGURE_MIN_DPI, TAU_FIGURE_MAX_DPI, MAX_PIXELS);
  return FALSE;
}

static GByteArray *
render_png (const TauPlotExport *self, double width, double height, GError **error)
{
  int resolution = self->dpi != 0 ? self->dpi : TAU_FIGURE_PNG_DPI;
  if (!check_resolution (resolution, width, height, error))
    return NULL;
  double scale = resolution / POINTS_PER_INCH;
  int pixel_width = MAX (1, (int)round (width * scale));
  int pixel_height = MAX (1, (int)round (height * scale));
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (TauImage) image = NULL;
  g_autoptr (GError) local = NULL;
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, pixel_width, pixel_height);

  /* The last row or column of pixels may be partly outside: the figure is stretched to cover it. */
  if (draw_on_surface (self, surface, pixel_width / scale, pixel_height / scale, scale, error))
    image = image_from_surface (surface);
  cairo_surface_destroy (surface);
  if (image == NULL)
    return NULL;

  g_autoptr (GdkPixbuf) pixbuf = tau_image_to_pixbuf (image);
  g_autofree char *dpi = g_strdup_printf ("%d", resolution);
  if (!gdk_pixbuf_save_to_callback (pixbuf, append_pixbuf_cb, bytes, "png", &local, "x-dpi", dpi,
                                    "y-dpi", dpi, "tEXt::Software", "Tauscope " TAU_VERSION,
                                    NULL)) {
    g_set_error (error, TAU_FIGURE_ERROR, TAU_FIGURE_ERROR_DRAW,
                 _ ("The figure cannot be drawn: %s"), local->message);
    return NULL;
  }
  return g_steal_pointer (&bytes);
}

static RenderFunc
find_renderer (const char *path)
{
  static const struct {
    const char *ending;
    RenderFunc render;
  } types[] = {
    { ".svg", render_svg },
    { ".pdf", render_pdf },
    { ".png", render_png },
  };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_has_suffix (lower, types[i].ending))
      return types[i].render;
  return NULL;
}

static gboolean
is_sensible_size (double mm)
{
  return mm >= TAU_FIGURE_MIN_MM && mm <= TAU_FIGURE_MAX_MM; /* FALSE for NaN */
}

gboolean
tau_plot_export_check_path (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  if (find_renderer (path) != NULL)
    return TRUE;
  g_set_error (error, TAU_FIGURE_ERROR, TAU_FIGURE_ERROR_TYPE,
               _ ("“%s” must end in .svg, .pdf or .png"), name);
  return FALSE;
}

GBytes *
tau_plot_export_render (const TauPlotExport *self, const char *path, double width_mm,
                        double height_mm, GError **error)
{
  RenderFunc render = find_renderer (path);
  if (!tau_plot_export_check_path (path, error))
    return NULL;
  if (!is_sensible_size (width_mm) || !is_sensible_size (height_mm)) {
    g_set_error (error, TAU_FIGURE_ERROR, TAU_FIGURE_ERROR_SIZE,
                 _ ("A figure of %g × %g mm is not possible; each side must be %d to %d mm"),
                 width_mm, height_mm, TAU_FIGURE_MIN_MM, TAU_FIGURE_MAX_MM);
    return NULL;
  }
  GByteArray *rendered = render (self, width_mm / MM_PER_INCH * POINTS_PER_INCH,
                                 height_mm / MM_PER_INCH * POINTS_PER_INCH, error);
  return rendered != NULL ? g_byte_array_free_to_bytes (rendered) : NULL;
}

gboolean
tau_plot_export_write (const TauPlotExport *self, const char *path, double width_mm,
                       double height_mm, GError **error)
{
  g_autoptr (GBytes) bytes = tau_plot_export_render (self, path, width_mm, height_mm, error);
  return bytes != NULL &&
         tau_file_write (path, bytes, TAU_FIGURE_ERROR, TAU_FIGURE_ERROR_WRITE, error);
}
