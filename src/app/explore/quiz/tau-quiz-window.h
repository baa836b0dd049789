/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explore/tau-explore-view.h"

G_BEGIN_DECLS

/* A quiz with the labelled images of Explore's gallery: the user picks the transform that rescues
 * an image, then the answers are shown, and the picks of user, predictor and oracle are compared.
 * The score can be copied and saved as a picture. */
#define TAU_TYPE_QUIZ_WINDOW (tau_quiz_window_get_type ())
G_DECLARE_FINAL_TYPE (TauQuizWindow, tau_quiz_window, TAU, QUIZ_WINDOW, AdwWindow)

/* Begins at once. The same seed asks the same of the same images. */
TauQuizWindow *tau_quiz_window_new (GtkWindow *parent, TauExploreView *explore, guint64 seed);

G_END_DECLS
