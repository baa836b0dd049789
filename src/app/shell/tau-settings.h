/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The persistent preferences (data/…gschema.xml). A program run from its build folder finds the
 * schema there. NULL when there is no schema, as after an incomplete installation: then nothing
 * is kept. */
GSettings *tau_settings_new (void);

G_END_DECLS
