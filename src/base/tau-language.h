/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Binds gettext to the program's translations: the installed ones, or those of its build folder if
 * it is run from there. Call it after setlocale() and before the first message. */
void tau_language_prepare (void);
