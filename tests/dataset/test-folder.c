/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset-fixture.h"

#include "dataset/tau-dataset-reader.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Image folders, good and bad. */

static void
link_to (Fixture *self, const char *target, const char *name)
{
  g_autofree char *path = fixture_path (self, name);
  g_assert_cmpint (symlink (target, path), ==, 0);
}

static guint8
grey_of (TauDataset *dataset, guint index)
{
  g_autoptr (TauImage) image = fixture_load (dataset, index);
  return image->data[0];
}

static void
test_order (Fixture *self, gconstpointer data)
{
  /* Classes and files in byte order, folders inside a class in their place. */
  fixture_write_png (self, "bee/2.png", 2);
  fixture_write_png (self, "bee/1/deep/er/x.PNG", 1);
  fixture_write_png (self, "bee/10.png", 3);
  fixture_write_png (self, "Ape/a b.png", 4);
  fixture_write_png (self, "zoo:train/é.png", 5);
  fixture_write (self, "bee/notes.txt", "x", 1);
  fixture_write (self, "bee/no-ending", "x", 1);
  fixture_write (self, "bee/.hidden.png", "x", 1);
  fixture_write (self, "bee/.thumbnails/1.png", "x", 1);
  fixture_write (self, ".git/1.png", "x", 1);
  fixture_write (self, "empty/notes.txt", "x", 1);
  fixture_write_png (self, "loose.png", 9);
  g_autoptr (TauDataset) dataset = fixture_open (self, "folder", "");
  const guint8 greys[] = { 4, 1, 3, 2, 5 };
  const guint16 labels[] = { 0, 1, 1, 1, 2 };
  g_assert_cmpuint (dataset->n_images, ==, 5);
  g_assert_cmpuint (dataset->n_unreadable, ==, 0);
  g_assert_cmpuint (dataset->left_out[TAU_LEFT_OUT_NO_IMAGE], ==, 3);
  g_assert_cmpuint (dataset->left_out[TAU_LEFT_OUT_HIDDEN], ==, 3);
  g_assert_cmpuint (dataset->left_out[TAU_LEFT_OUT_NO_CLASS], ==, 1);
  g_assert_cmpuint (tau_dataset_count_left_out (dataset), ==, 7);
  g_autofree char *left_out = tau_dataset_describe_left_out (dataset);
  g_assert_cmpstr (
      left_out, ==,
      "7 files were left out: 3 without an image's ending, 3 hidden, 1 image without a "
      "class");
  g_assert_cmpmem (dataset->labels, sizeof labels, labels, sizeof labels);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (grey_of (dataset, i), ==, greys[i]);
  g_assert_cmpuint (dataset->classes->len, ==, 3);
  g_assert_cmpint (fixture_find_class (dataset, "zoo:train"), ==, 2);
  g_autofree char *text = tau_dataset_describe (dataset, 1);
  g_assert_true (g_str_has_suffix (text, "/bee/1/deep/er/x.PNG"));

  /* The path alone says as much. */
  g_autoptr (TauDataset) same = tau_dataset_open (strchr (dataset->spec, ':') + 1, NULL);
  g_assert_cmpuint (same->n_images, ==, 5);
  g_assert_cmpstr (same->spec, ==, dataset->spec);
}

/* Every type that can be written here is read. */
static void
test_types (Fixture *self, gconstpointer data)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 24, 20);
  g_autoptr (GSList) formats = gdk_pixbuf_get_formats ();
  guint n = 0;
  gdk_pixbuf_fill (pixbuf, 0x646464ff);
  for (GSList *l = formats; l != NULL; l = l->next) {
    g_autofree char *type = gdk_pixbuf_format_get_name (l->data);
    g_auto (GStrv) endings = gdk_pixbuf_format_get_extensions (l->data);
    g_autofree char *name = g_strdup_printf ("class/x.%s", endings[0]);
    g_autofree char *path = fixture_path (self, name);
    if (gdk_pixbuf_format_is_writable (l->data))
      n += gdk_pixbuf_save (pixbuf, path, type, NULL, NULL);
  }
  g_assert_cmpuint (n, >=, 2); /* png and jpeg at least */
  g_autoptr (TauDataset) dataset = fixture_open (self, "folder", "");
  g_assert_cmpuint (dataset->n_images, ==, n);
  for (guint i = 0; i < n; i++) {
    g_autoptr (TauImage) image = fixture_load (dataset, i);
    g_assert_cmpint (image->width, ==, 24);
    g_assert_cmpint (ABS (image->data[0] - 0x64), <=, 2);
  }
}

