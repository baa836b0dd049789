/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-sidebar-box.h"

#include "app/widgets/tau-text-scale.h"

typedef enum { BAR, SIDEBAR, CONTENT, N_PARTS } Part;

struct _TauSidebarBox {
  GtkWidget parent_instance;

  GtkWidget *parts[N_PARTS];
  int threshold, sidebar_width; /* px at the usual size of text */
  gboolean folded, show_sidebar;
  guint fold_source; /* tells of "folded" after the layout */
};

G_DEFINE_FINAL_TYPE (TauSidebarBox, tau_sidebar_box, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_BAR,
  PROP_SIDEBAR,
  PROP_CONTENT,
  PROP_THRESHOLD,
  PROP_SIDEBAR_WIDTH,
  PROP_FOLDED,
  PROP_SHOW_SIDEBAR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* -- layout --------------------------------------------------------------------------------- */

static void
measure_part (TauSidebarBox *self, Part part, GtkOrientation orientation, int for_size,
              int *minimum, int *natural)
{
  *minimum = *natural = 0;
  if (self->parts[part] != NULL && gtk_widget_should_layout (self->parts[part]))
    gtk_widget_measure (self->parts[part], orientation, for_size, minimum, natural, NULL, NULL);
}

static int
get_column_width (TauSidebarBox *self)
{
  int width = tau_text_scale (GTK_WIDGET (self), self->sidebar_width);
  for (Part part = BAR; part <= SIDEBAR; part++) {
    int minimum, natural;
    measure_part (self, part, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural);
    width = MAX (width, minimum);
  }
  return width;
}

/* Not where the content, with long words, needs more than the sidebar would leave it. */
static gboolean
is_wide (TauSidebarBox *self, int width)
{
  int minimum, natural;
  measure_part (self, CONTENT, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural);
  return width >= MAX (tau_text_scale (GTK_WIDGET (self), self->threshold),
                       get_column_width (self) + minimum);
}

static void
place (TauSidebarBox *self, Part part, int x, int y, int width, int height)
{
  if (self->parts[part] != NULL && gtk_widget_should_layout (self->parts[part]))
    gtk_widget_size_allocate (self->parts[part], &(GtkAllocation){ x, y, width, height }, -1);
}

static void
show_parts (TauSidebarBox *self)
{
  const gboolean covered = self->folded && self->show_sidebar;
  if (self->parts[SIDEBAR] != NULL)
    gtk_widget_set_child_visible (self->parts[SIDEBAR], !self->folded || covered);
  if (self->parts[CONTENT] != NULL)
    gtk_widget_set_child_visible (self->parts[CONTENT], !covered);
}

static gboolean
on_folded_cb (gpointer data)
{
  TauSidebarBox *self = data;
  self->fold_source = 0;
  if (!self->folded)
    tau_sidebar_box_set_show_sidebar (self, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDED]);
  return G_SOURCE_REMOVE;
}

static void
tau_sidebar_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TauSidebarBox *self = TAU_SIDEBAR_BOX (widget);
  const gboolean wide = is_wide (self, width);
  if (self->folded == wide) {
    self->folded = !wide;
    if (self->fold_source == 0)
      self->fold_source = g_idle_add (on_folded_cb, self);
  }
  show_parts (self);

  const int column = wide ? MIN (get_column_width (self), width) : width;
  int minimum, bar;
  measure_part (self, BAR, GTK_ORIENTATION_VERTICAL, column, &minimum, &bar);
  const int below = MAX (height - bar, 0);
  const gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  const int left = wide && mirrored ? width - column : 0;
  place (self, BAR, left, 0, column, bar);
  if (wide || self->show_sidebar)
    place (self, SIDEBAR, left, bar, column, below);
  if (wide)
    place (self, CONTENT, mirrored ? 0 : column, 0, width - column, height);
  else if (!self->show_sidebar)
    place (self, CONTENT, 0, bar, width, below);
}

static GtkSizeRequestMode
tau_sidebar_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (TauSidebarBox *self, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  for (Part part = BAR; part < N_PARTS; part++) {
    int part_minimum, part_natural;
    measure_part (self, part, GTK_ORIENTATION_HORIZONTAL, -1, &part_minimum, &part_natural);
    *minimum = MAX (*minimum, part_minimum);
    if (part == CONTENT)
      *natural = get_column_width (self) + part_natural;
  }
  *natural = MAX (*natural, *minimum);
}

/* The sidebar and the content scroll, so their minimum heights are small at any width. A bar that
 * is folded can be lower than in the sidebar, but GTK expects that no less height is enough for
 * less width. */
