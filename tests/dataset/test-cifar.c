/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIXELS = 3072 };

/* -- CIFAR-10 and CIFAR-100 ----------------------------------------------------------------------
 */

/* Byte i of the pixels of picture number `seed`. */
static guint8
pixel (guint seed, guint i)
{
  return seed * 31 + i * 7 + i / 256;
}

/* `n` records with the labels (i + first) % n_classes, before them i % 20 where there are two. */
static GByteArray *
records (guint n, guint n_labels, guint n_classes, guint first)
{
  GByteArray *out = g_byte_array_new ();
  for (guint i = 0; i < n; i++) {
    guint8 pixels[PIXELS], coarse = i % 20, label = (i + first) % n_classes;
    for (guint p = 0; p < PIXELS; p++)
      pixels[p] = pixel (i + first, p);
    if (n_labels == 2)
      g_byte_array_append (out, &coarse, 1);
    g_byte_array_append (out, &label, 1);
    g_byte_array_append (out, pixels, PIXELS);
  }
  return out;
}

static void
write_records (Fixture *self, const char *name, guint n, guint n_labels, guint n_classes,
               guint first)
{
  g_autoptr (GByteArray) bytes = records (n, n_labels, n_classes, first);
  fixture_write (self, name, bytes->data, bytes->len);
}

/* Five files of 1 to 5 pictures: picture i of the whole has the number i everywhere. */
static void
write_cifar10 (Fixture *self, const char *below)
{
  guint first = 0;
  for (guint i = 1; i <= 5; first += i++) {
    g_autofree char *name = g_strdup_printf ("%sdata_batch_%u.bin", below, i);
    write_records (self, name, i, 1, 10, first);
  }
  g_autofree char *test = g_strconcat (below, "test_batch.bin", NULL);
  write_records (self, test, 4, 1, 10, 100);
}

static void
assert_picture (TauDataset *dataset, guint index, guint seed)
{
  g_autoptr (TauImage) image = fixture_load (dataset, index);
  g_assert_cmpint (image->width, ==, 32);
  g_assert_cmpint (image->height, ==, 32);
  for (guint i = 0; i < 1024; i++)
    for (guint c = 0; c < 3; c++)
      g_assert_cmpint (image->data[3 * i + c], ==, pixel (seed, 1024 * c + i));
}

static void
test_cifar10 (Fixture *self, gconstpointer data)
{
  write_cifar10 (self, "");
  g_autoptr (TauDataset) train = fixture_open (self, "cifar10", ":train");
  g_autoptr (TauDataset) test = fixture_open (self, "cifar10", ":test");
  g_autoptr (TauDataset) plain = fixture_open (self, "cifar10", "");
  g_autoptr (TauDataset) single = fixture_open (self, "cifar10", "/data_batch_2.bin");
  g_autofree char *text = tau_dataset_describe (train, 5);
  g_autofree char *expected = g_strdup_printf ("%s 5", train->spec);

  g_assert_cmpuint (train->n_images, ==, 15);
  for (guint i = 0; i < 15; i++) {
    g_assert_cmpuint (train->labels[i], ==, i % 10);
    assert_picture (train, i, i);
  }
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpuint (test->n_images, ==, 4);
  g_assert_cmpuint (plain->n_images, ==, 4);
  assert_picture (test, 3, 103);
  g_assert_cmpuint (single->n_images, ==, 2);
  assert_picture (single, 1, 2);
  g_assert_cmpuint (train->classes->len, ==, 10);
  g_assert_cmpint (fixture_find_class (train, "airplane"), ==, 0);
  g_assert_cmpint (fixture_find_class (train, "truck"), ==, 9);

  g_autoptr (GError) error = NULL;
  g_assert_null (tau_dataset_load (train, 15, &error));
  g_assert_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_NOT_FOUND);
}

