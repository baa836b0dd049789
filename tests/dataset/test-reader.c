/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset-fixture.h"

#include "dataset/tau-dataset-reader.h"

#include <glib/gstdio.h>
#include <string.h>

/* What a specification means, and what the readers say of their data sets. */

static void
assert_spec (const char *spec, const char *reader, const char *path, const char *part)
{
  g_auto (TauDatasetSpec) parsed = { 0 };
  tau_dataset_spec_parse (spec, &parsed);
  g_assert_cmpstr (parsed.reader != NULL ? parsed.reader->name : NULL, ==, reader);
  g_assert_cmpstr (parsed.path, ==, path);
  g_assert_cmpstr (parsed.part, ==, part);
  g_assert_true (tau_dataset_reader_find (spec) == parsed.reader);
  if (reader == NULL)
    return;
  /* In full it means the same. */
  g_autofree char *text = tau_dataset_spec_format (parsed.reader, parsed.path, parsed.part);
  g_auto (TauDatasetSpec) again = { 0 };
  tau_dataset_spec_parse (text, &again);
  g_assert_true (again.reader == parsed.reader);
  g_assert_cmpstr (again.path, ==, path);
  g_assert_cmpstr (again.part, ==, part);
}

static void
test_parse (void)
{
  assert_spec ("signs", "signs", NULL, NULL);
  assert_spec ("signs:train", "signs", NULL, "train");
  assert_spec ("signs:test", "signs", NULL, "test");
  assert_spec ("signs:all", "signs", NULL, "all");
  assert_spec ("cifar10:/a:b", "cifar10", "/a:b", NULL);
  assert_spec ("cifar10:/a:b:train", "cifar10", "/a:b", "train");
  assert_spec ("cifar10:train", "cifar10", "train", NULL);
  assert_spec ("cifar10::train", "cifar10", ":train", NULL);
  assert_spec ("cifar100:/a:test", "cifar100", "/a", "test");
  assert_spec ("cifar-c:/a:test", "cifar-c", "/a:test", NULL);
  assert_spec ("folder:/a:train", "folder", "/a:train", NULL);
  assert_spec ("folder:signs", "folder", "signs", NULL);
  const char *const none[] = { "",           ":",       "sings",   "signs-of-spring",
                               "Signs",      "folder",  "folder:", "cifar10",
                               "cifar10:",   "cifar:x", "./signs", "/nowhere",
                               "signstrain", "\xe9" };
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    assert_spec (none[i], NULL, NULL, NULL);
}

/* Folders that are called like readers, from the folder that they are in. */
static void
test_folders (Fixture *self, gconstpointer data)
{
  const char *const names[] = { "signs-of-spring", "signs2",   "cifar10-mine",
                                "cifar10",         "cifar100", "cifar-c",
                                "folder",          "sig:ns",   "cifar-c:mine" };
  g_autofree char *before = g_get_current_dir ();
  g_assert_cmpint (g_chdir (self->folder), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *image = g_strconcat (names[i], "/class/1.png", NULL);
    g_autofree char *dotted = g_strconcat ("./", names[i], NULL);
    g_autofree char *full = g_build_filename (self->folder, names[i], NULL);
    g_autofree char *named = g_strconcat ("folder:", names[i], NULL);
    fixture_write_png (self, image, 1);
    assert_spec (names[i], "folder", names[i], NULL);
    assert_spec (dotted, "folder", dotted, NULL);
    assert_spec (full, "folder", full, NULL);
    assert_spec (named, "folder", names[i], NULL);
    g_autoptr (TauDataset) dataset = tau_dataset_open (names[i], NULL);
    g_assert_cmpuint (dataset->n_images, ==, 1);
    g_assert_cmpstr (dataset->spec, ==, named);
    g_assert_cmpstr (dataset->reader->name, ==, "folder");
  }
  /* What reads exactly like the built-in set is that. */
  const char *const built_in[] = { "signs", "signs:train", "signs:test" };
  for (guint i = 0; i < G_N_ELEMENTS (built_in); i++) {
    g_autofree char *image = g_strconcat (built_in[i], "/class/1.png", NULL);
    g_autofree char *dotted = g_strconcat ("./", built_in[i], NULL);
    fixture_write_png (self, image, 1);
    assert_spec (built_in[i], "signs", NULL, i > 0 ? built_in[i] + strlen ("signs:") : NULL);
    assert_spec (dotted, "folder", dotted, NULL);
    g_autoptr (TauDataset) dataset = tau_dataset_open (built_in[i], NULL);
    g_assert_cmpuint (dataset->n_images, >, 1);
  }
  g_assert_cmpint (g_chdir (before), ==, 0);
}

