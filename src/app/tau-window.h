/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/tau-worker.h"

G_BEGIN_DECLS

#define TAU_TYPE_WINDOW (tau_window_get_type ())
G_DECLARE_FINAL_TYPE (TauWindow, tau_window, TAU, WINDOW, AdwApplicationWindow)

/* Opens `pack` (a folder or a name; NULL: the default). */
TauWindow *tau_window_new (GtkApplication *application, TauWorker *worker, const char *pack);

/* Opens the first and adds the others to the gallery. */
void tau_window_open_files (TauWindow *self, GFile *const *files, gsize n_files);
void tau_window_open_pack (TauWindow *self, const char *pack);

G_END_DECLS
