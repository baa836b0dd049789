/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "inspect/tau-inspect.h"
#include "train/tau-train.h"

/* TRUE when there is a display; else skips the test with a sentence. */
gboolean app_fixture_init (void);

/* A pack of four classes without models, and an inspection with known numbers: the predicted losses
 * of the transforms all differ, the actual loss of transform i is 0.5 * i + 0.1, its answer i % 4,
 * and the label is class 0. Chosen is 7, the best 0. */
TauPack *app_fixture_pack (void);
TauInspection *app_fixture_inspection (TauPack *pack);
TauImage *app_fixture_image (int width, int height);
/* Twelve images of 36 px in each of the folders pictures/ape, bee, cat, dog and elk. */
void app_fixture_write_classes (const char *folder);
/* A training of a compact predictor for a pack on a data set, into the shelf of trainings. */
TauTrainPredictorOptions *app_fixture_training (const char *pack, const char *dataset,
                                                guint epochs);

/* In a window of its own, on the screen and with a size. */
GtkWidget *app_fixture_present (GtkWidget *widget, int width, int height);
/* Destroys the window; the widget in it has to be gone then. */
void app_fixture_close (GtkWidget *window, GtkWidget *widget);

/* The first widget of a type in a tree, or the one after so many others; NULL: there is none. */
GtkWidget *app_fixture_find (GtkWidget *root, GType type, guint skip);
/* The first one whose property, a string, has this value. */
GtkWidget *app_fixture_find_named (GtkWidget *root, GType type, const char *property,
                                   const char *value);

/* As if the user did it on the widget. */
void app_fixture_key (GtkWidget *widget, guint key, GdkModifierType state);
void app_fixture_click (GtkWidget *widget, double x, double y);
void app_fixture_click_secondary (GtkWidget *widget, double x, double y);
/* Whether the widget took it. */
gboolean app_fixture_drop (GtkWidget *widget, const GValue *value);
void app_fixture_drag (GtkWidget *widget, double x, double y, double dx, double dy);

/* Runs the main loop until the condition holds; fails after two minutes, so that a busy machine and
 * a sanitizer do not fail it. */
#define app_fixture_wait(condition)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 app_fixture_end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;                       \
    while (!(condition)) {                                                                         \
      g_assert_cmpint (g_get_monotonic_time (), <, app_fixture_end);                               \
      if (!g_main_context_iteration (NULL, FALSE))                                                 \
        g_usleep (1000);                                                                           \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

/* Waits until this is the last reference to an object (a worker may still be busy with a request),
 * and drops it, which must finalise the object. */
#define app_fixture_finalize(object)                                                               \
  G_STMT_START                                                                                     \
  {                                                                                                \
    app_fixture_wait (G_OBJECT (object)->ref_count == 1);                                          \
    g_assert_finalize_object (object);                                                             \
  }                                                                                                \
  G_STMT_END
