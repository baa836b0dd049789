/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-image-view.h"

#include "app/widgets/tau-texture.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MINIMUM_SIDE 120
#define NATURAL_SIDE 220 /* in small windows; it grows with the window up to */
#define MAXIMUM_SIDE 480
#define HANDLE       9.0  /* px: side of a corner handle */
#define REACH        12.0 /* px around a corner where it can be grabbed */
#define STEP_SHARE   100  /* a key moves by the frame's side divided by this */
#define LARGE_STEP   10   /* times that with Shift */

struct _TauImageView {
  GtkWidget parent_instance;

  GdkTexture *texture;
  int width, height; /* of the image, the unit of the frames */
  GdkTexture *seen;
  TauFrame seen_where;
  TauFrame frame;
  gboolean framed;
  int side; /* natural, px */

  /* Of the current drag: what was grabbed, where, and the frame at its start. */
  TauFramePart grasped;
  double grasped_x, grasped_y; /* px of the widget */
  TauFrame frame_before;
};

G_DEFINE_FINAL_TYPE (TauImageView, tau_image_view, GTK_TYPE_WIDGET)

enum { FRAME_MOVED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- geometry ------------------------------------------------------------------------------- */

gboolean
tau_image_view_get_image_area (TauImageView *self, graphene_rect_t *area)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  if (self->texture == NULL || width <= 0 || height <= 0)
    return FALSE;
  double scale = MIN (width / self->width, height / self->height);
  graphene_rect_init (area, (width - self->width * scale) / 2, (height - self->height * scale) / 2,
                      self->width * scale, self->height * scale);
  return TRUE;
}

static void
frame_to_widget (TauImageView *self, const graphene_rect_t *area, const TauFrame *frame,
                 graphene_rect_t *rect)
{
  double scale = area->size.width / self->width;
  graphene_rect_init (rect, area->origin.x + frame->x * scale, area->origin.y + frame->y * scale,
                      frame->side * scale, frame->side * scale);
}

static TauFramePart
part_at (TauImageView *self, double x, double y)
{
  graphene_rect_t area;
  if (!self->framed || !tau_image_view_get_image_area (self, &area))
    return TAU_FRAME_PART_NONE;
  double scale = area.size.width / self->width;
  return tau_frame_hit_test (&self->frame, (x - area.origin.x) / scale, (y - area.origin.y) / scale,
                             REACH / scale);
}

/* -- what a screen reader says ------------------------------------------------------------- */

static void
describe (TauImageView *self)
{
  g_autofree char *text = NULL;
  if (self->texture != NULL && self->framed)
    text =
        g_strdup_printf (_ ("%d × %d pixels; the model sees the square of %d pixels at %d, %d"),
                         self->width, self->height, self->frame.side, self->frame.x, self->frame.y);
  else if (self->texture != NULL)
    text = g_strdup_printf (_ ("%d × %d pixels"), self->width, self->height);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : _ ("No image is open yet"), -1);
}

static void
frame_moved (TauImageView *self, const TauFrame *before)
{
  if (tau_frame_equal (before, &self->frame))
    return;
  describe (self);
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
  if (self->grasped == TAU_FRAME_PART_NONE) {
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
  if (self->grasped == TAU_FRAME_PART_NONE || !tau_image_view_get_image_area (self, &area))
    return;
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
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursors[part_at (self, x, y)]);
}

/* -- keys ----------------------------------------------------------------------------------- */