/* Files that cannot be read are no reason to refuse the others. */
static void
test_unreadable (Fixture *self, gconstpointer data)
{
  g_autofree char *png = NULL;
  gsize length;
  fixture_write_png (self, "class/a.png", 1);
  g_autofree char *good = fixture_path (self, "class/a.png");
  g_assert_true (g_file_get_contents (good, &png, &length, NULL));
  fixture_write (self, "class/b.png", "not a picture", 13);
  fixture_write (self, "class/c.png", "", 0);
  fixture_write (self, "class/d.png", png, length / 2);
  link_to (self, "nowhere", "class/e.png");
  link_to (self, "f.png", "class/f.png");
  fixture_write_png (self, "class/g.png", 2);
  g_autoptr (TauDataset) dataset = fixture_open (self, "folder", "");
  g_assert_cmpuint (dataset->n_images, ==, 7);
  for (guint i = 0; i < 7; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TauImage) image = tau_dataset_load (dataset, i, &error);
    g_assert_true ((image != NULL) == (i == 0 || i == 6));
    if (image != NULL)
      continue;
    g_autofree char *name = g_strdup_printf ("class/%c.png", 'a' + i);
    g_assert_cmpint (error->domain, ==, TAU_IMAGE_ERROR);
    g_assert_nonnull (strstr (error->message, name));
  }
}

/* A pipe is no image, whatever its name, and nobody waits for it. */
static void
test_pipe (Fixture *self, gconstpointer data)
{
  g_autofree char *pipe = fixture_path (self, "class/a.png");
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  fixture_write_png (self, "class/b.png", 1);
  g_autoptr (TauDataset) dataset = fixture_open (self, "folder", "");
  g_assert_cmpuint (dataset->n_images, ==, 1);
  g_assert_cmpuint (dataset->n_unreadable, ==, 1);
}

static void
test_unreadable_folder (Fixture *self, gconstpointer data)
{
  /* Seventeen folders deep. */
  fixture_write_png (self, "class/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/x.png", 1);
  fixture_write_png (self, "class/x.png", 2);
  fixture_write_png (self, "class/locked/x.png", 3);
  g_autofree char *locked = fixture_path (self, "class/locked");
  g_assert_cmpint (g_chmod (locked, 0), ==, 0);
  gboolean root = g_access (locked, R_OK) == 0;
  g_autoptr (TauDataset) dataset = fixture_open (self, "folder", "");
  g_assert_cmpuint (dataset->n_images, ==, root ? 2 : 1);
  g_assert_cmpuint (dataset->n_unreadable, ==, root ? 1 : 2);
  g_chmod (locked, 0755);
}

static void
test_links (Fixture *self, gconstpointer data)
{
  fixture_write_png (self, "a/1.png", 1);
  link_to (self, ".", "a/self");
  link_to (self, "..", "a/up");
  link_to (self, "../a", "a/sub/again");
  fixture_write_png (self, "a/sub/2.png", 2);
  link_to (self, "../b", "a/other"); /* a true folder is followed, once */
  link_to (self, "../b", "a/other2");
  fixture_write_png (self, "b/3.png", 3);
  link_to (self, "../a", "b/back");
  link_to (self, "../b/3.png", "c/link.png");
  link_to (self, ".", "round");
  g_autoptr (TauDataset) dataset = fixture_open (self, "folder", "");
  guint counts[3] = { 0 };
  for (guint i = 0; i < dataset->n_images; i++)
    counts[dataset->labels[i]]++;
  g_assert_cmpuint (dataset->classes->len, ==, 3);
  g_assert_cmpuint (counts[0], ==, 3);
  g_assert_cmpuint (counts[1], ==, 3);
  g_assert_cmpuint (counts[2], ==, 1);
  g_assert_cmpuint (dataset->n_unreadable, ==, 0);
}

