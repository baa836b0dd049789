/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-hyphens.h"

static void
remove_from_label (GtkLabel *label)
{
  PangoAttrList *present = gtk_label_get_attributes (label);
  g_autoptr (PangoAttrList) list =
      present != NULL ? pango_attr_list_copy (present) : pango_attr_list_new ();
  pango_attr_list_change (list, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (label, list);
}

void
tau_hyphens_remove (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    remove_from_label (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    tau_hyphens_remove (child);
}