/* What every reader says fits together; nothing here names one. */
static void
test_registry (void)
{
  const TauDatasetReader *reader;
  g_autofree char *lines = tau_dataset_readers_describe (TRUE);
  g_autofree char *row = tau_dataset_readers_describe (FALSE);
  guint n = 0;
  for (; (reader = tau_dataset_reader_get (n)) != NULL; n++) {
    g_assert_true (g_str_has_prefix (reader->syntax, reader->name));
    g_assert_nonnull (strstr (lines, reader->syntax));
    g_assert_nonnull (strstr (row, reader->syntax));
    g_assert_nonnull (reader->title);
    g_assert_nonnull (reader->description);
    g_assert_true ((reader->request == NULL) == reader->built_in);
    g_assert_cmpint (reader->side, >=, TAU_IMAGE_MIN_SIDE);
    g_assert_cmpint (reader->has_parts, ==, strstr (reader->syntax, "[:train|") != NULL);
    g_assert_cmpint (reader->has_validation, ==, strstr (reader->syntax, "|:val|") != NULL);
    g_autofree char *spec = tau_dataset_spec_format (reader, reader->built_in ? NULL : "/x", NULL);
    g_assert_true (tau_dataset_reader_find (spec) == reader);
    for (guint i = 0; i < n; i++)
      g_assert_cmpstr (tau_dataset_reader_get (i)->name, !=, reader->name);
  }
  g_assert_cmpuint (n, >=, 11);
  g_assert_null (tau_dataset_reader_get (n + 1));
}

/* What was asked for by name in the places that now ask the reader. */
static void
test_traits (void)
{
  const struct {
    const char *spec;
    gboolean built_in, has_parts, has_files, mirrorable, sorted, corrupted;
    int side;
  } traits[] = { { "signs", TRUE, TRUE, FALSE, FALSE, FALSE, FALSE, 64 },
                 { "folder:/x", FALSE, FALSE, TRUE, TRUE, TRUE, FALSE, 32 },
                 { "cifar10:/x", FALSE, TRUE, FALSE, TRUE, FALSE, FALSE, 32 },
                 { "cifar100:/x", FALSE, TRUE, FALSE, TRUE, FALSE, FALSE, 32 },
                 { "cifar-c:/x", FALSE, FALSE, FALSE, TRUE, FALSE, TRUE, 32 },
                 { "imagenet:/x", FALSE, FALSE, TRUE, TRUE, FALSE, FALSE, 224 },
                 { "imagenet-c:/x", FALSE, FALSE, TRUE, TRUE, FALSE, TRUE, 224 },
                 { "tiny-imagenet:/x", FALSE, TRUE, TRUE, TRUE, FALSE, FALSE, 64 },
                 { "npz:/x", FALSE, TRUE, FALSE, TRUE, FALSE, FALSE, 32 },
                 { "csv:/x", FALSE, FALSE, TRUE, TRUE, FALSE, FALSE, 32 },
                 { "archive:/x", FALSE, TRUE, FALSE, TRUE, TRUE, FALSE, 32 } };
  for (guint i = 0; i < G_N_ELEMENTS (traits); i++) {
    const TauDatasetReader *reader = tau_dataset_reader_find (traits[i].spec);
    g_assert_cmpint (reader->built_in, ==, traits[i].built_in);
    g_assert_cmpint (reader->has_parts, ==, traits[i].has_parts);
    g_assert_cmpint (reader->has_files, ==, traits[i].has_files);
    g_assert_cmpint (reader->mirrorable, ==, traits[i].mirrorable);
    g_assert_cmpint (reader->sorted, ==, traits[i].sorted);
    g_assert_cmpint (reader->corrupted, ==, traits[i].corrupted);
    g_assert_cmpint (reader->side, ==, traits[i].side);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reader/parse", test_parse);
  fixture_test ("/reader/folders", test_folders);
  g_test_add_func ("/reader/registry", test_registry);
  g_test_add_func ("/reader/traits", test_traits);
  return g_test_run ();
}
