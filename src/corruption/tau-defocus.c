/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Defocus: blurs the image with a soft-edged disk (SPEC section 3.4).
 *
 * Size: except at the preset's own size both lengths are scaled; from 1792 px on, on a grid
 * (tau-grid.h). */
#include "corruption/tau-corruption-private.h"
#include "corruption/tau-grid.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

typedef struct {
  double radius; /* px, of the disk */
  double sigma;  /* px, of the Gaussian that softens its rim */
} Defocus;

static const Defocus parameters[2][TAU_N_SEVERITIES] = {
  { { 0.3, 0.4 }, { 0.4, 0.5 }, { 0.5, 0.6 }, { 1, 0.2 }, { 1.5, 0.1 } },
  { { 3, 0.1 }, { 4, 0.5 }, { 6, 0.5 }, { 8, 0.5 }, { 10, 0.5 } },
};

/* OpenCV's reflect101: c b | a b c d | c b. */
static inline int
reflect (int i, int n)
{
  int period = 2 * (n - 1);
  i = ABS (i);
  if (i > period)
    i %= period;
  return i < n ? i : period - i;
}

/* The kernel, (2 reach + 1) squared, symmetric left to right and top to bottom. */
typedef struct {
  int reach;
  float *values;
} Kernel;

static inline float
kernel_at (const Kernel *self, int dx, int dy)
{
  int side = 2 * self->reach + 1;
  return self->values[(dy + self->reach) * side + dx + self->reach];
}

/* The disk divided by its area, softened with a 3x3 or 5x5 Gaussian, in 32-bit floats. */
static void
kernel_init (Kernel *self, double radius, double sigma)
{
  int reach = radius <= 8 ? 8 : (int)ceil (radius);
  int half = radius <= 8 ? 1 : 2;
  int side = 2 * reach + 1;
  g_autofree float *disk = g_new (float, side *side);
  g_autofree float *half_way = g_new (float, side *side);
  double gaussian[5];
  double sum = 0.0;
  int area = 0;

  for (int y = -reach, i = 0; y <= reach; y++)
    for (int x = -reach; x <= reach; x++, i++)
      area += disk[i] = x * x + y * y <= radius * radius;
  for (int i = 0; i < side * side; i++)
    disk[i] /= (float)area;
  for (int k = -half; k <= half; k++)
    sum += gaussian[k + half] = exp (-0.5 * k * k / (sigma * sigma));
  for (int k = -half; k <= half; k++)
    gaussian[k + half] = (float)(gaussian[k + half] / sum);

  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++) {
      float value = 0.0f;
      for (int k = -half; k <= half; k++)
        value += (float)gaussian[k + half] * disk[y * side + reflect (x + k, side)];
      half_way[y * side + x] = value;
    }
  self->reach = reach;
  self->values = g_new (float, side *side);
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++) {
      float value = 0.0f;
      for (int k = -half; k <= half; k++)
        value += (float)gaussian[k + half] * half_way[reflect (y + k, side) * side + x];
      self->values[y * side + x] = value;
    }
}

/* Weights below this share of the centre's have no effect: even their sum is far below one
 * level. */
#define NEGLIGIBLE 1e-10

/* A pixel of the rim and its mirror images (2 or 4 in all), which share one weight. */
typedef struct {
  int dx, dy;
  double weight;
} Tap;

/* The kernel is constant over most of the disk and falls off at its rim. The inner part is
 * therefore a sum of whole numbers that moves down a row with two additions per column; only the
 * rim needs multiplications. */
typedef struct {
  int reach;
  int width, height; /* px, of the image */
  gsize line;        /* values in a row */
  gsize stride;      /* values in a row with `reach` px added on either side */
  guint8 *padded;    /* the rows, mirrored at their ends */
  double inner_weight;
  int *inner_half;   /* per column 0..reach: inner rows above and below the centre; -1 for none */
  GArray *taps;      /* Tap */
  float *folded;     /* reach + 1 padded rows: row y - dy plus row y + dy */
  gint32 *inner_sum; /* one row */
} Disk;

static void
disk_init_taps (Disk *self, const Kernel *kernel)
{
  float inner = kernel_at (kernel, 0, 0);
  self->inner_weight = inner;
  self->inner_half = g_new (int, self->reach + 1);
  self->taps = g_array_new (FALSE, FALSE, sizeof (Tap));
  for (int dx = 0; dx <= self->reach; dx++) {
    int half = -1;
    while (half < self->reach && kernel_at (kernel, dx, half + 1) == inner)
      half++;
    self->inner_half[dx] = half;
    for (int dy = half + 1; dy <= self->reach; dy++) {
      Tap tap = { dx, dy, kernel_at (kernel, dx, dy) * (dx == 0 ? 0.5 : 1.0) };
      if (tap.weight > NEGLIGIBLE * inner)
        g_array_append_val (self->taps, tap);
    }
  }
}

static void
disk_init (Disk *self, const Kernel *kernel, const guint8 *in, int width, int height)
{
  int reach = kernel->reach;
  self->reach = reach;
  self->width = width;
  self->height = height;
  self->line = (gsize)width * 3;
  self->stride = self->line + 6 * reach;
  self->padded = g_malloc (self->stride * height);
  self->folded = g_new (float, self->stride *(reach + 1));
  self->inner_sum = g_new0 (gint32, self->line);
  disk_init_taps (self, kernel);
  for (int y = 0; y < height; y++) {
    const guint8 *from = in + y * self->line;
    guint8 *to = self->padded + y * self->stride;
    memcpy (to + 3 * reach, from, self->line);
    for (int x = 1; x <= reach; x++) {
      memcpy (to + 3 * (reach - x), from + 3 * reflect (-x, width), 3);
      memcpy (to + 3 * (reach + width - 1 + x), from + 3 * reflect (width - 1 + x, width), 3);
    }
  }
}

