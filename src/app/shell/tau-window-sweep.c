/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/sweep/tau-sweep-window.h"
#include "app/shell/tau-window-private.h"

/* One sweep for each window: asked for again, it comes to the front. */
void
tau_window_sweep_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauWindow *self = TAU_WINDOW (widget);
  if (self->sweep == NULL)
    g_set_weak_pointer (&self->sweep,
                        GTK_WIDGET (tau_sweep_window_new (
                            GTK_WINDOW (self), tau_explore_view_get_explorer (self->explore))));
  gtk_window_present (GTK_WINDOW (self->sweep));
}

static void
end (GtkWidget **window)
{
  if (*window != NULL) {
    /* A key that ends the program in that window holds it a little longer than its parent, which
     * GTK would then look for. */
    gtk_window_set_transient_for (GTK_WINDOW (*window), NULL);
    gtk_window_destroy (GTK_WINDOW (*window));
  }
  g_clear_weak_pointer (window);
}

void
tau_window_end_others (TauWindow *self)
{
  end (&self->sweep);
  end (&self->quiz);
}
