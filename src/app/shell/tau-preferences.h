/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* Signal "packs-changed": lists of model packs are out of date. */
#define TAU_TYPE_PREFERENCES (tau_preferences_get_type ())
G_DECLARE_FINAL_TYPE (TauPreferences, tau_preferences, TAU, PREFERENCES, AdwPreferencesWindow)

/* `worker` tries each choice before it is kept in `settings`. */
TauPreferences *tau_preferences_new (GtkWindow *parent, GSettings *settings, TauWorker *worker);

/* The number of cores chosen in the settings. */
int tau_preferences_get_threads (GSettings *settings);

/* Tells the model process the chosen limit; settings may be NULL. */
void tau_preferences_apply_memory (GSettings *settings);

/* Uses the textures of `folder` for frost ("": the drawn ones), on the worker. */
void tau_preferences_apply_frost_async (TauWorker *worker, const char *folder,
                                        GAsyncReadyCallback callback, gpointer data);

/* Sets "cpu" or "cuda" for the networks made from now on, on the worker. */
void tau_preferences_apply_device_async (TauWorker *worker, const char *device,
                                         GAsyncReadyCallback callback, gpointer data);
/* Ends either of the two. */

G_END_DECLS
