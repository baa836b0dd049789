/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/scatter/tau-plot-scatter-draw.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/tau-number.h"
#include "plot/tau-plot-axes.h"
#include "plot/scatter/tau-plot-labels.h"
#include "plot/scatter/tau-plot-legend.h"
#include "plot/tau-plot-marks.h"
#include "plot/scatter/tau-plot-scatter-layers.h"

#define PADDING          0.08 /* of the data's range, at both ends of both axes */
#define MIN_HEIGHT       15.0 /* ems: a lower plot has no room for a legend */
#define LABEL_PAD_X      0.45 /* ems around the text of a label */
#define LABEL_PAD_Y      0.2
#define HOVER_GROWS      1.35 /* of the radius */
#define SELECT_GAP       0.6  /* radii between the mark and the box around it */
#define MIN_LABEL_WIDTH  12.0 /* ems: in a smaller frame labels would hide the marks */
#define MIN_LABEL_HEIGHT 6.0
#define INSET            0.25 /* ems between labels and frame */

#define REACH            18.0 /* px: how near the pointer must come */

/* Chosen, best, selected, hovered. */
#define MAX_LABELS 4

static void
get_axes (const TauPlotScatter *data, const TauPlotStyle *style, double width, double height,
          TauPlotAxes *axes)
{
  TauPlotScatterBounds bounds;
  gboolean legend = height >= MIN_HEIGHT * style->font_size;

  tau_plot_scatter_get_bounds (data, &bounds);
  *axes = (TauPlotAxes){
    .x_low = bounds.x_low,
    .x_high = bounds.x_high,
    .y_low = bounds.y_low,
    .y_high = bounds.y_high,
    .x_padding = PADDING,
    .y_padding = PADDING,
    .x_counts = data->ranked,
    .y_log = data->loss_scale == TAU_PLOT_LOSS_LOG,
    .room = tau_plot_ring_extent (TRUE, style->mark_radius) + style->line_width,
    .x_title = data->x_title,
    .y_title = data->y_title,
    .top = legend ? tau_plot_legend_height (data, style, width) : 0,
  };
}

void
tau_plot_scatter_fit (const TauPlotScatter *data, const TauPlotStyle *style, double width,
                      double height, TauPlotScale *scale)
{
  TauPlotAxes axes;
  get_axes (data, style, width, height, &axes);
  tau_plot_axes_fit (&axes, style, width, height, scale);
}

static void
point_position (const TauPlotScatter *data, const TauPlotScale *scale, int index, double *x,
                double *y)
{
  *x = tau_plot_axis_to_pixel (&scale->x, data->points[index].x);
  *y = tau_plot_axis_to_pixel (&scale->y, tau_plot_scatter_get_y (data, index));
}

/* The order of drawing: plain marks, then the best, then the chosen, so that neither of them is
 * hidden. */
static guint
drawing_order (const TauPlotScatter *data, int order[TAU_N_TRANSFORMS])
{
  guint n = 0;
  for (int i = 0; i < (int)data->n_points; i++)
    if (i != data->chosen && i != data->best && tau_plot_scatter_is_drawable (data, i))
      order[n++] = i;
  if (data->best != data->chosen && tau_plot_scatter_is_drawable (data, data->best))
    order[n++] = data->best;
  if (tau_plot_scatter_is_drawable (data, data->chosen))
    order[n++] = data->chosen;
  return n;
}

int
tau_plot_scatter_hit_test (const TauPlotScatter *data, const TauPlotScale *scale, double x,
                           double y, double radius)
{
  int order[TAU_N_TRANSFORMS];
  guint n = drawing_order (data, order);
  double nearest = radius;
  int hit = -1;

  for (guint i = 0; i < n; i++) {
    double px, py;
    point_position (data, scale, order[i], &px, &py);
    double distance = hypot (px - x, py - y);
    if (distance <= nearest) {
      nearest = distance;
      hit = order[i];
    }
  }
  return hit;
}

/* How far the marks of one point extend. */
static double
mark_extent (const TauPlotScatter *data, const TauPlotStyle *style, const TauPlotState *state,
             int index)
{
  double extent = style->mark_radius * 1.4 * (index == state->hovered ? HOVER_GROWS : 1);
  if (index == data->chosen)
    extent = MAX (extent, tau_plot_ring_extent (index == data->best, style->mark_radius));
  if (index == data->best)
    extent = MAX (extent, tau_plot_star_extent (style->mark_radius));
  return index == state->selected ? extent + SELECT_GAP * style->mark_radius : extent;
}

