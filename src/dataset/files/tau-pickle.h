/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TAU_PICKLE_MAX_DIMS 4

typedef enum {
  TAU_PICKLE_NONE,
  TAU_PICKLE_INT, /* also True and False */
  TAU_PICKLE_FLOAT,
  TAU_PICKLE_TEXT, /* str and bytes */
  TAU_PICKLE_LIST, /* list and tuple */
  TAU_PICKLE_DICT,
  TAU_PICKLE_ARRAY, /* numpy's, of whole numbers or floats */
  TAU_PICKLE_TYPE,  /* of an array's values */
  TAU_PICKLE_NAME,  /* of one of the few functions whose result the parser knows */
  TAU_PICKLE_MARK,
} TauPickleKind;

/* The values of an array. */
typedef struct {
  guint n_dims; /* 0..TAU_PICKLE_MAX_DIMS */
  gsize shape[TAU_PICKLE_MAX_DIMS];
  gsize n_items; /* product of the shape */
  int item_size; /* bytes: 1, 2, 4 or 8 */
  char type;     /* 'u', 'i', 'b' (bool) or 'f' */
  gboolean big_endian, fortran;
} TauPickleArray;

typedef struct {
  TauPickleKind kind;
  gint64 number;         /* an INT */
  double real;           /* a FLOAT */
  const guint8 *bytes;   /* of a TEXT, or an ARRAY's data, which has n_items * item_size bytes */
  gsize length;          /* of `bytes`; a TEXT has no zero at its end */
  GPtrArray *items;      /* of a LIST; of a DICT: key, value, key, value…; borrowed */
  TauPickleArray *array; /* of an ARRAY or TYPE */
  guint8 *owned;
} TauPickleValue;

/* A pickle of Python, protocols 0 to 5, that holds plain data: None, numbers, strings, bytes,
 * lists, tuples, dictionaries and arrays of numpy. A pickle is a program that may call any function
 * of Python; this parser calls nothing. It recognises the functions that restore arrays by their
 * names, and refuses every other one by its name. At most a million values, which own no more bytes
 * than the pickle has. */
typedef struct _TauPickle TauPickle;

/* `bytes` must outlive the result. Messages call the data `name`; errors are
 * TAU_DATASET_ERROR_DAMAGED. */
TauPickle *tau_pickle_parse (const guint8 *bytes, gsize length, const char *name, GError **error);
void tau_pickle_free (TauPickle *self);

const TauPickleValue *tau_pickle_get (const TauPickle *self);

/* The value of a key that is a string or bytes; NULL: no such key, or not a dictionary. */
const TauPickleValue *tau_pickle_find (const TauPickleValue *dict, const char *key);

/* The values of a list, or of an array of one dimension; 0 for anything else. Value number `index`
 * if it is a whole number. */
gsize tau_pickle_count (const TauPickleValue *list);
gboolean tau_pickle_get_int (const TauPickleValue *list, gsize index, gint64 *out);

/* Whether data begins as a pickle does, of protocol 2 or later. */
gboolean tau_is_pickle (const guint8 *bytes, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPickle, tau_pickle_free)

G_END_DECLS
