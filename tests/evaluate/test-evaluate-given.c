/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/evaluate-fixture.h"

#include "corruption/tau-corruption.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* CIFAR-C: what its files hold is evaluated as it is, cell by cell. */

#define N     24
#define BYTES (32 * 32 * 3)
#define CLEAN "cifar10:%s/test_batch.bin"

static const char *const names[] = { "fog", "speckle_noise" };

static TauImage *
draw (guint number)
{
  TauImage *picture = tau_image_new (32, 32);
  for (guint i = 0; i < BYTES; i++)
    picture->data[i] = 128 + 60 * sin (2.1 * number + i % 3) + 60 * sin (0.002 * (number + 3) * i);
  return picture;
}

/* The clean pictures as CIFAR-10 has them: a label, then plane by plane. */
static void
write_clean (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "test_batch.bin", NULL);
  g_autofree guint8 *data = g_malloc (N * (1 + BYTES));
  for (guint n = 0; n < N; n++) {
    g_autoptr (TauImage) picture = draw (n);
    guint8 *record = data + n * (1 + BYTES);
    record[0] = n % 10;
    for (guint i = 0; i < BYTES; i++)
      record[1 + i] = picture->data[i % 1024 * 3 + i / 1024];
  }
  g_assert_true (g_file_set_contents (path, (char *)data, N * (1 + BYTES), NULL));
}

static void
write_npy (const char *folder, const char *name, const char *shape, const guint8 *data, gsize size)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.npy", folder, name);
  g_autofree char *header =
      g_strdup_printf ("{'descr': '|u1', 'fortran_order': False, 'shape': (%s), }", shape);
  g_autoptr (GByteArray) npy = g_byte_array_new ();
  g_byte_array_append (npy, (const guint8 *)"\x93NUMPY\1\0\x76\0", 10);
  g_byte_array_append (npy, (const guint8 *)header, strlen (header));
  while (npy->len < 127)
    g_byte_array_append (npy, (const guint8 *)" ", 1);
  g_byte_array_append (npy, (const guint8 *)"\n", 1);
  g_byte_array_append (npy, data, size);
  g_assert_true (g_file_set_contents (path, (char *)npy->data, npy->len, NULL));
}

/* The same pictures corrupted as seed 7 does; and one file of another name. */
static void
write_corrupted (const char *folder)
{
  g_autofree guint8 *data = g_malloc (5 * N * BYTES);
  g_autofree char *shape = g_strdup_printf ("%d, 32, 32, 3", 5 * N);
  for (guint c = 0; c < G_N_ELEMENTS (names); c++) {
    const TauCorruption *corruption = tau_corruption_get (tau_corruption_find (names[c]));
    for (guint i = 0; i < 5 * N; i++) {
      g_autoptr (TauImage) picture = draw (i % N);
      g_autoptr (TauImage) out = tau_corrupt (corruption, picture, 1 + i / N, TAU_PRESET_AUTO, 7);
      memcpy (data + i * BYTES, out->data, BYTES);
    }
    write_npy (folder, names[c], shape, data, 5 * N * BYTES);
  }
  write_npy (folder, "a_storm", shape, data, 5 * N * BYTES);
  for (guint i = 0; i < 5 * N; i++)
    data[i] = i % N % 10;
  shape[strcspn (shape, " ")] = '\0'; /* "120," */
  write_npy (folder, "labels", shape, data, 5 * N);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  f->folder = fixture_make_folder ();
  f->dataset = g_strdup_printf ("cifar-c:%s", f->folder);
  g_autofree char *target = g_build_filename (f->folder, "target.pt", NULL);
  g_autofree char *predictor = g_build_filename (f->folder, "predictor.pt", NULL);
  g_autofree char *db = g_build_filename (f->folder, "first.db", NULL);
  fixture_write_model (target, "resnet8", 32, 10, 5);
  fixture_write_model (predictor, "compact", 32, TAU_N_TRANSFORMS, 4);
  write_clean (f->folder);
  write_corrupted (f->folder);
  f->store = tau_store_open (db, &error);
  g_assert_no_error (error);
  f->pack = tau_pack_new_from_files (target, predictor, 32, 10, &error);
  g_assert_no_error (error);
  f->session = tau_session_open (f->pack, f->store, 1, NULL, &error);
  g_assert_no_error (error);
}

static TauEvaluateSpec *
spec_new (Fixture *f, const char *methods)
{
  TauEvaluateSpec *spec = fixture_spec_new (f, methods);
  g_assert_true (tau_evaluate_spec_set_corruptions (spec, "clean,all,heldout", NULL));
  g_assert_true (tau_evaluate_spec_set_severities (spec, "1-5", NULL));
  return spec;
}

/* The name of the reader says so, whatever the folder is that the program runs in. */
static void
assert_given_anywhere (Fixture *f, const TauEvaluation *given)
{
  g_autofree char *before = g_get_current_dir ();
  g_assert_cmpint (g_chdir (f->folder), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (f->dataset, 0700), ==, 0);
  g_assert_true (tau_evaluation_is_given (given));
  g_assert_cmpint (g_chdir (before), ==, 0);
}