static void
draw_point (cairo_t *cr, const TauPlotScatter *data, const TauPlotScale *scale,
            const TauPlotStyle *style, const TauPlotState *state, int index)
{
  double radius = style->mark_radius;
  double x, y;

  point_position (data, scale, index, &x, &y);
  if (index == data->best)
    tau_plot_star_draw (cr, style, x, y, radius);
  if (index == data->chosen)
    tau_plot_ring_draw (cr, style, index == data->best, x, y, radius);
  else if (data->n_members > 0 && data->member[index])
    tau_plot_scatter_draw_member (cr, style, x, y, radius);
  if (index == state->selected) {
    double reach = mark_extent (data, style, state, index) - style->line_width;
    cairo_set_line_width (cr, style->line_width * 1.5);
    cairo_rectangle (cr, x - reach, y - reach, 2 * reach, 2 * reach);
    tau_plot_set_color (cr, &style->dim);
    cairo_stroke (cr);
  }
  tau_plot_mark_draw (cr, style, data->points[index].correct, x, y,
                      index == state->hovered ? radius * HOVER_GROWS : radius);
}

/* "Chosen: Zoom 0.8", and the two values if the point is hovered or selected. */
static char *
label_text (const TauPlotScatter *data, int index, gboolean with_values)
{
  const TauPlotScatterPoint *point = &data->points[index];
  const char *title = point->title != NULL ? point->title : "";
  g_autofree char *name = NULL;

  if (index == data->chosen && index == data->best)
    name = g_strdup_printf (data->label_given ? _ ("Chosen and best: %s")
                                              : _ ("Chosen and best against own answer: %s"),
                            title);
  else if (index == data->chosen)
    name = g_strdup_printf (_ ("Chosen: %s"), title);
  else if (index == data->best)
    name = g_strdup_printf (data->label_given ? _ ("Best: %s") : _ ("Best against own answer: %s"),
                            title);
  else
    name = g_strdup (title);
  if (!with_values)
    return g_steal_pointer (&name);
  g_autofree char *actual = tau_number_significant (point->y, 3);
  if (data->ranked)
    return g_strdup_printf (_ ("%s\nactual %s"), name, actual);
  g_autofree char *predicted = tau_number_significant (point->x, 3);
  return g_strdup_printf (_ ("%s\npredicted %s, actual %s"), name, predicted, actual);
}

/* The points to label, the permanent ones first: their labels must not jump when others appear. */
static guint
labelled_points (const TauPlotScatter *data, const TauPlotState *state, int indices[MAX_LABELS])
{
  const int wanted[MAX_LABELS] = { data->chosen, data->best, state->selected, state->hovered };
  guint n = 0;

  for (guint i = 0; i < MAX_LABELS; i++) {
    gboolean known = FALSE;
    for (guint k = 0; k < n; k++)
      known |= indices[k] == wanted[i];
    if (!known && tau_plot_scatter_is_drawable (data, wanted[i]))
      indices[n++] = wanted[i];
  }
  return n;
}

