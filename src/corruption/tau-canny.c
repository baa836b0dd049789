/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-canny.h"

#include "corruption/tau-corruption-private.h"

#include <string.h>

/* tan (22.5 degrees) in 1/32768, as in OpenCV: decides between axis and diagonal directions. */
#define TAN_22_5 13573

/* The map of the search, with a border of one pixel that is never an edge. */
enum { MAP_MAYBE = 0, MAP_NO = 1, MAP_EDGE = 2 };

typedef struct {
  int width, height;
  gsize stride;      /* of magnitude and map: width + 2 */
  gint16 *dx, *dy;   /* width x height */
  gint16 *magnitude; /* (height + 2) x (width + 2), 0 outside the image */
  guint8 *map;       /* like magnitude */
} Canny;

/* The Sobel gradients of one row, from the three rows around it (already clamped to the image).
 * `sum` and `difference` are scratch space of width + 2. */
TAU_SIMD_CLONES static void
sobel_row (const guint8 *above, const guint8 *row, const guint8 *below, int width, gint16 *sum,
           gint16 *difference, gint16 *dx, gint16 *dy, gint16 *magnitude)
{
  for (int x = 0; x < width; x++) {
    sum[x + 1] = (gint16)(above[x] + 2 * row[x] + below[x]);
    difference[x + 1] = (gint16)(below[x] - above[x]);
  }
  sum[0] = sum[1];
  sum[width + 1] = sum[width];
  difference[0] = difference[1];
  difference[width + 1] = difference[width];
  for (int x = 0; x < width; x++) {
    gint16 gx = (gint16)(sum[x + 2] - sum[x]);
    gint16 gy = (gint16)(difference[x] + 2 * difference[x + 1] + difference[x + 2]);
    dx[x] = gx;
    dy[x] = gy;
    magnitude[x] = (gint16)((gx < 0 ? -gx : gx) + (gy < 0 ? -gy : gy));
  }
}

static void
canny_gradients (Canny *self, const guint8 *in)
{
  int w = self->width, h = self->height;
  g_autofree gint16 *scratch = g_new (gint16, 2 * (w + 2));
  for (int y = 0; y < h; y++) {
    const guint8 *row = in + (gsize)y * w;
    sobel_row (y > 0 ? row - w : row, row, y + 1 < h ? row + w : row, w, scratch, scratch + w + 2,
               self->dx + (gsize)y * w, self->dy + (gsize)y * w,
               self->magnitude + (y + 1) * self->stride + 1);
  }
}

/* Whether the gradient at `at` (an index into magnitude) is the largest across the edge. As in
 * OpenCV, ties go to the right or lower pixel along the axes, and to neither on the diagonals. */
static gboolean
canny_is_ridge (const Canny *self, gsize at, int dx, int dy)
{
  const gint16 *m = self->magnitude + at;
  gsize stride = self->stride;
  int x = ABS (dx), y = ABS (dy) << 15;
  int tan22 = x * TAN_22_5;

  if (y < tan22)
    return m[0] > m[-1] && m[0] >= m[1];
  if (y > tan22 + (x << 16))
    return m[0] > *(m - stride) && m[0] >= m[stride];
  gssize s = (dx ^ dy) < 0 ? -1 : 1;
  return m[0] > *(m - stride - s) && m[0] > m[(gssize)stride + s];
}

/* Whether any of `n` values is above `low`. Most of an image is not, and is skipped quickly. */
TAU_SIMD_CLONES static gboolean
any_above (const gint16 *values, int n, int low)
{
  gint16 most = 0;
  for (int i = 0; i < n; i++)
    most = MAX (most, values[i]);
  return most > low;
}

/* Marks the ridges. The strong ones start the edges; returns their number. */
static gsize
canny_ridges (Canny *self, int low, int high, gsize *stack)
{
  enum { BLOCK = 32 };
  gsize n = 0;
  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++) {
      gsize at = (y + 1) * self->stride + x + 1, i = (gsize)y * self->width + x;
      if (x % BLOCK == 0 && !any_above (self->magnitude + at, MIN (BLOCK, self->width - x), low)) {
        x += BLOCK - 1;
        continue;
      }
      if (self->magnitude[at] <= low || !canny_is_ridge (self, at, self->dx[i], self->dy[i]))
        continue;
      if (self->magnitude[at] > high) {
        self->map[at] = MAP_EDGE;
        stack[n++] = at;
      } else {
        self->map[at] = MAP_MAYBE;
      }
    }
  return n;
}

