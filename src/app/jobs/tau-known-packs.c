/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-known-packs.h"

static gboolean
is_in_folder (gconstpointer pack, gconstpointer folder)
{
  return g_str_equal (((const TauPack *)pack)->folder, folder);
}

GPtrArray *
tau_known_packs_list (TauWorkerState *state)
{
  GPtrArray *packs = tau_pack_list (NULL);
  for (guint i = 0; state->pack_folders != NULL && i < state->pack_folders->len; i++) {
    const char *folder = g_ptr_array_index (state->pack_folders, i);
    if (g_ptr_array_find_with_equal_func (packs, folder, is_in_folder, NULL))
      continue;
    TauPack *pack = tau_pack_load (folder, NULL); /* it may be gone */
    if (pack != NULL)
      g_ptr_array_add (packs, pack);
  }
  return packs;
}

void
tau_known_packs_remember (TauWorkerState *state, const TauPack *pack)
{
  if (pack->json == NULL) /* a target that was given alone */
    return;
  if (state->pack_folders == NULL)
    state->pack_folders = g_ptr_array_new_with_free_func (g_free);
  if (!g_ptr_array_find_with_equal_func (state->pack_folders, pack->folder, g_str_equal, NULL))
    g_ptr_array_add (state->pack_folders, g_strdup (pack->folder));
}
