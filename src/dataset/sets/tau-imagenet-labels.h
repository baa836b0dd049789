/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For readers: the labels of ImageNet's validation images, from the files in which people have
 * them. */
typedef struct {
  GPtrArray *images; /* of char*, owned: the name of each row's image; NULL: rows are in the images'
                        order */
  GPtrArray *labels; /* of char*, owned: a synset or a number for each row */
  char *note;        /* a sentence about how numbers were taken, or NULL; owned */
} TauImagenetLabels;

/* The file with the labels in a folder or beside it; NULL: none. */
char *tau_imagenet_labels_find (const char *folder);

/* Whether `path` is the contest's LOC_val_solution.csv, whose labels are followed by boxes. */
gboolean tau_imagenet_labels_is_solution (const char *path);

/* Reads rows of “image label”, or of the label alone. Numbers from 0 to 999 count the synsets in
 * byte order, as training programs do. Numbers from 1 to 1000 are those of the development kit: its
 * list of synsets (meta.mat, or as text map_clsloc.txt) must lie beside the labels, and makes
 * synsets of them. Errors are those of TauDataset. */
gboolean tau_imagenet_labels_read (const char *path, TauImagenetLabels *out, GError **error);
void tau_imagenet_labels_clear (TauImagenetLabels *self);

/* The synsets in a development kit's meta.mat (a MATLAB file of version 5): number to synset. NULL
 * with an error if it is not one. Messages call it `name`. */
GHashTable *tau_imagenet_meta_parse (const guint8 *bytes, gsize length, const char *name,
                                     GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TauImagenetLabels, tau_imagenet_labels_clear)

G_END_DECLS
