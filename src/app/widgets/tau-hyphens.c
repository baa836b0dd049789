/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-hyphens.h"

#include "app/widgets/tau-each-widget.h"

static void
remove_hyphens (GtkWidget *widget)
{
  if (!GTK_IS_LABEL (widget))
    return;
  PangoAttrList *present = gtk_label_get_attributes (GTK_LABEL (widget));
  g_autoptr (PangoAttrList) list =
      present != NULL ? pango_attr_list_copy (present) : pango_attr_list_new ();
  pango_attr_list_change (list, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (widget), list);
}

void
tau_hyphens_remove (GtkWidget *widget)
{
  tau_each_widget (widget, remove_hyphens);
}
