/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/sets/tau-cifar.h"

#include "dataset/tau-dataset.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Keeps the total number of images within 32 bits. */
#define MAX_IMAGES_IN_FILE 10000000

static const char *const classes_10[] = { "airplane", "automobile", "bird",  "cat",  "deer",
                                          "dog",      "frog",       "horse", "ship", "truck" };

static const char *const classes_100[] = {
  "apple",       "aquarium_fish", "baby",      "bear",       "beaver",       "bed",
  "bee",         "beetle",        "bicycle",   "bottle",     "bowl",         "boy",
  "bridge",      "bus",           "butterfly", "camel",      "can",          "castle",
  "caterpillar", "cattle",        "chair",     "chimpanzee", "clock",        "cloud",
  "cockroach",   "couch",         "crab",      "crocodile",  "cup",          "dinosaur",
  "dolphin",     "elephant",      "flatfish",  "forest",     "fox",          "girl",
  "hamster",     "house",         "kangaroo",  "keyboard",   "lamp",         "lawn_mower",
  "leopard",     "lion",          "lizard",    "lobster",    "man",          "maple_tree",
  "motorcycle",  "mountain",      "mouse",     "mushroom",   "oak_tree",     "orange",
  "orchid",      "otter",         "palm_tree", "pear",       "pickup_truck", "pine_tree",
  "plain",       "plate",         "poppy",     "porcupine",  "possum",       "rabbit",
  "raccoon",     "ray",           "road",      "rocket",     "rose",         "sea",
  "seal",        "shark",         "shrew",     "skunk",      "skyscraper",   "snail",
  "snake",       "spider",        "squirrel",  "streetcar",  "sunflower",    "sweet_pepper",
  "table",       "tank",          "telephone", "television", "tiger",        "tractor",
  "train",       "trout",         "tulip",     "turtle",     "wardrobe",     "whale",
  "willow_tree", "wolf",          "woman",     "worm",
};
G_STATIC_ASSERT (G_N_ELEMENTS (classes_10) == 10 && G_N_ELEMENTS (classes_100) == 100);

const TauCifarFormat tau_cifar_10 = {
  .folder = "cifar-10-batches-bin",
  .train = { "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
             "data_batch_5.bin" },
  .test = { "test_batch.bin" },
  .names_file = "batches.meta.txt",
  .python_folder = "cifar-10-batches-py",
  .python_train = { "data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4",
                    "data_batch_5" },
  .python_test = { "test_batch" },
  .python_names_file = "batches.meta",
  .python_names = "label_names",
  .python_labels = "labels",
  .n_labels = 1,
  .n_classes = 10,
  .classes = classes_10,
};

const TauCifarFormat tau_cifar_100 = {
  .folder = "cifar-100-binary",
  .train = { "train.bin" },
  .test = { "test.bin" },
  .names_file = "fine_label_names.txt",
  .python_folder = "cifar-100-python",
  .python_train = { "train" },
  .python_test = { "test" },
  .python_names_file = "meta",
  .python_names = "fine_label_names",
  .python_labels = "fine_labels",
  .n_labels = 2,
  .n_coarse = 20,
  .n_classes = 100,
  .classes = classes_100,
};

gsize
tau_cifar_record_size (const TauCifarFormat *format)
{
  return format->n_labels + TAU_CIFAR_PIXEL_BYTES;
}

guint
tau_cifar_label (const TauCifarFormat *format, const guint8 *record)
{
  return record[format->n_labels - 1];
}

gboolean
tau_cifar_check_length (const TauCifarFormat *format, guint64 length, const char *name,
                        GError **error)
{
  gsize size = tau_cifar_record_size (format);
  if (length > 0 && length % size == 0 && length / size <= MAX_IMAGES_IN_FILE)
    return TRUE;
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
               _ ("“%s” has %zu bytes, which is not a whole number of images of %zu bytes; "
                  "download the binary version again"),
               name, (gsize)length, size);
  return FALSE;
}

gboolean
tau_cifar_check_labels (const TauCifarFormat *format, const guint8 *records, gsize n, gsize first,
                        const char *name, GError **error)
{
  for (gsize i = 0; i < n; i++) {
    const guint8 *record = records + i * tau_cifar_record_size (format);
    gboolean coarse = format->n_labels == 2 && record[0] >= format->n_coarse;
    if (coarse || tau_cifar_label (format, record) >= format->n_classes) {
      g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
                   _ ("“%s” is damaged: its image %zu has the label %u, and the "
                      "largest is %u; download the binary version again"),
                   name, first + i, coarse ? record[0] : tau_cifar_label (format, record),
                   (coarse ? format->n_coarse : format->n_classes) - 1);
      return FALSE;
    }
  }
  return TRUE;
}

TauImage *
tau_cifar_image (const TauCifarFormat *format, const guint8 *record)
{
  const gsize n = TAU_CIFAR_SIDE * TAU_CIFAR_SIDE;
  const guint8 *planes = record + format->n_labels;
  TauImage *image = tau_image_new (TAU_CIFAR_SIDE, TAU_CIFAR_SIDE);
  for (gsize i = 0; i < n; i++)
    for (gsize c = 0; c < 3; c++)
      image->data[3 * i + c] = planes[c * n + i];
  return image;
}

GPtrArray *
tau_cifar_parse_names (const TauCifarFormat *format, const char *text, gsize length,
                       const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  if (g_utf8_validate (text, length, NULL)) {
    g_autofree char *copy = g_strndup (text, length);
    g_auto (GStrv) lines = g_strsplit (copy, "\n", -1);
    for (int i = 0; lines[i] != NULL; i++)
      if (*g_strstrip (lines[i]) != '\0')
        g_ptr_array_add (names, g_strdup (lines[i]));
  }
  if (names->len == format->n_classes)
    return g_steal_pointer (&names);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
               _ ("“%s” does not hold the names of %u classes, one a line; restore it, or delete "
                  "it to use the usual names"),
               name, format->n_classes);
  return NULL;
}

GPtrArray *
tau_cifar_usual_names (const TauCifarFormat *format)
{
  GPtrArray *names = g_ptr_array_new_full (format->n_classes, g_free);
  for (guint i = 0; i < format->n_classes; i++)
    g_ptr_array_add (names, g_strdup (format->classes[i]));
  return names;
}
