/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure/tau-figure-page.h"

#include "base/tau-file.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* In a narrower figure the scatter is below the images. */
#define NARROW_MM      110
#define NARROW_SHARE   1.15 /* height of a figure over its width */

#define POINTS_PER_MM  (72 / 25.4)
#define SMALLER        0.94  /* step of the font size, where the usual text does not fit */
#define GROWS          1.5   /* the height that is chosen here, at most, for its text */
#define MAX_LEGIBLE_MM 400.0 /* a figure of this side shows all text */

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

/* A style whose text fits into each figure of width x height points: the usual one, or smaller text
 * of at least TAU_FIGURE_MIN_FONT. FALSE: none fits, and the style is the usual one. */
static gboolean
choose_style (const Contents *self, double width, double height, TauPlotStyle *style)
{
  const gboolean dark = self->page->dark;
  tau_figure_init_style (width, height, dark, style);
  const double usual = MAX (style->font_size, TAU_FIGURE_MIN_FONT);
  gboolean legible = FALSE;
  for (double size = usual; !legible; size = MAX (size * SMALLER, TAU_FIGURE_MIN_FONT)) {
    tau_plot_style_init (style, dark, NULL, size);
    legible = TRUE;
    for (guint i = 0; legible && i < self->n; i++)
      legible = tau_figure_is_legible (&self->figures[i], style, width, height);
    if (size <= TAU_FIGURE_MIN_FONT)
      break;
  }
  if (!legible)
    tau_plot_style_init (style, dark, NULL, usual);
  if (self->page->safe)
    tau_plot_style_make_safe (style, dark);
  return legible;
}

static gboolean
is_legible (const Contents *self, double width_mm, double height_mm)
{
  TauPlotStyle style;
  return choose_style (self, width_mm * POINTS_PER_MM, height_mm / self->n * POINTS_PER_MM, &style);
}

/* The least height of the page, from `height` on, that shows all text; 0: there is none. */
static double
find_height (const Contents *self, double width, double height)
{
  for (double each = ceil (height / self->n); each <= MAX_LEGIBLE_MM; each++)
    if (each >= TAU_FIGURE_MIN_MM && is_legible (self, width, each * self->n))
      return each * self->n;
  return 0;
}

/* Likewise the least width of a page that is as high as it needs. */
static double
find_width (const Contents *self, double width)
{
  for (width = ceil (width); width <= MAX_LEGIBLE_MM; width++)
    if (width >= TAU_FIGURE_MIN_MM &&
        is_legible (self, width, GROWS * tau_figure_page_get_height_mm (width, self->n)))
      return width;
  return MAX_LEGIBLE_MM;
}

/* Refuses a page whose text would be cut off, with a size at which it is not: `high` is what
 * find_height() gave. */
static gboolean
refuse_size (const Contents *self, double width, double height, double high, GError **error)
{
  g_autofree char *size = g_strdup_printf ("%g × %g mm", width, height);
  if (high > 0)
    g_set_error (error, TAU_FIGURE_ERROR, TAU_FIGURE_ERROR_SIZE,
                 _ ("A figure of %s is too small for its text; at this width it needs a height of "
                    "%.0f mm"),
                 size, high);
  else
    g_set_error (error, TAU_FIGURE_ERROR, TAU_FIGURE_ERROR_SIZE,
                 _ ("A figure of %s is too small for its text; it needs a width of %.0f mm"), size,
                 find_width (self, width));
  return FALSE;
}

/* The height of the page, as given or as the text needs. FALSE: too small, with error. */
static gboolean
choose_height (const Contents *self, double *height, GError **error)
{
  const double width = self->page->width_mm, given = self->page->height_mm;
  const double usual = tau_figure_page_get_height_mm (width, self->n);
  *height = given != 0 ? given : usual;
  /* What is no size at all is refused later. */
  if (!(width >= 1 && width <= TAU_FIGURE_MAX_MM && *height >= 1 && *height <= TAU_FIGURE_MAX_MM))
    return TRUE;
  if (is_legible (self, width, *height))
    return TRUE;
  const double high = find_height (self, width, *height);
  if (given != 0 || high == 0 || high > GROWS * usual)
    return refuse_size (self, width, *height, high, error);
  *height = high;
  return TRUE;
}

static void
draw_cb (gconstpointer data, cairo_t *cr, double width, double height)
{
  const Contents *contents = data;
  double each = height / contents->n;
  TauPlotStyle style;

  choose_style (contents, width, each, &style);
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
  const Contents contents = { self, figures, n };
  double height;
  if (!choose_height (&contents, &height, error))
    return NULL;
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
