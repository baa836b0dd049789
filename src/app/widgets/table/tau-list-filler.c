/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/table/tau-list-filler.h"

/* Rows of a slice: a grid makes a widget for each of the first few hundred. */
#define SLICE 24

struct _TauListFiller {
  GListStore *list;
  void (*func) (gpointer data);
  gpointer data;
  GPtrArray *items; /* not yet added ones begin at `next` */
  guint next;
  guint n_after; /* items of the list behind those that are added */
  guint source;
};

TauListFiller *
tau_list_filler_new (GListStore *list, void (*func) (gpointer data), gpointer data)
{
  TauListFiller *self = g_new0 (TauListFiller, 1);
  self->list = g_object_ref (list);
  self->func = func;
  self->data = data;
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
tau_list_filler_free (TauListFiller *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->source, g_source_remove);
  g_ptr_array_unref (self->items);
  g_object_unref (self->list);
  g_free (self);
}

static void
add_slice (TauListFiller *self, guint n_removals)
{
  const guint n_now = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  const guint n = MIN (self->items->len - self->next, SLICE);
  g_list_store_splice (self->list, n_now - self->n_after - n_removals, n_removals,
                       self->items->pdata + self->next, n);
  self->next += n;
}

static gboolean
on_slice_cb (gpointer data)
{
  TauListFiller *self = data;
  add_slice (self, 0);
  const gboolean more = self->next < self->items->len;
  if (!more) {
    self->source = 0;
    g_ptr_array_set_size (self->items, 0);
  }
  if (self->func != NULL)
    self->func (self->data);
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
tau_list_filler_splice (TauListFiller *self, guint position, guint n_removals, gpointer *items,
                        guint n)
{
  const guint n_before = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  g_return_if_fail (position + n_removals <= n_before);

  g_clear_handle_id (&self->source, g_source_remove);
  g_ptr_array_set_size (self->items, 0);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->items, g_object_ref (items[i]));
  self->next = 0;
  self->n_after = n_before - position - n_removals;
  add_slice (self, n_removals);
  /* After what draws the window, so that it answers between the slices. */
  if (self->next < n)
    self->source = g_idle_add_full (G_PRIORITY_LOW, on_slice_cb, self, NULL);
  if (self->func != NULL)
    self->func (self->data);
}
