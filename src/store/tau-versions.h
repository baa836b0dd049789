/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The libraries that both programs work with, as they are at run time: a line for each, with its
 * version. Opens libtorch, which takes half a second; where it cannot be opened its line says why.
 */
char *tau_versions_describe (void);

G_END_DECLS
