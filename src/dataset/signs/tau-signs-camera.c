/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/signs/tau-signs.h"

#include <math.h>
#include <string.h>

/* From drawn surfaces to a photograph: perspective, light on the plate, lens, exposure, sensor. */

#define SIDE      TAU_SIGN_SIDE
#define ROW       (SIDE * 3)
#define MAX_REACH 12 /* px, of a blur */
/* Where red, green and blue lie in one of Cairo's words, which have the machine's byte order. */
#define BYTE(c) (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 2 - (c) : 1 + (c))
#define ALPHA   (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 3 : 0)
#define SAMPLES 2 /* per pixel and axis, when the plate is projected */

void
tau_sign_read_surface (cairo_surface_t *surface, float *rgb)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < SIDE; y++) {
    const guint32 *row = (const guint32 *)(data + y * stride);
    for (int x = 0; x < SIDE; x++, rgb += 3) {
      rgb[0] = (row[x] >> 16 & 255) / 255.0f;
      rgb[1] = (row[x] >> 8 & 255) / 255.0f;
      rgb[2] = (row[x] & 255) / 255.0f;
    }
  }
}

void
tau_sign_lay_surface (cairo_surface_t *surface, float *rgb)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < SIDE; y++) {
    const guint32 *row = (const guint32 *)(data + y * stride);
    for (int x = 0; x < SIDE; x++, rgb += 3) {
      float through = 1 - (row[x] >> 24) / 255.0f;
      rgb[0] = rgb[0] * through + (row[x] >> 16 & 255) / 255.0f;
      rgb[1] = rgb[1] * through + (row[x] >> 8 & 255) / 255.0f;
      rgb[2] = rgb[2] * through + (row[x] & 255) / 255.0f;
    }
  }
}

/* One row: out[i] is the weighted sum of `in` around i; the edge values are repeated. */
static void
blur_row (const float *in, float *out, const float *kernel, int reach)
{
  float wide[ROW + 6 * MAX_REACH];
  for (int k = 0; k < reach; k++)
    for (int c = 0; c < 3; c++) {
      wide[3 * k + c] = in[c];
      wide[3 * (reach + SIDE + k) + c] = in[ROW - 3 + c];
    }
  memcpy (wide + 3 * reach, in, ROW * sizeof *in);
  for (int i = 0; i < ROW; i++)
    out[i] = kernel[0] * wide[i];
  for (int k = 1; k <= 2 * reach; k++)
    for (int i = 0; i < ROW; i++)
      out[i] += kernel[k] * wide[3 * k + i];
}

/* A Gaussian of `sigma` px, up to 5. */
void
tau_sign_blur (float *rgb, double sigma)
{
  float kernel[2 * MAX_REACH + 1], sum = 0;
  float other[SIDE * ROW];
  int reach = CLAMP ((int)ceil (2.4 * sigma), 1, MAX_REACH);

  if (sigma < 0.15)
    return;
  for (int k = -reach; k <= reach; k++)
    sum += kernel[k + reach] = (float)exp (-0.5 * k * k / (sigma * sigma));
  for (int k = 0; k <= 2 * reach; k++)
    kernel[k] /= sum;
  for (int y = 0; y < SIDE; y++)
    blur_row (rgb + y * ROW, other + y * ROW, kernel, reach);
  memset (rgb, 0, SIDE * ROW * sizeof *rgb);
  for (int y = 0; y < SIDE; y++)
    for (int k = -reach; k <= reach; k++) {
      const float *in = other + CLAMP (y + k, 0, SIDE - 1) * ROW;
      for (int i = 0; i < ROW; i++)
        rgb[y * ROW + i] += kernel[k + reach] * in[i];
    }
}

static void
invert (const double m[9], double out[9])
{
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      int a = (j + 1) % 3, b = (j + 2) % 3, c = (i + 1) % 3, d = (i + 2) % 3;
      out[i * 3 + j] = m[a * 3 + c] * m[b * 3 + d] - m[a * 3 + d] * m[b * 3 + c];
    }
  double determinant = m[0] * out[0] + m[1] * out[3] + m[2] * out[6];
  for (int i = 0; i < 9; i++)
    out[i] /= determinant;
}

typedef float Vec4 __attribute__ ((vector_size (16)));

static inline Vec4
texel (const guint8 *p)
{
  return (Vec4){ p[0], p[1], p[2], p[3] };
}