/* The folder above; colons in names; and a folder that is called like a part. */
static void
test_paths (Fixture *self, gconstpointer data)
{
  write_cifar10 (self, "cifar-10-batches-bin/");
  write_cifar10 (self, "a:b/c:test/");
  write_cifar10 (self, "d:training/");
  const struct {
    const char *rest;
    guint n;
  } good[] = { { "", 4 },
               { ":train", 15 },
               { "/a:b/c:test:train", 15 },
               { "/a:b/c:test:test", 4 },
               { "/a:b/c:test/", 4 },
               { "/d:training", 4 },
               { "/d:training:train", 15 } };
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (TauDataset) dataset = fixture_open (self, "cifar10", good[i].rest);
    g_assert_cmpuint (dataset->n_images, ==, good[i].n);
  }
  fixture_refused (self, "cifar10", "/a:b/c:test", TAU_DATASET_ERROR_NOT_FOUND, "test_batch.bin");
  fixture_refused (self, "cifar10", "/nothing:train", TAU_DATASET_ERROR_NOT_FOUND,
                   "nothing/data_batch_1.bin");
  fixture_refused (self, "cifar10", ":valid", TAU_DATASET_ERROR_NOT_FOUND, ":valid");
  const char *const specs[] = { "cifar10", "cifar10:", "cifar100:", "cifar-c:", "cifar:x", "" };
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (tau_dataset_open (specs[i], &error));
    g_assert_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC);
  }
}

static void
test_cifar100 (Fixture *self, gconstpointer data)
{
  write_records (self, "cifar-100-binary/train.bin", 130, 2, 100, 0);
  write_records (self, "cifar-100-binary/test.bin", 3, 2, 100, 50);
  g_autoptr (TauDataset) train = fixture_open (self, "cifar100", ":train");
  g_autoptr (TauDataset) test = fixture_open (self, "cifar100", "/cifar-100-binary");
  g_assert_cmpuint (train->n_images, ==, 130);
  g_assert_cmpuint (train->labels[129], ==, 29);
  assert_picture (train, 129, 129);
  g_assert_cmpuint (test->labels[0], ==, 50);
  g_assert_cmpuint (train->classes->len, ==, 100);
  /* In the order of the alphabet. */
  for (guint i = 1; i < 100; i++)
    g_assert_cmpstr (g_ptr_array_index (train->classes, i - 1), <,
                     g_ptr_array_index (train->classes, i));
}

static void
test_names (Fixture *self, gconstpointer data)
{
  const char *good = "a\nb\r\n c \nd\ne\n\nf\ng\nh\ni\nj\n\n";
  const char *const bad[] = { "", "a\nb\n", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n",
                              "\xff\nb\nc\nd\ne\nf\ng\nh\ni\nj\n" };
  write_cifar10 (self, "");
  fixture_write (self, "batches.meta.txt", good, strlen (good));
  g_autoptr (TauDataset) dataset = fixture_open (self, "cifar10", "");
  g_assert_cmpuint (dataset->classes->len, ==, 10);
  g_assert_cmpstr (g_ptr_array_index (dataset->classes, 1), ==, "b");
  g_assert_cmpstr (g_ptr_array_index (dataset->classes, 2), ==, "c");
  g_assert_cmpstr (g_ptr_array_index (dataset->classes, 9), ==, "j");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    fixture_write (self, "batches.meta.txt", bad[i], strlen (bad[i]));
    fixture_refused (self, "cifar10", "", TAU_DATASET_ERROR_DAMAGED, "batches.meta.txt");
  }
}

