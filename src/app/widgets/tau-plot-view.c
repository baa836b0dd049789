/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-plot-view.h"

#include "app/widgets/image/tau-texture.h"
#include "app/widgets/tau-text-scale.h"

#include <adwaita.h>

#define FONT_SHARE 0.9 /* of the window's font size */

struct _TauPlotView {
  GtkWidget parent_instance;

  TauPlot *plot;
  TauPlotState state;
  TauPlotStyle style;
  gpointer scale; /* of the plot at the size below; NULL: not made yet */
  int fitted_width, fitted_height;
  GdkTexture *still; /* the drawing at that size, of a kind that draws on top what is pointed at */
  int still_factor;  /* device pixels of its pixels */
};

G_DEFINE_FINAL_TYPE (TauPlotView, tau_plot_view, GTK_TYPE_WIDGET)

enum { PICKED, N_SIGNALS };

static guint signals[N_SIGNALS];

static const TauPlotKind no_plot = { .min_width = 280, .natural_width = 480 };

static const TauPlotKind *
get_kind (TauPlotView *self)
{
  return self->plot != NULL ? tau_plot_get_kind (self->plot) : &no_plot;
}

/* -- style and scale ------------------------------------------------------------------------ */

/* What the user prefers, as a class of the window. */
static gboolean
is_safe (TauPlotView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  return root != NULL && gtk_widget_has_css_class (GTK_WIDGET (root), "safe-colours");
}

static void
forget_scale (TauPlotView *self)
{
  g_clear_pointer (&self->scale, g_free);
  g_clear_object (&self->still);
}

/* Dark or light like the desktop, at a size that matches the widget's font. */
static void
update_style (TauPlotView *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = pango_font_description_get_size (font) / (double)PANGO_SCALE;
  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (context) / 72.0;
  tau_plot_style_init (&self->style, dark, NULL, FONT_SHARE * size);
  if (is_safe (self))
    tau_plot_style_make_safe (&self->style, dark);
  if (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    tau_plot_style_make_strong (&self->style);
  forget_scale (self);
  if (get_kind (self)->get_natural_height != NULL)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
fit (TauPlotView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  if (self->plot == NULL || width <= 0 || height <= 0 ||
      (self->scale != NULL && width == self->fitted_width && height == self->fitted_height))
    return;
  forget_scale (self);
  self->scale = tau_plot_fit (self->plot, &self->style, width, height);
  self->fitted_width = width;
  self->fitted_height = height;
}

/* -- naming items --------------------------------------------------------------------------- */

static void
describe (TauPlotView *self)
{
  g_autofree char *text =
      self->plot != NULL ? tau_plot_describe (self->plot, self->state.selected) : g_strdup ("");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->plot != NULL ? tau_plot_get_title (self->plot) : "",
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
show_hovered (TauPlotView *self)
{
  const TauPlotKind *kind = get_kind (self);
  int item = self->state.hovered;
  if (kind->sparse)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), item >= 0 ? "pointer" : NULL);
  if (!kind->names_items) {
    g_autofree char *text = item >= 0 ? tau_plot_describe_item (self->plot, item) : NULL;
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
    describe (self); /* GTK takes the tooltip, also none, for the description */
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
hover (TauPlotView *self, int item)
{
  if (self->state.hovered == item)
    return;
  self->state.hovered = item;
  show_hovered (self);
}

static void
on_motion_cb (TauPlotView *self, double x, double y)
{
  hover (self, tau_plot_view_pick (self, x, y));
}

static void
on_leave_cb (TauPlotView *self)
{
  hover (self, -1);
}

static void
on_pressed_cb (TauPlotView *self, int n_press, double x, double y)
{
  int item = tau_plot_view_pick (self, x, y);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (item >= 0 || !get_kind (self)->sparse)
    tau_plot_view_set_selected (self, item);
  if (item >= 0)
    g_signal_emit (self, signals[PICKED], 0, item);
}

static gboolean
on_key_cb (TauPlotView *self, guint key, guint code, GdkModifierType state)
{
  static const struct {
    guint key, keypad;
    TauPlotStep step;
  } steps[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, TAU_PLOT_LEFT },
    { GDK_KEY_Right, GDK_KEY_KP_Right, TAU_PLOT_RIGHT },
    { GDK_KEY_Up, GDK_KEY_KP_Up, TAU_PLOT_UP },
    { GDK_KEY_Down, GDK_KEY_KP_Down, TAU_PLOT_DOWN },
    { GDK_KEY_Home, GDK_KEY_KP_Home, TAU_PLOT_FIRST },
    { GDK_KEY_End, GDK_KEY_KP_End, TAU_PLOT_LAST },
    { GDK_KEY_Escape, GDK_KEY_Escape, TAU_PLOT_NOWHERE },
  };
  int item = self->state.selected;
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0 || self->plot == NULL)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_space) {
    if (item >= 0)
      g_signal_emit (self, signals[PICKED], 0, item);
    return GDK_EVENT_STOP;
  }
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if ((key == steps[i].key || key == steps[i].keypad) &&
        tau_plot_move (self->plot, steps[i].step, &item)) {
      tau_plot_view_set_selected (self, item);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

/* -- the widget ----------------------------------------------------------------------------- */

/* What does not change while the user points at items. */
static GdkTexture *
draw_still (TauPlotView *self, int width, int height, int factor)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * factor, height * factor);
  cairo_surface_set_device_scale (surface, factor, factor);
  cairo_t *cr = cairo_create (surface);
  tau_plot_draw_still (self->plot, cr, &self->style, self->scale);
  cairo_destroy (cr);
  return tau_texture_take_surface (surface);
}

