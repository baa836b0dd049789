/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/table/tau-list-moves.h"

/* Where each wanted item is now; G_MAXUINT: it is not there. */
static guint *
find_places (GListStore *list, guint first, guint n_now, gpointer *wanted, guint n)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  guint *found = g_new (guint, MAX (n, 1));
  for (guint i = 0; i < n_now; i++) {
    g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (list), first + i);
    g_hash_table_insert (places, item, GUINT_TO_POINTER (i + 1));
  }
  for (guint i = 0; i < n; i++)
    found[i] = GPOINTER_TO_UINT (g_hash_table_lookup (places, wanted[i])) - 1;
  return found;
}

/* Marks a longest part of the wanted items whose order is already right; returns its length. */
static guint
mark_kept (const guint *places, guint n, gboolean *kept)
{
  g_autofree guint *ends = g_new (guint, MAX (n, 1)), *before = g_new (guint, MAX (n, 1));
  guint longest = 0;
  for (guint i = 0; i < n; i++) {
    guint low = 0, high = longest;
    if (places[i] == G_MAXUINT)
      continue;
    while (low < high) {
      const guint middle = (low + high) / 2;
      if (places[ends[middle]] < places[i])
        low = middle + 1;
      else
        high = middle;
    }
    before[i] = low > 0 ? ends[low - 1] : G_MAXUINT;
    ends[low] = i;
    longest = MAX (longest, low + 1);
  }
  for (guint k = longest, i = longest > 0 ? ends[longest - 1] : 0; k > 0; k--, i = before[i])
    kept[i] = TRUE;
  return longest;
}

gboolean
tau_list_store_move (GListStore *list, guint first, guint n_now, gpointer *wanted, guint n,
                     guint most)
{
  if ((n_now > n ? n_now - n : n - n_now) > most)
    return FALSE;
  g_autofree guint *places = find_places (list, first, n_now, wanted, n);
  g_autofree gboolean *kept = g_new0 (gboolean, MAX (n, 1));
  g_autofree gboolean *stays = g_new0 (gboolean, MAX (n_now, 1));
  const guint n_kept = mark_kept (places, n, kept);
  if (n_now - n_kept + n - n_kept > most)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (kept[i])
      stays[places[i]] = TRUE;
  for (guint i = n_now; i-- > 0;)
    if (!stays[i])
      g_list_store_remove (list, first + i);
  for (guint i = 0; i < n; i++)
    if (!kept[i])
      g_list_store_insert (list, first + i, wanted[i]);
  return TRUE;
}