static void
disk_clear (Disk *self)
{
  g_free (self->padded);
  g_free (self->folded);
  g_free (self->inner_sum);
  g_free (self->inner_half);
  g_array_unref (self->taps);
}

/* Row y of the image, mirrored above and below. */
static const guint8 *
disk_row (const Disk *self, int y)
{
  return self->padded + reflect (y, self->height) * self->stride;
}

TAU_SIMD_CLONES static void
add_bytes (const guint8 *in, gsize n, gint32 *sum)
{
  for (gsize i = 0; i < n; i++)
    sum[i] += in[i];
}

TAU_SIMD_CLONES static void
exchange_bytes (const guint8 *enters, const guint8 *leaves, gsize n, gint32 *sum)
{
  for (gsize i = 0; i < n; i++)
    sum[i] += enters[i] - leaves[i];
}

/* The inner sums of row y, from those of row y - 1. */
static void
move_inner_sum (Disk *self, int y)
{
  for (int dx = -self->reach; dx <= self->reach; dx++) {
    int half = self->inner_half[ABS (dx)];
    gsize shift = 3 * (self->reach + dx);
    if (half >= 0 && y > 0)
      exchange_bytes (disk_row (self, y + half) + shift, disk_row (self, y - 1 - half) + shift,
                      self->line, self->inner_sum);
    for (int dy = -half; half >= 0 && y == 0 && dy <= half; dy++)
      add_bytes (disk_row (self, dy) + shift, self->line, self->inner_sum);
  }
}

TAU_SIMD_CLONES static void
fold_rows (const guint8 *a, const guint8 *b, gsize n, float *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = (gint32)a[i] + b[i];
}

TAU_SIMD_CLONES static void
widen_row (const guint8 *in, gsize n, float *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = in[i];
}

typedef double Sum __attribute__ ((vector_size (64)));
typedef float Values __attribute__ ((vector_size (32)));
typedef float Unaligned __attribute__ ((vector_size (32), aligned (4), may_alias));

#define LANES 8
#define PIECE (4 * LANES)

#define AT(p) (*(const Unaligned *)(p))

/* PIECE values of a row. Whole numbers are added as floats, which is exact, and weighted in
 * double. */
static inline __attribute__ ((always_inline)) void
sum_taps (const Disk *self, gsize i, double *out)
{
  const Tap *taps = (const Tap *)(gpointer)self->taps->data;
  Sum sums[4];
  memset (sums, 0, sizeof sums);
  for (guint t = 0; t < self->taps->len; t++) {
    const float *row = self->folded + taps[t].dy * self->stride + 3 * self->reach + i;
    const float *left = row - 3 * taps[t].dx;
    const float *right = row + 3 * taps[t].dx;
    /* A tap in the centre column is read twice, so its weight is halved. */
    double weight = taps[t].weight;
    Values v0 = AT (left) + AT (right);
    Values v1 = AT (left + LANES) + AT (right + LANES);
    Values v2 = AT (left + 2 * LANES) + AT (right + 2 * LANES);
    Values v3 = AT (left + 3 * LANES) + AT (right + 3 * LANES);
    sums[0] += __builtin_convertvector(v0, Sum) * weight;
    sums[1] += __builtin_convertvector(v1, Sum) * weight;
    sums[2] += __builtin_convertvector(v2, Sum) * weight;
    sums[3] += __builtin_convertvector(v3, Sum) * weight;
  }
  memcpy (out, sums, sizeof sums);
}

/* A row of the result. If a row is not a whole number of pieces, the last values are computed
 * twice: an image is at least 16 px wide. */
TAU_SIMD_CLONES static void
blur_row (const Disk *self, guint8 *out)
{
  for (gsize i = 0; i < self->line; i += PIECE) {
    double sum[PIECE];
    gsize from = MIN (i, self->line - PIECE);
    sum_taps (self, from, sum);
    for (int k = 0; k < PIECE; k++) {
      double value = sum[k] + self->inner_sum[from + k] * self->inner_weight;
      value = value < 255.0 ? value : 255.0;
      out[from + k] = (guint8)(int)value;
    }
  }
}

static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  if (tau_grid_apply (apply, in, width, height, preset, severity, variates, out))
    return;
  Defocus defocus = parameters[TAU_PRESET_ROW (preset)][severity - 1];
  double scale = tau_preset_scale (preset, width, height);
  Kernel kernel;
  Disk disk;
  kernel_init (&kernel, defocus.radius * scale, defocus.sigma * scale);
  disk_init (&disk, &kernel, in, width, height);
  for (int y = 0; y < height; y++) {
    move_inner_sum (&disk, y);
    widen_row (disk_row (&disk, y), disk.stride, disk.folded);
    for (int dy = 1; dy <= disk.reach; dy++)
      fold_rows (disk_row (&disk, y - dy), disk_row (&disk, y + dy), disk.stride,
                 disk.folded + dy * disk.stride);
    blur_row (&disk, out + y * disk.line);
  }
  disk_clear (&disk);
  g_free (kernel.values);
}

const TauCorruption tau_corruption_defocus_blur = {
  .name = "defocus_blur",
  .title = N_ ("Defocus blur"),
  .group = TAU_CORRUPTION_BLUR,
  .alexnet_error = 0.819880,
  .apply = apply,
};
