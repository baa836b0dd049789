/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/tau-evaluate-private.h"
#include "evaluate/rows/tau-image-rows.h"

G_BEGIN_DECLS

struct _TauImageRows {
  GPtrArray *images;   /* of char*: names, each once */
  GHashTable *places;  /* image's index in the data set -> its place in `images` */
  GPtrArray *classes;  /* of char* */
  GArray *methods;     /* of TauMethod */
  GArray *cells;       /* of TauCorruptionSpec */
  GArray *choices;     /* of TauComposition, each once, the single transforms first */
  GHashTable *numbers; /* a choice's transforms, a byte each -> its place in `choices` */
  guint64 seed;
  guint n, n_choices; /* rows; transforms of the longest choice */
  /* One value for each row... */
  GArray *image, *label, *cell; /* of gint32 */
  GArray *predicted, *actual;   /* of float, TAU_N_TRANSFORMS each; NaN: not computed */
  /* ...and for each of the methods. */
  GArray *answer;                  /* of gint32; -1: none */
  GArray *confidence, *likelihood; /* of float: probabilities of the answer and of the label */
  GArray *choice;                  /* of gint16, n_choices each: places in `choices`; -1: none */
};

/* Begins anew with the evaluation of a plan. */
void tau_image_rows_begin (TauImageRows *self, const TauPlan *plan);
/* Begins a row. predicted: TAU_N_TRANSFORMS, or NULL. */
void tau_image_rows_add (TauImageRows *self, const TauUnit *unit, guint picture, guint cell,
                         const double *predicted);
/* The next method's result for it: the mean of its answers to n views. n 0: it has none that one
 * image tells (per-corruption:1). chains: the image's, needed only for views of chains. */
void tau_image_rows_add_method (TauImageRows *self, const float *mean, const guint *views, guint n,
                                const TauChain *chains);

static inline const TauCorruptionSpec *
tau_image_rows_get_cell (const TauImageRows *self, guint row)
{
  return &g_array_index (self->cells, TauCorruptionSpec, g_array_index (self->cell, gint32, row));
}

/* The ids of what is averaged over with spaces between them; place: row x methods + method. */
void tau_image_rows_append_choice (const TauImageRows *self, gsize place, GString *out);

/* Into the database, as the results of evaluation `job`. */
gboolean tau_image_rows_store (const TauImageRows *self, TauStore *store, gint64 job,
                               GError **error);

/* Both write the whole file; errors are G_FILE_ERROR or G_IO_ERROR. */
gboolean tau_image_rows_write_csv (const TauImageRows *self, int fd, GError **error);
gboolean tau_image_rows_write_npz (const TauImageRows *self, int fd, GError **error);

G_END_DECLS
