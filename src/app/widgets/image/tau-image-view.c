/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/image/tau-image-view-private.h"

#include "app/widgets/image/tau-pixels.h"
#include "image/tau-difference.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MINIMUM_SIDE 120
#define NATURAL_SIDE 220 /* in small windows; it grows with the window up to */
#define MAXIMUM_SIDE 480
#define REACH        12.0 /* px around a corner where it can be grabbed */
#define STEP_SHARE   100  /* a key moves by the frame's side divided by this */
#define LARGE_STEP   10   /* times that with Shift */

G_DEFINE_FINAL_TYPE (TauImageView, tau_image_view, GTK_TYPE_WIDGET)

enum { FRAME_MOVED, LOOK_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- geometry ------------------------------------------------------------------------------- */

static TauFramePart
part_at (TauImageView *self, double x, double y)
{
  graphene_rect_t area;
  if (!self->framed || tau_image_view_is_magnified (self) ||
      !tau_image_view_get_image_area (self, &area))
    return TAU_FRAME_PART_NONE;
  double scale = area.size.width / self->width;
  return tau_frame_hit_test (&self->frame, (x - area.origin.x) / scale, (y - area.origin.y) / scale,
                             REACH / scale);
}

static void
frame_moved (TauImageView *self, const TauFrame *before)
{
  if (tau_frame_equal (before, &self->frame))
    return;
  tau_image_view_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[FRAME_MOVED], 0);
}

/* -- pointer -------------------------------------------------------------------------------- */

static void
on_drag_begin_cb (TauImageView *self, double x, double y, GtkGestureDrag *gesture)
{
  self->grasped = part_at (self, x, y);
  self->grasped_x = x;
  self->grasped_y = y;
  self->frame_before = self->frame;
  if (self->grasped == TAU_FRAME_PART_NONE && !tau_image_view_begin_drag (self, x)) {
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
    return;
  }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
on_drag_update_cb (TauImageView *self, double dx, double dy)
{
  TauFrame last = self->frame;
  graphene_rect_t area;
  if (!tau_image_view_get_image_area (self, &area))
    return;
  if (self->grasped == TAU_FRAME_PART_NONE) {
    tau_image_view_drag (self, dx, dy);
    return;
  }
  double scale = area.size.width / self->width;
  self->frame = self->frame_before;
  if (self->grasped == TAU_FRAME_PART_INSIDE)
    tau_frame_move (&self->frame, lround (dx / scale), lround (dy / scale), self->width,
                    self->height);
  else
    tau_frame_drag_corner (
        &self->frame, self->grasped, lround ((self->grasped_x + dx - area.origin.x) / scale),
        lround ((self->grasped_y + dy - area.origin.y) / scale), self->width, self->height);
  frame_moved (self, &last);
}

static void
on_motion_cb (TauImageView *self, double x, double y)
{
  static const char *const cursors[] = {
    [TAU_FRAME_PART_NONE] = NULL,
    [TAU_FRAME_PART_INSIDE] = "grab",
    [TAU_FRAME_PART_TOP_LEFT] = "nwse-resize",
    [TAU_FRAME_PART_TOP_RIGHT] = "nesw-resize",
    [TAU_FRAME_PART_BOTTOM_LEFT] = "nesw-resize",
    [TAU_FRAME_PART_BOTTOM_RIGHT] = "nwse-resize",
  };
  const TauFramePart part = part_at (self, x, y);
  self->pointer_x = x;
  self->pointer_y = y;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), part == TAU_FRAME_PART_NONE
                                                          ? tau_image_view_get_cursor (self, x)
                                                          : cursors[part]);
}

/* -- keys ----------------------------------------------------------------------------------- */

static gboolean
on_key_cb (TauImageView *self, guint key, guint code, GdkModifierType state)
{
  if (tau_image_view_look_key (self, key, state))
    return GDK_EVENT_STOP;
  if (!self->framed || self->texture == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  TauFrame last = self->frame;
  int step = MAX (1, self->frame.side / STEP_SHARE);
  if ((state & GDK_SHIFT_MASK) != 0)
    step *= LARGE_STEP;
  switch (key) {
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    tau_frame_move (&self->frame, -step, 0, self->width, self->height);
    break;
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    tau_frame_move (&self->frame, step, 0, self->width, self->height);
    break;
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    tau_frame_move (&self->frame, 0, -step, self->width, self->height);
    break;
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    tau_frame_move (&self->frame, 0, step, self->width, self->height);
    break;
  case GDK_KEY_plus:
  case GDK_KEY_equal:
  case GDK_KEY_KP_Add:
    tau_frame_grow (&self->frame, 2 * step, self->width, self->height);
    break;
  case GDK_KEY_minus:
  case GDK_KEY_KP_Subtract:
    tau_frame_grow (&self->frame, -2 * step, self->width, self->height);
    break;
  case GDK_KEY_Home:
  case GDK_KEY_KP_Home:
    tau_frame_center (&self->frame, self->width, self->height);
    break;
  default:
    return GDK_EVENT_PROPAGATE;
  }
  frame_moved (self, &last);
  return GDK_EVENT_STOP;
}

/* -- size ---------------------------------------------------------------------------------- */

static GtkSizeRequestMode
tau_image_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tau_image_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = MINIMUM_SIDE;
  const int side = TAU_IMAGE_VIEW (widget)->side;
  *natural = side;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    *minimum = *natural = CLAMP (for_size, MINIMUM_SIDE, side);
}

