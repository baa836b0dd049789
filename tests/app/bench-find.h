/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

static inline GtkWidget *
bench_find_next (GtkWidget *widget, GType type, guint *skip)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && (*skip)-- == 0)
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = bench_find_next (child, type, skip);
  return found;
}

/* The widget of that type below the root, or the root itself, after so many others; NULL: there is
 * none. */
static inline GtkWidget *
bench_find (GtkWidget *root, GType type, guint skip)
{
  return bench_find_next (root, type, &skip);
}
