/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-dataset-reader.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The readers whose data sets can be trained on, in the order of their menu. */

/* By position in the menu; NULL past the last. */
const TauDatasetReader *tau_training_reader_get (guint place);
/* The one that a menu with that model has selected; the first if there is none. */
const TauDatasetReader *tau_training_reader_get_selected (GtkDropDown *menu);
/* The position of the reader of `dataset`, or of the folder reader if that is unknown. */
guint tau_training_reader_find (const char *dataset);
/* Sets the menu's model. */
void tau_training_readers_fill (GtkDropDown *menu);

G_END_DECLS