static void
test_cifar_damaged (Fixture *self, gconstpointer data)
{
  g_autoptr (GByteArray) ten = records (3, 1, 10, 0);
  const gsize lengths[] = { 0, 1, 3072, 3074, 2 * 3073 - 1, 3 * 3073 - 1 };
  write_cifar10 (self, "");
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    fixture_write (self, "data_batch_3.bin", ten->data, lengths[i]);
    fixture_refused (self, "cifar10", ":train", TAU_DATASET_ERROR_DAMAGED, "data_batch_3.bin");
  }
  g_byte_array_append (ten, (const guint8 *)"x", 1);
  fixture_write (self, "data_batch_3.bin", ten->data, ten->len);
  fixture_refused (self, "cifar10", ":train", TAU_DATASET_ERROR_DAMAGED, "9220 bytes");
  ten->data[2 * 3073] = 10;
  fixture_write (self, "data_batch_3.bin", ten->data, ten->len - 1);
  fixture_refused (self, "cifar10", ":train", TAU_DATASET_ERROR_DAMAGED,
                   "image 2 has the label 10");
  g_autofree char *path = fixture_path (self, "data_batch_3.bin");
  g_remove (path);
  fixture_refused (self, "cifar10", ":train", TAU_DATASET_ERROR_NOT_FOUND, "data_batch_3.bin");
  g_mkdir (path, 0755);
  fixture_refused (self, "cifar10", ":train", TAU_DATASET_ERROR_NOT_FOUND, "data_batch_3.bin");
  g_autoptr (TauDataset) test = fixture_open (self, "cifar10", ":test"); /* is as it was */

  g_autoptr (GByteArray) hundred = records (2, 2, 100, 0);
  hundred->data[3074] = 20;
  fixture_write (self, "test.bin", hundred->data, hundred->len);
  fixture_refused (self, "cifar100", "", TAU_DATASET_ERROR_DAMAGED, "image 1 has the label 20");
  hundred->data[3074] = 19;
  hundred->data[3075] = 100;
  fixture_write (self, "test.bin", hundred->data, hundred->len);
  fixture_refused (self, "cifar100", "", TAU_DATASET_ERROR_DAMAGED, "image 1 has the label 100");
}

/* A pickle as CIFAR's authors wrote them with Python 2: “data” of `n` x 3072 bytes, labels, and a
 * name that nobody reads. */
static void
write_pickle (Fixture *self, const char *name, const char *key, guint n, guint n_classes,
              guint first)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GByteArray) rows = records (n, 1, n_classes, first);
  const guint32 bytes = GUINT32_TO_LE (n * PIXELS);
#define ADD(text)       g_byte_array_append (out, (const guint8 *)(text), sizeof (text) - 1)
#define ADD_BYTE(value) g_byte_array_append (out, (guint8[]){ value }, 1)
  ADD ("\x80\x02}q\x01(U\x0b"
       "batch_labelq\x02U\x04rowsq\x03U");
  ADD_BYTE (strlen (key));
  g_byte_array_append (out, (const guint8 *)key, strlen (key));
  ADD ("q\x04]q\x05(");
  for (guint i = 0; i < n; i++) {
    ADD ("K");
    ADD_BYTE ((i + first) % n_classes);
  }
  ADD ("eU\x04"
       "dataq\x06"
       "cnumpy.core.multiarray\n_reconstruct\nq\x07"
       "cnumpy\nndarray\n"
       "q\x08K\x00\x85U\x01"
       "b\x87Rq\x09(K\x01K");
  ADD_BYTE (n);
  ADD ("M\x00\x0c\x86"
       "cnumpy\ndtype\nq\x0aU\x02u1K\x00K\x01\x87Rq\x0b(K\x03U\x01|NNNJ"
       "\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T");
  g_byte_array_append (out, (const guint8 *)&bytes, 4);
  for (guint i = 0; i < n; i++)
    g_byte_array_append (out, rows->data + i * (1 + PIXELS) + 1, PIXELS);
  ADD ("tbu.");
#undef ADD
#undef ADD_BYTE
  fixture_write (self, name, out->data, out->len);
}

