/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "dataset/sets/tau-cifar.h"
#include "dataset/files/tau-pickle.h"

#include <string.h>

/* Reads every byte of a value, and of those in it as far as `depth`: a list can hold itself. */
static guint
touch (const TauPickleValue *value, int depth)
{
  guint sum = 0;
  for (gsize i = 0; value->bytes != NULL && i < value->length; i++)
    sum += value->bytes[i];
  if (value->kind == TAU_PICKLE_ARRAY && value->array != NULL)
    g_assert_cmpuint (value->array->n_items * value->array->item_size, ==, value->length);
  for (gsize i = 0; i < tau_pickle_count (value); i++) {
    gint64 number;
    sum += tau_pickle_get_int (value, i, &number);
  }
  for (guint i = 0; depth > 0 && value->items != NULL && i < value->items->len; i++)
    sum += touch (g_ptr_array_index (value->items, i), depth - 1);
  return sum;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPickle) pickle = tau_pickle_parse (data, size, "input", &error);
  g_assert_true ((pickle == NULL) == (error != NULL));
  if (pickle == NULL)
    return 0;
  touch (tau_pickle_get (pickle), 3);
  TauCifarPython batch;
  if (!tau_cifar_python_parse (&tau_cifar_10, data, size, "input", &batch, NULL))
    return 0;
  for (guint i = 0; i < batch.n; i++)
    g_assert_cmpuint (batch.labels[i], <, 10);
  g_assert_true (batch.pixels != NULL ||
                 batch.start + (guint64)batch.n * TAU_CIFAR_PIXEL_BYTES <= size);
  tau_cifar_python_clear (&batch);
  return 0;
}

/* {"data": an array of 1 x 3072 bytes, "labels": [0]} as Python 2 and Python 3 write it. */
GPtrArray *
fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  static const char *const begins[] = {
    "\x80\x02}(U\x06labels]K\1aU\x04"
    "datacnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\1\x85U\1"
    "b\x87R(K\1K\1M",
    "\x80\x04\x95\1\1\1\1\1\1\1\1}\x94(\x8c\x06labels\x94]\x94K\1a\x8c\x04"
    "data\x94\x8c\x16numpy._core.multiarray\x94\x8c\x0c_reconstruct\x94\x93\x8c\x05numpy\x8c\x07"
    "ndarray\x93K\1\x85"
    "C\1b\x87R(K\1K\1M",
  };
  static const char *const lines[] = { "(lp0\nI1\naI01\naL5L\nag0\n.", "(dp1\nI1\nI2\ns." };
  for (guint i = 0; i < G_N_ELEMENTS (begins); i++) {
    g_autoptr (GByteArray) out = g_byte_array_new ();
    guint8 pixels[TAU_CIFAR_PIXEL_BYTES] = { 1, 2, 3 };
    static const char middle[] = "\x86"
                                 "cnumpy\ndtype\nU\2u1K\1K\1\x87R(K\3U\1|NNNJ\xff\xff\xff\xffJ\xff"
                                 "\xff\xff\xffK\1tb\x89T\0\x0c\0";
    g_byte_array_append (out, (const guint8 *)begins[i], strlen (begins[i]));
    g_byte_array_append (out, (const guint8[]){ 0, 0x0c }, 2);
    g_byte_array_append (out, (const guint8 *)middle, sizeof middle); /* with its zero */
    g_byte_array_append (out, pixels, sizeof pixels);
    g_byte_array_append (out, (const guint8 *)"tbu.", 4);
    fuzz_add_seed (seeds, out->data, out->len);
  }
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    fuzz_add_seed (seeds, lines[i], strlen (lines[i]));
  return seeds;
}
