/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A kind of file that can be written. */
typedef struct {
  const char *name;   /* translatable */
  const char *ending; /* ".csv" */
} TauFileKind;

/* Asks where to write. `kinds` must live as long as the dialog. The caller connects to "response"
 * and shows it. */
GtkFileChooserNative *tau_save_dialog_new (GtkWidget *parent, const char *title, const char *name,
                                           const TauFileKind *kinds, guint n_kinds);

/* What was chosen, with the ending of its kind added where the user wrote none; the index of the
 * kind in *kind. */
GFile *tau_save_dialog_get_file (GtkFileChooserNative *dialog, const TauFileKind *kinds,
                                 guint n_kinds, guint *kind);

G_END_DECLS