/* The bilinear sample at (u, v), both in texels from the middle of the first, premultiplied. */
static inline Vec4
sample (const guint8 *data, int stride, int side, float u, float v)
{
  if (!(u >= 0 && v >= 0 && u < side - 1 && v < side - 1))
    return (Vec4){ 0 };
  int x = (int)u, y = (int)v;
  float fx = u - x, fy = v - y;
  const guint8 *p = data + y * stride + x * 4, *q = p + stride;
  Vec4 above = texel (p) + fx * (texel (p + 4) - texel (p));
  Vec4 below = texel (q) + fx * (texel (q + 4) - texel (q));
  return above + fy * (below - above);
}

/* How the light falls on the plate: unevenly, and occasionally with glare. */
typedef struct {
  float level, dx, dy;
  float glare, x, y, width;
} Light;

static Light
draw_light (TauRandom *random, const TauSignScene *scene)
{
  Light light;
  float contrast = tau_random_uniform (random, 0, 0.25);
  light.level = scene->night ? tau_random_uniform (random, 0.6, 1.1)
                             : tau_random_uniform (random, 0.55, 1.08);
  light.dx = contrast * scene->sun;
  light.dy = -tau_random_uniform (random, 0, 0.2);
  light.glare = tau_random_chance (random, scene->night ? 0.3 : 0.12)
                    ? tau_random_uniform (random, 0.2, 0.6)
                    : 0;
  light.x = tau_random_uniform (random, -0.8, 0.8);
  light.y = tau_random_uniform (random, -0.8, 0.8);
  light.width = tau_random_uniform (random, 0.15, 0.5);
  return light;
}

static inline void
shade_pixel (float *rgb, Vec4 sum, const Light *light, float u, float v)
{
  const float full = 255 * SAMPLES * SAMPLES;
  float cover = sum[ALPHA] / full,
        shade = light->level * (1 + light->dx * u + light->dy * v) / full;
  float glare = 0;
  if (light->glare > 0) {
    float du = (u - light->x) / light->width, dv = (v - light->y) / light->width;
    float d = du * du + dv * dv;
    glare = light->glare * cover / (1 + d * d);
  }
  for (int c = 0; c < 3; c++)
    rgb[c] = rgb[c] * (1 - cover) + sum[BYTE (c)] * shade + glare;
}

/* The rectangle of pixels that the face can reach: the first pixel and one past the last, in x and
 * in y. */
static void
find_extent (const TauSignPose *pose, int extent[4])
{
  double low[2] = { SIDE, SIDE }, high[2] = { 0, 0 };
  for (int corner = 0; corner < 4; corner++) {
    double u = corner & 1 ? TAU_SIGN_CANVAS : -TAU_SIGN_CANVAS;
    double v = corner & 2 ? TAU_SIGN_CANVAS : -TAU_SIGN_CANVAS;
    double w = pose->h[6] * u + pose->h[7] * v + pose->h[8];
    for (int axis = 0; axis < 2; axis++) {
      const double *h = pose->h + 3 * axis;
      double at = (h[0] * u + h[1] * v + h[2]) / w;
      low[axis] = MIN (low[axis], at);
      high[axis] = MAX (high[axis], at);
    }
  }
  for (int axis = 0; axis < 2; axis++) {
    extent[2 * axis] = MAX ((int)floor (low[axis]), 0);
    extent[2 * axis + 1] = MIN ((int)ceil (high[axis]) + 1, SIDE);
  }
}

/* Lays the face over the image, seen in `pose` and in the light of the scene. */
void
tau_sign_place_face (cairo_surface_t *face, const TauSignPose *pose, TauRandom *random,
                     const TauSignScene *scene, float *rgb)
{
  const guint8 *data = cairo_image_surface_get_data (face);
  int stride = cairo_image_surface_get_stride (face);
  int side = cairo_image_surface_get_width (face);
  float scale = side / (2 * TAU_SIGN_CANVAS), middle = side / 2.0f - 0.5f;
  Light light = draw_light (random, scene);
  double inverse[9];
  float h[9];
  int extent[4];

  invert (pose->h, inverse);
  for (int i = 0; i < 9; i++)
    h[i] = inverse[i];
  find_extent (pose, extent);
  for (int y = extent[2]; y < extent[3]; y++) {
    for (int x = extent[0]; x < extent[1]; x++) {
      Vec4 sum = { 0 };
      float u = 0, v = 0;
      for (int s = 0; s < SAMPLES * SAMPLES; s++) {
        float px = x + (s % SAMPLES + 0.5f) / SAMPLES, py = y + (s / SAMPLES + 0.5f) / SAMPLES;
        float w = 1 / (h[6] * px + h[7] * py + h[8]);
        u = (h[0] * px + h[1] * py + h[2]) * w;
        v = (h[3] * px + h[4] * py + h[5]) * w;
        sum += sample (data, stride, side, u * scale + middle, v * scale + middle);
      }
      if (sum[ALPHA] > 0)
        shade_pixel (rgb + y * ROW + x * 3, sum, &light, u, v);
    }
  }
}

