/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-bin-layout.h"

struct _TauBinLayout {
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (TauBinLayout, tau_bin_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
tau_bin_layout_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tau_bin_layout_measure (GtkLayoutManager *layout, GtkWidget *widget, GtkOrientation orientation,
                        int for_size, int *minimum, int *natural, int *minimum_baseline,
                        int *natural_baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size < 0)
    for_size = G_MAXINT16;
  gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
tau_bin_layout_allocate (GtkLayoutManager *layout, GtkWidget *widget, int width, int height,
                         int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
}

static void
tau_bin_layout_class_init (TauBinLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = tau_bin_layout_get_request_mode;
  layout_class->measure = tau_bin_layout_measure;
  layout_class->allocate = tau_bin_layout_allocate;
}

static void
tau_bin_layout_init (TauBinLayout *self)
{
}
