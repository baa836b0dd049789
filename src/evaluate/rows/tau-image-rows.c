/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/rows/tau-image-rows-private.h"

#include "base/tau-file.h"
#include "ranking/tau-ranking.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define N_COLUMNS 9

static void
list_columns (TauImageRows *self, GArray **out[N_COLUMNS])
{
  GArray **const columns[N_COLUMNS] = {
    &self->image,      &self->label,      &self->cell,   &self->predicted, &self->actual,
    &self->confidence, &self->likelihood, &self->answer, &self->choice,
  };
  memcpy (out, columns, sizeof columns);
}

TauImageRows *
tau_image_rows_new (void)
{
  TauImageRows *self = g_new0 (TauImageRows, 1);
  GArray **columns[N_COLUMNS];
  list_columns (self, columns);
  for (guint i = 0; i < N_COLUMNS; i++)
    *columns[i] = g_array_new (FALSE, FALSE, columns[i] == &self->choice ? sizeof (gint16) : 4);
  self->images = g_ptr_array_new_with_free_func (g_free);
  self->classes = g_ptr_array_new_with_free_func (g_free);
  self->places = g_hash_table_new (NULL, NULL);
  self->methods = g_array_new (FALSE, FALSE, sizeof (TauMethod));
  self->cells = g_array_new (FALSE, FALSE, sizeof (TauCorruptionSpec));
  self->choices = g_array_new (FALSE, FALSE, sizeof (TauComposition));
  self->numbers = g_hash_table_new (NULL, NULL);
  return self;
}

void
tau_image_rows_free (TauImageRows *self)
{
  if (self == NULL)
    return;
  GArray **columns[N_COLUMNS];
  list_columns (self, columns);
  for (guint i = 0; i < N_COLUMNS; i++)
    g_array_unref (*columns[i]);
  g_ptr_array_unref (self->images);
  g_ptr_array_unref (self->classes);
  g_hash_table_unref (self->places);
  g_array_unref (self->methods);
  g_array_unref (self->cells);
  g_array_unref (self->choices);
  g_hash_table_unref (self->numbers);
  g_free (self);
}

/* The number of a choice; adds it the first time. */
static gint16
find_number (TauImageRows *self, const TauComposition *choice)
{
  guint32 key = 0;
  gpointer number;
  G_STATIC_ASSERT (TAU_COMPOSITION_MAX <= sizeof key);
  for (guint i = 0; i < choice->n; i++)
    key = key << 8 | (choice->transforms[i] + 1);
  if (g_hash_table_lookup_extended (self->numbers, GUINT_TO_POINTER (key), NULL, &number))
    return GPOINTER_TO_UINT (number);
  g_hash_table_insert (self->numbers, GUINT_TO_POINTER (key),
                       GUINT_TO_POINTER (self->choices->len));
  g_array_append_val (self->choices, *choice);
  return self->choices->len - 1;
}

/* What a method shows whole, in its order. */
static guint
find_choices (TauImageRows *self, const guint *views, guint n, const TauChain *chains,
              gint16 numbers[TAU_N_VIEWS])
{
  guint found = 0;
  for (guint i = 0; i < n; i++)
    if (views[i] < TAU_VIEW_MIRROR (0) || views[i] >= TAU_N_PLAIN_VIEWS) {
      const guint view = views[i] == TAU_VIEW_ADAPTED ? TAU_VIEW (0) : views[i];
      const TauComposition choice = tau_chain_compose (chains, view);
      numbers[found++] = find_number (self, &choice);
    }
  return found;
}

void
tau_image_rows_begin (TauImageRows *self, const TauPlan *plan)
{
  const TauEvaluateSpec *spec = plan->spec;
  const TauPack *pack = plan->session->pack;
  g_array_append_vals (self->methods, spec->methods, spec->n_methods);
  g_array_append_vals (self->cells, plan->cells->data, plan->cells->len);
  for (guint c = 0; c < pack->classes->len; c++)
    g_ptr_array_add (self->classes, g_strdup (g_ptr_array_index (pack->classes, c)));
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
    const TauComposition single = tau_composition_of (t);
    find_number (self, &single);
  }
  self->seed = spec->seed;
  for (guint m = 0; m < spec->n_methods; m++)
    self->n_choices = MAX (self->n_choices, spec->methods[m].kind == TAU_METHOD_ALL
                                                ? TAU_N_TRANSFORMS
                                                : MAX (spec->methods[m].k, 1));
}