static void
measure_height (TauSidebarBox *self, int width, int *minimum, int *natural)
{
  const gboolean wide = width < 0 || is_wide (self, width);
  const int column = wide ? get_column_width (self) : width;
  int bar, bar_natural, side, side_natural, content, content_natural;
  measure_part (self, BAR, GTK_ORIENTATION_VERTICAL, column, &bar, &bar_natural);
  measure_part (self, SIDEBAR, GTK_ORIENTATION_VERTICAL, column, &side, &side_natural);
  measure_part (self, CONTENT, GTK_ORIENTATION_VERTICAL, wide && width > 0 ? width - column : width,
                &content, &content_natural);
  *minimum = wide ? MAX (bar_natural + side, content) : bar_natural + MAX (side, content);
  *natural = wide ? MAX (bar_natural + side_natural, content_natural)
                  : bar_natural + MAX (side, content_natural);
  if (!wide) {
    int least, least_natural;
    measure_height (self, -1, &least, &least_natural);
    *minimum = MAX (*minimum, least);
  }
  *natural = MAX (*natural, *minimum);
}

static void
tau_sidebar_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  TauSidebarBox *self = TAU_SIDEBAR_BOX (widget);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, minimum, natural);
  else
    measure_height (self, for_size, minimum, natural);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
set_part (TauSidebarBox *self, Part part, GtkWidget *child)
{
  g_clear_pointer (&self->parts[part], gtk_widget_unparent);
  if (child == NULL)
    return;
  self->parts[part] = child;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
tau_sidebar_box_dispose (GObject *object)
{
  TauSidebarBox *self = TAU_SIDEBAR_BOX (object);
  g_clear_handle_id (&self->fold_source, g_source_remove);
  for (Part part = BAR; part < N_PARTS; part++)
    set_part (self, part, NULL);
  G_OBJECT_CLASS (tau_sidebar_box_parent_class)->dispose (object);
}

static void
tau_sidebar_box_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TauSidebarBox *self = TAU_SIDEBAR_BOX (object);
  switch (id) {
  case PROP_BAR:
  case PROP_SIDEBAR:
  case PROP_CONTENT:
    g_value_set_object (value, self->parts[BAR + id - PROP_BAR]);
    break;
  case PROP_THRESHOLD:
    g_value_set_int (value, self->threshold);
    break;
  case PROP_SIDEBAR_WIDTH:
    g_value_set_int (value, self->sidebar_width);
    break;
  case PROP_FOLDED:
    g_value_set_boolean (value, self->folded);
    break;
  case PROP_SHOW_SIDEBAR:
    g_value_set_boolean (value, self->show_sidebar);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
tau_sidebar_box_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TauSidebarBox *self = TAU_SIDEBAR_BOX (object);
  switch (id) {
  case PROP_BAR:
  case PROP_SIDEBAR:
  case PROP_CONTENT:
    set_part (self, BAR + id - PROP_BAR, g_value_get_object (value));
    break;
  case PROP_THRESHOLD:
    self->threshold = g_value_get_int (value);
    break;
  case PROP_SIDEBAR_WIDTH:
    self->sidebar_width = g_value_get_int (value);
    break;
  case PROP_SHOW_SIDEBAR:
    tau_sidebar_box_set_show_sidebar (self, g_value_get_boolean (value));
    return;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
tau_sidebar_box_class_init (TauSidebarBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = tau_sidebar_box_dispose;
  object_class->get_property = tau_sidebar_box_get_property;
  object_class->set_property = tau_sidebar_box_set_property;
  widget_class->get_request_mode = tau_sidebar_box_get_request_mode;
  widget_class->measure = tau_sidebar_box_measure;
  widget_class->size_allocate = tau_sidebar_box_size_allocate;

  properties[PROP_BAR] = g_param_spec_object ("bar", NULL, NULL, GTK_TYPE_WIDGET, writable);
  properties[PROP_SIDEBAR] = g_param_spec_object ("sidebar", NULL, NULL, GTK_TYPE_WIDGET, writable);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, writable);
  properties[PROP_THRESHOLD] = g_param_spec_int ("threshold", NULL, NULL, 0, G_MAXINT, 0, writable);
  properties[PROP_SIDEBAR_WIDTH] =
      g_param_spec_int ("sidebar-width", NULL, NULL, 0, G_MAXINT, 0, writable);
  properties[PROP_FOLDED] =
      g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_SIDEBAR] =
      g_param_spec_boolean ("show-sidebar", NULL, NULL, FALSE, writable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tau_sidebar_box_init (TauSidebarBox *self)
{
}

void
tau_sidebar_box_set_show_sidebar (TauSidebarBox *self, gboolean show)
{
  if (self->show_sidebar == !!show)
    return;
  self->show_sidebar = !!show;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_SIDEBAR]);
}