static void
test_python_version (Fixture *self, gconstpointer data)
{
  guint first = 0;
  for (guint i = 1; i <= 5; first += i++) {
    g_autofree char *name = g_strdup_printf ("ten/cifar-10-batches-py/data_batch_%u", i);
    write_pickle (self, name, "labels", i, 10, first);
  }
  write_pickle (self, "ten/cifar-10-batches-py/test_batch", "labels", 4, 10, 100);
  const char *const folders[] = { "/ten", "/ten/cifar-10-batches-py" };
  for (guint f = 0; f < 2; f++) {
    g_autofree char *train_spec = g_strconcat (folders[f], ":train", NULL);
    g_autoptr (TauDataset) train = fixture_open (self, "cifar10", train_spec);
    g_autoptr (TauDataset) test = fixture_open (self, "cifar10", folders[f]);
    g_assert_cmpuint (train->n_images, ==, 15);
    for (guint i = 0; i < 15; i++) {
      g_assert_cmpuint (train->labels[i], ==, i % 10);
      assert_picture (train, i, i);
    }
    g_assert_cmpuint (test->n_images, ==, 4);
    assert_picture (test, 3, 103);
    g_assert_cmpint (fixture_find_class (test, "truck"), ==, 9);
  }
  /* A single file; and names of its own. */
  g_autoptr (GString) names = g_string_new ("\x80\x02}U\x0blabel_names](");
  for (char c = 'a'; c <= 'j'; c++)
    g_string_append_printf (names, "U\x01%c", c);
  g_string_append (names, "es.");
  fixture_write (self, "ten/cifar-10-batches-py/batches.meta", names->str, names->len);
  g_autoptr (TauDataset) one =
      fixture_open (self, "cifar10", "/ten/cifar-10-batches-py/test_batch");
  g_assert_cmpstr (g_ptr_array_index (one->classes, 9), ==, "j");

  write_pickle (self, "hundred/cifar-100-python/test", "fine_labels", 3, 100, 50);
  g_autoptr (TauDataset) hundred = fixture_open (self, "cifar100", "/hundred");
  g_assert_cmpuint (hundred->labels[0], ==, 50);
  assert_picture (hundred, 2, 52);

  /* Where both versions lie, the binary one is read. */
  write_cifar10 (self, "ten/cifar-10-batches-bin/");
  g_autoptr (TauDataset) both = fixture_open (self, "cifar10", "/ten:test");
  g_assert_cmpstr (g_ptr_array_index (both->classes, 9), ==, "truck");
}

