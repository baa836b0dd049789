/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/files/tau-data-file.h"

G_BEGIN_DECLS

#define TAU_NPY_MAX_DIMS 4

/* An array of whole numbers in the .npy format (numpy.lib.format, versions 1 to 3), C order. Errors
 * are TAU_DATASET_ERROR_DAMAGED, and for tau_npy_open() also _NOT_FOUND. */
typedef struct {
  TauDataFile *file; /* NULL after tau_npy_parse() */
  gsize start;       /* where the data begins in the file, bytes */
  /* n_items values in order, unaligned; NULL after tau_npy_open() until tau_npy_load(). */
  const guint8 *data;
  guint8 *owned; /* what `data` points to after tau_npy_load() */
  guint n_dims;  /* 0..TAU_NPY_MAX_DIMS */
  gsize shape[TAU_NPY_MAX_DIMS];
  gsize n_items; /* product of the shape; 1 for a scalar */
  int item_size; /* bytes: 1, 2, 4 or 8 */
  char kind;     /* 'u', 'i', or 'b' (bool) */
  gboolean big_endian;
} TauNpy;

/* Reads the header of a file in memory and checks that the data has exactly the right length.
 * Messages call it `name`. */
gboolean tau_npy_parse (const guint8 *bytes, gsize length, const char *name, TauNpy *out,
                        GError **error);

/* The same for a file, of which only the header is read. */
TauNpy *tau_npy_open (const char *path, GError **error);
void tau_npy_free (TauNpy *self);

/* Reads all data of an opened file. Its user has looked at n_items. */
gboolean tau_npy_load (TauNpy *self, GError **error);

/* Reads `length` bytes of an opened file's data. */
gboolean tau_npy_read (const TauNpy *self, guint64 offset, gpointer out, gsize length,
                       GError **error);

/* Value number `index` < n_items; a uint64 above the largest int64 becomes the largest int64. */
gint64 tau_npy_get_int (const TauNpy *self, gsize index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauNpy, tau_npy_free)

G_END_DECLS