static gboolean
on_key_cb (TauImageView *self, guint key, guint code, GdkModifierType state)
{
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

/* -- drawing -------------------------------------------------------------------------------- */

/* Four bands around `hole`, which lies inside `area`. */
static void
shade_around (GtkSnapshot *snapshot, const graphene_rect_t *area, const graphene_rect_t *hole)
{
  const GdkRGBA shade = { 0, 0, 0, 0.5 };
  float left = area->origin.x, top = area->origin.y;
  float right = left + area->size.width, bottom = top + area->size.height;
  float hole_right = hole->origin.x + hole->size.width;
  float hole_bottom = hole->origin.y + hole->size.height;
  const graphene_rect_t bands[] = {
    GRAPHENE_RECT_INIT (left, top, right - left, hole->origin.y - top),
    GRAPHENE_RECT_INIT (left, hole_bottom, right - left, bottom - hole_bottom),
    GRAPHENE_RECT_INIT (left, hole->origin.y, hole->origin.x - left, hole->size.height),
    GRAPHENE_RECT_INIT (hole_right, hole->origin.y, right - hole_right, hole->size.height),
  };
  for (guint i = 0; i < G_N_ELEMENTS (bands); i++)
    if (bands[i].size.width > 0 && bands[i].size.height > 0)
      gtk_snapshot_append_color (snapshot, &shade, &bands[i]);
}

static void
outline (GtkSnapshot *snapshot, const graphene_rect_t *rect, float width, const GdkRGBA *color)
{
  GskRoundedRect rounded;
  const float widths[4] = { width, width, width, width };
  const GdkRGBA colors[4] = { *color, *color, *color, *color };
  gsk_rounded_rect_init_from_rect (&rounded, rect, 0);
  gtk_snapshot_append_border (snapshot, &rounded, widths, colors);
}

/* White with a dark edge: visible on any photograph. */
static void
draw_frame (GtkSnapshot *snapshot, const graphene_rect_t *rect)
{
  const GdkRGBA white = { 1, 1, 1, 1 }, dark = { 0, 0, 0, 0.6 };
  graphene_rect_t outer;
  graphene_rect_inset_r (rect, -1, -1, &outer);
  outline (snapshot, &outer, 4, &dark);
  outline (snapshot, rect, 2, &white);
  for (int i = 0; i < 4; i++) {
    float x = rect->origin.x + (i % 2) * rect->size.width;
    float y = rect->origin.y + (i / 2) * rect->size.height;
    graphene_rect_t handle = GRAPHENE_RECT_INIT (x - HANDLE / 2, y - HANDLE / 2, HANDLE, HANDLE);
    graphene_rect_inset_r (&handle, -1, -1, &outer);
    gtk_snapshot_append_color (snapshot, &dark, &outer);
    gtk_snapshot_append_color (snapshot, &white, &handle);
  }
}

static void
tau_image_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TauImageView *self = TAU_IMAGE_VIEW (widget);
  graphene_rect_t area, frame, where;
  if (!tau_image_view_get_image_area (self, &area))
    return;

  gtk_snapshot_push_clip (snapshot, &area);
  gtk_snapshot_append_texture (snapshot, self->texture, &area);
  frame_to_widget (self, &area, &self->frame, &frame);
  if (self->seen != NULL) {
    /* During a drag, the last answer stays where it belongs. */
    frame_to_widget (self, &area, &self->seen_where, &where);
    gtk_snapshot_push_clip (snapshot, &frame);
    gtk_snapshot_append_texture (snapshot, self->seen, &where);
    gtk_snapshot_pop (snapshot);
  }
  if (self->framed) {
    shade_around (snapshot, &area, &frame);
    draw_frame (snapshot, &frame);
  }
  gtk_snapshot_pop (snapshot);
}

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
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

void
tau_image_view_set_image (TauImageView *self, TauImage *preview, int width, int height)
{
  g_clear_object (&self->texture);
  g_clear_object (&self->seen);
  self->texture = preview != NULL ? tau_texture_new_blocks (preview, MAXIMUM_SIDE) : NULL;
  self->width = width;
  self->height = height;
  if (preview != NULL)
    tau_frame_center (&self->frame, width, height);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tau_image_view_set_seen (TauImageView *self, TauImage *seen, const TauFrame *where)
{
  g_clear_object (&self->seen);
  if (seen != NULL) {
    self->seen = tau_texture_new_blocks (seen, MAXIMUM_SIDE);
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
  gtk_widget_set_focusable (GTK_WIDGET (self), framed);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tau_image_view_set_frame (TauImageView *self, const TauFrame *frame)
{
  if (tau_frame_equal (&self->frame, frame))
    return;
  self->frame = *frame;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const TauFrame *
tau_image_view_get_frame (TauImageView *self)
{
  return &self->frame;
}