static void
snapshot_parts (TauPlotView *self, GtkSnapshot *snapshot, int width, int height)
{
  const int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, width, height);
  if (self->still == NULL || self->still_factor != factor) {
    g_clear_object (&self->still);
    self->still = draw_still (self, width, height, factor);
    self->still_factor = factor;
  }
  gtk_snapshot_append_texture (snapshot, self->still, &bounds);
  if (self->state.selected < 0 && self->state.hovered < 0)
    return;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  tau_plot_draw_pointed (self->plot, cr, &self->style, self->scale, &self->state);
  cairo_destroy (cr);
}

static void
tau_plot_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TauPlotView *self = TAU_PLOT_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  fit (self);
  if (self->scale == NULL)
    return;
  if (get_kind (self)->draw_pointed != NULL) {
    snapshot_parts (self, snapshot, width, height);
    return;
  }
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  tau_plot_draw (self->plot, cr, &self->style, self->scale, &self->state);
  cairo_destroy (cr);
}

static GtkSizeRequestMode
tau_plot_view_get_request_mode (GtkWidget *widget)
{
  return get_kind (TAU_PLOT_VIEW (widget))->get_natural_height != NULL
             ? GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH
             : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

/* The least height of all widths: of the widest where text needs fewer lines there, else of the
 * narrowest, as a plot that grows with its width is least high there. */
static int
get_lowest (TauPlotView *self, const TauPlotKind *kind)
{
  return (int)MIN (tau_plot_get_natural_height (self->plot, &self->style, kind->min_width),
                   tau_plot_get_natural_height (self->plot, &self->style, 8 * kind->min_width));
}

static void
tau_plot_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  TauPlotView *self = TAU_PLOT_VIEW (widget);
  const TauPlotKind *kind = get_kind (self);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = kind->min_width;
    *natural = kind->natural_width;
  } else if (kind->get_natural_height != NULL) {
    const int width = for_size > 0 ? for_size : kind->natural_width;
    *natural = (int)tau_plot_get_natural_height (self->plot, &self->style, width);
    *minimum = for_size > 0 ? *natural : get_lowest (self, kind);
    *natural = MAX (*natural, *minimum);
  } else {
    /* Else large text would take the place of the legend. */
    *minimum = tau_text_scale (widget, kind->min_height);
    *natural = tau_text_scale (widget, kind->natural_height);
  }
}

static void
tau_plot_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tau_plot_view_parent_class)->css_changed (widget, change);
  update_style (TAU_PLOT_VIEW (widget));
}

static void
tau_plot_view_finalize (GObject *object)
{
  TauPlotView *self = TAU_PLOT_VIEW (object);
  forget_scale (self);
  g_clear_object (&self->plot);
  G_OBJECT_CLASS (tau_plot_view_parent_class)->finalize (object);
}

static void
tau_plot_view_class_init (TauPlotViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tau_plot_view_finalize;
  widget_class->snapshot = tau_plot_view_snapshot;
  widget_class->get_request_mode = tau_plot_view_get_request_mode;
  widget_class->measure = tau_plot_view_measure;
  widget_class->css_changed = tau_plot_view_css_changed;

  signals[PICKED] = g_signal_new ("picked", TAU_TYPE_PLOT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_css_name (widget_class, "plotview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tau_plot_view_init (TauPlotView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->state = (TauPlotState)TAU_PLOT_STATE_INIT;
  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_motion_cb), widget);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion_cb), widget);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave_cb), widget);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_cb), widget);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed_cb), widget);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (update_style), widget, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (update_style), widget, G_CONNECT_SWAPPED);
  update_style (self);
}

void
tau_plot_view_set_plot (TauPlotView *self, TauPlot *plot)
{
  const TauPlotKind *kind = get_kind (self);
  gboolean follows = self->plot != NULL && plot != NULL;
  self->state.selected = follows ? tau_plot_follow (plot, self->plot, self->state.selected) : -1;
  self->state.hovered = follows ? tau_plot_follow (plot, self->plot, self->state.hovered) : -1;
  g_set_object (&self->plot, plot);
  forget_scale (self);
  describe (self);
  /* Redrawing the scatter plot under a slider needs no new layout of its window. */
  if (get_kind (self) != kind || kind->get_natural_height != NULL)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  show_hovered (self);
}

void
tau_plot_view_take_plot (TauPlotView *self, TauPlot *plot)
{
  tau_plot_view_set_plot (self, plot);
  g_object_unref (plot);
}

TauPlot *
tau_plot_view_get_plot (TauPlotView *self)
{
  return self->plot;
}

void
tau_plot_view_set_selected (TauPlotView *self, int item)
{
  g_return_if_fail (item >= -1 &&
                    item < (self->plot != NULL ? (int)tau_plot_get_n_items (self->plot) : 0));
  if (self->state.selected == item)
    return;
  self->state.selected = item;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

int
tau_plot_view_get_selected (TauPlotView *self)
{
  return self->state.selected;
}

int
tau_plot_view_pick (TauPlotView *self, double x, double y)
{
  fit (self);
  return self->scale != NULL ? tau_plot_hit_test (self->plot, self->scale, x, y) : -1;
}

gconstpointer
tau_plot_view_get_scale (TauPlotView *self)
{
  fit (self);
  return self->scale;
}

const TauPlotStyle *
tau_plot_view_get_style (TauPlotView *self)
{
  return &self->style;
}
