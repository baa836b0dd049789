/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-text-scale.h"

#include <math.h>

#define USUAL_DPI 96.0

int
tau_text_scale (GtkWidget *widget, int length)
{
  int dpi = -1; /* in units of 1/1024 */
  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? (int)lround (length * (dpi / 1024.0 / USUAL_DPI)) : length;
}
