/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-table.h"
#include "inspect/tau-inspect.h"

G_BEGIN_DECLS

/* The transforms of an inspection, in predicted order, as TauTransformList shows them; with the
 * change since `pinned` unless that is NULL. */
TauTable *tau_transform_table_new (const TauInspection *inspection, TauPack *pack,
                                   const TauInspection *pinned);

G_END_DECLS
