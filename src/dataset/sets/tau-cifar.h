/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/files/tau-data-file.h"
#include "image/tau-image.h"

G_BEGIN_DECLS

/* The files of CIFAR-10 and CIFAR-100: records of one or two labels and 32 x 32 pixels, all
 * reds, then the greens, then the blues (https://www.cs.toronto.edu/~kriz/cifar.html, "Binary
 * version"), or of the Python version. */
#define TAU_CIFAR_SIDE        32
#define TAU_CIFAR_PIXEL_BYTES (3 * TAU_CIFAR_SIDE * TAU_CIFAR_SIDE)
#define TAU_CIFAR_MAX_RECORD  (2 + TAU_CIFAR_PIXEL_BYTES)

typedef struct {
  const char *folder;       /* the folder that the archive unpacks to */
  const char *train[5 + 1]; /* files, NULL at the end */
  const char *test[1 + 1];  /* files, NULL at the end */
  const char *names_file;   /* one class per line */
  /* The same of the Python version, whose files are pickles. */
  const char *python_folder;
  const char *python_train[5 + 1], *python_test[1 + 1];
  const char *python_names_file;
  const char *python_names, *python_labels; /* keys of its dictionaries */
  gsize n_labels;                           /* bytes before the pixels; the last is the class */
  guint n_coarse;                           /* values of the first of two labels */
  guint n_classes;
  const char *const *classes; /* used if there is no names_file */
} TauCifarFormat;

extern const TauCifarFormat tau_cifar_10, tau_cifar_100;

/* Checks a file's length, and the labels of `n` records of which the first is number `first` of the
 * file. Messages call the file `name`. */
gboolean tau_cifar_check_length (const TauCifarFormat *format, guint64 length, const char *name,
                                 GError **error);
gboolean tau_cifar_check_labels (const TauCifarFormat *format, const guint8 *records, gsize n,
                                 gsize first, const char *name, GError **error);

/* Parts of a record: its bytes, its class, its image. */
gsize tau_cifar_record_size (const TauCifarFormat *format);
guint tau_cifar_label (const TauCifarFormat *format, const guint8 *record);
TauImage *tau_cifar_image (const TauCifarFormat *format, const guint8 *record);

/* The names in a names_file, exactly as many as there are classes; of char*. NULL with an error. */
GPtrArray *tau_cifar_parse_names (const TauCifarFormat *format, const char *text, gsize length,
                                  const char *name, GError **error);
GPtrArray *tau_cifar_usual_names (const TauCifarFormat *format);

/* A file of the Python version: a pickle of a dictionary with an array of N x 3072 bytes and N
 * labels.
 */
typedef struct {
  guint64 start;   /* where the pixels begin in the file, N times TAU_CIFAR_PIXEL_BYTES */
  guint8 *pixels;  /* the same if they do not lie in the file as bytes; else NULL; owned */
  guint n;         /* images */
  guint16 *labels; /* n, each checked; owned */
} TauCifarPython;

gboolean tau_cifar_python_parse (const TauCifarFormat *format, const guint8 *bytes, gsize length,
                                 const char *name, TauCifarPython *out, GError **error);
void tau_cifar_python_clear (TauCifarPython *self);

/* The names in a pickle of the Python version, as tau_cifar_parse_names(). */
GPtrArray *tau_cifar_python_parse_names (const TauCifarFormat *format, const guint8 *bytes,
                                         gsize length, const char *name, GError **error);

G_END_DECLS
