/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-hash.h"

/* Every changed bit, at every length, changes the checksum. */
static void
test_bits (void)
{
  guint8 data[40] = { 0 };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint n = 0;
  for (gsize size = 0; size <= sizeof data; size++)
    for (gsize bit = 0; bit <= 8 * size; bit++) {
      if (bit < 8 * size)
        data[bit / 8] ^= 1u << bit % 8;
      const guint64 hash = tau_hash64 (0, data, size);
      if (bit < 8 * size)
        data[bit / 8] ^= 1u << bit % 8;
      g_hash_table_add (seen, g_memdup2 (&hash, sizeof hash));
      n++;
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, n);
}

/* Stored checksums must stay what they are. */
static void
test_stays (void)
{
  g_assert_cmphex (tau_hash64 (0, "", 0), ==, G_GUINT64_CONSTANT (0x33fe8bd4f9c57863));
  g_assert_cmphex (tau_hash64 (tau_hash64 (0, "tauscope", 8), "answers", 7), ==,
                   G_GUINT64_CONSTANT (0x177d6333a167cce8));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hash/bits", test_bits);
  g_test_add_func ("/hash/stays", test_stays);
  return g_test_run ();
}
