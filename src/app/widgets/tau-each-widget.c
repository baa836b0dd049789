/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-each-widget.h"

void
tau_each_widget (GtkWidget *widget, void (*func) (GtkWidget *widget))
{
  func (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    tau_each_widget (child, func);
}
