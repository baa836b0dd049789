/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-frost.h"
#include "corruption/tau-corruption-private.h"
#include "corruption/tau-ice.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Frost: darkens the image and adds a piece of an image of ice (SPEC section 3.9).
 *
 * Variates: slots 0, 1 and 2 hold one value each: the number of the texture, and the row and column
 * where the piece begins.
 *
 * Size: the reference takes pieces of 224 px from the full textures, and pieces of 32 px from every
 * fifth pixel of them, beginning at 2. Both sample the centres of pixels that cover 1 and 5 texture
 * pixels. For other sizes the pixel is scaled with the image and the samples are interpolated.
 * Textures that are then too small continue as their mirror image. */

typedef struct {
  double keep; /* of the image */
  double ice;  /* of the texture */
} FrostParams;

static const FrostParams frost_params[2][TAU_N_SEVERITIES] = {
  { { 1, .2 }, { 1, .3 }, { .9, .4 }, { .85, .4 }, { .75, .45 } },
  { { 1, .4 }, { .8, .6 }, { .7, .7 }, { .65, .7 }, { .6, .75 } },
};

/* The textures of the user's folder, or NULL; see tau_frost_set_textures_folder. */
static GMutex frost_lock;
static TauImage *frost_folder_textures[TAU_N_ICE];
static guint64 frost_folder_id; /* see tau_frost_textures_id */

/* One file of the folder. The reader says what is wrong with it; this adds what the folder must
 * hold. */
static TauImage *
frost_load_texture (const char *path, GError **error)
{
  TauImage *texture = tau_image_load (path, error);
  if (texture == NULL && error != NULL) {
    char *text = g_strdup_printf (_ ("%s; a folder of frost textures holds frost1.png, frost2.png, "
                                     "frost3.png, frost4.jpg and frost5.jpg"),
                                  (*error)->message);
    g_free ((*error)->message);
    (*error)->message = text;
  }
  return texture;
}

gboolean
tau_frost_set_textures_folder (const char *folder, GError **error)
{
  static const char *const names[TAU_N_ICE] = { "frost1.png", "frost2.png", "frost3.png",
                                                "frost4.jpg", "frost5.jpg" };
  TauImage *textures[TAU_N_ICE] = { NULL };
  gboolean complete = TRUE;
  guint64 id = 0;

  for (guint i = 0; folder != NULL && complete && i < TAU_N_ICE; i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);
    textures[i] = frost_load_texture (path, error);
    complete = textures[i] != NULL;
    if (complete)
      id = tau_random_stream (id + 1, tau_image_hash64 (textures[i]));
  }
  g_mutex_lock (&frost_lock);
  for (guint i = 0; complete && i < TAU_N_ICE; i++) {
    TauImage *old = frost_folder_textures[i];
    frost_folder_textures[i] = textures[i];
    textures[i] = old;
  }
  if (complete)
    frost_folder_id = id;
  g_mutex_unlock (&frost_lock);
  for (guint i = 0; i < TAU_N_ICE; i++)
    g_clear_pointer (&textures[i], tau_image_unref);
  return complete;
}

static TauImage *
frost_ref_texture (guint index)
{
  TauImage *texture = NULL;
  g_mutex_lock (&frost_lock);
  if (frost_folder_textures[index] != NULL)
    texture = tau_image_ref (frost_folder_textures[index]);
  g_mutex_unlock (&frost_lock);
  return texture != NULL ? texture : tau_image_ref (tau_ice_get (index));
}

guint64
tau_frost_textures_id (void)
{
  g_mutex_lock (&frost_lock);
  guint64 id = frost_folder_id;
  g_mutex_unlock (&frost_lock);
  return id;
}

/* How many texture pixels one image pixel covers along a side. */
static double
frost_step (TauPreset preset, int width, int height)
{
  return (preset == TAU_PRESET_IMAGENET ? 1 : 5) / tau_preset_scale (preset, width, height);
}

