/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PCG64 is XSL-RR 128/64 (O'Neill 2014), seeded through numpy's SeedSequence (numpy NEP 19 and
 * numpy/random/bit_generator.pyx). */
#include "pcg64.h"

#define POOL 4

static guint32
hash_mix (guint32 value, guint32 *constant)
{
  value ^= *constant;
  *constant *= 0x931e8875u;
  value *= *constant;
  return value ^ value >> 16;
}

static guint32
mix (guint32 x, guint32 y)
{
  guint32 result = x * 0xca01f9ddu - y * 0x4973f715u;
  return result ^ result >> 16;
}

static void
seed_sequence (guint64 seed, guint64 state[4])
{
  guint32 entropy[POOL] = { (guint32)seed, (guint32)(seed >> 32) };
  guint32 pool[POOL];
  guint32 words[8];
  guint32 constant = 0x43b0d7e5u;

  for (int i = 0; i < POOL; i++)
    pool[i] = hash_mix (entropy[i], &constant);
  for (int from = 0; from < POOL; from++)
    for (int to = 0; to < POOL; to++)
      if (from != to)
        pool[to] = mix (pool[to], hash_mix (pool[from], &constant));

  constant = 0x8b51f9ddu;
  for (int i = 0; i < 8; i++) {
    guint32 value = pool[i % POOL] ^ constant;
    constant *= 0x58f38dedu;
    value *= constant;
    words[i] = value ^ value >> 16;
  }
  for (int i = 0; i < 4; i++)
    state[i] = words[2 * i] | (guint64)words[2 * i + 1] << 32;
}

static void
step (Pcg64 *self)
{
  const unsigned __int128 multiplier = (unsigned __int128)G_GUINT64_CONSTANT (0x2360ed051fc65da4)
                                           << 64 |
                                       G_GUINT64_CONSTANT (0x4385df649fccf645);
  self->state = self->state * multiplier + self->increment;
}

void
pcg64_init (Pcg64 *self, guint64 seed)
{
  guint64 state[4];
  seed_sequence (seed, state);
  self->increment = ((unsigned __int128)state[2] << 64 | state[3]) << 1 | 1;
  self->state = 0;
  step (self);
  self->state += (unsigned __int128)state[0] << 64 | state[1];
  step (self);
}

double
pcg64_uniform (Pcg64 *self)
{
  step (self);
  guint64 folded = (guint64)(self->state >> 64) ^ (guint64)self->state;
  guint rotate = (guint)(self->state >> 122);
  guint64 bits = folded >> rotate | folded << (-rotate & 63);
  return (bits >> 11) * 0x1p-53;
}
