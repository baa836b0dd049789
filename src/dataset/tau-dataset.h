/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corruption/tau-corruption-spec.h"
#include "image/tau-image.h"

G_BEGIN_DECLS

#define TAU_DATASET_ERROR (tau_dataset_error_quark ())

typedef enum {
  TAU_DATASET_ERROR_SPEC = 1,  /* not a data set specification, or no such part */
  TAU_DATASET_ERROR_NOT_FOUND, /* no such folder or file */
  TAU_DATASET_ERROR_EMPTY,     /* no readable image in it */
  TAU_DATASET_ERROR_DAMAGED,   /* wrong size or header */
} TauDatasetError;

GQuark tau_dataset_error_quark (void);

/* Why a file is left out. */
typedef enum {
  TAU_LEFT_OUT_NO_IMAGE,   /* it does not have an image's ending */
  TAU_LEFT_OUT_HIDDEN,     /* hidden; a hidden folder counts once */
  TAU_LEFT_OUT_NO_CLASS,   /* an image to which nothing gives a class */
  TAU_LEFT_OUT_MISSING,    /* in a list, but not there */
  TAU_LEFT_OUT_INCOMPLETE, /* an image that not every corruption and severity has */
  TAU_N_LEFT_OUT,
} TauLeftOut;

typedef struct _TauDataset TauDataset;
typedef struct _TauDatasetReader TauDatasetReader; /* tau-dataset-reader.h */

/* The functions of a reader. Several threads may call load() at once. */
typedef struct {
  TauImage *(*load) (TauDataset *self, guint index, GError **error);
  char *(*describe) (TauDataset *self, guint index); /* NULL: "SPEC INDEX" */
  void (*free) (TauDataset *self);
} TauDatasetClass;

/* A labelled collection of images. Readers embed this as their first member. */
struct _TauDataset {
  const TauDatasetClass *klass;
  gint ref_count;
  const TauDatasetReader *reader; /* the properties of this kind of data set */
  char *spec;                     /* as given: "signs:train", "folder:PATH" */
  guint n_images;
  guint16 *labels;    /* n_images */
  GPtrArray *classes; /* of char*, owned; empty: the labels are not known, and all are 0 */
  GPtrArray *titles;  /* other names of the classes, of char*, owned; NULL: none */
  /* A set that is already corrupted holds the same images several times: image i of variant v has
   * the index v * n_images / n_variants + i, and variants[v] describes its corruption (none: no
   * corruption of the registry). Other sets have one variant, and `variants` is NULL. */
  guint n_variants;
  TauCorruptionSpec *variants;
  guint n_unreadable;             /* found on opening; load() reports those found later */
  guint left_out[TAU_N_LEFT_OUT]; /* found on opening */
  GPtrArray *notes; /* of char*, owned: sentences about what was assumed; NULL: none */
  GError *failure;  /* see tau_dataset_check(); atomic */
};

/* SPEC: see tau_dataset_spec_parse() in tau-dataset-reader.h. */
TauDataset *tau_dataset_open (const char *spec, GError **error);
TauDataset *tau_dataset_ref (TauDataset *self);
void tau_dataset_unref (TauDataset *self);

TauImage *tau_dataset_load (TauDataset *self, guint index, GError **error);
/* FALSE, with the error, once an image of a data file could not be loaded. Among files of their own
 * one bad image is left out; a data file that cannot be read is another data set than was opened.
 */
gboolean tau_dataset_check (TauDataset *self, GError **error);
/* Identifies an image so that it can be found again: "signs:test 12", or the path of its file. The
 * path is for people, in UTF-8. A specification keeps its bytes, which need not be UTF-8, because
 * the history opens the data set by them. */
char *tau_dataset_describe (TauDataset *self, guint index);

/* The class of an image; NULL if it is not known. */
const char *tau_dataset_class (const TauDataset *self, guint index);

/* All that was left out. A sentence on what and why, translated; NULL: nothing was. The name of a
 * reason in JSON. */
guint tau_dataset_count_left_out (const TauDataset *self);
char *tau_dataset_describe_left_out (const TauDataset *self);
const char *tau_left_out_name (TauLeftOut reason);
/* That sentence, one on what cannot be read, and the notes; owned by the caller. */
char **tau_dataset_get_remarks (const TauDataset *self);

/* The validation part: of a predictor's training data (METHOD "Training"), and of the images when
 * policy search has no set of its own. */
#define TAU_VALIDATION_SHARE 0.2

/* Stratified by class: sets out[i] to 1 for the validation fold (`share`, 0..1, of each class,
 * rounded) and to 0 otherwise. The same seed gives the same fold; all variants of an image are in
 * the same fold. */
void tau_dataset_split (TauDataset *self, double share, guint64 seed, guint8 *out);

/* For readers: initialises the embedded part. */
void tau_dataset_init (TauDataset *self, const TauDatasetClass *klass, guint n_images);

/* For readers: adds a note, and takes it. */
void tau_dataset_add_note (TauDataset *self, char *note);

/* For readers: the entries of a folder (of char*, owned) in byte order, so that an index means the
 * same image on every machine. Errors are TAU_DATASET_ERROR_NOT_FOUND. */
GPtrArray *tau_dataset_list_folder (const char *path, GError **error);
/* For readers: the error of a file or folder that cannot be opened, for a reason `why`. */
void tau_dataset_set_not_found (const char *path, const GError *why, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauDataset, tau_dataset_unref)

G_END_DECLS
