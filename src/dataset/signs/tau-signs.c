/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset-reader.h"

#include "dataset/signs/tau-signs.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The built-in data set `signs`: photographs of traffic signs, drawn on demand. Image and label are
 * functions of (split, index) alone. The splits draw from unrelated streams of random numbers, so
 * no image of one is in the other. */

#define SEED    G_GUINT64_CONSTANT (0x7461757369676e73) /* "tausigns" */
#define N_TRAIN 20000
#define N_TEST  4000

typedef enum { SPLIT_TRAIN, SPLIT_TEST } Split;

typedef struct {
  TauDataset dataset;
  Split split;
} Signs;

static const char *const split_names[] = { "train", "test" };

static double
between (TauRandom *random, double low, double high)
{
  return tau_random_uniform (random, low, high);
}

/* A paint after some years: bleached by the sun, greyed by the road. */
static void
age_paint (TauRandom *random, double bleached, double greyed, TauSignColour colour)
{
  for (int c = 0; c < 3; c++) {
    double v = colour[c] + between (random, -0.05, 0.05);
    v += bleached * (0.85 - v);
    v += greyed * (0.42 - v);
    colour[c] = CLAMP (v, 0, 1);
  }
}

static TauSignPaint
draw_paint (TauRandom *random)
{
  TauSignPaint paint = {
    .red = { 0.76, 0.07, 0.10 },
    .blue = { 0.05, 0.28, 0.62 },
    .yellow = { 0.96, 0.74, 0.08 },
    .white = { 0.93, 0.93, 0.92 },
    .black = { 0.08, 0.08, 0.09 },
  };
  double bleached = tau_random_chance (random, 0.4) ? between (random, 0, 0.4) : 0;
  double greyed = between (random, 0, 0.25);
  age_paint (random, bleached, greyed, paint.red);
  age_paint (random, bleached, greyed, paint.blue);
  age_paint (random, bleached, greyed, paint.yellow);
  age_paint (random, 0, greyed, paint.white);
  age_paint (random, bleached * 0.7, greyed, paint.black);

  gboolean yellow_field = tau_random_chance (random, 0.1);
  double rim = between (random, 0.55, 0.95);
  for (int c = 0; c < 3; c++) {
    paint.field[c] = yellow_field ? paint.yellow[c] : paint.white[c];
    paint.rim[c] = rim;
  }
  paint.border = between (random, 0.88, 1.15);
  paint.weight = between (random, 0.85, 1.15);
  paint.size = between (random, 0.92, 1.06);
  return paint;
}

/* A plate turned in space, seen from a distance of a few sign widths. */
static TauSignPose
draw_pose (TauRandom *random, double x, double y, double radius)
{
  double yaw = CLAMP (tau_random_normal (random, 0, 0.32), -0.85, 0.85);
  double pitch = CLAMP (tau_random_normal (random, 0, 0.14), -0.4, 0.4);
  double roll = CLAMP (tau_random_normal (random, 0, 0.085), -0.24, 0.24);
  double distance = between (random, 3, 9);
  double cr = cos (roll), sr = sin (roll), cy = cos (yaw), sy = sin (yaw), cp = cos (pitch),
         sp = sin (pitch);
  double a[2][3] = { { cr * cy, cr * sy * sp - sr * cp, x },
                     { sr * cy, sr * sy * sp + cr * cp, y } };
  double depth[2] = { -sy / distance, cy * sp / distance };
  TauSignPose pose;
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 3; j++)
      /* The centre of the plate stays at (x, y). */
      pose.h[i * 3 + j] = j == 2 ? a[i][2] : radius * a[i][j] + a[i][2] * depth[j];
  pose.h[6] = depth[0];
  pose.h[7] = depth[1];
  pose.h[8] = 1;
  return pose;
}

static cairo_surface_t *
draw_face_surface (TauRandom *random, TauSignClass sign, double radius)
{
  /* Two texels per pixel: as much as the projection's four bilinear samples per pixel can use. */
  int side = (int)ceil (4 * radius * TAU_SIGN_CANVAS);
  TauSignPaint paint = draw_paint (random);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, side, side);
  cairo_t *cr = cairo_create (surface);
  cairo_scale (cr, side / (2 * TAU_SIGN_CANVAS), side / (2 * TAU_SIGN_CANVAS));
  cairo_translate (cr, TAU_SIGN_CANVAS, TAU_SIGN_CANVAS);
  tau_sign_draw_face (cr, sign, &paint);
  tau_sign_draw_wear (cr, random);
  tau_sign_draw_shadows (cr, random);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static void
