/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-adaptive-box.h"

#include "app/widgets/tau-text-scale.h"

struct _TauAdaptiveBox {
  GtkWidget parent_instance;

  int threshold; /* px at the usual size of text: side by side from this width on */
  int spacing;
};

G_DEFINE_FINAL_TYPE (TauAdaptiveBox, tau_adaptive_box, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_THRESHOLD, PROP_SPACING, N_PROPS };

static GParamSpec *properties[N_PROPS];

static GPtrArray *
get_children (GtkWidget *widget)
{
  GPtrArray *children = g_ptr_array_new ();
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      g_ptr_array_add (children, child);
  return children;
}

/* Longer words of another language can need more than the threshold. */
static gboolean
is_wide (TauAdaptiveBox *self, GPtrArray *children, int width)
{
  int least = self->spacing * ((int)children->len - 1);
  for (guint i = 0; i < children->len; i++) {
    int minimum;
    gtk_widget_measure (g_ptr_array_index (children, i), GTK_ORIENTATION_HORIZONTAL, -1, &minimum,
                        NULL, NULL, NULL);
    least += minimum;
  }
  return width >= MAX (least, tau_text_scale (GTK_WIDGET (self), self->threshold));
}

/* The widths of the children side by side. */
static int *
share_width (TauAdaptiveBox *self, GPtrArray *children, int width)
{
  g_autofree GtkRequestedSize *sizes = g_new0 (GtkRequestedSize, MAX (children->len, 1));
  int *widths = g_new0 (int, MAX (children->len, 1));
  int extra = width - self->spacing * ((int)children->len - 1);
  int n_expanding = 0;

  for (guint i = 0; i < children->len; i++) {
    GtkWidget *child = g_ptr_array_index (children, i);
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &sizes[i].minimum_size,
                        &sizes[i].natural_size, NULL, NULL);
    extra -= sizes[i].minimum_size;
    n_expanding += gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL);
  }
  extra = gtk_distribute_natural_allocation (MAX (extra, 0), children->len, sizes);
  for (guint i = 0; i < children->len; i++) {
    widths[i] = sizes[i].minimum_size;
    if (gtk_widget_compute_expand (g_ptr_array_index (children, i), GTK_ORIENTATION_HORIZONTAL)) {
      int share = extra / n_expanding--;
      widths[i] += share;
      extra -= share;
    }
  }
  return widths;
}

static GtkSizeRequestMode
tau_adaptive_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Minimum: the widest child. Natural: all side by side. */
static void
measure_width (TauAdaptiveBox *self, GPtrArray *children, int *minimum, int *natural)
{
  *minimum = 0;
  *natural = self->spacing * MAX ((int)children->len - 1, 0);
  for (guint i = 0; i < children->len; i++) {
    int child_minimum, child_natural;
    gtk_widget_measure (g_ptr_array_index (children, i), GTK_ORIENTATION_HORIZONTAL, -1,
                        &child_minimum, &child_natural, NULL, NULL);
    *minimum = MAX (*minimum, child_minimum);
    *natural += child_natural;
  }
  *natural = MAX (*natural, MAX (*minimum, tau_text_scale (GTK_WIDGET (self), self->threshold)));
}

static void
measure_height (TauAdaptiveBox *self, GPtrArray *children, int width, int *minimum, int *natural)
{
  gboolean wide = is_wide (self, children, width);
  g_autofree int *widths = wide ? share_width (self, children, width) : NULL;
  int spacing = wide ? 0 : self->spacing * MAX ((int)children->len - 1, 0);

  *minimum = *natural = 0;
  for (guint i = 0; i < children->len; i++) {
    int child_minimum, child_natural;
    gtk_widget_measure (g_ptr_array_index (children, i), GTK_ORIENTATION_VERTICAL,
                        wide ? widths[i] : width, &child_minimum, &child_natural, NULL, NULL);
    *minimum = wide ? MAX (*minimum, child_minimum) : *minimum + child_minimum;
    *natural = wide ? MAX (*natural, child_natural) : *natural + child_natural;
  }
  *minimum += spacing;
  *natural += spacing;
}

