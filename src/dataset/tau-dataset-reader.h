/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-dataset.h"

G_BEGIN_DECLS

/* A kind of data set, with the properties of all sets of the kind. Each reader defines one in its
 * file as tau_dataset_reader_NAME; tau-dataset-reader.c lists them. */
struct _TauDatasetReader {
  const char *name;   /* the beginning of a specification: "cifar10" */
  const char *syntax; /* the form of a specification, for people: "cifar10:PATH[:train|:test]" */
  const char *title;  /* translatable; in the lists of the window: "CIFAR-10" */
  const char *description; /* translatable; what it reads, a phrase for the help */
  const char *request;     /* translatable; asks for its folder in a sentence; NULL: no folder */
  const char *file_ending; /* its path is a file with that ending, ".csv"; NULL: a folder */
  gboolean built_in;       /* the program draws it: it has no path, and every image is readable */
  gboolean has_parts;      /* a specification may end with "train" or "test" */
  gboolean has_validation; /* also with "val" */
  gboolean has_files;      /* each image is a file of its own, whose name describe() gives */
  gboolean independent; /* one unreadable image says nothing of the others; so it is with files */
  gboolean mirrorable;  /* a mirrored image shows the same class */
  gboolean sorted;      /* the images of a class are consecutive; otherwise mixed */
  gboolean corrupted;   /* already corrupted: it has variants, and none of its images is clean */
  int side;             /* px: the default input size of a target trained on it */

  /* Whether a folder or file looks like this kind, by what it holds; quick. NULL: it is never
   * asked. Of several readers the first counts. */
  gboolean (*recognises) (const char *path);

  /* `path` is NULL for a built-in one. `part` is "train", "test", "val", or NULL when none is
   * given; for a built-in one, whatever follows the colon. */
  TauDataset *(*open) (const char *path, const char *part, GError **error);
};

/* The parts of a data set specification. */
typedef struct {
  const TauDatasetReader *reader; /* NULL: it is not a specification */
  char *path, *part;              /* as above; owned */
} TauDatasetSpec;

/* SPEC: "NAME:PATH"; for a reader with parts also "NAME:PATH:train" and "NAME:PATH:test"; for a
 * built-in one "NAME", "NAME:train", "NAME:test". The path alone is short for that of the reader
 * which recognises what lies there, and for a folder else "folder:PATH", whatever its name, unless
 * it reads exactly like a built-in one: write a folder `signs` as "./signs" or "folder:signs". PATH
 * may contain colons. */
void tau_dataset_spec_parse (const char *spec, TauDatasetSpec *out);
void tau_dataset_spec_clear (TauDatasetSpec *self);

/* The specification in full; `path` and `part` may be NULL. */
char *tau_dataset_spec_format (const TauDatasetReader *reader, const char *path, const char *part);

/* The readers in the order in which they are shown; NULL for an index past the last. */
const TauDatasetReader *tau_dataset_reader_get (guint index);

/* The reader of a specification; NULL: it is not one. */
const TauDatasetReader *tau_dataset_reader_find (const char *spec);
/* The same of a stored specification, by its name alone: does not look at the disk, so the answer
 * depends neither on the current folder nor on what is there. NULL for a folder's path. */
const TauDatasetReader *tau_dataset_reader_find_name (const char *spec);

/* The reader that recognises a folder or file, or NULL. */
const TauDatasetReader *tau_dataset_reader_recognise (const char *path);

/* The syntax of every reader: one per line with its description, or in a row with commas. */
char *tau_dataset_readers_describe (gboolean lines);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TauDatasetSpec, tau_dataset_spec_clear)

G_END_DECLS
