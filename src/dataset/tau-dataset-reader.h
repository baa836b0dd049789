/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-dataset.h"

G_BEGIN_DECLS

/* A kind of data set, and what is true of all sets of the kind. Each reader defines one in its file
 * as tau_dataset_reader_NAME; tau-dataset-reader.c lists them. */
struct _TauDatasetReader {
  const char *name;        /* what a specification begins with: "cifar10" */
  const char *syntax;      /* of a specification, for people: "cifar10:PATH[:train|:test]" */
  const char *title;       /* translatable; in the lists of the window: "CIFAR-10" */
  const char *description; /* translatable; what it reads, in half a sentence for the help */
  const char *request;     /* translatable; the sentence that asks for its folder, NULL where it
                            * needs none */
  gboolean built_in;       /* the program draws it: it has no path, and every image is readable */
  gboolean has_parts;      /* "train" and "test", which a specification may end with */
  gboolean has_files;      /* each image is a file of its own, which describe() names */
  gboolean mirrorable;     /* an image that is mirrored shows the same class */
  gboolean sorted;         /* the images of a class follow each other; mixed else */
  gboolean corrupted;      /* already: it has variants, and none of its images is clean */
  int side; /* px: the input size of a target that is trained on it, if none is given */

  /* `path` is NULL of a built-in one. `part` is "train", "test", or NULL when none is given; of a
   * built-in one whatever follows the colon. */
  TauDataset *(*open) (const char *path, const char *part, GError **error);
};

/* What a specification of a data set says. */
typedef struct {
  const TauDatasetReader *reader; /* NULL: it is not one */
  char *path, *part;              /* as above; owned */
} TauDatasetSpec;

/* SPEC: "NAME:PATH", or of a reader with parts "NAME:PATH:train", "NAME:PATH:test"; of a built-in
 * one "NAME", "NAME:train", "NAME:test". The path of a folder alone is short for "folder:PATH",
 * whatever the folder is called, unless it reads exactly like a built-in one: a folder `signs` is
 * "./signs" or "folder:signs". PATH may hold colons. */
void tau_dataset_spec_parse (const char *spec, TauDatasetSpec *out);
void tau_dataset_spec_clear (TauDatasetSpec *self);

/* The specification in full; `path` and `part` may be NULL. */
char *tau_dataset_spec_format (const TauDatasetReader *reader, const char *path, const char *part);

/* The readers in the order in which people are shown them; NULL from their number on. */
const TauDatasetReader *tau_dataset_reader_get (guint index);

/* That of a specification; NULL: it is not one. */
const TauDatasetReader *tau_dataset_reader_find (const char *spec);

/* The syntax of every reader, a line each with its description, or in a row with commas. */
char *tau_dataset_readers_describe (gboolean lines);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TauDatasetSpec, tau_dataset_spec_clear)

G_END_DECLS