/* Whatever the width: the minimum is what the highest child needs where there is any room. */
static void
measure_lowest (TauAdaptiveBox *self, GPtrArray *children, int *minimum, int *natural)
{
  measure_height (self, children, tau_text_scale (GTK_WIDGET (self), self->threshold), minimum,
                  natural);
  *minimum = 0;
  for (guint i = 0; i < children->len; i++) {
    int child_minimum;
    gtk_widget_measure (g_ptr_array_index (children, i), GTK_ORIENTATION_VERTICAL, -1,
                        &child_minimum, NULL, NULL, NULL);
    *minimum = MAX (*minimum, child_minimum);
  }
  *natural = MAX (*natural, *minimum);
}

static void
tau_adaptive_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  TauAdaptiveBox *self = TAU_ADAPTIVE_BOX (widget);
  g_autoptr (GPtrArray) children = get_children (widget);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, children, minimum, natural);
  else if (for_size < 0)
    measure_lowest (self, children, minimum, natural);
  else
    measure_height (self, children, for_size, minimum, natural);
}

static void
allocate_wide (TauAdaptiveBox *self, GtkWidget *widget, GPtrArray *children, int width, int height)
{
  g_autofree int *widths = share_width (self, children, width);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = 0;
  for (guint i = 0; i < children->len; i++) {
    int left = mirrored ? width - x - widths[i] : x;
    gtk_widget_size_allocate (g_ptr_array_index (children, i),
                              &(GtkAllocation){ left, 0, widths[i], height }, -1);
    x += widths[i] + self->spacing;
  }
}

static void
allocate_narrow (TauAdaptiveBox *self, GPtrArray *children, int width, int height)
{
  g_autofree GtkRequestedSize *sizes = g_new0 (GtkRequestedSize, MAX (children->len, 1));
  int extra = height - self->spacing * ((int)children->len - 1);
  for (guint i = 0; i < children->len; i++) {
    gtk_widget_measure (g_ptr_array_index (children, i), GTK_ORIENTATION_VERTICAL, width,
                        &sizes[i].minimum_size, &sizes[i].natural_size, NULL, NULL);
    extra -= sizes[i].minimum_size;
  }
  gtk_distribute_natural_allocation (MAX (extra, 0), children->len, sizes);
  int y = 0;
  for (guint i = 0; i < children->len; i++) {
    gtk_widget_size_allocate (g_ptr_array_index (children, i),
                              &(GtkAllocation){ 0, y, width, sizes[i].minimum_size }, -1);
    y += sizes[i].minimum_size + self->spacing;
  }
}

static void
tau_adaptive_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TauAdaptiveBox *self = TAU_ADAPTIVE_BOX (widget);
  g_autoptr (GPtrArray) children = get_children (widget);
  if (is_wide (self, children, width))
    allocate_wide (self, widget, children, width, height);
  else
    allocate_narrow (self, children, width, height);
}

static void
tau_adaptive_box_dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tau_adaptive_box_parent_class)->dispose (object);
}

static void
tau_adaptive_box_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TauAdaptiveBox *self = TAU_ADAPTIVE_BOX (object);
  switch (id) {
  case PROP_THRESHOLD:
    g_value_set_int (value, self->threshold);
    break;
  case PROP_SPACING:
    g_value_set_int (value, self->spacing);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
tau_adaptive_box_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TauAdaptiveBox *self = TAU_ADAPTIVE_BOX (object);
  switch (id) {
  case PROP_THRESHOLD:
    self->threshold = g_value_get_int (value);
    break;
  case PROP_SPACING:
    self->spacing = g_value_get_int (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
tau_adaptive_box_class_init (TauAdaptiveBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tau_adaptive_box_get_property;
  object_class->set_property = tau_adaptive_box_set_property;
  object_class->dispose = tau_adaptive_box_dispose;
  widget_class->get_request_mode = tau_adaptive_box_get_request_mode;
  widget_class->measure = tau_adaptive_box_measure;
  widget_class->size_allocate = tau_adaptive_box_size_allocate;

  properties[PROP_THRESHOLD] = g_param_spec_int ("threshold", NULL, NULL, 0, G_MAXINT, 0,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 0,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tau_adaptive_box_init (TauAdaptiveBox *self)
{
}