/* Where a piece of `size` px may begin on a side of `texture` px. */
static double
frost_draw_start (TauRandom *random, int texture, int size, double step)
{
  int room = (int)rint (texture / step) - size;
  return tau_random_below (random, room > 0 ? room : MAX (room + size, 1));
}

static void
frost_draw (const guint8 *in, int width, int height, TauPreset preset, int severity,
            TauRandom *random, TauVariates *variates)
{
  double step = frost_step (preset, width, height);
  guint index = tau_random_below (random, TAU_N_ICE);
  g_autoptr (TauImage) texture = frost_ref_texture (index);
  *tau_variates_take (variates, 0, 1) = index;
  *tau_variates_take (variates, 1, 1) = frost_draw_start (random, texture->height, height, step);
  *tau_variates_take (variates, 2, 1) = frost_draw_start (random, texture->width, width, step);
}

/* The position of a pixel on a side of the texture: two samples and the weight of the second. */
typedef struct {
  int first, second;
  double part;
} FrostTap;

static int
frost_mirror (int i, int n)
{
  i %= 2 * n;
  if (i < 0)
    i += 2 * n;
  return i < n ? i : 2 * n - 1 - i;
}

static FrostTap *
frost_taps (double start, int size, double step, int texture)
{
  FrostTap *taps = g_new (FrostTap, size);
  for (int i = 0; i < size; i++) {
    double at = (start + i + 0.5) * step - 0.5, first = floor (at);
    taps[i].first = frost_mirror ((int)first, texture);
    taps[i].second = frost_mirror ((int)first + 1, texture);
    taps[i].part = at - first;
  }
  return taps;
}

/* One row of the piece, 0..255. */
static void
frost_sample_row (const TauImage *texture, const FrostTap *row, const FrostTap *columns, int width,
                  double *out)
{
  gsize stride = 3 * (gsize)texture->width;
  const guint8 *a = texture->data + row->first * stride;
  const guint8 *b = texture->data + row->second * stride;
  for (int x = 0; x < width; x++) {
    int left = 3 * columns[x].first, right = 3 * columns[x].second;
    double v = row->part, h = columns[x].part;
    for (int c = 0; c < 3; c++)
      out[3 * x + c] = (a[left + c] * (1 - h) + a[right + c] * h) * (1 - v) +
                       (b[left + c] * (1 - h) + b[right + c] * h) * v;
  }
}

TAU_SIMD_CLONES static void
frost_mix_row (const guint8 *in, const double *ice, int n, const FrostParams *p, guint8 *out)
{
  for (int i = 0; i < n; i++) {
    double v = p->keep * in[i] + p->ice * ice[i];
    out[i] = (guint8)(int)(v < 255 ? v : 255);
  }
}

static void
frost_apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
             const TauVariates *variates, guint8 *out)
{
  const FrostParams *p = &frost_params[TAU_PRESET_ROW (preset)][severity - 1];
  double step = frost_step (preset, width, height);
  gsize stride = 3 * (gsize)width;
  for (guint i = 0; i < 3; i++)
    g_return_if_fail (variates->lengths[i] == 1);

  g_autoptr (TauImage) texture = frost_ref_texture ((guint)variates->values[0][0] % TAU_N_ICE);
  g_autofree FrostTap *rows = frost_taps (variates->values[1][0], height, step, texture->height);
  g_autofree FrostTap *columns = frost_taps (variates->values[2][0], width, step, texture->width);
  g_autofree double *ice = g_new (double, stride);
  for (int y = 0; y < height; y++) {
    frost_sample_row (texture, &rows[y], columns, width, ice);
    frost_mix_row (in + y * stride, ice, stride, p, out + y * stride);
  }
}

const TauCorruption tau_corruption_frost = {
  .name = "frost",
  .title = N_ ("Frost"),
  .group = TAU_CORRUPTION_WEATHER,
  .alexnet_error = 0.826572,
  .random = TRUE,
  .textured = TRUE,
  .draw = frost_draw,
  .apply = frost_apply,
};
