/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-tell.h"

#include "app/widgets/tau-each-widget.h"

static gboolean
on_query_cb (GtkLabel *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));
  return TRUE;
}

static void
tell (GtkWidget *widget)
{
  if (!GTK_IS_LABEL (widget) || gtk_widget_get_has_tooltip (widget))
    return;
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect (widget, "query-tooltip", G_CALLBACK (on_query_cb), NULL);
}

void
tau_tell_shortened (GtkWidget *widget)
{
  tau_each_widget (widget, tell);
}