/* The same table as of the clean pictures, corrupted here: nothing is corrupted twice. */
static void
test_cells (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = spec_new (f, "hflip,random:2,ours:1,ours:2+flip,all,oracle");
  g_autoptr (TauEvaluation) given = fixture_evaluate (f, spec);
  g_assert_true (tau_evaluation_is_given (given));
  assert_given_anywhere (f, given);
  g_assert_cmpuint (given->n_images, ==, N);
  g_assert_cmpuint (given->n_wanted, ==, N);
  g_assert_cmpuint (given->n_cells, ==, 10); /* a_storm has no place in the tables */

  g_free (spec->dataset);
  spec->dataset = g_strdup_printf (CLEAN, f->folder);
  g_assert_true (tau_evaluate_spec_set_corruptions (spec, "speckle_noise,fog", NULL));
  g_autoptr (TauEvaluation) made = fixture_evaluate (f, spec);
  g_assert_false (tau_evaluation_is_given (made));
  g_assert_cmpuint (made->n_cells, ==, 10);
  for (guint m = 0; m < made->n_methods; m++) {
    const TauMethodResult *a = &given->methods[m], *b = &made->methods[m];
    for (guint i = 0; i < 10; i++) {
      g_assert_true (given->cells[i].type == made->cells[i].type);
      g_assert_cmpint (given->cells[i].severity, ==, made->cells[i].severity);
      g_assert_cmpfloat (a->cell_error[i], ==, b->cell_error[i]);
    }
    g_assert_cmpfloat (a->nll[TAU_SET_HELDOUT], ==, b->nll[TAU_SET_HELDOUT]);
    g_assert_cmpfloat (a->error_low[TAU_SET_CORRUPTED], ==, b->error_low[TAU_SET_CORRUPTED]);
    g_assert_true (isnan (a->error[TAU_SET_CLEAN]));
  }
  g_autofree char *text = tau_evaluation_write (given, TAU_FORMAT_TEXT, 0);
  g_assert_nonnull (strstr (text, "data set's files"));
}

/* Opened again, an example is the picture that was looked at. */
static void
test_examples (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = spec_new (f, "ours:1,oracle");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_autoptr (TauDataset) dataset = tau_dataset_open (f->dataset, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->examples->len, >, 0);
  for (guint i = 0; i < result->examples->len; i++) {
    const TauExample *example = &g_array_index (result->examples, TauExample, i);
    const TauCorruptionSpec *cell = &result->cells[example->cell];
    const TauCorruptionSpec *variant =
        &dataset->variants[example->index / (dataset->n_images / dataset->n_variants)];
    g_assert_true (variant->type == cell->type);
    g_assert_cmpint (variant->severity, ==, cell->severity);
    g_assert_cmpuint (dataset->labels[example->index], ==, example->label);
  }

  /* Kept, and found again; the cells of the summary are those of the files. */
  g_autoptr (TauEvaluation) again = fixture_evaluate (f, spec);
  g_assert_cmpuint (again->n_inferences, ==, 0);
  fixture_assert_same (result, again);
  g_autofree char *summary = tau_evaluation_to_summary (again);
  g_autoptr (TauEvaluation) back = tau_evaluation_parse (summary, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back->n_cells, ==, 10);
  fixture_assert_same (again, back);
}

/* All variants of a picture are left out for gps, or none. */
static void
test_gps (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = spec_new (f, "gps:2,gps:2+corrupted");
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_assert_cmpuint (result->n_validation, ==, 4); /* of those four classes that have 3 pictures */
  g_assert_cmpuint (result->n_images, ==, N - 4);
  g_assert_cmpint (result->methods[1].n_policy, ==, 2);

  spec->validation = g_strdup_printf (CLEAN, f->folder);
  g_autoptr (TauEvaluation) other = fixture_evaluate (f, spec);
  g_assert_cmpuint (other->n_validation, ==, N);
  g_assert_cmpuint (other->n_images, ==, N);
}

static void
test_parts (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = spec_new (f, "center");
  g_free (spec->dataset);
  spec->dataset = g_strdup_printf ("%s:fog", f->dataset);
  spec->limit = 7;
  g_assert_true (tau_evaluate_spec_set_severities (spec, "2,4", NULL));
  g_autoptr (TauEvaluation) fog = fixture_evaluate (f, spec);
  g_assert_cmpuint (fog->n_cells, ==, 2);
  g_assert_cmpint (fog->cells[1].severity, ==, 4);
  g_assert_cmpuint (fog->n_images, ==, 7);
  g_assert_cmpuint (fog->n_inferences, ==, 14);

  g_assert_true (tau_evaluate_spec_set_corruptions (spec, "clean,snow", NULL));
  g_assert_null (tau_evaluate (f->session, spec, NULL, NULL, NULL, &error));
  g_assert_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC);
  fixture_assert_sentence (error, ":fog");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define add(path, function) g_test_add (path, Fixture, NULL, set_up, function, fixture_tear_down)
  add ("/evaluate/given/cells", test_cells);
  add ("/evaluate/given/examples", test_examples);
  add ("/evaluate/given/gps", test_gps);
  add ("/evaluate/given/parts", test_parts);
  return g_test_run ();
}
