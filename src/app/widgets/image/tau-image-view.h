/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/widgets/image/tau-frame.h"
#include "app/widgets/image/tau-magnifier.h"
#include "image/tau-image.h"

G_BEGIN_DECLS

/* An image in a square area, and in it the square that the model sees, drawn with the model's own
 * pixels. For a photograph, a frame around that square can be moved and resized by pointer or keys
 * (arrows, plus and minus, Home; Shift for larger steps).
 *
 * With a magnifier one can look closely: Ctrl and wheel, pinch, double click, plus, minus and 0
 * (with Ctrl where plus and minus resize the frame), dragging or Ctrl and arrows. Above 200 %
 * pixels are blocks. The image can be compared with another: a divider (dragged, or moved by Left
 * and Right), or the difference.
 *
 * Signals: "frame-moved": by the user; "look-changed": another comparison. Set the accessible label
 * where the view is used. */
#define TAU_TYPE_IMAGE_VIEW (tau_image_view_get_type ())
G_DECLARE_FINAL_TYPE (TauImageView, tau_image_view, TAU, IMAGE_VIEW, GtkWidget)

typedef enum {
  TAU_COMPARISON_NONE,
  TAU_COMPARISON_DIVIDER,    /* the other image on the left of it */
  TAU_COMPARISON_DIFFERENCE, /* tau_image_difference() */
  TAU_N_COMPARISONS,
} TauComparison;

/* `preview` is drawn for an image of width x height pixels, the unit of all frames; NULL draws
 * nothing. Centres the frame. */
void tau_image_view_set_image (TauImageView *self, TauImage *preview, int width, int height);
/* The model's pixels and where they belong; NULL: none. */
void tau_image_view_set_seen (TauImageView *self, TauImage *seen, const TauFrame *where);
/* Shows an image that fills the view. */
void tau_image_view_show (TauImageView *self, TauImage *image);

void tau_image_view_set_framed (TauImageView *self, gboolean framed);
/* As if it had always been there: emits nothing. */
void tau_image_view_set_frame (TauImageView *self, const TauFrame *frame);
const TauFrame *tau_image_view_get_frame (TauImageView *self);

void tau_image_view_set_magnifier (TauImageView *self, TauMagnifier *magnifier);
void tau_image_view_zoom (TauImageView *self,
                          double times); /* at the centre; 0: all of the image */
/* What to compare with, of the same size as the image (otherwise not compared); NULL: nothing. */
void tau_image_view_set_other (TauImageView *self, TauImage *other);
void tau_image_view_set_comparison (TauImageView *self, TauComparison comparison);
TauComparison tau_image_view_get_comparison (TauImageView *self);
/* What is written on the image: “Difference”, and the size of a pixel once it is magnified; NULL:
 * nothing. */
char *tau_image_view_dup_badge (TauImageView *self);
/* For copying: the model's pixels, the difference, both sides of the divider or the image; NULL:
 * none. Until the next call. */
TauImage *tau_image_view_get_shown (TauImageView *self);

/* Where the image lies in the widget; for tests. FALSE if there is none. */
gboolean tau_image_view_get_image_area (TauImageView *self, graphene_rect_t *area);

G_END_DECLS
