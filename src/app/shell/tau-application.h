/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* tauscope [--pack DIR] [--db FILE] [FILE…]. A second start hands its files to the first window. */
#define TAU_TYPE_APPLICATION (tau_application_get_type ())
G_DECLARE_FINAL_TYPE (TauApplication, tau_application, TAU, APPLICATION, AdwApplication)

TauApplication *tau_application_new (void);

G_END_DECLS