static void
test_python_damaged (Fixture *self, gconstpointer data)
{
  const struct {
    const char *bytes;
    gsize length;
    const char *says;
  } bad[] = {
    { "\x80\x02", 2, "ends too early" },
    { "\x80\x02}.", 4, "(N, 3072)" },
    { "\x80\x02]q\x01.", 6, "(N, 3072)" },
    { "\x80\x02"
      "cos\nsystem\nU\x02ls\x85R.",
      20, "os.system" },
    { "\x80\x02"
      "c__builtin__\neval\n.",
      21, "__builtin__.eval" },
    { "\x80\x04\x8c\x05posix\x8c\x06system\x93.", 19, "posix.system" },
    { "\x80\x02)\x81.", 5, "0x81" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    fixture_write (self, "test_batch", bad[i].bytes, bad[i].length);
    fixture_refused (self, "cifar10", "", TAU_DATASET_ERROR_DAMAGED, bad[i].says);
    fixture_refused (self, "cifar10", "/test_batch", TAU_DATASET_ERROR_DAMAGED, bad[i].says);
  }
  write_pickle (self, "test_batch", "labels", 3, 11, 9);
  fixture_refused (self, "cifar10", "", TAU_DATASET_ERROR_DAMAGED, "number of a class");
  write_pickle (self, "test_batch", "fine_labels", 3, 10, 0);
  fixture_refused (self, "cifar10", "", TAU_DATASET_ERROR_DAMAGED, "one label for each");

  /* Cut short anywhere it is refused, and with any byte changed it is refused or read whole. */
  write_pickle (self, "test_batch", "labels", 1, 10, 0);
  g_autofree char *path = fixture_path (self, "test_batch"), *bytes = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (gsize i = 2; i < length; i += i < 260 ? 5 : 331) {
    fixture_write (self, "test_batch", bytes, i);
    fixture_refused (self, "cifar10", "", TAU_DATASET_ERROR_DAMAGED, "test_batch");
    for (guint bit = 1; bit < 256; bit <<= 3) {
      bytes[i] ^= bit;
      fixture_write (self, "test_batch", bytes, length);
      g_autofree char *spec = g_strconcat ("cifar10:", path, NULL);
      g_autoptr (TauDataset) dataset = tau_dataset_open (spec, NULL);
      if (dataset != NULL) {
        g_autoptr (TauImage) image = fixture_load (dataset, 0);
        g_assert_cmpint (image->width, ==, 32);
      }
      bytes[i] ^= bit;
    }
  }
}

/* -- CIFAR-C -------------------------------------------------------------------------------------
 */

/* 5 * n labels: image i has label i * step. `type` is that of numpy. */
static void
write_labels (Fixture *self, const char *name, const char *type, guint n, guint step)
{
  gsize size = type[2] - '0';
  g_autofree guint8 *data = g_malloc0 (5 * n * size);
  for (guint i = 0; i < 5 * n; i++)
    data[i * size] = i % n * step;
  g_autofree char *header =
      g_strdup_printf ("{'descr': '%s', 'fortran_order': False, 'shape': (%u,), }", type, 5 * n);
  g_autoptr (GByteArray) npy = fixture_npy (1, header, data, 5 * n * size);
  fixture_write (self, name, npy->data, npy->len);
}

static void
assert_flat (TauDataset *dataset, guint index, int side, guint8 value, const char *corruption,
             int severity)
{
  g_autoptr (TauImage) image = fixture_load (dataset, index);
  g_autofree char *text = tau_dataset_describe (dataset, index);
  g_autofree char *expected = g_strdup_printf ("%s %u", dataset->spec, index);
  const TauCorruptionSpec *variant =
      &dataset->variants[index / (dataset->n_images / dataset->n_variants)];
  g_assert_cmpint (image->width, ==, side);
  g_assert_cmpint (image->height, ==, side);
  g_assert_cmpint (image->data[0], ==, value);
  g_assert_cmpint (image->data[3 * side * side - 1], ==, value);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpstr (variant->type->name, ==, corruption);
  g_assert_cmpint (variant->severity, ==, severity);
}

static void
test_cifar_c (Fixture *self, gconstpointer data)
{
  const char *const types[] = { "|u1", "<i8" };
  fixture_write_corruption (self, "fog", 3, 32, 0);
  fixture_write_corruption (self, "brightness", 3, 32, 100);
  fixture_write (self, "README.txt", "x", 1);
  for (guint t = 0; t < 2; t++) {
    write_labels (self, "labels.npy", types[t], 3, 4);
    g_autoptr (TauDataset) all = fixture_open (self, "cifar-c", "");
    g_assert_cmpuint (all->n_images, ==, 30);
    g_assert_cmpuint (all->classes->len, ==, 10);
    for (guint i = 0; i < 30; i++)
      g_assert_cmpuint (all->labels[i], ==, i % 3 * 4);
    g_assert_cmpuint (all->n_variants, ==, 10);
    for (guint v = 0; v < 10; v++) {
      g_assert_cmpstr (all->variants[v].type->name, ==, v < 5 ? "brightness" : "fog");
      g_assert_cmpint (all->variants[v].severity, ==, 1 + v % 5);
    }
    assert_flat (all, 0, 32, 100, "brightness", 1);
    assert_flat (all, 14, 32, 124, "brightness", 5);
    assert_flat (all, 15, 32, 0, "fog", 1);
    assert_flat (all, 22, 32, 12, "fog", 3);
    g_autoptr (TauDataset) fog = fixture_open (self, "cifar-c", ":fog");
    g_assert_cmpuint (fog->n_images, ==, 15);
    assert_flat (fog, 7, 32, 12, "fog", 3);
  }
  fixture_refused (self, "cifar-c", ":rain", TAU_DATASET_ERROR_NOT_FOUND, "rain.npy");
  fixture_refused (self, "cifar-c", "/nothing", TAU_DATASET_ERROR_NOT_FOUND, "nothing/labels.npy");
}

static void
test_cifar_c_kinds (Fixture *self, gconstpointer data)
{
  /* A hundred classes, other sizes, and a folder with a colon. */
  fixture_write_corruption (self, "a:fog/fog", 2, 16, 7);
  write_labels (self, "a:fog/labels.npy", "<i4", 2, 99);
  g_autoptr (TauDataset) all = fixture_open (self, "cifar-c", "/a:fog");
  g_assert_cmpuint (all->classes->len, ==, 100);
  g_assert_cmpstr (g_ptr_array_index (all->classes, 99), ==, "worm");
  assert_flat (all, 3, 16, 18, "fog", 2);
  g_autoptr (TauDataset) one = fixture_open (self, "cifar-c", "/a:fog:fog");
  g_assert_cmpuint (one->n_images, ==, 10);
}

static void
write_npy (Fixture *self, const char *name, const char *header, gsize length)
{
  g_autofree guint8 *data = g_malloc0 (length);
  g_autoptr (GByteArray) npy = fixture_npy (1, header, data, length);
  fixture_write (self, name, npy->data, npy->len);
}

static void
test_cifar_c_damaged (Fixture *self, gconstpointer data)
{
  fixture_refused (self, "cifar-c", "", TAU_DATASET_ERROR_NOT_FOUND, "labels.npy");
  write_labels (self, "labels.npy", "|u1", 2, 1);
  fixture_refused (self, "cifar-c", "", TAU_DATASET_ERROR_EMPTY, "fog.npy");
  const struct {
    const char *header;
    gsize length;
  } pictures[] = {
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (5, 16, 16, 3)}", 5 * 768 },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (10, 16, 16, 4)}", 10 * 1024 },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (10, 768)}", 7680 },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (10, 3, 16, 16)}", 7680 },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (10, 8, 16, 3)}", 3840 },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (10, 0, 16, 3)}", 0 },
    { "{'descr': '|i1', 'fortran_order': False, 'shape': (10, 16, 16, 3)}", 7680 },
    { "{'descr': '<u2', 'fortran_order': False, 'shape': (10, 16, 16, 3)}", 15360 },
    { "{'descr': '|u1', 'fortran_order': True, 'shape': (10, 16, 16, 3)}", 7680 },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (10, 16, 16, 3)}", 7679 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++) {
    write_npy (self, "fog.npy", pictures[i].header, pictures[i].length);
    fixture_refused (self, "cifar-c", "", TAU_DATASET_ERROR_DAMAGED, "fog.npy");
  }
  fixture_write_corruption (self, "fog", 2, 16, 0);
  const struct {
    const char *header;
    gsize length;
  } labels[] = {
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (9,)}", 9 },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (0,)}", 0 },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': ()}", 1 },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (10, 1)}", 10 },
    { "{'descr': '|b1', 'fortran_order': False, 'shape': (10,)}", 10 },
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (10,)}", 40 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    write_npy (self, "labels.npy", labels[i].header, labels[i].length);
    fixture_refused (self, "cifar-c", "", TAU_DATASET_ERROR_DAMAGED, "labels.npy");
  }
  write_labels (self, "labels.npy", "|u1", 2, 100);
  fixture_refused (self, "cifar-c", "", TAU_DATASET_ERROR_DAMAGED, "between 0 and 99");
  write_labels (self, "labels.npy", "|i1", 2, 255);
  fixture_refused (self, "cifar-c", "", TAU_DATASET_ERROR_DAMAGED, "between 0 and 99");

  /* One severity of ten images. */
  const guint8 different[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  g_autoptr (GByteArray) npy =
      fixture_npy (1, "{'descr': '|u1', 'fortran_order': False, 'shape': (10,), }", different, 10);
  fixture_write (self, "labels.npy", npy->data, npy->len);
  fixture_refused (self, "cifar-c", "", TAU_DATASET_ERROR_DAMAGED, "five severities");
}

