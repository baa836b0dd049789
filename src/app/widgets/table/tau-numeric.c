/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/table/tau-numeric.h"

void
tau_numeric_set (GtkWidget *label)
{
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
}
