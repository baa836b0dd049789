/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-table.h"

G_BEGIN_DECLS

/* What the writers share. Line 0 holds the titles of the columns; the rows follow. */

/* The cell as text with an arrow, numbers with decimal points. */
char *tau_table_dup_cell (const TauTable *self, guint line, guint column);

/* The cell escaped; in a report (see tau_table_append_to_report) the format's markup stands for an
 * arrow. */
void tau_table_append_marked (const TauTable *self, guint line, guint column, TauTableFormat format,
                              gboolean report, GString *out);

/* LaTeX, see tau_table_write and tau_table_append_to_report. */
void tau_table_append_latex (const TauTable *self, gboolean report, GString *out);

G_END_DECLS