static void
test_names (Fixture *self, gconstpointer data)
{
  /* Latin-1, as an old disk may have it. */
  g_autofree char *path = fixture_path (self, "r\xe9sum\xe9/empty/bad");
  fixture_write_png (self, "r\xe9sum\xe9/\xe9.png", 8);
  fixture_write (self, "r\xe9sum\xe9/\xea.png", "x", 1);
  g_autoptr (TauDataset) dataset = fixture_open (self, "folder", "");
  g_autofree char *text = tau_dataset_describe (dataset, 0);
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (grey_of (dataset, 0), ==, 8);
  g_assert_true (g_utf8_validate (g_ptr_array_index (dataset->classes, 0), -1, NULL));
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (tau_dataset_load (dataset, 1, &error));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  fixture_refused (self, "folder", "/r\xe9sum\xe9/empty", TAU_DATASET_ERROR_EMPTY, "CLASS/image");
  fixture_refused (self, "folder", "/\xe9", TAU_DATASET_ERROR_NOT_FOUND, "There is no");
  fixture_refused (self, "\xe9", "", TAU_DATASET_ERROR_SPEC, "is not a data set");
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  fixture_refused (self, "folder", "", TAU_DATASET_ERROR_EMPTY, "CLASS/image");
  fixture_write (self, "a/notes.txt", "x", 1);
  fixture_refused (self, "folder", "", TAU_DATASET_ERROR_EMPTY, "CLASS/image");
  fixture_refused (self, "folder", "", TAU_DATASET_ERROR_EMPTY, "1 file");
  fixture_refused (self, "folder", "/b", TAU_DATASET_ERROR_NOT_FOUND, "There is no");
  fixture_write_png (self, "loose.png", 1);
  fixture_refused (self, "folder", "/loose.png", TAU_DATASET_ERROR_NOT_FOUND, "cannot be opened");
  g_autoptr (GError) error = NULL;
  g_assert_null (tau_dataset_open ("folder", &error));
  g_assert_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC);
  g_clear_error (&error);
  g_assert_null (tau_dataset_open ("https://example.org/pictures", &error));
  g_assert_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC);
  g_assert_nonnull (strstr (error->message, "download"));
}

/* Images without class folders are a data set without labels. */
static void
test_without_classes (Fixture *self, gconstpointer data)
{
  fixture_write_png (self, "b.png", 2);
  fixture_write_png (self, "a.jfif", 1);
  fixture_write (self, "notes.txt", "x", 1);
  fixture_write (self, ".hidden.png", "x", 1);
  fixture_write (self, "empty/notes.txt", "x", 1);
  g_autofree char *spec = g_strconcat ("folder:", self->folder, NULL);
  g_autoptr (TauDataset) dataset = tau_dataset_open (spec, NULL);
  g_assert_cmpuint (dataset->n_images, ==, 2);
  g_assert_cmpuint (dataset->classes->len, ==, 0);
  g_assert_null (tau_dataset_class (dataset, 1));
  g_assert_cmpint (grey_of (dataset, 0), ==, 1);
  g_assert_cmpint (grey_of (dataset, 1), ==, 2);
  g_assert_cmpuint (dataset->left_out[TAU_LEFT_OUT_NO_IMAGE], ==, 2);
  g_assert_cmpuint (dataset->left_out[TAU_LEFT_OUT_HIDDEN], ==, 1);
  guint8 fold[2];
  tau_dataset_split (dataset, 0.5, 1, fold);
  g_assert_cmpint (fold[0] + fold[1], ==, 1);
}

