/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/image/tau-image-view-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define NOTCH        1.25 /* factor of a notch of the wheel, and of a key */
#define DOUBLE_CLICK 4.0  /* factor that a double click leads to */
#define PAN_SHARE    0.2  /* of what is visible, by a key */
#define DIVIDER_STEP 0.05
#define REACH        12.0 /* px around the divider where it can be grabbed */

/* -- geometry ------------------------------------------------------------------------------- */

static double
get_factor (TauImageView *self)
{
  return self->magnifier != NULL ? tau_magnifier_get_factor (self->magnifier) : 1;
}

gboolean
tau_image_view_is_magnified (TauImageView *self)
{
  return get_factor (self) > 1;
}

/* The square that the model sees, which linked views have in common. */
static TauFrame
get_square (TauImageView *self)
{
  if (self->seen_image != NULL)
    return self->seen_where;
  return (TauFrame){ 0, 0, MIN (self->width, self->height) };
}

/* px of the widget for a pixel of the image. From twice on, the square is equally large in all
 * linked views, also where it is only a part of a photograph. */
static double
get_scale (TauImageView *self, double width, double height)
{
  const double fit = MIN (width / self->width, height / self->height), factor = get_factor (self);
  const double part = MAX (1, MIN (width, height) / (fit * get_square (self).side));
  return fit * factor * pow (part, MIN (1, log2 (factor)));
}

/* Where it begins: the middle of `size` shows `at`, but nothing beyond the image, unless it is
 * smaller. */
static double
place (double size, double length, double at)
{
  if (length <= size)
    return (size - length) / 2;
  return CLAMP (size / 2 - at, size - length, 0);
}

gboolean
tau_image_view_get_image_area (TauImageView *self, graphene_rect_t *area)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  if (self->texture == NULL || width <= 0 || height <= 0)
    return FALSE;
  const TauFrame square = get_square (self);
  const double scale = get_scale (self, width, height);
  const double x = self->magnifier != NULL ? tau_magnifier_get_x (self->magnifier) : 0.5;
  const double y = self->magnifier != NULL ? tau_magnifier_get_y (self->magnifier) : 0.5;
  graphene_rect_init (area,
                      place (width, self->width * scale, (square.x + x * square.side) * scale),
                      place (height, self->height * scale, (square.y + y * square.side) * scale),
                      self->width * scale, self->height * scale);
  return TRUE;
}

/* -- the magnifier -------------------------------------------------------------------------- */

/* The point of the widget keeps showing what it shows. */
static void
zoom_at (TauImageView *self, double factor, double x, double y)
{
  graphene_rect_t area;
  if (self->magnifier == NULL || !tau_image_view_get_image_area (self, &area))
    return;
  const double width = gtk_widget_get_width (GTK_WIDGET (self));
  const double height = gtk_widget_get_height (GTK_WIDGET (self));
  const TauFrame square = get_square (self);
  const double before = area.size.width / self->width;
  const double under_x = ((x - area.origin.x) / before - square.x) / square.side;
  const double under_y = ((y - area.origin.y) / before - square.y) / square.side;
  /* The factor first: the scale follows from it. */
  tau_magnifier_set (self->magnifier, factor, tau_magnifier_get_x (self->magnifier),
                     tau_magnifier_get_y (self->magnifier));
  const double side = get_scale (self, width, height) * square.side;
  tau_magnifier_set (self->magnifier, factor, under_x - (x - width / 2) / side,
                     under_y - (y - height / 2) / side);
}

