/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "dataset/files/tau-npy.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  TauNpy npy;
  gboolean good = tau_npy_parse (data, size, "input", &npy, &error);
  g_assert_true (good == (error == NULL));
  if (!good)
    return 0;
  g_assert_cmpuint (npy.n_dims, <=, TAU_NPY_MAX_DIMS);
  g_assert_true (npy.data + npy.n_items * npy.item_size == data + size);
  for (gsize i = 0; i < npy.n_items; i++)
    tau_npy_get_int (&npy, i);
  return 0;
}

GPtrArray *
fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  const struct {
    const char *header;
    gsize n;
  } files[] = {
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2, 2, 3), }", 12 },
    { "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }", 16 },
    { "{'descr': '>u2', 'fortran_order': False, 'shape': (), }", 2 },
    { "{'descr': '|b1', 'fortran_order': True, 'shape': (3, 0), }", 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    for (guint8 version = 1; version <= 2; version++) {
      guint8 file[128] = { 0x93, 'N', 'U', 'M', 'P', 'Y', version };
      gsize start = version == 1 ? 10 : 12, length = strlen (files[i].header);
      file[8] = length;
      memcpy (file + start, files[i].header, length);
      fuzz_add_seed (seeds, file, start + length + files[i].n);
    }
  return seeds;
}