/* Layouts of other readers: named with their prefix, found by the path alone, and refused with the
 * prefix to write where a folder of classes was asked for. */
static void
assert_layout (Fixture *self, const char *folder, const char *kind)
{
  g_autofree char *path = fixture_path (self, folder);
  g_autofree char *hint = g_strconcat ("write ", kind, ":", path, NULL);
  g_autofree char *rest = g_strconcat ("/", folder, NULL);
  const TauDatasetReader *reader = tau_dataset_reader_find (path);
  g_assert_nonnull (reader);
  g_assert_cmpstr (reader->name, ==, kind);
  fixture_refused (self, "folder", rest, TAU_DATASET_ERROR_SPEC, hint);
}

static void
test_other_layouts (Fixture *self, gconstpointer data)
{
  fixture_write (self, "ten/cifar-10-batches-py/batches.meta", "x", 1);
  assert_layout (self, "ten", "cifar10");
  fixture_write (self, "py/test_batch", "\x80\x02}.", 4);
  assert_layout (self, "py", "cifar10");
  fixture_write (self, "hundred/train", "\x80\x05}.", 4);
  assert_layout (self, "hundred", "cifar100");
  fixture_write (self, "binary/test.bin", "x", 1);
  assert_layout (self, "binary", "cifar100");
  fixture_write (self, "c/labels.npy", "x", 1);
  assert_layout (self, "c", "cifar-c");
  fixture_write_png (self, "tiny/train/n01443537/images/n01443537_0.JPEG", 1);
  fixture_write (self, "tiny/wnids.txt", "n01443537\n", 10);
  assert_layout (self, "tiny", "tiny-imagenet");
  fixture_write_png (self, "inc/weather/fog/3/n01443537/x.JPEG", 1);
  assert_layout (self, "inc", "imagenet-c");
  fixture_write_png (self, "flat/ILSVRC2012_val_00000001.JPEG", 1);
  fixture_write (self, "flat/val.txt", "ILSVRC2012_val_00000001.JPEG 65\n", 32);
  assert_layout (self, "flat", "imagenet");

  /* Parts of a data set are no classes; as classes they count if they hold images themselves. */
  fixture_write_png (self, "parts/train/cat/x.png", 1);
  fixture_write_png (self, "parts/val/cat/x.png", 1);
  fixture_refused (self, "folder", "/parts", TAU_DATASET_ERROR_SPEC, "parts/train");
  fixture_write_png (self, "vehicles/train/x.png", 1);
  fixture_write_png (self, "vehicles/test/x.png", 1);
  g_autoptr (TauDataset) vehicles = fixture_open (self, "folder", "/vehicles");
  g_assert_cmpuint (vehicles->n_images, ==, 2);
  /* Files that only have the names are no CIFAR-100. */
  fixture_write (self, "other/meta", "x", 1);
  fixture_write (self, "other/train", "x", 1);
  fixture_refused (self, "folder", "/other", TAU_DATASET_ERROR_EMPTY, "CLASS/image");
  fixture_write_png (self, "other/class/x.png", 1);
  g_autoptr (TauDataset) dataset = fixture_open (self, "folder", "/other");
  g_assert_cmpuint (dataset->n_images, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/folder/order", test_order);
  fixture_test ("/folder/types", test_types);
  fixture_test ("/folder/unreadable", test_unreadable);
  fixture_test ("/folder/pipe", test_pipe);
  fixture_test ("/folder/unreadable-folder", test_unreadable_folder);
  fixture_test ("/folder/links", test_links);
  fixture_test ("/folder/names", test_names);
  fixture_test ("/folder/refused", test_refused);
  fixture_test ("/folder/without-classes", test_without_classes);
  fixture_test ("/folder/other-layouts", test_other_layouts);
  return g_test_run ();
}
