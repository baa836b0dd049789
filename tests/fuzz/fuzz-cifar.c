/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "dataset/sets/tau-cifar.h"

#include <string.h>

/* The first byte says what the others are: a file of CIFAR-10, of CIFAR-100, or names of either. */

static void
read_pictures (const TauCifarFormat *format, const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  gboolean good = tau_cifar_check_length (format, size, "input", &error) &&
                  tau_cifar_check_labels (format, data, size / tau_cifar_record_size (format), 0,
                                          "input", &error);
  g_assert_true (good == (error == NULL));
  for (gsize at = 0; good && at < size; at += tau_cifar_record_size (format)) {
    g_autoptr (TauImage) image = tau_cifar_image (format, data + at);
    g_assert_cmpuint (tau_cifar_label (format, data + at), <, format->n_classes);
    tau_image_hash64 (image);
  }
}

static void
read_names (const TauCifarFormat *format, const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names =
      tau_cifar_parse_names (format, (const char *)data, size, "input", &error);
  g_assert_true ((names == NULL) == (error != NULL));
  if (names == NULL)
    return;
  g_assert_cmpuint (names->len, ==, format->n_classes);
  for (guint i = 0; i < names->len; i++)
    g_assert_true (g_utf8_validate (g_ptr_array_index (names, i), -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size == 0)
    return 0;
  const TauCifarFormat *format = data[0] & 1 ? &tau_cifar_100 : &tau_cifar_10;
  (data[0] & 2 ? read_names : read_pictures) (format, data + 1, size - 1);
  return 0;
}

GPtrArray *
fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  const TauCifarFormat *const formats[] = { &tau_cifar_10, &tau_cifar_100 };
  for (guint8 i = 0; i < 2; i++) {
    gsize size = 2 * tau_cifar_record_size (formats[i]);
    g_autofree guint8 *file = g_malloc0 (1 + size);
    g_autoptr (GString) names = g_string_new (i == 0 ? "\2" : "\3");
    file[0] = i;
    file[1 + size / 2] = 9;
    fuzz_add_seed (seeds, file, 1 + size);
    fuzz_add_seed (seeds, file, size);
    for (guint c = 0; c < formats[i]->n_classes; c++)
      g_string_append_printf (names, "%s\n", formats[i]->classes[c]);
    fuzz_add_seed (seeds, names->str, names->len);
  }
  return seeds;
}
