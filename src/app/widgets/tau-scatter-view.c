/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-scatter-view.h"

#include "app/widgets/tau-plot-look.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MINIMUM_WIDTH  260
#define NATURAL_WIDTH  420
#define MINIMUM_HEIGHT 260
#define NATURAL_HEIGHT 340
#define REACH          18.0 /* px: how near the pointer must come */

struct _TauScatterView {
  GtkWidget parent_instance;

  TauPlotScatter data;
  TauPlotState state;
  TauPlotStyle style;
  TauPlotScale scale;
  int fitted_width, fitted_height; /* what the scale was made for; 0: to be made */
};

G_DEFINE_FINAL_TYPE (TauScatterView, tau_scatter_view, GTK_TYPE_WIDGET)

enum { PICKED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- style and scale ------------------------------------------------------------------------ */

static void
update_style (TauScatterView *self)
{
  tau_plot_look_init (&self->style, GTK_WIDGET (self));
  self->fitted_width = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
fit (TauScatterView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  if (width <= 0 || height <= 0 || (width == self->fitted_width && height == self->fitted_height))
    return;
  tau_plot_scatter_fit (&self->data, &self->style, width, height, &self->scale);
  self->fitted_width = width;
  self->fitted_height = height;
}

/* -- what a screen reader says ------------------------------------------------------------- */

static void
describe (TauScatterView *self)
{
  g_autofree char *text = tau_plot_scatter_describe (&self->data);
  g_autofree char *named = NULL;
  if (tau_plot_scatter_is_drawable (&self->data, self->state.selected)) {
    const TauPlotScatterPoint *point = &self->data.points[self->state.selected];
    named = g_strdup_printf (_ ("%s Named: %s, predicted %.3f, actual %.3f, %s."), text,
                             point->title, point->x, point->y,
                             tau_plot_scatter_verdict (self->data.label_given, point->correct));
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  named != NULL ? named : text, -1);
}

/* -- pointer -------------------------------------------------------------------------------- */

static void
hover (TauScatterView *self, int index)
{
  if (self->state.hovered == index)
    return;
  self->state.hovered = index;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), index >= 0 ? "pointer" : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion_cb (TauScatterView *self, double x, double y)
{
  hover (self, tau_scatter_view_pick (self, x, y));
}

static void
on_leave_cb (TauScatterView *self)
{
  hover (self, -1);
}

static void
on_pressed_cb (TauScatterView *self, int n_press G_GNUC_UNUSED, double x, double y)
{
  int index = tau_scatter_view_pick (self, x, y);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (index < 0)
    return;
  tau_scatter_view_set_selected (self, index);
  g_signal_emit (self, signals[PICKED], 0, index);
}

/* -- keys ----------------------------------------------------------------------------------- */

static double
value_of (TauScatterView *self, int index, gboolean actual)
{
  return actual ? self->data.points[index].y : self->data.points[index].x;
}

/* The next point in the order of the values; equal ones in the order of their numbers. */
static int
neighbour (TauScatterView *self, gboolean actual, gboolean upwards)
{
  int from = self->state.selected, best = -1;
  for (int i = 0; i < (int)self->data.n_points; i++) {
    if (i == from || !tau_plot_scatter_is_drawable (&self->data, i))
      continue;
    double value = value_of (self, i, actual), own = value_of (self, from, actual);
    gboolean after = value > own || (value == own && i > from);
    if (after != upwards)
      continue;
    double other = best >= 0 ? value_of (self, best, actual) : 0;
    gboolean nearer = upwards ? value < other || (value == other && i < best)
                              : value > other || (value == other && i > best);
    if (best < 0 || nearer)
      best = i;
  }
  return best;
}

static gboolean
move_selection (TauScatterView *self, gboolean actual, gboolean upwards)
{
  if (tau_plot_scatter_n_drawable (&self->data) == 0)
    return GDK_EVENT_PROPAGATE;
  int next = -1;
  if (tau_plot_scatter_is_drawable (&self->data, self->state.selected))
    next = neighbour (self, actual, upwards);
  else if (tau_plot_scatter_is_drawable (&self->data, self->data.chosen))
    next = self->data.chosen;
  else
    for (next = 0; !tau_plot_scatter_is_drawable (&self->data, next);)
      next++;
  if (next >= 0)
    tau_scatter_view_set_selected (self, next);
  return GDK_EVENT_STOP;
}

static gboolean
on_key_cb (TauScatterView *self, guint key, guint code G_GNUC_UNUSED, GdkModifierType state)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (key) {
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    return move_selection (self, FALSE, FALSE);
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    return move_selection (self, FALSE, TRUE);
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    return move_selection (self, TRUE, TRUE);
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    return move_selection (self, TRUE, FALSE);
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
  case GDK_KEY_space:
    if (self->state.selected >= 0)
      g_signal_emit (self, signals[PICKED], 0, self->state.selected);
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

/* -- the widget ----------------------------------------------------------------------------- */

static void
tau_scatter_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TauScatterView *self = TAU_SCATTER_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  fit (self);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  tau_plot_scatter_draw (cr, &self->data, &self->scale, &self->style, &self->state);
  cairo_destroy (cr);
}

static void
tau_scatter_view_measure (GtkWidget *widget G_GNUC_UNUSED, GtkOrientation orientation,
                          int for_size G_GNUC_UNUSED, int *minimum, int *natural,
                          int *minimum_baseline G_GNUC_UNUSED, int *natural_baseline G_GNUC_UNUSED)
{
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;
  *minimum = horizontal ? MINIMUM_WIDTH : MINIMUM_HEIGHT;
  *natural = horizontal ? NATURAL_WIDTH : NATURAL_HEIGHT;
}

static void
tau_scatter_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tau_scatter_view_parent_class)->css_changed (widget, change);
  update_style (TAU_SCATTER_VIEW (widget));
}

