/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/jobs/tau-scene.h"

G_BEGIN_DECLS

#define TAU_TYPE_WINDOW (tau_window_get_type ())
G_DECLARE_FINAL_TYPE (TauWindow, tau_window, TAU, WINDOW, AdwApplicationWindow)

/* Opens `pack` (a folder or a name; NULL: the default). `worker` answers what the user waits
 * for; trainings and evaluations run on `jobs`, a separate worker with the same store. */
TauWindow *tau_window_new (GtkApplication *application, TauWorker *worker, TauWorker *jobs,
                           const char *pack);

/* Keeps the window's size and the open pack in these settings. */
void tau_window_set_settings (TauWindow *self, GSettings *settings);

/* Right after that: Explore comes back to what it showed last. */
void tau_window_restore_state (TauWindow *self);

/* Likewise: at the very first start, begins the tour as soon as there is something to see. */
void tau_window_offer_tour (TauWindow *self);

/* Switches to Explore and shows exactly this. */
void tau_window_explore (TauWindow *self, const TauScene *scene);

/* Opens the first image and lists all of them in the gallery, folders as sets of their own; a model
 * pack is opened before. */
void tau_window_open_files (TauWindow *self, GFile *const *files, gsize n_files);
void tau_window_open_pack (TauWindow *self, const char *pack);
/* Packs were added, removed or renamed. */
void tau_window_reload_packs (TauWindow *self);
/* Stops what runs (a training writes a checkpoint), and closes the window when all of it has ended.
 * Asks nobody. */
void tau_window_stop_and_close (TauWindow *self);
/* Switches to the Evaluate view. */
void tau_window_show_evaluate (TauWindow *self);
/* Switches to the Train view. */
void tau_window_show_train (TauWindow *self);

G_END_DECLS
