/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-signs.h"

#include <math.h>
#include <string.h>

/* From drawn surfaces to a photograph: perspective, light on the plate, lens, exposure, sensor. */

#define SIDE    TAU_SIGN_SIDE
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

/* Along rows of `n` floats that lie `step` apart, the edges continued. */
static void
blur_axis (const float *in, float *out, int line_step, int step, const float *kernel, int reach)
{
  for (int line = 0; line < SIDE; line++) {
    for (int i = 0; i < SIDE; i++) {
      float sum[3] = { 0, 0, 0 };
      for (int k = -reach; k <= reach; k++) {
        const float *p = in + line * line_step + CLAMP (i + k, 0, SIDE - 1) * step;
        float weight = kernel[k + reach];
        sum[0] += weight * p[0];
        sum[1] += weight * p[1];
        sum[2] += weight * p[2];
      }
      float *o = out + line * line_step + i * step;
      o[0] = sum[0];
      o[1] = sum[1];
      o[2] = sum[2];
    }
  }
}

/* A Gaussian of `sigma` px, up to 5. */
void
tau_sign_blur (float *rgb, double sigma)
{
  enum { MAX_REACH = 12 };
  float kernel[2 * MAX_REACH + 1], sum = 0;
  float other[TAU_SIGN_PIXELS * 3];
  int reach = CLAMP ((int)ceil (2.4 * sigma), 1, MAX_REACH);

  if (sigma < 0.15)
    return;
  for (int k = -reach; k <= reach; k++)
    sum += kernel[k + reach] = (float)exp (-0.5 * k * k / (sigma * sigma));
  for (int k = 0; k <= 2 * reach; k++)
    kernel[k] /= sum;
  blur_axis (rgb, other, SIDE * 3, 3, kernel, reach);
  blur_axis (other, rgb, 3, SIDE * 3, kernel, reach);
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

/* Adds the bilinear sample at (u, v), both in texels from the middle of the first, premultiplied.
 */
static inline void
add_sample (const guint8 *data, int stride, int side, float u, float v, float sum[4])
{
  int x = (int)u, y = (int)v;
  if (u < 0 || v < 0 || x >= side - 1 || y >= side - 1)
    return;
  float fx = u - x, fy = v - y;
  const guint8 *p = data + y * stride + x * 4, *q = p + stride;
  float a = (1 - fx) * (1 - fy), b = fx * (1 - fy), c = (1 - fx) * fy, d = fx * fy;
  for (int i = 0; i < 4; i++)
    sum[i] += a * p[i] + b * p[4 + i] + c * q[i] + d * q[4 + i];
}

/* How the light lies on the plate: uneven, and seldom a glare. */
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

/* Lays the face over the picture, as seen in `pose`, in the light of the scene. */
void
tau_sign_place_face (cairo_surface_t *face, const TauSignPose *pose, TauRandom *random,
                     const TauSignScene *scene, float *rgb)
{
  const guint8 *data = cairo_image_surface_get_data (face);
  int stride = cairo_image_surface_get_stride (face);
  int side = cairo_image_surface_get_width (face);
  Light light = draw_light (random, scene);
  double inverse[9];
  float h[9];

  invert (pose->h, inverse);
  for (int i = 0; i < 9; i++)
    h[i] = inverse[i];
  for (int y = 0; y < SIDE; y++) {
    for (int x = 0; x < SIDE; x++, rgb += 3) {
      float sum[4] = { 0, 0, 0, 0 }, u = 0, v = 0;
      for (int s = 0; s < SAMPLES * SAMPLES; s++) {
        float px = x + (s % SAMPLES + 0.5f) / SAMPLES, py = y + (s / SAMPLES + 0.5f) / SAMPLES;
        float w = 1 / (h[6] * px + h[7] * py + h[8]);
        u = (h[0] * px + h[1] * py + h[2]) * w;
        v = (h[3] * px + h[4] * py + h[5]) * w;
        add_sample (data, stride, side, (u / TAU_SIGN_CANVAS + 1) * 0.5f * side - 0.5f,
                    (v / TAU_SIGN_CANVAS + 1) * 0.5f * side - 0.5f, sum);
      }
      if (sum[3] == 0)
        continue;
      float through = 1 - sum[3] / (255 * SAMPLES * SAMPLES);
      float shade = light.level * (1 + light.dx * u + light.dy * v) / (255 * SAMPLES * SAMPLES);
      float glare = 0;
      if (light.glare > 0) {
        float d = ((u - light.x) * (u - light.x) + (v - light.y) * (v - light.y)) /
                  (light.width * light.width);
        glare = light.glare * (1 - through) / (1 + d * d);
      }
      /* Cairo's words are BGRA in memory on the little-endian machines Debian builds this for. */
      rgb[0] = rgb[0] * through + sum[2] * shade + glare;
      rgb[1] = rgb[1] * through + sum[1] * shade + glare;
      rgb[2] = rgb[2] * through + sum[0] * shade + glare;
    }
  }
}

/* The camera moved while the shutter was open: the mean along a line of `length` px. */
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

/* The shoulder of a film: above 0.8 the curve bends, so that white is reached slowly. */
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