static void
tau_scatter_view_class_init (TauScatterViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = tau_scatter_view_snapshot;
  widget_class->measure = tau_scatter_view_measure;
  widget_class->css_changed = tau_scatter_view_css_changed;

  signals[PICKED] = g_signal_new ("picked", TAU_TYPE_SCATTER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_css_name (widget_class, "scatterview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tau_scatter_view_init (TauScatterView *self)
{
  const TauPlotEvents events = { G_CALLBACK (on_motion_cb), G_CALLBACK (on_leave_cb),
                                 G_CALLBACK (on_pressed_cb), G_CALLBACK (on_key_cb),
                                 G_CALLBACK (update_style) };

  tau_plot_scatter_init (&self->data);
  self->state = (TauPlotState)TAU_PLOT_STATE_INIT;
  tau_plot_look_listen (GTK_WIDGET (self), &events);
  update_style (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Predicted versus Actual Loss"), -1);
  describe (self);
}

GtkWidget *
tau_scatter_view_new (void)
{
  return g_object_new (TAU_TYPE_SCATTER_VIEW, NULL);
}

void
tau_scatter_view_set_data (TauScatterView *self, const TauPlotScatter *data)
{
  if (data != NULL)
    self->data = *data;
  else
    tau_plot_scatter_init (&self->data);
  if (self->state.hovered >= (int)self->data.n_points)
    self->state.hovered = -1;
  if (self->state.selected >= (int)self->data.n_points)
    self->state.selected = -1;
  self->fitted_width = 0;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tau_scatter_view_set_selected (TauScatterView *self, int index)
{
  g_return_if_fail (index >= -1 && index < (int)self->data.n_points);
  if (self->state.selected == index)
    return;
  self->state.selected = index;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

int
tau_scatter_view_get_selected (TauScatterView *self)
{
  return self->state.selected;
}

const TauPlotScale *
tau_scatter_view_get_scale (TauScatterView *self)
{
  fit (self);
  return &self->scale;
}

int
tau_scatter_view_pick (TauScatterView *self, double x, double y)
{
  fit (self);
  return self->fitted_width > 0 ? tau_plot_scatter_hit_test (&self->data, &self->scale, x, y, REACH)
                                : -1;
}
