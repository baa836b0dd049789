/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-dataset.h"

G_BEGIN_DECLS

/* For readers: gathers the images below folders. Only files with an image's ending count; what is
 * left out is counted, and so is what cannot be read. */
typedef struct {
  char *root;
  GPtrArray *files; /* of char*, owned: paths below root, each folder's in byte order */
  guint n_unreadable, left_out[TAU_N_LEFT_OUT];
  GHashTable *endings;
  GHashTable *visited; /* folders already visited, as text of device and inode */
} TauImageWalk;

void tau_image_walk_init (TauImageWalk *self, const char *root);
void tau_image_walk_clear (TauImageWalk *self);

/* Adds all images below root/below, however deep. A folder that cannot be listed, or lies deeper
 * than 16, counts as unreadable, and so does a pipe or device with an image's name. Links are
 * followed, but never to one folder twice. */
void tau_image_walk_add (TauImageWalk *self, const char *below);
/* Adds the images in root/below itself ("" is root). */
void tau_image_walk_add_flat (TauImageWalk *self, const char *below);

/* Whether a file has an image's ending: of a format that has a loader, or one that is known to be
 * an image, so that files of a missing loader are reported and not silently left out. */
gboolean tau_image_walk_is_image (const TauImageWalk *self, const char *name);

/* A data set of the files below `root`, one label for each. A path may also be absolute. Takes
 * what the walk counted, if one is given. */
TauDataset *tau_file_set_new (const char *root, GPtrArray *files, GPtrArray *classes,
                              const GArray *labels, const TauImageWalk *walk);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TauImageWalk, tau_image_walk_clear)

G_END_DECLS
