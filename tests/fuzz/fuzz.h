/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A fuzz target: one of fuzz-*.c, linked with libFuzzer (run.sh) or with test-corpus.c. */

/* Reads `size` bytes as the target's kind of file; aborts when what comes out of it is wrong. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Small files of that kind, most of them good, to start from; of GBytes*. */
GPtrArray *fuzz_seeds (void);

/* For targets: adds a seed of these bytes. */
static inline void
fuzz_add_seed (GPtrArray *seeds, gconstpointer bytes, gsize size)
{
  g_ptr_array_add (seeds, g_bytes_new (bytes, size));
}
