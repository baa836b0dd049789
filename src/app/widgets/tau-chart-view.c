/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-chart-view.h"

#include "app/widgets/tau-plot-look.h"

#include <glib/gi18n-lib.h>

#define MINIMUM_WIDTH 280
#define NATURAL_WIDTH 480

struct _TauChartView {
  GtkWidget parent_instance;

  TauChart *chart;
  TauPlotState state;
  TauPlotStyle style;
};

G_DEFINE_FINAL_TYPE (TauChartView, tau_chart_view, GTK_TYPE_WIDGET)

enum { PICKED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
update_style (TauChartView *self)
{
  tau_plot_look_init (&self->style, GTK_WIDGET (self));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* The whole, and the item that the keys are on. */
static void
describe (TauChartView *self)
{
  g_autofree char *text = self->chart != NULL ? tau_chart_describe (self->chart) : g_strdup ("");
  g_autofree char *item = self->state.selected >= 0
                              ? tau_chart_describe_item (self->chart, self->state.selected)
                              : NULL;
  g_autofree char *named = item != NULL ? g_strdup_printf (_ ("%s Named: %s."), text, item) : NULL;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->chart != NULL ? tau_chart_get_title (self->chart) : "",
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, named != NULL ? named : text,
                                  -1);
}

static void
set_selected (TauChartView *self, int item)
{
  if (self->state.selected == item)
    return;
  self->state.selected = item;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* -- pointer and keys ----------------------------------------------------------------------- */

static void
hover (TauChartView *self, int item)
{
  if (self->state.hovered == item)
    return;
  self->state.hovered = item;
  g_autofree char *text = item >= 0 ? tau_chart_describe_item (self->chart, item) : NULL;
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion_cb (TauChartView *self, double x, double y)
{
  hover (self, tau_chart_view_pick (self, x, y));
}

static void
on_leave_cb (TauChartView *self)
{
  hover (self, -1);
}

static void
on_pressed_cb (TauChartView *self, int n_press G_GNUC_UNUSED, double x, double y)
{
  int item = tau_chart_view_pick (self, x, y);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  set_selected (self, item);
  if (item >= 0)
    g_signal_emit (self, signals[PICKED], 0, item);
}

static gboolean
on_key_cb (TauChartView *self, guint key, guint code G_GNUC_UNUSED, GdkModifierType state)
{
  int dx = 0, dy = 0;
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0 || self->chart == NULL)
    return GDK_EVENT_PROPAGATE;
  switch (key) {
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    dx = -1;
    break;
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    dx = 1;
    break;
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    dy = -1;
    break;
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    dy = 1;
    break;
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
    if (self->state.selected >= 0)
      g_signal_emit (self, signals[PICKED], 0, self->state.selected);
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
  set_selected (self, tau_chart_move (self->chart, self->state.selected, dx, dy));
  return GDK_EVENT_STOP;
}

/* -- the widget ----------------------------------------------------------------------------- */

static void
tau_chart_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TauChartView *self = TAU_CHART_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  if (self->chart == NULL || width <= 0 || height <= 0)
    return;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  tau_chart_draw (self->chart, cr, &self->style, width, height, &self->state);
  cairo_destroy (cr);
}

static GtkSizeRequestMode
tau_chart_view_get_request_mode (GtkWidget *widget G_GNUC_UNUSED)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tau_chart_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline G_GNUC_UNUSED,
                        int *natural_baseline G_GNUC_UNUSED)
{
  TauChartView *self = TAU_CHART_VIEW (widget);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = MINIMUM_WIDTH;
    *natural = NATURAL_WIDTH;
  } else {
    int width = for_size > 0 ? for_size : MINIMUM_WIDTH;
    *minimum = *natural = self->chart != NULL
                              ? (int)tau_chart_get_natural_height (self->chart, &self->style, width)
                              : 0;
  }
}

static void
tau_chart_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tau_chart_view_parent_class)->css_changed (widget, change);
  update_style (TAU_CHART_VIEW (widget));
}

static void
tau_chart_view_finalize (GObject *object)
{
  g_clear_object (&TAU_CHART_VIEW (object)->chart);
  G_OBJECT_CLASS (tau_chart_view_parent_class)->finalize (object);
}

static void
tau_chart_view_class_init (TauChartViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tau_chart_view_finalize;
  widget_class->snapshot = tau_chart_view_snapshot;
  widget_class->get_request_mode = tau_chart_view_get_request_mode;
  widget_class->measure = tau_chart_view_measure;
  widget_class->css_changed = tau_chart_view_css_changed;

  signals[PICKED] = g_signal_new ("picked", TAU_TYPE_CHART_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_css_name (widget_class, "chartview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tau_chart_view_init (TauChartView *self)
{
  const TauPlotEvents events = { G_CALLBACK (on_motion_cb), G_CALLBACK (on_leave_cb),
                                 G_CALLBACK (on_pressed_cb), G_CALLBACK (on_key_cb),
                                 G_CALLBACK (update_style) };

  self->state = (TauPlotState)TAU_PLOT_STATE_INIT;
  tau_plot_look_listen (GTK_WIDGET (self), &events);
  update_style (self);
}

GtkWidget *
tau_chart_view_new (void)
{
  return g_object_new (TAU_TYPE_CHART_VIEW, NULL);
}

void
tau_chart_view_set_chart (TauChartView *self, TauChart *chart)
{
  guint n_before = self->chart != NULL ? tau_chart_get_n_items (self->chart) : 0;
  g_set_object (&self->chart, chart);
  /* A partial result that grew keeps the place of the keys. */
  if (chart == NULL || tau_chart_get_n_items (chart) != n_before)
    self->state = (TauPlotState)TAU_PLOT_STATE_INIT;
  describe (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

TauChart *
tau_chart_view_get_chart (TauChartView *self)
{
  return self->chart;
}

int
tau_chart_view_get_selected (TauChartView *self)
{
  return self->state.selected;
}

int
tau_chart_view_pick (TauChartView *self, double x, double y)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  return self->chart != NULL && width > 0
             ? tau_chart_hit_test (self->chart, &self->style, width, height, x, y)
             : -1;
}
