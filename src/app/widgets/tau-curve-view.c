/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-curve-view.h"

#include "app/widgets/tau-plot-look.h"
#include "plot/tau-plot-curve-draw.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MINIMUM_WIDTH  200
#define NATURAL_WIDTH  280
#define MINIMUM_HEIGHT 190
#define NATURAL_HEIGHT 240

struct _TauCurveView {
  GtkWidget parent_instance;

  TauPlotCurve data;
  TauPlotStyle style;
  TauPlotScale scale;
  int fitted_width, fitted_height; /* what the scale was made for; 0: to be made */
  double hovered, selected;        /* epochs, or NAN */
};

G_DEFINE_FINAL_TYPE (TauCurveView, tau_curve_view, GTK_TYPE_WIDGET)

/* -- style and scale ------------------------------------------------------------------------ */

static void
refit (TauCurveView *self)
{
  self->fitted_width = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
update_style (TauCurveView *self)
{
  tau_plot_look_init (&self->style, GTK_WIDGET (self));
  refit (self);
}

static void
fit (TauCurveView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  if (width <= 0 || height <= 0 || (width == self->fitted_width && height == self->fitted_height))
    return;
  tau_plot_curve_fit (&self->data, &self->style, width, height, &self->scale);
  self->fitted_width = width;
  self->fitted_height = height;
}

/* -- the epoch that is named ---------------------------------------------------------------- */

static void
describe (TauCurveView *self)
{
  g_autofree char *text = tau_plot_curve_describe (&self->data);
  g_autoptr (GString) all = g_string_new (text);
  if (isfinite (self->selected)) {
    g_string_append_printf (all, _ (" Epoch %.4g:"), self->selected);
    for (guint c = 0; c < self->data.n_curves; c++) {
      g_autofree char *value = tau_plot_curve_name_value (&self->data, c, self->selected, TRUE);
      g_string_append_printf (all, "%s %s", c > 0 ? "," : "", value);
    }
    g_string_append_c (all, '.');
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  all->str, -1);
}

static gboolean
differs (double a, double b)
{
  return isnan (a) != isnan (b) || (!isnan (a) && a != b);
}

static void
on_motion_cb (TauCurveView *self, double x, double y)
{
  fit (self);
  double hovered =
      self->fitted_width > 0 ? tau_plot_curve_hit_test (&self->data, &self->scale, x, y) : NAN;
  if (!differs (hovered, self->hovered))
    return;
  self->hovered = hovered;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_leave_cb (TauCurveView *self)
{
  self->hovered = NAN;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_pressed_cb (TauCurveView *self, int n_press G_GNUC_UNUSED, double x G_GNUC_UNUSED,
               double y G_GNUC_UNUSED)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->selected = self->hovered;
  describe (self);
}

static gboolean
on_key_cb (TauCurveView *self, guint key, guint code G_GNUC_UNUSED, GdkModifierType state)
{
  double from = self->selected, next;
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0 ||
      tau_plot_curve_is_empty (&self->data))
    return GDK_EVENT_PROPAGATE;
  switch (key) {
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    next = tau_plot_curve_next (&self->data, isnan (from) ? INFINITY : from, -1);
    break;
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    next = tau_plot_curve_next (&self->data, isnan (from) ? -INFINITY : from, 1);
    break;
  case GDK_KEY_Home:
    next = tau_plot_curve_next (&self->data, -INFINITY, 1);
    break;
  case GDK_KEY_End:
    next = tau_plot_curve_next (&self->data, INFINITY, -1);
    break;
  case GDK_KEY_Escape:
    if (isnan (from))
      return GDK_EVENT_PROPAGATE;
    next = from = NAN;
    break;
  default:
    return GDK_EVENT_PROPAGATE;
  }
  self->selected = isnan (next) ? from : next;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return GDK_EVENT_STOP;
}

/* -- the widget ----------------------------------------------------------------------------- */

static void
tau_curve_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TauCurveView *self = TAU_CURVE_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  fit (self);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  tau_plot_curve_draw (cr, &self->data, &self->scale, &self->style,
                       isnan (self->hovered) ? self->selected : self->hovered);
  cairo_destroy (cr);
}

static void
tau_curve_view_measure (GtkWidget *widget G_GNUC_UNUSED, GtkOrientation orientation,
                        int for_size G_GNUC_UNUSED, int *minimum, int *natural,
                        int *minimum_baseline G_GNUC_UNUSED, int *natural_baseline G_GNUC_UNUSED)
{
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;
  *minimum = horizontal ? MINIMUM_WIDTH : MINIMUM_HEIGHT;
  *natural = horizontal ? NATURAL_WIDTH : NATURAL_HEIGHT;
}

static void
tau_curve_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tau_curve_view_parent_class)->css_changed (widget, change);
  update_style (TAU_CURVE_VIEW (widget));
}

static void
tau_curve_view_finalize (GObject *object)
{
  tau_plot_curve_clear (&TAU_CURVE_VIEW (object)->data);
  G_OBJECT_CLASS (tau_curve_view_parent_class)->finalize (object);
}

static void
tau_curve_view_class_init (TauCurveViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tau_curve_view_finalize;
  widget_class->snapshot = tau_curve_view_snapshot;
  widget_class->measure = tau_curve_view_measure;
  widget_class->css_changed = tau_curve_view_css_changed;

  gtk_widget_class_set_css_name (widget_class, "curveview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tau_curve_view_init (TauCurveView *self)
{
  const TauPlotEvents events = { G_CALLBACK (on_motion_cb), G_CALLBACK (on_leave_cb),
                                 G_CALLBACK (on_pressed_cb), G_CALLBACK (on_key_cb),
                                 G_CALLBACK (update_style) };

  tau_plot_curve_init (&self->data);
  self->hovered = self->selected = NAN;
  tau_plot_look_listen (GTK_WIDGET (self), &events);
  update_style (self);
  describe (self);
}

void
tau_curve_view_set_name (TauCurveView *self, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
tau_curve_view_take_data (TauCurveView *self, TauPlotCurve *data)
{
  tau_plot_curve_clear (&self->data);
  self->data = *data;
  tau_plot_curve_init (data);
  /* The place in an unfinished epoch is gone when the next values come. */
  self->hovered = isnan (self->hovered) ? NAN : tau_plot_curve_nearest (&self->data, self->hovered);
  self->selected =
      isnan (self->selected) ? NAN : tau_plot_curve_nearest (&self->data, self->selected);
  describe (self);
  refit (self);
}

const TauPlotCurve *
tau_curve_view_get_data (TauCurveView *self)
{
  return &self->data;
}

double
tau_curve_view_get_cursor (TauCurveView *self)
{
  return isnan (self->hovered) ? self->selected : self->hovered;
}

const TauPlotScale *
tau_curve_view_get_scale (TauCurveView *self)
{
  fit (self);
  return &self->scale;
}
