/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/files/tau-label-list.h"

#include <stdlib.h>

void
tau_label_list_init (TauLabelList *self)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->indices = g_hash_table_new (g_str_hash, g_str_equal);
  self->labels = g_array_new (FALSE, TRUE, sizeof (guint16));
}

void
tau_label_list_clear (TauLabelList *self)
{
  g_clear_pointer (&self->indices, g_hash_table_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->labels, g_array_unref);
}

gboolean
tau_label_list_add (TauLabelList *self, const char *name)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->indices, name));
  if (found == 0) {
    if (self->names->len == G_MAXUINT16)
      return FALSE;
    g_ptr_array_add (self->names, g_strdup (name));
    found = self->names->len;
    g_hash_table_insert (self->indices, g_ptr_array_index (self->names, found - 1),
                         GUINT_TO_POINTER (found));
  }
  const guint16 label = found - 1;
  g_array_append_val (self->labels, label);
  return TRUE;
}

gboolean
tau_label_list_get_range (const TauLabelList *self, guint64 *lowest, guint64 *highest)
{
  *lowest = G_MAXUINT64;
  *highest = 0;
  for (guint i = 0; i < self->names->len; i++) {
    guint64 number;
    if (!g_ascii_string_to_unsigned (g_ptr_array_index (self->names, i), 10, 0, G_MAXUINT64,
                                     &number, NULL))
      return FALSE;
    *lowest = MIN (*lowest, number);
    *highest = MAX (*highest, number);
  }
  return self->names->len > 0;
}

/* A class and what it is ordered by. */
typedef struct {
  char *name;
  guint64 number;
  guint16 before;
} Entry;

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *x = a, *y = b;
  if (x->number != y->number)
    return x->number < y->number ? -1 : 1;
  return g_strcmp0 (x->name, y->name);
}

void
tau_label_list_sort (TauLabelList *self)
{
  guint64 lowest, highest;
  const guint n = self->names->len;
  const gboolean numbers = tau_label_list_get_range (self, &lowest, &highest);
  g_autofree Entry *entries = g_new (Entry, MAX (n, 1));
  g_autofree guint16 *after = g_new (guint16, MAX (n, 1));
  for (guint i = 0; i < n; i++) {
    entries[i] = (Entry){ g_ptr_array_index (self->names, i), 0, i };
    if (numbers)
      g_ascii_string_to_unsigned (entries[i].name, 10, 0, G_MAXUINT64, &entries[i].number, NULL);
  }
  qsort (entries, n, sizeof *entries, compare_entries);
  for (guint i = 0; i < n; i++) {
    self->names->pdata[i] = entries[i].name;
    after[entries[i].before] = i;
    g_hash_table_insert (self->indices, entries[i].name, GUINT_TO_POINTER (i + 1));
  }
  for (guint i = 0; i < self->labels->len; i++) {
    guint16 *label = &g_array_index (self->labels, guint16, i);
    *label = after[*label];
  }
}
