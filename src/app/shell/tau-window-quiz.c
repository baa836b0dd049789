/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/quiz/tau-quiz-window.h"
#include "app/shell/tau-window-private.h"

#define MAX_SEED 9999 /* short enough to be told to somebody */

/* One quiz for each window: asked for again, it comes to the front. */
void
tau_window_quiz_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauWindow *self = TAU_WINDOW (widget);
  if (self->quiz == NULL)
    g_set_weak_pointer (&self->quiz, GTK_WIDGET (tau_quiz_window_new (
                                         GTK_WINDOW (self), self->explore,
                                         (guint64)g_random_int_range (1, MAX_SEED + 1))));
  gtk_window_present (GTK_WINDOW (self->quiz));
}
