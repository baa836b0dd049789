/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-figure-page.h"

#include "base/tau-file.h"

#include <glib/gi18n-lib.h>

/* In a narrower figure the scatter is below the images. */
#define NARROW_MM    110
#define NARROW_SHARE 1.15 /* height of a figure over its width */

typedef struct {
  const TauFigurePage *page;
  const TauFigureSpec *figures;
  guint n;
} Contents;

void
tau_figure_page_init (TauFigurePage *self)
{
  *self = (TauFigurePage){ .width_mm = TAU_FIGURE_WIDTH_MM, .dpi = TAU_FIGURE_PNG_DPI };
}

double
tau_figure_page_get_height_mm (double width_mm, guint n_figures)
{
  double share = (double)TAU_FIGURE_HEIGHT_MM / TAU_FIGURE_WIDTH_MM;
  return n_figures * width_mm * (width_mm >= NARROW_MM ? share : NARROW_SHARE);
}

static void
draw_cb (gconstpointer data, cairo_t *cr, double width, double height)
{
  const Contents *contents = data;
  gboolean dark = contents->page->dark;
  double each = height / contents->n;
  TauPlotStyle style;

  tau_figure_init_style (width, each, dark, &style);
  if (style.font_size < TAU_FIGURE_MIN_FONT)
    tau_plot_style_init (&style, dark, NULL, TAU_FIGURE_MIN_FONT);
  if (contents->page->safe)
    tau_plot_style_make_safe (&style, dark);
  for (guint i = 0; i < contents->n; i++) {
    cairo_save (cr);
    cairo_translate (cr, 0, i * each);
    tau_figure_draw (&contents->figures[i], &style, cr, width, each);
    cairo_restore (cr);
  }
}

/* One paragraph for each figure. */
static char *
describe (const TauFigureSpec *figures, guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < n; i++) {
    g_autofree char *one = tau_figure_describe (&figures[i]);
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", one);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

GBytes *
tau_figure_page_render (const TauFigurePage *self, const TauFigureSpec *figures, guint n,
                        const char *path, GError **error)
{
  g_return_val_if_fail (n > 0, NULL);
  double height =
      self->height_mm != 0 ? self->height_mm : tau_figure_page_get_height_mm (self->width_mm, n);
  if (n > 1 && height / n < TAU_FIGURE_MIN_MM) {
    g_set_error (error, TAU_FIGURE_ERROR, TAU_FIGURE_ERROR_SIZE,
                 _ ("%u images need a page at least %u mm high; this one has %g mm"), n,
                 n * TAU_FIGURE_MIN_MM, height);
    return NULL;
  }
  const Contents contents = { self, figures, n };
  g_autofree char *description = describe (figures, n);
  const TauPlotExport drawing = {
    .draw = draw_cb,
    .data = &contents,
    .title =
        figures[0].plot.ranked ? _ ("Actual loss, ranked") : _ ("Predicted versus actual loss"),
    .description = description,
    .dpi = self->dpi,
  };
  return tau_plot_export_render (&drawing, path, self->width_mm, height, error);
}

gboolean
tau_figure_page_write (const TauFigurePage *self, const TauFigureSpec *figures, guint n,
                       const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = tau_figure_page_render (self, figures, n, path, error);
  return bytes != NULL &&
         tau_file_write (path, bytes, TAU_FIGURE_ERROR, TAU_FIGURE_ERROR_WRITE, error);
}