static void
draw_label (cairo_t *cr, const TauPlotStyle *style, PangoLayout *layout, const TauPlotBox *box,
            double x, double y, double extent)
{
  double near_x, near_y;
  tau_plot_box_nearest (box, x, y, &near_x, &near_y);
  double distance = hypot (near_x - x, near_y - y);

  /* A line joins a label that is far away to its mark. */
  if (distance > extent + style->font_size) {
    cairo_set_line_width (cr, style->line_width);
    tau_plot_set_color (cr, &style->dim);
    cairo_move_to (cr, x + (near_x - x) * extent / distance, y + (near_y - y) * extent / distance);
    cairo_line_to (cr, near_x, near_y);
    cairo_stroke (cr);
  }

  double corner = MIN (style->font_size * 0.4, box->height / 2);
  double right = box->x + box->width, bottom = box->y + box->height;
  cairo_new_sub_path (cr);
  cairo_arc (cr, right - corner, box->y + corner, corner, -G_PI / 2, 0);
  cairo_arc (cr, right - corner, bottom - corner, corner, 0, G_PI / 2);
  cairo_arc (cr, box->x + corner, bottom - corner, corner, G_PI / 2, G_PI);
  cairo_arc (cr, box->x + corner, box->y + corner, corner, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
  cairo_set_source_rgba (cr, style->background.red, style->background.green, style->background.blue,
                         0.88);
  cairo_fill (cr);
  tau_plot_set_color (cr, &style->foreground);
  tau_plot_layout_show (layout, cr, box->x + box->width / 2, box->y + box->height / 2, 0.5, 0.5);
}

/* Where labels may be. FALSE: there is no room for any. */
static gboolean
get_label_frame (const TauPlotScale *scale, const TauPlotStyle *style, TauPlotBox *frame)
{
  const double inset = INSET * style->font_size;
  *frame = (TauPlotBox){
    .x = scale->x.pixel_low + inset,
    .y = scale->y.pixel_high + inset,
    .width = scale->x.pixel_high - scale->x.pixel_low - 2 * inset,
    .height = scale->y.pixel_low - scale->y.pixel_high - 2 * inset,
  };
  return frame->width >= MIN_LABEL_WIDTH * style->font_size &&
         frame->height >= MIN_LABEL_HEIGHT * style->font_size;
}

static void
draw_labels (cairo_t *cr, const TauPlotScatter *data, const TauPlotScale *scale,
             const TauPlotStyle *style, const TauPlotState *state)
{
  TauPlotBox frame;
  double pad_x = LABEL_PAD_X * style->font_size, pad_y = LABEL_PAD_Y * style->font_size;
  TauPlotBox marks[TAU_N_TRANSFORMS], taken[MAX_LABELS];
  int order[TAU_N_TRANSFORMS], labelled[MAX_LABELS];
  guint n_marks = drawing_order (data, order);
  guint n_labels = labelled_points (data, state, labelled), n_taken = 0;
  double x, y;

  if (!get_label_frame (scale, style, &frame))
    return;
  for (guint i = 0; i < n_marks; i++) {
    double extent = mark_extent (data, style, state, order[i]);
    point_position (data, scale, order[i], &x, &y);
    marks[i] = (TauPlotBox){ x - extent, y - extent, 2 * extent, 2 * extent };
  }
  for (guint i = 0; i < n_labels; i++) {
    int index = labelled[i];
    gboolean asked = index == state->hovered || index == state->selected;
    double extent = mark_extent (data, style, state, index);
    g_autofree char *text = label_text (data, index, asked);
    g_autoptr (PangoLayout) layout =
        tau_plot_style_create_layout (style, cr, TAU_PLOT_TEXT_NORMAL, text);
    double width, height;

    pango_layout_set_width (layout, (int)(MAX (1, frame.width - 2 * pad_x) * PANGO_SCALE));
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    tau_plot_layout_get_size (layout, &width, &height);
    point_position (data, scale, index, &x, &y);
    if (tau_plot_place_label (&frame, marks, n_marks, taken, n_taken, x, y, extent,
                              width + 2 * pad_x, height + 2 * pad_y, &taken[n_taken])) {
      draw_label (cr, style, layout, &taken[n_taken], x, y, extent);
      n_taken++;
    }
  }
}

gboolean
tau_plot_scatter_is_legible (const TauPlotScatter *data, const TauPlotStyle *style, double width,
                             double height)
{
  const double em = style->font_size;
  const int labelled[] = { data->chosen, data->best };
  TauPlotAxes axes;
  TauPlotScale scale;
  TauPlotBox frame;
  get_axes (data, style, width, height, &axes);
  tau_plot_axes_fit (&axes, style, width, height, &scale);
  if (axes.top == 0 || !tau_plot_legend_is_legible (data, style, width) ||
      !tau_plot_axes_is_legible (&axes, style, &scale) || !get_label_frame (&scale, style, &frame))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (labelled); i++) {
    double label_width, label_height;
    if (!tau_plot_scatter_is_drawable (data, labelled[i]))
      continue;
    g_autofree char *text = label_text (data, labelled[i], FALSE);
    tau_plot_style_measure (style, TAU_PLOT_TEXT_NORMAL, text, &label_width, &label_height);
    if (label_width + 2 * LABEL_PAD_X * em > frame.width)
      return FALSE;
  }
  return TRUE;
}

static void
draw_empty_note (cairo_t *cr, const TauPlotScale *scale, const TauPlotStyle *style)
{
  g_autoptr (PangoLayout) layout = tau_plot_style_create_layout (
      style, cr, TAU_PLOT_TEXT_NORMAL, _ ("There are no finite losses to show"));
  double width = scale->x.pixel_high - scale->x.pixel_low;

  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
  tau_plot_set_color (cr, &style->dim);
  tau_plot_layout_show (layout, cr, scale->x.pixel_low + width / 2,
                        (scale->y.pixel_low + scale->y.pixel_high) / 2, 0.5, 0.5);
}

void
tau_plot_scatter_draw (cairo_t *cr, const TauPlotScatter *data, const TauPlotScale *scale,
                       const TauPlotStyle *style, const TauPlotState *state)
{
  static const TauPlotState nothing = TAU_PLOT_STATE_INIT;
  int order[TAU_N_TRANSFORMS];
  guint n = drawing_order (data, order);
  TauPlotAxes axes;

  if (state == NULL)
    state = &nothing;
  cairo_save (cr);
  get_axes (data, style, scale->width, scale->height, &axes);
  if (axes.top > 0)
    tau_plot_legend_draw (data, style, scale->width, cr);
  tau_plot_axes_draw (&axes, style, scale, cr);
  if (n > 0)
    tau_plot_scatter_draw_mean (cr, data, scale, style);
  tau_plot_scatter_draw_ghosts (cr, data, scale, style);
  for (guint i = 0; i < n; i++)
    draw_point (cr, data, scale, style, state, order[i]);
  if (n > 0)
    draw_labels (cr, data, scale, style, state);
  else
    draw_empty_note (cr, scale, style);
  cairo_restore (cr);
}

