/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The preferences that outlive the program (data/…gschema.xml). A program run from its build folder
 * finds the schema there. NULL when the schema is nowhere, as after an incomplete installation:
 * then nothing is kept. */
GSettings *tau_settings_new (void);

G_END_DECLS
