/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-triptych.h"

#include "app/widgets/tau-text-scale.h"

#define SPACING 18 /* px */

/* px at the usual size of text */
#define THRESHOLD 500 /* all three side by side from this width on */
#define PLOT_SIDE 230 /* narrower, a plot cannot be read; it may need more itself */

struct _TauTriptych {
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (TauTriptych, tau_triptych, GTK_TYPE_WIDGET)

typedef struct {
  GtkWidget *left, *plot, *right;
} Parts;

static Parts
get_parts (GtkWidget *widget)
{
  Parts parts = { .left = gtk_widget_get_first_child (widget),
                  .right = gtk_widget_get_last_child (widget) };
  parts.plot = gtk_widget_get_next_sibling (parts.left);
  return parts;
}

/* The least widths of the plot and of an image, side by side. */
static void
get_least (GtkWidget *widget, const Parts *parts, int *plot, int *image)
{
  int left, right;
  gtk_widget_measure (parts->plot, GTK_ORIENTATION_HORIZONTAL, -1, plot, NULL, NULL, NULL);
  gtk_widget_measure (parts->left, GTK_ORIENTATION_HORIZONTAL, -1, &left, NULL, NULL, NULL);
  gtk_widget_measure (parts->right, GTK_ORIENTATION_HORIZONTAL, -1, &right, NULL, NULL, NULL);
  *plot = MAX (*plot, tau_text_scale (widget, PLOT_SIDE));
  *image = MAX (left, right);
}

static gboolean
is_wide (GtkWidget *widget, const Parts *parts, int width)
{
  int plot, image;
  get_least (widget, parts, &plot, &image);
  return width >= MAX (tau_text_scale (widget, THRESHOLD), plot + 2 * (image + SPACING));
}

/* The width of each image, side by side with the plot or above it. */
static int
share_width (GtkWidget *widget, const Parts *parts, int width)
{
  int plot, image, left, right;
  if (!is_wide (widget, parts, width))
    return (width - SPACING) / 2;
  get_least (widget, parts, &plot, &image);
  gtk_widget_measure (parts->left, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &left, NULL, NULL);
  gtk_widget_measure (parts->right, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &right, NULL, NULL);
  return MAX (MIN (MAX (left, right), (width - plot) / 2 - SPACING), image);
}

static void
measure_width (GtkWidget *widget, const Parts *parts, int *minimum, int *natural)
{
  GtkWidget *children[] = { parts->left, parts->plot, parts->right };
  int minima[3], naturals[3];
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_measure (children[i], GTK_ORIENTATION_HORIZONTAL, -1, &minima[i], &naturals[i], NULL,
                        NULL);
  *minimum = MAX (2 * MAX (minima[0], minima[2]) + SPACING, minima[1]);
  *natural = MAX (naturals[0] + naturals[1] + naturals[2] + 2 * SPACING,
                  tau_text_scale (widget, THRESHOLD));
}

static void
measure_height (GtkWidget *widget, const Parts *parts, int width, int *minimum, int *natural)
{
  const gboolean wide = is_wide (widget, parts, width);
  const int image = share_width (widget, parts, width);
  int left, left_natural, right, right_natural, plot, plot_natural;
  gtk_widget_measure (parts->left, GTK_ORIENTATION_VERTICAL, image, &left, &left_natural, NULL,
                      NULL);
  gtk_widget_measure (parts->right, GTK_ORIENTATION_VERTICAL, image, &right, &right_natural, NULL,
                      NULL);
  gtk_widget_measure (parts->plot, GTK_ORIENTATION_VERTICAL,
                      wide ? width - 2 * (image + SPACING) : width, &plot, &plot_natural, NULL,
                      NULL);
  const int images = MAX (left, right), images_natural = MAX (left_natural, right_natural);
  *minimum = wide ? MAX (images, plot) : images + SPACING + plot;
  *natural = wide ? MAX (images_natural, plot_natural) : images_natural + SPACING + plot_natural;
}

/* Whatever the width: the minimum is what the highest child needs where there is any room. */
static void
measure_lowest (GtkWidget *widget, const Parts *parts, int *minimum, int *natural)
{
  int left, plot, right;
  measure_height (widget, parts, tau_text_scale (widget, THRESHOLD), minimum, natural);
  gtk_widget_measure (parts->left, GTK_ORIENTATION_VERTICAL, -1, &left, NULL, NULL, NULL);
  gtk_widget_measure (parts->plot, GTK_ORIENTATION_VERTICAL, -1, &plot, NULL, NULL, NULL);
  gtk_widget_measure (parts->right, GTK_ORIENTATION_VERTICAL, -1, &right, NULL, NULL, NULL);
  *minimum = MAX (MAX (left, right), plot);
  *natural = MAX (*natural, *minimum);
}

static void
tau_triptych_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  const Parts parts = get_parts (widget);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (widget, &parts, minimum, natural);
  else if (for_size < 0)
    measure_lowest (widget, &parts, minimum, natural);
  else
    measure_height (widget, &parts, for_size, minimum, natural);
}

static GtkSizeRequestMode
tau_triptych_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tau_triptych_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  Parts parts = get_parts (widget);
  const int image = share_width (widget, &parts, width), x = image + SPACING;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL) {
    GtkWidget *left = parts.left;
    parts.left = parts.right;
    parts.right = left;
  }
  int images = height, minimum, right;
  GtkAllocation plot = { x, 0, width - 2 * x, height };
  if (!is_wide (widget, &parts, width)) {
    gtk_widget_measure (parts.left, GTK_ORIENTATION_VERTICAL, image, &minimum, &images, NULL, NULL);
    gtk_widget_measure (parts.right, GTK_ORIENTATION_VERTICAL, image, &minimum, &right, NULL, NULL);
    images = MAX (images, right);
    plot = (GtkAllocation){ 0, images + SPACING, width, MAX (height - images - SPACING, 0) };
  }
  gtk_widget_size_allocate (parts.left, &(GtkAllocation){ 0, 0, image, images }, -1);
  gtk_widget_size_allocate (parts.plot, &plot, -1);
  gtk_widget_size_allocate (parts.right, &(GtkAllocation){ width - image, 0, image, images }, -1);
}

static void
tau_triptych_dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tau_triptych_parent_class)->dispose (object);
}

static void
tau_triptych_class_init (TauTriptychClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_triptych_dispose;
  widget_class->get_request_mode = tau_triptych_get_request_mode;
  widget_class->measure = tau_triptych_measure;
  widget_class->size_allocate = tau_triptych_size_allocate;
}

static void
tau_triptych_init (TauTriptych *self)
{
}
