/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-hash.h"

#include <string.h>

static inline guint64
mix (guint64 x)
{
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

guint64
tau_hash64 (guint64 start, gconstpointer data, gsize size)
{
  const guint8 *bytes = data;
  guint64 hash = mix (mix (start + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) + size);
  guint64 word;
  gsize i = 0;
  for (; i + sizeof word <= size; i += sizeof word) {
    memcpy (&word, bytes + i, sizeof word);
    hash = mix (hash ^ GUINT64_FROM_LE (word)) + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  }
  word = 0;
  for (guint shift = 0; i < size; i++, shift += 8)
    word |= (guint64)bytes[i] << shift;
  return mix (hash ^ word);
}
