/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-scale-value.h"

static void
on_direction_cb (GtkWidget *widget)
{
  const gboolean from_right = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gtk_scale_set_value_pos (GTK_SCALE (widget), from_right ? GTK_POS_LEFT : GTK_POS_RIGHT);
}

void
tau_scale_show_value_last (GtkScale *scale)
{
  gtk_scale_set_draw_value (scale, TRUE);
  g_signal_connect (scale, "direction-changed", G_CALLBACK (on_direction_cb), NULL);
  on_direction_cb (GTK_WIDGET (scale));
}