/* Folders of one severity: which it is must be said. */
static void
test_cifar_c_single (Fixture *self, gconstpointer data)
{
  const guint8 labels[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  g_autoptr (GByteArray) npy =
      fixture_npy (1, "{'descr': '|u1', 'fortran_order': False, 'shape': (10,), }", labels, 10);
  fixture_write (self, "a/labels.npy", npy->data, npy->len);
  fixture_write (self, "severity-4/labels.npy", npy->data, npy->len);
  fixture_write_corruption (self, "a/fog_2", 2, 16, 0);
  fixture_write_corruption (self, "severity-4/fog", 2, 16, 0);
  g_autoptr (TauDataset) file = fixture_open (self, "cifar-c", "/a");
  g_assert_cmpuint (file->n_images, ==, 10);
  g_assert_cmpuint (file->n_variants, ==, 1);
  assert_flat (file, 7, 16, 10 * (7 % 2) + 7 / 2, "fog", 2);
  g_autoptr (TauDataset) folder = fixture_open (self, "cifar-c", "/severity-4");
  assert_flat (folder, 3, 16, 11, "fog", 4);
  g_autoptr (TauDataset) given = fixture_open (self, "cifar-c", "/severity-4:fog:3");
  assert_flat (given, 3, 16, 11, "fog", 3);
  g_autoptr (TauDataset) number = fixture_open (self, "cifar-c", "/severity-4:5");
  assert_flat (number, 9, 16, 14, "fog", 5);

  /* One severity of a folder that has all. */
  write_labels (self, "all/labels.npy", "|u1", 3, 1);
  fixture_write_corruption (self, "all/fog", 3, 16, 0);
  g_autoptr (TauDataset) third = fixture_open (self, "cifar-c", "/all:3");
  g_assert_cmpuint (third->n_images, ==, 3);
  assert_flat (third, 1, 16, 12, "fog", 3);
  /* Labels once, images at five severities. */
  g_autoptr (GByteArray) once =
      fixture_npy (1, "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", labels, 3);
  fixture_write (self, "all/labels.npy", once->data, once->len);
  g_autoptr (TauDataset) all = fixture_open (self, "cifar-c", "/all");
  g_assert_cmpuint (all->n_images, ==, 15);
  assert_flat (all, 14, 16, 24, "fog", 5);
}

/* Another program cuts a data file short, after it was opened: an error, and no signal. */
static void
assert_cut (Fixture *self, const char *kind, const char *rest, const char *file, gsize left)
{
  g_autoptr (TauDataset) dataset = fixture_open (self, kind, rest);
  g_autofree char *path = fixture_path (self, file);
  g_autoptr (GError) error = NULL, later = NULL;
  g_autoptr (TauImage) before = fixture_load (dataset, dataset->n_images - 1);
  g_assert_true (tau_dataset_check (dataset, NULL));
  g_assert_cmpint (truncate (path, left), ==, 0);
  g_autoptr (TauImage) first = fixture_load (dataset, 0);
  g_assert_null (tau_dataset_load (dataset, dataset->n_images - 1, &error));
  g_assert_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_false (tau_dataset_check (dataset, &later));
  g_assert_error (later, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED);
}

static void
test_cut (Fixture *self, gconstpointer data)
{
  write_cifar10 (self, "");
  assert_cut (self, "cifar10", "", "test_batch.bin", 3073 + 100);
  write_labels (self, "labels.npy", "|u1", 2, 1);
  fixture_write_corruption (self, "fog", 2, 16, 0);
  assert_cut (self, "cifar-c", "", "fog.npy", 1500);
}

/* A pipe in the place of a file. */
static void
test_pipes (Fixture *self, gconstpointer data)
{
  g_autofree char *batch = fixture_path (self, "test_batch.bin");
  g_autofree char *labels = fixture_path (self, "labels.npy");
  g_assert_cmpint (mkfifo (batch, 0600), ==, 0);
  g_assert_cmpint (mkfifo (labels, 0600), ==, 0);
  fixture_refused (self, "cifar10", "", TAU_DATASET_ERROR_NOT_FOUND, "pipe");
  fixture_refused (self, "cifar-c", "", TAU_DATASET_ERROR_NOT_FOUND, "pipe");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/cifar/ten", test_cifar10);
  fixture_test ("/cifar/paths", test_paths);
  fixture_test ("/cifar/hundred", test_cifar100);
  fixture_test ("/cifar/names", test_names);
  fixture_test ("/cifar/damaged", test_cifar_damaged);
  fixture_test ("/cifar/python-version", test_python_version);
  fixture_test ("/cifar/python-damaged", test_python_damaged);
  fixture_test ("/cifar-c/pictures", test_cifar_c);
  fixture_test ("/cifar-c/kinds", test_cifar_c_kinds);
  fixture_test ("/cifar-c/damaged", test_cifar_c_damaged);
  fixture_test ("/cifar-c/single", test_cifar_c_single);
  fixture_test ("/cifar/cut", test_cut);
  fixture_test ("/cifar/pipes", test_pipes);
  return g_test_run ();
}
