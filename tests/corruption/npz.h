/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A reader of numpy's .npz archives, as far as the reference data needs it: entries stored or
 * deflated, C order, little endian. */

#define NPY_MAX_DIMS 5

typedef struct {
  char kind;     /* 'u', 'i', 'f', as numpy names it */
  int item_size; /* bytes per value */
  int n_dims;    /* 0 for a single number */
  gsize dims[NPY_MAX_DIMS];
  gsize n;       /* values in all */
  GBytes *bytes; /* the values */
} Npy;

typedef struct _Npz Npz;

Npz *npz_open (const char *path, GError **error);
void npz_free (Npz *self);
/* The entry `name` without ".npy"; NULL when there is none. */
Npy *npz_get (Npz *self, const char *name, GError **error);

void npy_free (Npy *self);
const void *npy_data (const Npy *self);
/* The values as doubles, whatever their type. */
double *npy_to_doubles (const Npy *self);

/* $TAUSCOPE_SHARED/reference/<parts...>, or NULL (and the test is skipped) when it is not there. */
char *reference_path (const char *folder, const char *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Npz, npz_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Npy, npy_free)

G_END_DECLS