/* -- the kind of plot ----------------------------------------------------------------------- */

static void
fit_cb (gconstpointer data, const TauPlotStyle *style, double width, double height, gpointer scale)
{
  tau_plot_scatter_fit (data, style, width, height, scale);
}

static void
draw_cb (gconstpointer data, cairo_t *cr, const TauPlotStyle *style, gconstpointer scale,
         const TauPlotState *state)
{
  tau_plot_scatter_draw (cr, data, scale, style, state);
}

static int
hit_test_cb (gconstpointer data, gconstpointer scale, double x, double y)
{
  return tau_plot_scatter_hit_test (data, scale, x, y, REACH);
}

/* Negative, 0 or positive if point `a` comes before, is, or comes after `b` in the order of the
 * values; equal values are ordered by index. */
static int
compare_points (const TauPlotScatter *data, int a, int b, gboolean actual)
{
  double x = actual ? data->points[a].y : data->points[a].x;
  double y = actual ? data->points[b].y : data->points[b].x;
  return x != y ? (x > y) - (x < y) : a - b;
}

static gboolean
move_cb (gconstpointer scatter, TauPlotStep step, int *item)
{
  const TauPlotScatter *data = scatter;
  int order[TAU_N_TRANSFORMS], n = (int)drawing_order (data, order), next = -1;
  gboolean actual = step == TAU_PLOT_UP || step == TAU_PLOT_DOWN;
  int direction = step == TAU_PLOT_UP || step == TAU_PLOT_RIGHT ? 1 : -1;
  if (step > TAU_PLOT_DOWN || n == 0)
    return FALSE;
  if (!tau_plot_scatter_is_drawable (data, *item)) {
    *item = order[0];
    for (int i = 1; i < n; i++)
      *item = MIN (*item, order[i]);
    if (tau_plot_scatter_is_drawable (data, data->chosen))
      *item = data->chosen;
    return TRUE;
  }
  for (int i = 0; i < n; i++)
    if (direction * compare_points (data, order[i], *item, actual) > 0 &&
        (next < 0 || direction * compare_points (data, order[i], next, actual) < 0))
      next = order[i];
  if (next >= 0)
    *item = next;
  return TRUE;
}

static char *
describe_cb (gconstpointer data)
{
  return tau_plot_scatter_describe (data);
}

static char *
describe_item_cb (gconstpointer scatter, int item)
{
  const TauPlotScatter *data = scatter;
  const TauPlotScatterPoint *point = &data->points[item];
  if (!tau_plot_scatter_is_drawable (data, item))
    return NULL;
  const char *verdict = tau_plot_scatter_verdict (data->label_given, point->correct);
  g_autofree char *actual = tau_number_significant (point->y, 3);
  g_autofree char *predicted = tau_number_significant (point->x, 3);
  g_autofree char *text = data->ranked ? g_strdup_printf (_ ("%s, rank %.0f, actual %s, %s"),
                                                          point->title, point->x, actual, verdict)
                                       : g_strdup_printf (_ ("%s, predicted %s, actual %s, %s"),
                                                          point->title, predicted, actual, verdict);
  if (!tau_plot_scatter_has_ghost (data, item))
    return g_steal_pointer (&text);
  g_autofree char *before = tau_number_significant (data->ghosts[item].y, 3);
  return g_strdup_printf (_ ("%s; pinned: actual %s, %s"), text, before,
                          tau_plot_scatter_verdict (data->label_given, data->ghosts[item].correct));
}

static const TauPlotKind kind = {
  .scale_size = sizeof (TauPlotScale),
  .fit = fit_cb,
  .draw = draw_cb,
  .hit_test = hit_test_cb,
  .move = move_cb,
  .describe = describe_cb,
  .describe_item = describe_item_cb,
  .free = g_free,
  .min_width = 260,
  .natural_width = 420,
  .min_height = 260,
  .natural_height = 340,
  .names_items = TRUE,
  .sparse = TRUE,
};

TauPlot *
tau_plot_new_for_scatter (const TauPlotScatter *data)
{
  TauPlotScatter *copy = g_new (TauPlotScatter, 1);
  if (data != NULL)
    *copy = *data;
  else
    tau_plot_scatter_init (copy);
  return tau_plot_new (
      &kind, copy, copy->ranked ? _ ("Actual Loss, Ranked") : _ ("Predicted versus Actual Loss"),
      copy->n_points);
}