/* Where the image's name is; adds it the first time. */
static gint32
find_place (TauImageRows *self, TauDataset *dataset, guint index)
{
  gpointer place;
  if (g_hash_table_lookup_extended (self->places, GUINT_TO_POINTER (index), NULL, &place))
    return GPOINTER_TO_UINT (place);
  g_hash_table_insert (self->places, GUINT_TO_POINTER (index),
                       GUINT_TO_POINTER (self->images->len));
  g_ptr_array_add (self->images, tau_dataset_describe (dataset, index));
  return self->images->len - 1;
}

void
tau_image_rows_add (TauImageRows *self, const TauUnit *unit, guint picture, guint cell,
                    const double *predicted)
{
  const TauBlock *block = unit->given != NULL ? unit->given : unit->block;
  const TauAnswers *answers = unit->answers;
  const gint32 label = unit->block->labels[picture], place = cell;
  const gint32 image = find_place (self, block->dataset, block->indices[picture]);
  g_array_append_val (self->image, image);
  g_array_append_val (self->label, label);
  g_array_append_val (self->cell, place);
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
    const gboolean known = answers->have[TAU_VIEW (t)] >> picture & 1;
    const float loss = predicted != NULL ? predicted[t] : NAN;
    const float actual =
        known ? tau_cross_entropy_probabilities (tau_answers_row (answers, picture, TAU_VIEW (t)),
                                                 answers->n_classes, label)
              : NAN;
    g_array_append_val (self->predicted, loss);
    g_array_append_val (self->actual, actual);
  }
  self->n++;
}

void
tau_image_rows_add_method (TauImageRows *self, const float *mean, const guint *views, guint n,
                           const TauChain *chains)
{
  gint16 numbers[TAU_N_VIEWS];
  const guint n_numbers = find_choices (self, views, n, chains, numbers);
  const gint32 answer = n > 0 ? (gint32)tau_argmax (mean, self->classes->len) : -1;
  const float confidence = n > 0 ? mean[answer] : NAN;
  const float likelihood = n > 0 ? mean[g_array_index (self->label, gint32, self->n - 1)] : NAN;
  g_array_append_val (self->answer, answer);
  g_array_append_val (self->confidence, confidence);
  g_array_append_val (self->likelihood, likelihood);
  for (guint i = 0; i < self->n_choices; i++) {
    const gint16 choice = i < n_numbers ? numbers[i] : -1;
    g_array_append_val (self->choice, choice);
  }
}

void
tau_image_rows_append_choice (const TauImageRows *self, gsize place, GString *out)
{
  for (guint i = 0; i < self->n_choices; i++) {
    const gint16 number = g_array_index (self->choice, gint16, place * self->n_choices + i);
    if (number < 0)
      continue;
    g_autofree char *id =
        tau_composition_dup_id (&g_array_index (self->choices, TauComposition, number));
    g_string_append_printf (out, "%s%s", i > 0 ? " " : "", id);
  }
}

/* -- files --------------------------------------------------------------------------------- */

gboolean
tau_image_rows_check_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  if (g_access (folder, W_OK | X_OK) == 0)
    return TRUE;
  const int code = errno;
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
               _ ("“%s” cannot be written (%s); free some space or choose another folder"), name,
               g_strerror (code));
  return FALSE;
}

gboolean
tau_image_rows_check_path (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  if (tau_path_has_ending (path, ".csv") || tau_path_has_ending (path, ".npz"))
    return TRUE;
  if (tau_path_has_ending (path, ".parquet"))
    g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                 _ ("“%s”: Parquet is not written; write .npz or .csv, which pandas converts"),
                 name);
  else
    g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                 _ ("“%s”: results of images are written as .csv or .npz"), name);
  return FALSE;
}

typedef struct {
  const TauImageRows *rows;
  gboolean npz;
} Output;

static gboolean
write_file (int fd, gpointer data, GError **error)
{
  const Output *self = data;
  return (self->npz ? tau_image_rows_write_npz : tau_image_rows_write_csv) (self->rows, fd, error);
}

gboolean
tau_image_rows_write (const TauImageRows *self, const char *path, GError **error)
{
  Output output = { self, tau_path_has_ending (path, ".npz") };
  return tau_image_rows_check_path (path, error) &&
         tau_file_write_with (path, write_file, &output, TAU_EVALUATE_ERROR,
                              TAU_EVALUATE_ERROR_WRITE, error);
}
