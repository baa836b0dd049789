/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tau-plot-look.h"

#include <adwaita.h>

#define FONT_SHARE 0.9 /* of the window's font size */

void
tau_plot_look_init (TauPlotStyle *style, GtkWidget *widget)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = pango_font_description_get_size (font) / (double)PANGO_SCALE;
  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (context) / 72.0;
  tau_plot_style_init (style, dark, NULL, FONT_SHARE * size);
}