/* Two images and the plot share the width, and the images leave room below. */
static void
on_layout_cb (TauImageView *self, int width, int height)
{
  const int side = CLAMP (MIN (width / 6, height * 2 / 5), NATURAL_SIDE, MAXIMUM_SIDE);
  if (side == self->side)
    return;
  self->side = side;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
tau_image_view_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tau_image_view_parent_class)->realize (widget);
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));
  g_signal_connect_object (surface, "layout", G_CALLBACK (on_layout_cb), widget, G_CONNECT_SWAPPED);
}

static void
tau_image_view_unrealize (GtkWidget *widget)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));
  g_signal_handlers_disconnect_by_func (surface, on_layout_cb, widget);
  GTK_WIDGET_CLASS (tau_image_view_parent_class)->unrealize (widget);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_image_view_dispose (GObject *object)
{
  TauImageView *self = TAU_IMAGE_VIEW (object);
  g_clear_object (&self->texture);
  g_clear_object (&self->seen);
  g_clear_pointer (&self->image, tau_image_unref);
  g_clear_pointer (&self->seen_image, tau_image_unref);
  g_clear_pointer (&self->other, tau_image_unref);
  g_clear_pointer (&self->difference, tau_image_unref);
  g_clear_pointer (&self->divided, tau_image_unref);
  g_clear_object (&self->magnifier);
  G_OBJECT_CLASS (tau_image_view_parent_class)->dispose (object);
}

static void
tau_image_view_class_init (TauImageViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tau_image_view_dispose;
  widget_class->snapshot = tau_image_view_snapshot;
  widget_class->measure = tau_image_view_measure;
  widget_class->realize = tau_image_view_realize;
  widget_class->unrealize = tau_image_view_unrealize;
  widget_class->get_request_mode = tau_image_view_get_request_mode;

  signals[LOOK_CHANGED] = g_signal_new ("look-changed", TAU_TYPE_IMAGE_VIEW, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FRAME_MOVED] = g_signal_new ("frame-moved", TAU_TYPE_IMAGE_VIEW, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "imageview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tau_image_view_init (TauImageView *self)
{
  self->side = NATURAL_SIDE;
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  self->divider = 0.5;
  gtk_widget_add_css_class (GTK_WIDGET (self), "empty");
  tau_image_view_add_look (self, GTK_GESTURE (drag));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
keep_image (TauImage **place, TauImage *image)
{
  if (image != NULL)
    tau_image_ref (image);
  g_clear_pointer (place, tau_image_unref);
  *place = image;
}

static void
make_difference (TauImageView *self)
{
  g_clear_pointer (&self->difference, tau_image_unref);
  if (self->other != NULL && self->image != NULL)
    self->difference = tau_image_difference (self->other, self->image, &self->mean_difference);
}

void
tau_image_view_set_image (TauImageView *self, TauImage *preview, int width, int height)
{
  g_clear_object (&self->texture);
  g_clear_object (&self->seen);
  g_clear_pointer (&self->seen_image, tau_image_unref);
  self->texture = preview != NULL
                      ? tau_pixels_new (preview, 1, gtk_widget_get_scale_factor (GTK_WIDGET (self)))
                      : NULL;
  keep_image (&self->image, preview);
  self->width = width;
  self->height = height;
  if (preview != NULL)
    tau_frame_center (&self->frame, width, height);
  make_difference (self);
  gtk_widget_set_focusable (GTK_WIDGET (self), preview != NULL);
  /* No bands beside an image that is narrower than its heading. */
  if (preview != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "empty");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "empty");
  tau_image_view_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tau_image_view_set_seen (TauImageView *self, TauImage *seen, const TauFrame *where)
{
  g_clear_object (&self->seen);
  keep_image (&self->seen_image, seen);
  if (seen != NULL) {
    self->seen = tau_pixels_new (seen, 1, gtk_widget_get_scale_factor (GTK_WIDGET (self)));
    self->seen_where = *where;
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tau_image_view_show (TauImageView *self, TauImage *image)
{
  tau_image_view_set_image (self, image, image != NULL ? image->width : 0,
                            image != NULL ? image->height : 0);
}

void
tau_image_view_set_framed (TauImageView *self, gboolean framed)
{
  if (self->framed == framed)
    return;
  self->framed = framed;
  tau_image_view_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tau_image_view_set_frame (TauImageView *self, const TauFrame *frame)
{
  if (tau_frame_equal (&self->frame, frame))
    return;
  self->frame = *frame;
  tau_image_view_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tau_image_view_set_magnifier (TauImageView *self, TauMagnifier *magnifier)
{
  if (!g_set_object (&self->magnifier, magnifier))
    return;
  g_signal_connect_object (magnifier, "changed", G_CALLBACK (tau_image_view_look_changed), self,
                           G_CONNECT_SWAPPED);
}

void
tau_image_view_set_other (TauImageView *self, TauImage *other)
{
  keep_image (&self->other, other);
  make_difference (self);
  tau_image_view_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tau_image_view_set_comparison (TauImageView *self, TauComparison comparison)
{
  if (self->comparison == comparison)
    return;
  self->comparison = comparison;
  tau_image_view_look_changed (self);
  g_signal_emit (self, signals[LOOK_CHANGED], 0);
}

TauComparison
tau_image_view_get_comparison (TauImageView *self)
{
  return self->comparison;
}

TauImage *
tau_image_view_get_shown (TauImageView *self)
{
  if (tau_image_view_compares (self, TAU_COMPARISON_DIFFERENCE))
    return self->difference;
  if (tau_image_view_compares (self, TAU_COMPARISON_DIVIDER))
    return tau_image_view_divide (self);
  return self->seen_image != NULL ? self->seen_image : self->image;
}

const TauFrame *
tau_image_view_get_frame (TauImageView *self)
{
  return &self->frame;
}