draw_picture (TauRandom *random, TauSignClass sign, guint8 *out)
{
  float rgb[TAU_SIGN_PIXELS * 3];
  TauSignScene scene = { 0 };
  cairo_surface_t *flat =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, TAU_SIGN_SIDE, TAU_SIGN_SIDE);
  cairo_t *cr = cairo_create (flat);
  double radius = TAU_SIGN_SIDE / 2 * between (random, 0.52, 0.92);
  double room = TAU_SIGN_SIDE / 2 - radius * 0.9;
  double x = TAU_SIGN_SIDE / 2 + between (random, -room, room);
  double y = TAU_SIGN_SIDE / 2 + between (random, -room, room);
  TauSignPose pose = draw_pose (random, x, y, radius);

  tau_sign_draw_background (cr, random, &scene);
  cairo_surface_flush (flat);
  tau_sign_read_surface (flat, rgb);
  tau_sign_blur (rgb, between (random, 0.4, 3));

  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_paint (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
  tau_sign_draw_post (cr, random, &scene, x, y, radius, atan2 (pose.h[3], pose.h[0]));
  cairo_surface_flush (flat);
  tau_sign_lay_surface (flat, rgb);

  cairo_surface_t *face = draw_face_surface (random, sign, radius);
  tau_sign_place_face (face, &pose, random, &scene, rgb);
  cairo_surface_destroy (face);

  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_paint (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
  tau_sign_draw_front (cr, random, &scene, x, y, radius);
  cairo_surface_flush (flat);
  tau_sign_lay_surface (flat, rgb);
  cairo_destroy (cr);
  cairo_surface_destroy (flat);

  tau_sign_photograph (rgb, random, &scene, out);
}

static TauImage *
signs_load (TauDataset *dataset, guint index, GError **error)
{
  Signs *self = (Signs *)dataset;
  TauImage *image = tau_image_new (TAU_SIGN_SIDE, TAU_SIGN_SIDE);
  TauRandom random;
  tau_random_init (&random, SEED, tau_random_stream (self->split, index));
  draw_picture (&random, dataset->labels[index], image->data);
  return image;
}

static char *
signs_describe (TauDataset *dataset, guint index)
{
  return g_strdup_printf ("signs:%s %u", split_names[((Signs *)dataset)->split], index);
}

static void
signs_free (TauDataset *dataset)
{
  g_free (dataset);
}

static const TauDatasetClass signs_class = { signs_load, signs_describe, signs_free };

/* Every run of as many images as there are classes holds each class once, in its own order. */
static void
fill_labels (Signs *self)
{
  guint32 order[TAU_SIGN_N_CLASSES];
  for (guint i = 0; i < self->dataset.n_images; i++) {
    if (i % TAU_SIGN_N_CLASSES == 0) {
      TauRandom random;
      tau_random_init (&random, SEED + 1, tau_random_stream (self->split, i));
      tau_random_permutation (&random, order, TAU_SIGN_N_CLASSES);
    }
    self->dataset.labels[i] = order[i % TAU_SIGN_N_CLASSES];
  }
}

static TauDataset *
open_split (const char *path, const char *split, GError **error)
{
  gboolean train = g_strcmp0 (split, split_names[SPLIT_TRAIN]) == 0;
  if (!train && split != NULL && !g_str_equal (split, split_names[SPLIT_TEST])) {
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC,
                 _ ("“signs” has no part “%s”; it has “train” and “test”"), split);
    return NULL;
  }
  Signs *self = g_new0 (Signs, 1);
  self->split = train ? SPLIT_TRAIN : SPLIT_TEST;
  tau_dataset_init (&self->dataset, &signs_class, train ? N_TRAIN : N_TEST);
  for (int i = 0; i < TAU_SIGN_N_CLASSES; i++)
    g_ptr_array_add (self->dataset.classes, g_strdup (tau_sign_class_name (i)));
  fill_labels (self);
  return &self->dataset;
}

/* A mirrored sign is another sign. */
const TauDatasetReader tau_dataset_reader_signs = {
  .name = "signs",
  .syntax = "signs[:train|:test]",
  .title = N_ ("Traffic Signs"),
  .description = N_ ("built-in traffic signs, drawn by Tauscope"),
  .built_in = TRUE,
  .has_parts = TRUE,
  .side = TAU_SIGN_SIDE,
  .open = open_split,
};
