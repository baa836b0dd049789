/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/scatter/tau-plot-labels.h"

#include <math.h>

/* The cost of a place: for covering marks over the label's whole area, for each mark crossed by the
 * line to the label, and for being one frame diagonal away. */
#define COVER_COST 100.0
#define CROSS_COST 1.0
#define FAR_COST   8.0

double
tau_plot_box_overlap (const TauPlotBox *a, const TauPlotBox *b)
{
  double width = MIN (a->x + a->width, b->x + b->width) - MAX (a->x, b->x);
  double height = MIN (a->y + a->height, b->y + b->height) - MAX (a->y, b->y);
  return width > 0 && height > 0 ? width * height : 0;
}

void
tau_plot_box_nearest (const TauPlotBox *self, double x, double y, double *near_x, double *near_y)
{
  *near_x = CLAMP (x, self->x, self->x + self->width);
  *near_y = CLAMP (y, self->y, self->y + self->height);
}

static double
total_overlap (const TauPlotBox *box, const TauPlotBox *others, guint n)
{
  double sum = 0;
  for (guint i = 0; i < n; i++)
    sum += tau_plot_box_overlap (box, &others[i]);
  return sum;
}

/* Whether the segment from (x, y) to (to_x, to_y) meets the box (Liang and Barsky's clipping). */
static gboolean
segment_meets_box (const TauPlotBox *box, double x, double y, double to_x, double to_y)
{
  const double p[4] = { x - to_x, to_x - x, y - to_y, to_y - y };
  const double q[4] = { x - box->x, box->x + box->width - x, y - box->y, box->y + box->height - y };
  double enter = 0, leave = 1;

  for (int i = 0; i < 4; i++) {
    if (p[i] == 0 && q[i] < 0)
      return FALSE;
    if (p[i] < 0)
      enter = MAX (enter, q[i] / p[i]);
    else if (p[i] > 0)
      leave = MIN (leave, q[i] / p[i]);
  }
  return enter < leave;
}

/* The boxes that a line from the anchor to the label would cross, except those it starts in. */
static guint
count_crossings (const TauPlotBox *label, const TauPlotBox *boxes, guint n_boxes, double x,
                 double y)
{
  double near_x, near_y;
  guint n = 0;

  tau_plot_box_nearest (label, x, y, &near_x, &near_y);
  for (guint i = 0; i < n_boxes; i++) {
    const TauPlotBox *other = &boxes[i];
    gboolean inside = x >= other->x && x <= other->x + other->width && y >= other->y &&
                      y <= other->y + other->height;
    n += !inside && segment_meets_box (other, x, y, near_x, near_y);
  }
  return n;
}

gboolean
tau_plot_place_label (const TauPlotBox *frame, const TauPlotBox *marks, guint n_marks,
                      const TauPlotBox *taken, guint n_taken, double x, double y, double clearance,
                      double width, double height, TauPlotBox *label)
{
  /* Sixteenths of a turn, starting where a reader looks for a label first. */
  static const int turns[16] = { 0, 8, 12, 4, 14, 2, 10, 6, 15, 1, 9, 7, 13, 3, 11, 5 };
  double farthest = hypot (frame->width, frame->height);
  double step = MAX (height / 3, farthest / 100);
  double least = G_MAXDOUBLE;

  if (width > frame->width || height > frame->height)
    return FALSE;

  /* The least possible cost grows with the distance, so most searches end early. */
  for (double distance = clearance; distance < farthest; distance += step) {
    double far_cost = FAR_COST * distance / farthest;
    if (far_cost >= least)
      break;
    for (guint i = 0; i < G_N_ELEMENTS (turns); i++) {
      double angle = turns[i] * G_PI / 8;
      TauPlotBox box = {
        .x = x + cos (angle) * (distance + width / 2) - width / 2,
        .y = y + sin (angle) * (distance + height / 2) - height / 2,
        .width = width,
        .height = height,
      };
      box.x = CLAMP (box.x, frame->x, frame->x + frame->width - width);
      box.y = CLAMP (box.y, frame->y, frame->y + frame->height - height);
      if (total_overlap (&box, taken, n_taken) > 0)
        continue;
      double cost = far_cost +
                    total_overlap (&box, marks, n_marks) / (width * height) * COVER_COST +
                    count_crossings (&box, marks, n_marks, x, y) * CROSS_COST +
                    count_crossings (&box, taken, n_taken, x, y) * 2 * CROSS_COST;
      if (cost < least) {
        least = cost;
        *label = box;
      }
    }
  }
  return least < G_MAXDOUBLE;
}
