/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-image.h"

#include <math.h>

/* Images with sides up to this are drawn without smoothing, which would hide what the model sees.
 */
#define SMALL_IMAGE 128
/* They are enlarged to this size first, because some SVG and PDF viewers blur pixels. */
#define ENLARGED_SIDE 256

/* The image as a Cairo surface, with every pixel repeated `times` times in both directions. */
static cairo_surface_t *
create_surface (const TauImage *image, int times)
{
  int width = image->width * times, height = image->height * times;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return surface;
  cairo_surface_flush (surface);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < height; y++) {
    const guint8 *row = image->data + (gsize)(y / times) * image->width * 3;
    guint32 *out = (guint32 *)(data + (gsize)y * stride);
    for (int x = 0; x < width; x++) {
      const guint8 *rgb = row + x / times * 3;
      out[x] = (guint32)rgb[0] << 16 | (guint32)rgb[1] << 8 | rgb[2];
    }
  }
  cairo_surface_mark_dirty (surface);
  return surface;
}

void
tau_plot_image_draw (cairo_t *cr, const TauPlotStyle *style, const TauImage *image, double x,
                     double y, double side, const TauPlotColor *frame)
{
  int longer = MAX (image->width, image->height);
  gboolean small = longer <= SMALL_IMAGE;
  int times = small ? (ENLARGED_SIDE + longer - 1) / longer : 1;
  double scale = side / longer;

  /* On a pixel surface, a whole number of device pixels per image pixel makes them all look alike.
   */
  if (small && cairo_surface_get_type (cairo_get_target (cr)) == CAIRO_SURFACE_TYPE_IMAGE) {
    double device_x = scale, device_y = 0;
    cairo_user_to_device_distance (cr, &device_x, &device_y);
    double device_scale = hypot (device_x, device_y);
    if (device_scale >= 2)
      scale *= floor (device_scale) / device_scale;
  }

  /* Left edge aligned with the text; whole pixels keep the edges sharp. */
  double width = image->width * scale, height = image->height * scale;
  y += (side - height) / 2;
  cairo_user_to_device (cr, &x, &y);
  x = round (x);
  y = round (y);
  cairo_device_to_user (cr, &x, &y);

  cairo_surface_t *surface = create_surface (image, times);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_scale (cr, scale / times, scale / times);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr),
                            small ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_fill (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);

  cairo_rectangle (cr, x, y, width, height);
  cairo_set_line_width (cr, frame != NULL ? 3 * style->line_width : style->line_width);
  tau_plot_set_color (cr, frame != NULL ? frame : &style->frame);
  cairo_stroke (cr);
}