void
tau_image_view_zoom (TauImageView *self, double times)
{
  if (self->magnifier == NULL)
    return;
  if (times == 0)
    tau_magnifier_reset (self->magnifier);
  else
    zoom_at (self, get_factor (self) * times, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
             gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

static void
pan (TauImageView *self, double x, double y)
{
  tau_magnifier_set (self->magnifier, get_factor (self), x, y);
}

static gboolean
on_scroll_cb (TauImageView *self, double dx, double dy, GtkEventController *scroll)
{
  const GdkModifierType state = gtk_event_controller_get_current_event_state (scroll);
  if ((state & GDK_CONTROL_MASK) == 0 || self->magnifier == NULL)
    return GDK_EVENT_PROPAGATE; /* the page scrolls */
  zoom_at (self, get_factor (self) * pow (NOTCH, -dy), self->pointer_x, self->pointer_y);
  return GDK_EVENT_STOP;
}

static void
on_pinch_begin_cb (TauImageView *self)
{
  self->pinched = get_factor (self);
}

static void
on_pinch_cb (TauImageView *self, double scale, GtkGesture *pinch)
{
  double x, y;
  if (gtk_gesture_get_bounding_box_center (pinch, &x, &y))
    zoom_at (self, self->pinched * scale, x, y);
}

static void
on_pressed_cb (TauImageView *self, int n_press, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_press == 2 && self->magnifier != NULL)
    zoom_at (self, tau_image_view_is_magnified (self) ? 1 : DOUBLE_CLICK, x, y);
}

/* -- the comparison ------------------------------------------------------------------------- */

gboolean
tau_image_view_compares (TauImageView *self, TauComparison comparison)
{
  return comparison != TAU_COMPARISON_NONE && comparison == self->comparison &&
         self->difference != NULL;
}

static gboolean
is_at_divider (TauImageView *self, double x)
{
  return tau_image_view_compares (self, TAU_COMPARISON_DIVIDER) &&
         fabs (x - self->divider * gtk_widget_get_width (GTK_WIDGET (self))) <= REACH;
}

static void
set_divider (TauImageView *self, double divider)
{
  self->divider = CLAMP (divider, 0, 1);
  tau_image_view_look_changed (self);
}

TauImage *
tau_image_view_divide (TauImageView *self)
{
  graphene_rect_t area;
  const gsize row = 3 * (gsize)self->image->width;
  TauImage *divided =
      tau_image_new_from_data (self->image->data, self->image->width, self->image->height);
  const double at = self->divider * gtk_widget_get_width (GTK_WIDGET (self));
  const double share = tau_image_view_get_image_area (self, &area)
                           ? (at - area.origin.x) / area.size.width
                           : self->divider;
  const gsize left = 3 * (gsize)lround (CLAMP (share, 0, 1) * self->image->width);
  for (int y = 0; y < self->image->height; y++)
    memcpy (divided->data + y * row, self->other->data + y * row, left);
  g_clear_pointer (&self->divided, tau_image_unref);
  self->divided = divided;
  return divided;
}

const char *
tau_image_view_get_cursor (TauImageView *self, double x)
{
  if (is_at_divider (self, x))
    return "ew-resize";
  return tau_image_view_is_magnified (self) ? "grab" : NULL;
}

gboolean
tau_image_view_begin_drag (TauImageView *self, double x)
{
  self->moves_divider = is_at_divider (self, x);
  if (!self->moves_divider && !tau_image_view_is_magnified (self))
    return FALSE;
  if (self->magnifier != NULL) {
    self->look_x = tau_magnifier_get_x (self->magnifier);
    self->look_y = tau_magnifier_get_y (self->magnifier);
  }
  return TRUE;
}

void
tau_image_view_drag (TauImageView *self, double dx, double dy)
{
  const double width = gtk_widget_get_width (GTK_WIDGET (self));
  const double height = gtk_widget_get_height (GTK_WIDGET (self));
  if (self->moves_divider) {
    set_divider (self, (self->grasped_x + dx) / width);
  } else if (self->magnifier != NULL) {
    const double side = get_scale (self, width, height) * get_square (self).side;
    pan (self, self->look_x - dx / side, self->look_y - dy / side);
  }
}

/* -- keys ----------------------------------------------------------------------------------- */

static gboolean
zoom_key (TauImageView *self, guint key)
{
  if (key == GDK_KEY_plus || key == GDK_KEY_equal || key == GDK_KEY_KP_Add)
    tau_image_view_zoom (self, NOTCH);
  else if (key == GDK_KEY_minus || key == GDK_KEY_KP_Subtract)
    tau_image_view_zoom (self, 1 / NOTCH);
  else
    return FALSE;
  return TRUE;
}

static gboolean
pan_key (TauImageView *self, guint key)
{
  const double step = PAN_SHARE / get_factor (self);
  const double x = tau_magnifier_get_x (self->magnifier);
  const double y = tau_magnifier_get_y (self->magnifier);
  if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    pan (self, x - step, y);
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    pan (self, x + step, y);
  else if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    pan (self, x, y - step);
  else if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    pan (self, x, y + step);
  else
    return FALSE;
  return TRUE;
}

static gboolean
divider_key (TauImageView *self, guint key)
{
  if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    set_divider (self, self->divider - DIVIDER_STEP);
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    set_divider (self, self->divider + DIVIDER_STEP);
  else
    return FALSE;
  return TRUE;
}

gboolean
tau_image_view_look_key (TauImageView *self, guint key, GdkModifierType state)
{
  const gboolean control = (state & GDK_CONTROL_MASK) != 0;
  if (self->magnifier == NULL || self->texture == NULL || (state & GDK_ALT_MASK) != 0)
    return FALSE;
  if (!control && (key == GDK_KEY_0 || key == GDK_KEY_KP_0)) {
    tau_image_view_zoom (self, 0);
    return TRUE;
  }
  if (!control && tau_image_view_compares (self, TAU_COMPARISON_DIVIDER) && divider_key (self, key))
    return TRUE;
  /* In a photograph, the frame has these keys. */
  if (self->framed && !control)
    return FALSE;
  return zoom_key (self, key) || (tau_image_view_is_magnified (self) && pan_key (self, key));
}

/* -- telling -------------------------------------------------------------------------------- */

static void
append_look (TauImageView *self, GString *text)
{
  if (tau_image_view_is_magnified (self))
    g_string_append_printf (text, _ ("; magnified %.1f times"), get_factor (self));
  if (tau_image_view_compares (self, TAU_COMPARISON_DIVIDER))
    g_string_append_printf (text, _ ("; the input is left of a divider at %.0f %%"),
                            100 * self->divider);
  if (tau_image_view_compares (self, TAU_COMPARISON_DIFFERENCE))
    g_string_append_printf (text, _ ("; the difference from the input, on average %.1f of 255"),
                            self->mean_difference);
}

void
tau_image_view_describe (TauImageView *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (self->texture != NULL && self->framed)
    g_string_printf (text, _ ("%d × %d pixels; the model sees the square of %d pixels at %d, %d"),
                     self->width, self->height, self->frame.side, self->frame.x, self->frame.y);
  else if (self->texture != NULL)
    g_string_printf (text, _ ("%d × %d pixels"), self->width, self->height);
  else
    g_string_append (text, _ ("No image is open yet"));
  if (self->texture != NULL)
    append_look (self, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text->str, -1);
}

void
tau_image_view_look_changed (TauImageView *self)
{
  tau_image_view_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tau_image_view_add_look (TauImageView *self, GtkGesture *drag)
{
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *pinch = gtk_gesture_zoom_new (), *click = gtk_gesture_click_new ();
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (on_scroll_cb), self);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (on_pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (on_pinch_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_gesture_group (click, drag);
}
