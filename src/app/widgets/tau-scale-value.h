/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The slider's number is at its end: on the left where text runs from right to left. */
void tau_scale_show_value_last (GtkScale *scale);

G_END_DECLS
