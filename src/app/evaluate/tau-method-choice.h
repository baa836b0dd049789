/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "evaluate/result/tau-evaluation.h"

G_BEGIN_DECLS

/* A drop-down of the methods of an evaluation. */
GtkDropDown *tau_method_choice_new (void);
/* Lists the methods of the evaluation, or those it shares with `other` (NULL: none). Selects the
 * method of the paper's Table 2, else the second. */
void tau_method_choice_fill (GtkDropDown *self, const TauEvaluation *evaluation,
                             const TauEvaluation *other);
/* The index of the selected method in the evaluation it was filled from; -1: none. */
int tau_method_choice_get (GtkDropDown *self, const TauEvaluation *evaluation,
                           const TauEvaluation *other);

G_END_DECLS