/* Continues the edges over weaker ridges that touch them. */
static void
canny_follow (Canny *self, gsize *stack, gsize n)
{
  const gssize s = self->stride;
  const gssize around[8] = { -s - 1, -s, -s + 1, -1, 1, s - 1, s, s + 1 };
  while (n > 0) {
    gsize at = stack[--n];
    for (int k = 0; k < 8; k++) {
      gsize next = at + around[k];
      if (self->map[next] == MAP_MAYBE) {
        self->map[next] = MAP_EDGE;
        stack[n++] = next;
      }
    }
  }
}

void
tau_canny (const guint8 *in, int width, int height, int low, int high, guint8 *edges)
{
  gsize n = (gsize)width * height, padded = (gsize)(width + 2) * (height + 2);
  g_autofree gint16 *gradients = g_new (gint16, 2 * n);
  g_autofree gint16 *magnitude = g_new0 (gint16, padded);
  g_autofree guint8 *map = g_malloc (padded);
  g_autofree gsize *stack = g_new (gsize, n);
  Canny self = { width, height, width + 2, gradients, gradients + n, magnitude, map };

  memset (map, MAP_NO, padded);
  canny_gradients (&self, in);
  canny_follow (&self, stack, canny_ridges (&self, low, high, stack));
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      edges[(gsize)y * width + x] = map[(y + 1) * self.stride + x + 1] == MAP_EDGE;
}

/* The steps of the chamfer distance in 1/65536 px: along an axis, diagonal, knight's move. */
#define STEP_AXIS     65536
#define STEP_DIAGONAL 91750
#define STEP_KNIGHT   143976

/* Sets `row` to the least of `row` and the paths from the two rows beyond it, `near` and `far`. */
TAU_SIMD_CLONES static void
chamfer_from_rows (const gint32 *far, const gint32 *near, int width, gint32 *row)
{
  for (int x = 0; x < width; x++) {
    gint32 axis = near[x];
    gint32 diagonal = MIN (near[x - 1], near[x + 1]);
    gint32 knight = MIN (MIN (near[x - 2], near[x + 2]), MIN (far[x - 1], far[x + 1]));
    gint32 best = MIN (axis + STEP_AXIS, diagonal + STEP_DIAGONAL);
    best = MIN (best, knight + STEP_KNIGHT);
    row[x] = MIN (row[x], best);
  }
}

void
tau_chamfer_distance (const guint8 *edges, int width, int height, gint32 cap, gint32 *distance)
{
  /* Two "far away" pixels around the image save the loops every bounds test. */
  gsize stride = width + 4;
  g_autofree gint32 *padded = g_new (gint32, stride * (height + 4));
  gint32 *origin = padded + 2 * stride + 2;

  for (gsize i = 0; i < stride * (height + 4); i++)
    padded[i] = cap;
  for (int y = 0; y < height; y++) {
    gint32 *row = origin + y * stride;
    for (int x = 0; x < width; x++)
      row[x] = edges[(gsize)y * width + x] ? 0 : cap;
    chamfer_from_rows (row - 2 * stride, row - stride, width, row);
    gint32 left = cap;
    for (int x = 0; x < width; x++)
      row[x] = left = MIN (row[x], left + STEP_AXIS);
  }
  for (int y = height - 1; y >= 0; y--) {
    gint32 *row = origin + y * stride;
    chamfer_from_rows (row + 2 * stride, row + stride, width, row);
    gint32 right = cap;
    for (int x = width - 1; x >= 0; x--)
      row[x] = right = MIN (row[x], right + STEP_AXIS);
    memcpy (distance + (gsize)y * width, row, sizeof (gint32) * width);
  }
}
