/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/tau-pack.h"

G_BEGIN_DECLS

/* Adds the members that describe a pack of a target to the object being built: "name",
 * "description", "transforms" and "target". `classes`: of char*. */
void tau_pack_add_target (JsonBuilder *b, const char *name, const char *description,
                          const TauPackModel *target, const GPtrArray *classes, int margin,
                          gboolean probabilities);

/* Adds "date", and "versions" with the program's and libtorch's, to the object being built. */
void tau_pack_add_versions (JsonBuilder *b, const char *libtorch);

G_END_DECLS