/* Camera movement while the shutter was open: the mean along a line of `length` px. */
static void
shake (float *rgb, double length, double angle)
{
  enum { STEPS = 5 };
  float other[TAU_SIGN_PIXELS * 3];
  memcpy (other, rgb, sizeof other);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++, rgb += 3) {
      float sum[3] = { 0, 0, 0 };
      for (int s = 0; s < STEPS; s++) {
        double way = length * (s / (STEPS - 1.0) - 0.5);
        double u = CLAMP (x + way * cos (angle), 0, SIDE - 1.001);
        double v = CLAMP (y + way * sin (angle), 0, SIDE - 1.001);
        int ix = (int)u, iy = (int)v;
        float fx = u - ix, fy = v - iy;
        const float *p = other + (iy * SIDE + ix) * 3, *q = p + SIDE * 3;
        for (int c = 0; c < 3; c++)
          sum[c] +=
              (1 - fy) * ((1 - fx) * p[c] + fx * p[3 + c]) + fy * ((1 - fx) * q[c] + fx * q[3 + c]);
      }
      for (int c = 0; c < 3; c++)
        rgb[c] = sum[c] / STEPS;
    }
}

/* Haze, exposure, white balance, saturation, vignette: one affine map of RGB at each pixel. */
static void
develop (float *rgb, TauRandom *random, const TauSignScene *scene)
{
  float haze = tau_random_chance (random, 0.3) ? tau_random_uniform (random, 0, 0.3) : 0;
  float gain = exp (tau_random_normal (random, 0, 0.16));
  float colour = tau_random_uniform (random, 0.65, 1.1);
  float vignette = tau_random_uniform (random, 0, 0.15);
  float lift = tau_random_uniform (random, 0, 0.06);
  float balance[3];
  for (int c = 0; c < 3; c++)
    balance[c] = gain * exp (tau_random_normal (random, 0, 0.04));

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++, rgb += 3) {
      float dx = (x - SIDE / 2) / (SIDE / 2.0f), dy = (y - SIDE / 2) / (SIDE / 2.0f);
      float edge = 1 - vignette * (dx * dx + dy * dy);
      float v[3];
      for (int c = 0; c < 3; c++)
        v[c] = rgb[c] + haze * ((float)scene->air[c] - rgb[c]);
      float grey = 0.30f * v[0] + 0.59f * v[1] + 0.11f * v[2];
      for (int c = 0; c < 3; c++)
        rgb[c] = lift + (1 - lift) * edge * balance[c] * (grey + colour * (v[c] - grey));
    }
}

/* The shoulder of a film curve: above 0.8 the curve bends, so that white is reached slowly. */
static inline float
shoulder (float v)
{
  return v < 0.8f ? v : 1 - 0.2f * 0.2f / (v - 0.6f);
}

void
tau_sign_photograph (float *rgb, TauRandom *random, const TauSignScene *scene, guint8 *out)
{
  double noise[TAU_SIGN_PIXELS * 2];
  double grain = tau_random_uniform (random, 0.004, scene->night ? 0.035 : 0.022);

  develop (rgb, random, scene);
  tau_sign_blur (rgb, tau_random_uniform (random, 0.25, 0.85));
  gboolean moved = tau_random_chance (random, 0.12);
  double length = tau_random_uniform (random, 1, 3.2), angle = tau_random_uniform (random, 0, G_PI);
  if (moved)
    shake (rgb, length, angle);

  tau_random_fill_uniform (random, -1.7320508, 1.7320508, noise, G_N_ELEMENTS (noise));
  for (int i = 0; i < TAU_SIGN_PIXELS; i++) {
    float bright = grain * noise[2 * i], tint = 0.4 * grain * noise[2 * i + 1];
    float add[3] = { bright + tint, bright - 0.5f * tint, bright - tint };
    for (int c = 0; c < 3; c++) {
      float v = shoulder (rgb[3 * i + c]) + add[c];
      out[3 * i + c] = (guint8)(CLAMP (v, 0.0f, 1.0f) * 255 + 0.5f);
    }
  }
}
