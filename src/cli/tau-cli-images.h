/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/tau-cli.h"
#include "corruption/tau-corruption-spec.h"
#include "dataset/tau-dataset.h"

G_BEGIN_DECLS

/* The images that a command goes through: those of its arguments, of a list of files that may come
 * as slowly as another program writes it, or of a data set. */
typedef struct _TauCliImages TauCliImages;

/* One of the three; the others are NULL or 0. `paths`: borrowed; "-" is standard input. `list`: a
 * file with one path a line, "-": standard input. `limit`: of a data set's images, 0: all. The
 * corruptions, borrowed, are one for all images or one for each path. */
typedef struct {
  char **paths;
  guint n_paths;
  const char *list, *dataset;
  guint limit;
  const TauCorruptionSpec *corruptions;
  guint n_corruptions;
} TauCliImagesSpec;

typedef struct {
  guint number; /* from 0; of a data set, its index there */
  char *name;   /* owned; the path as given */
} TauCliImage;

void tau_cli_image_clear (TauCliImage *self);

TauCliImages *tau_cli_images_open (const TauCliImagesSpec *spec, GError **error);
void tau_cli_images_free (TauCliImages *self);

/* The number of images; 0: not known before the end. */
guint tau_cli_images_count (const TauCliImages *self);
/* NULL: they are none of a data set. */
TauDataset *tau_cli_images_dataset (const TauCliImages *self);

/* The next images that are known by now, up to `most`, all under one corruption. Waits for the
 * first only, until `stop`. 0: there are no more, or with `error` set the list cannot be read. One
 * thread at a time. */
guint tau_cli_images_take (TauCliImages *self, guint most, TauCliImage *out,
                           TauCorruptionSpec *corruption, GCancellable *stop, GError **error);

/* Several threads at once. */
TauImage *tau_cli_images_load (TauCliImages *self, TauCli *cli, const TauCliImage *image,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauCliImages, tau_cli_images_free)

G_END_DECLS
