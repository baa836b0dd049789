/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-safe-colours.h"

#define SAFE "safe-colours"

static void
on_classes_cb (GtkWidget *self, GParamSpec *pspec, GtkWidget *parent)
{
  if (gtk_widget_has_css_class (parent, SAFE))
    gtk_widget_add_css_class (self, SAFE);
  else
    gtk_widget_remove_css_class (self, SAFE);
}

void
tau_safe_colours_follow (GtkWindow *self, GtkWindow *parent)
{
  g_signal_connect_object (parent, "notify::css-classes", G_CALLBACK (on_classes_cb), self,
                           G_CONNECT_SWAPPED);
  on_classes_cb (GTK_WIDGET (self), NULL, GTK_WIDGET (parent));
}
