/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/shell/tau-window.h"

G_BEGIN_DECLS

/* Asks, if the database of the workers is damaged, whether to keep it under another name and begin
 * a new one, or to quit. Until then nothing touches the file. */
void tau_damage_dialog_check (TauWindow *window, TauWorker *worker, TauWorker *jobs);

G_END_DECLS
