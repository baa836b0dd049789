/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/widgets/image/tau-image-view.h"

G_BEGIN_DECLS

/* For the files of the view itself. */
struct _TauImageView {
  GtkWidget parent_instance;

  GdkPaintable *texture;
  TauImage *image;   /* what the texture shows */
  int width, height; /* of the image, the unit of the frames */
  GdkPaintable *seen;
  TauImage *seen_image;
  TauFrame seen_where;
  TauFrame frame;
  gboolean framed;
  int side; /* natural, px */

  /* Of the current drag: what was grabbed, where, and the frame at its start. */
  TauFramePart grasped;
  double grasped_x, grasped_y; /* px of the widget */
  TauFrame frame_before;

  TauMagnifier *magnifier; /* or NULL */
  double pointer_x, pointer_y;
  double look_x, look_y; /* the magnifier's place as a drag began */
  double pinched;        /* its factor as a pinch began */

  TauComparison comparison;
  TauImage *other;      /* or NULL */
  TauImage *difference; /* from it to the image; or NULL */
  TauImage *divided;    /* as the divider was when it was last asked for; or NULL */
  double mean_difference;
  double divider; /* 0 to 1 of the area */
  gboolean moves_divider;
};

/* tau-image-view-look.c: the magnifier and the comparison. */
gboolean tau_image_view_is_magnified (TauImageView *self);
/* A drag that does not touch the frame; FALSE: there is nothing to move. */
gboolean tau_image_view_begin_drag (TauImageView *self, double x);
void tau_image_view_drag (TauImageView *self, double dx, double dy);
const char *tau_image_view_get_cursor (TauImageView *self, double x);
gboolean tau_image_view_look_key (TauImageView *self, guint key, GdkModifierType state);
void tau_image_view_add_look (TauImageView *self, GtkGesture *drag);
void tau_image_view_look_changed (TauImageView *self);
/* Whether another image can be, and is, compared with. */
gboolean tau_image_view_compares (TauImageView *self, TauComparison comparison);
/* The image that is compared with left of the divider, and the image right of it. */
TauImage *tau_image_view_divide (TauImageView *self);
/* What a screen reader says. */
void tau_image_view_describe (TauImageView *self);

/* tau-image-view-draw.c */
void tau_image_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);

G_END_DECLS
