/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "base/tau-random.h"

G_BEGIN_DECLS

/* The parts of the `signs` renderer; only tau-signs*.c and its tests include this. Everything is
 * drawn from a TauRandom onto the caller's surfaces: threads share no state. */

#define TAU_SIGN_SIDE   64 /* px, of the finished image */
#define TAU_SIGN_PIXELS (TAU_SIGN_SIDE * TAU_SIGN_SIDE)
#define TAU_SIGN_CANVAS 1.04 /* half width of a face surface, in half sign widths */

typedef enum {
  TAU_SIGN_LIMIT_30,
  TAU_SIGN_LIMIT_50,
  TAU_SIGN_LIMIT_60,
  TAU_SIGN_LIMIT_70,
  TAU_SIGN_LIMIT_80,
  TAU_SIGN_LIMIT_100,
  TAU_SIGN_LIMIT_120,
  TAU_SIGN_END_OF_LIMITS,
  TAU_SIGN_NO_OVERTAKING,
  TAU_SIGN_NO_VEHICLES,
  TAU_SIGN_NO_ENTRY,
  TAU_SIGN_NO_PARKING,
  TAU_SIGN_STOP,
  TAU_SIGN_YIELD,
  TAU_SIGN_PRIORITY_ROAD,
  TAU_SIGN_AHEAD_ONLY,
  TAU_SIGN_TURN_LEFT,
  TAU_SIGN_TURN_RIGHT,
  TAU_SIGN_KEEP_LEFT,
  TAU_SIGN_KEEP_RIGHT,
  TAU_SIGN_ROUNDABOUT,
  TAU_SIGN_PEDESTRIAN_CROSSING,
  TAU_SIGN_GENERAL_DANGER,
  TAU_SIGN_ROAD_WORKS,
  TAU_SIGN_CURVE_LEFT,
  TAU_SIGN_CURVE_RIGHT,
  TAU_SIGN_N_CLASSES
} TauSignClass;

typedef double TauSignColour[3]; /* sRGB, 0 to 1 */

/* The differences between two signs of one class: paints, and proportions that vary between makers
 * and countries. */
typedef struct {
  TauSignColour red, blue, yellow, white, black;
  TauSignColour field; /* ground of limits and warnings: white, or yellow in some countries */
  TauSignColour rim;   /* edge of the plate */
  double border;       /* width of red borders, times the usual */
  double weight;       /* width of strokes, times the usual */
  double size;         /* of the symbol, times the usual */
} TauSignPaint;

/* The conditions of one photograph. */
typedef struct {
  gboolean night;    /* dark scene, the sign lit by headlights */
  double sun;        /* direction the light comes from, -1 left to 1 right */
  TauSignColour air; /* colour of haze and of the sky near the horizon */
} TauSignScene;

/* Plate to image: x = (h0 u + h1 v + h2) / (h6 u + h7 v + h8), y likewise with h3…; u and v are in
 * half sign widths from the centre of the plate, v down; x and y are in px. */
typedef struct {
  double h[9];
} TauSignPose;

const char *tau_sign_class_name (TauSignClass sign); /* translatable, untranslated */

/* Faces fill [-1, 1] x [-1, 1], y down. */
void tau_sign_draw_face (cairo_t *cr, TauSignClass sign, const TauSignPaint *paint);

/* Text of digits and S, T, O, P, centred on the origin, `height` high, in the current source. */
void tau_sign_draw_text (cairo_t *cr, const char *text, double height, double weight);

/* Ages what has been drawn on `cr`, in the coordinates of a face; touches no transparent pixel. */
void tau_sign_draw_wear (cairo_t *cr, TauRandom *random);
void tau_sign_draw_shadows (cairo_t *cr, TauRandom *random);

/* Surfaces of TAU_SIGN_SIDE squared. The background fills it; the foreground goes over the sign,
 * whose centre is (x, y) and half width `radius`, in px. */
void tau_sign_draw_background (cairo_t *cr, TauRandom *random, TauSignScene *scene);
void tau_sign_draw_post (cairo_t *cr, TauRandom *random, const TauSignScene *scene, double x,
                         double y, double radius, double tilt);
void tau_sign_draw_front (cairo_t *cr, TauRandom *random, const TauSignScene *scene, double x,
                          double y, double radius);

/* RGB, floats 0 to 1, TAU_SIGN_PIXELS * 3. */
void tau_sign_read_surface (cairo_surface_t *surface, float *rgb);
void tau_sign_lay_surface (cairo_surface_t *surface, float *rgb); /* over what is there */
void tau_sign_blur (float *rgb, double sigma);
void tau_sign_place_face (cairo_surface_t *face, const TauSignPose *pose, TauRandom *random,
                          const TauSignScene *scene, float *rgb);
void tau_sign_photograph (float *rgb, TauRandom *random, const TauSignScene *scene, guint8 *out);

G_END_DECLS
