/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "naive-transform.h"

#include "image/naive-resize.h"

#include <math.h>

static double
naive_cubic (const double v[4], double d)
{
  double p1 = v[1], p2 = -v[0] + v[2], p3 = 2 * (v[0] - v[1]) + v[2] - v[3];
  double p4 = -v[0] + v[1] - v[2] + v[3];
  return p1 + d * (p2 + d * (p3 + d * p4));
}

static void
naive_sample (const TauImage *in, double x_in, double y_in, guint8 *out)
{
  if (x_in < 0 || y_in < 0 || x_in >= in->width || y_in >= in->height) {
    out[0] = out[1] = out[2] = 0;
    return;
  }
  int x = (int)floor (x_in - .5), y = (int)floor (y_in - .5);
  double dx = x_in - .5 - x, dy = y_in - .5 - y;
  for (int c = 0; c < 3; c++) {
    double rows[4];
    for (int j = 0; j < 4; j++) {
      double row[4];
      for (int i = 0; i < 4; i++)
        row[i] = naive_at (in, CLAMP (x - 1 + i, 0, in->width - 1),
                           CLAMP (y - 1 + j, 0, in->height - 1))[c];
      rows[j] = naive_cubic (row, dx);
    }
    double v = naive_cubic (rows, dy);
    out[c] = v <= 0 ? 0 : v >= 255 ? 255 : (guint8)v;
  }
}

static TauImage *
naive_rotate (const TauImage *in, double degrees)
{
  TauImage *out = tau_image_new (in->width, in->height);
  double th = -(fmod (degrees + 360, 360) * (G_PI / 180)), cx = in->width / 2.0;
  double co = round (cos (th) * 1e15) / 1e15, si = round (sin (th) * 1e15) / 1e15;
  double tx = co * -cx + si * -cx + cx, ty = -si * -cx + co * -cx + cx;
  for (int y = 0; y < in->height; y++)
    for (int x = 0; x < in->width; x++)
      naive_sample (in, co * (x + .5) + si * (y + .5) + tx, -si * (x + .5) + co * (y + .5) + ty,
                    naive_at (out, x, y));
  return out;
}

static TauImage *
naive_autocontrast (const TauImage *in)
{
  TauImage *out = tau_image_new (in->width, in->height);
  for (int c = 0; c < 3; c++) {
    int lo = 255, hi = 0;
    for (gsize i = c; i < tau_image_n_bytes (in); i += 3) {
      lo = MIN (lo, in->data[i]);
      hi = MAX (hi, in->data[i]);
    }
    for (gsize i = c; i < tau_image_n_bytes (in); i += 3) {
      double s = 255.0 / (hi - lo), off = -lo * s;
      out->data[i] = hi > lo ? CLAMP ((int)(in->data[i] * s + off), 0, 255) : in->data[i];
    }
  }
  return out;
}

static guint8
naive_blend (int from, int to, float f)
{
  float v = (float)from + f * (float)(to - from);
  return v <= 0 ? 0 : v >= 255 ? 255 : (guint8)v;
}

static TauImage *
naive_color (const TauImage *in, float f)
{
  TauImage *out = tau_image_new (in->width, in->height);
  for (gsize i = 0; i < tau_image_n_bytes (in); i += 3) {
    const guint8 *p = in->data + i;
    int gray = (19595 * p[0] + 38470 * p[1] + 7471 * p[2] + 32768) >> 16;
    for (int c = 0; c < 3; c++)
      out->data[i + c] = naive_blend (gray, p[c], f);
  }
  return out;
}

/* The outer pixels keep their value, and the sums are Pillow's float32 ones. */
static TauImage *
naive_sharpness (const TauImage *in, float f)
{
  TauImage *out = tau_image_new_from_data (in->data, in->width, in->height);
  for (int y = 1; y < in->height - 1; y++)
    for (int x = 1; x < in->width - 1; x++)
      for (int c = 0; c < 3; c++) {
        float sum = 0.5f;
        for (int j = 1; j >= -1; j--) {
          float a = naive_at (in, x - 1, y + j)[c], b = naive_at (in, x, y + j)[c],
                d = naive_at (in, x + 1, y + j)[c];
          sum += a * (1 / 13.0f) + b * ((j == 0 ? 5 : 1) / 13.0f) + d * (1 / 13.0f);
        }
        naive_at (out, x, y)[c] =
            naive_blend ((guint8)CLAMP (sum, 0, 255), naive_at (in, x, y)[c], f);
      }
  return out;
}

TauImage *
naive_transform (const char *family, double amount, const TauImage *in, int margin)
{
  g_autoptr (TauImage) large = naive_mirror (in);
  g_autoptr (TauImage) done = NULL;
  if (g_str_equal (family, "rotate"))
    done = naive_rotate (large, amount);
  else if (g_str_equal (family, "zoom"))
    done = naive_resize (large, FALSE, (int)(large->width * amount), (int)(large->width * amount));
  else if (g_str_equal (family, "autocontrast"))
    done = naive_autocontrast (large);
  else if (g_str_equal (family, "color"))
    done = naive_color (large, (float)amount);
  else if (g_str_equal (family, "sharpness"))
    done = naive_sharpness (large, (float)amount);
  else
    done = tau_image_ref (large);

  int size = in->width - margin;
  int ow = (int)nearbyint (done->width / 3.0), oh = (int)floor (done->height / 3.0);
  return tau_image_crop (done, ow + (int)nearbyint ((ow - size) / 2.0),
                         oh + (int)nearbyint ((oh - size) / 2.0), size, size);
}
