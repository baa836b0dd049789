/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/table/tau-list-filler.h"
#include "app/widgets/table/tau-list-moves.h"

/* Thousands of rows come in order, a few at a time, whatever happens in front of them. */

enum { N = 5000, MOST = 50 /* rows of a slice, at most */ };

static GObject *
make_item (guint number)
{
  GObject *item = g_object_new (G_TYPE_OBJECT, NULL);
  g_object_set_data (item, "number", GUINT_TO_POINTER (number));
  return item;
}

static GPtrArray *
make_items (guint first, guint n)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, make_item (first + i));
  return items;
}

static guint
get_number (GListStore *list, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (list), position);
  return GPOINTER_TO_UINT (g_object_get_data (item, "number"));
}

static guint
get_n (GListStore *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

static void
on_slice_cb (gpointer data)
{
  ++*(guint *)data;
}

/* Runs the main loop until nothing is left to do; no turn adds more than a slice. */
static void
run (GListStore *list)
{
  for (guint before = get_n (list); g_main_context_iteration (NULL, FALSE); before = get_n (list))
    g_assert_cmpuint (get_n (list), <=, before + MOST);
}

static void
test_slices (void)
{
  guint n_slices = 0;
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_OBJECT);
  g_autoptr (TauListFiller) filler = tau_list_filler_new (list, on_slice_cb, &n_slices);
  g_autoptr (GPtrArray) items = make_items (0, N);
  tau_list_filler_splice (filler, 0, 0, items->pdata, N);
  g_assert_cmpuint (get_n (list), >, 0);
  g_assert_cmpuint (get_n (list), <=, MOST);
  g_assert_cmpuint (n_slices, ==, 1);
  run (list);
  g_assert_cmpuint (get_n (list), ==, N);
  g_assert_cmpuint (n_slices, >=, N / MOST);
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (get_number (list, i), ==, i);
}

/* In the middle, with items that come and go in front; a later call drops what is left. */
static void
test_middle (void)
{
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_OBJECT);
  g_autoptr (TauListFiller) filler = tau_list_filler_new (list, NULL, NULL);
  g_autoptr (GPtrArray) items = make_items (10, 300), fewer = make_items (1000, 3);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (GObject) item = make_item (i);
    g_list_store_append (list, item);
  }
  tau_list_filler_splice (filler, 1, 1, items->pdata, items->len);
  g_autoptr (GObject) front = make_item (7);
  g_list_store_insert (list, 0, front);
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_list_store_remove (list, 0);
  run (list);
  g_assert_cmpuint (get_n (list), ==, 302);
  g_assert_cmpuint (get_number (list, 0), ==, 0);
  for (guint i = 0; i < 300; i++)
    g_assert_cmpuint (get_number (list, 1 + i), ==, 10 + i);
  g_assert_cmpuint (get_number (list, 301), ==, 2);

  tau_list_filler_splice (filler, 0, get_n (list), items->pdata, items->len);
  tau_list_filler_splice (filler, 0, get_n (list), fewer->pdata, fewer->len);
  run (list);
  g_assert_cmpuint (get_n (list), ==, 3);
  g_assert_cmpuint (get_number (list, 2), ==, 1002);
  tau_list_filler_splice (filler, 0, 3, NULL, 0);
  g_assert_cmpuint (get_n (list), ==, 0);

  /* Freed while it is at work. */
  tau_list_filler_splice (filler, 0, 0, items->pdata, items->len);
  g_clear_pointer (&filler, tau_list_filler_free);
  const guint n = get_n (list);
  run (list);
  g_assert_cmpuint (get_n (list), ==, n);
}

static void
on_changed_cb (guint *n, guint position, guint n_removed, guint n_added)
{
  *n += n_removed + n_added;
}

/* What comes, goes and changes its place among thousands leaves the other rows alone. */
static void
test_moves (void)
{
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_OBJECT);
  g_autoptr (GPtrArray) items = make_items (0, N + 1), wanted = g_ptr_array_new ();
  guint n_changed = 0;
  g_list_store_splice (list, 0, 0, items->pdata, N);
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (on_changed_cb), &n_changed);
  for (guint i = 0; i <= N; i++)
    g_ptr_array_add (wanted, g_ptr_array_index (items, i));
  g_ptr_array_remove_index (wanted, 4000);
  g_ptr_array_insert (wanted, 10, g_ptr_array_steal_index (wanted, 3000)); /* far up */
  g_ptr_array_insert (wanted, 4500, g_ptr_array_steal_index (wanted, 20)); /* far down */
  const guint first = 5; /* the first ones are as they are */
  g_assert_false (
      tau_list_store_move (list, first, N - first, wanted->pdata + first, wanted->len - first, 5));
  g_assert_cmpuint (n_changed, ==, 0);
  g_assert_true (
      tau_list_store_move (list, first, N - first, wanted->pdata + first, wanted->len - first, 6));
  g_assert_cmpuint (n_changed, ==, 6); /* two moves, one gone, one new */
  g_assert_cmpuint (get_n (list), ==, N);
  for (guint i = 0; i < N; i++) {
    g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (list), i);
    g_assert_true (item == g_ptr_array_index (wanted, i));
  }
  g_assert_false (tau_list_store_move (list, 0, N, NULL, 0, N - 1));
  g_assert_true (tau_list_store_move (list, 0, N, NULL, 0, N));
  g_assert_cmpuint (get_n (list), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/list-filler/slices", test_slices);
  g_test_add_func ("/list-filler/middle", test_middle);
  g_test_add_func ("/list-filler/moves", test_moves);
  return g_test_run ();
}
