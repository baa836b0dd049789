/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-dataset-reader.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A kind of file that can be written or opened. */
typedef struct {
  const char *name;   /* translatable */
  const char *ending; /* ".csv" */
} TauFileKind;

/* What the user chose, for the widget that asked; `kind` is an index. */
typedef void (*TauFileFunc) (gpointer widget, GFile *file, guint kind);

/* Asks where to write, with `name` as a suggestion. The file has the ending of its kind, added
 * if the user wrote none. `kinds` must live as long as the widget. As in all of these, a dialog
 * that the widget still has open closes, `func` is not called after “Cancel”, and the dialog
 * goes away with the widget. */
void tau_file_dialog_save (gpointer widget, const char *title, const char *name,
                           const TauFileKind *kinds, guint n_kinds, TauFileFunc func);

/* Asks for a file to open, of one of these kinds; the one chosen counts as its kind. */
void tau_file_dialog_open (gpointer widget, const char *title, const TauFileKind *kinds,
                           guint n_kinds, TauFileFunc func);

/* Asks for a data set: a folder, or a file of the reader's ending; kind 0. */
void tau_file_dialog_choose_dataset (gpointer widget, const char *title,
                                     const TauDatasetReader *reader, TauFileFunc func);

/* Asks for a folder; kind 0. */
void tau_file_dialog_choose_folder (gpointer widget, const char *title, TauFileFunc func);

/* Replaces the file's contents with this text, without waiting. Shows “Saved” over the window,
 * or emits the widget's signal "problem" with a sentence. */
void tau_file_save_text (gpointer widget, GFile *file, const char *text);

G_END_DECLS
