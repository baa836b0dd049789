/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/files/tau-prefetch.h"

#include <string.h>

/* A data set that counts what is asked of it: picture i is grey i % 256, every seventh cannot be
 * read, and some take longer than others. */
typedef struct {
  TauDataset parent;
  gint loads;   /* atomic */
  gint loading; /* atomic: threads inside of load() */
  gint most;    /* of these, at any time; guarded by the mutex */
  GMutex mutex;
} Counting;

static TauImage *
counting_load (TauDataset *dataset, guint index, GError **error)
{
  Counting *self = (Counting *)dataset;
  int now = g_atomic_int_add (&self->loading, 1) + 1;
  g_mutex_lock (&self->mutex);
  self->most = MAX (self->most, now);
  g_mutex_unlock (&self->mutex);
  g_usleep (index % 5 == 0 ? 1000 : 50);
  g_atomic_int_inc (&self->loads);
  g_atomic_int_add (&self->loading, -1);
  if (index % 7 == 3) {
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED, "number %u", index);
    return NULL;
  }
  TauImage *image = tau_image_new (16, 16);
  memset (image->data, index, tau_image_n_bytes (image));
  return image;
}

static char *
counting_describe (TauDataset *dataset, guint index)
{
  return g_strdup_printf ("%u", index);
}

static void
counting_free (TauDataset *dataset)
{
  g_mutex_clear (&((Counting *)dataset)->mutex);
  g_free (dataset);
}

static const TauDatasetClass counting_class = { counting_load, counting_describe, counting_free };

static Counting *
counting_new (guint n)
{
  Counting *self = g_new0 (Counting, 1);
  tau_dataset_init (&self->parent, &counting_class, n);
  self->parent.spec = g_strdup ("counting");
  g_mutex_init (&self->mutex);
  return self;
}

static void
assert_item (const TauPrefetchItem *item, guint index)
{
  g_assert_cmpuint (item->index, ==, index);
  if (index % 7 == 3) {
    g_assert_null (item->image);
    g_assert_error (item->error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED);
  } else {
    g_assert_no_error (item->error);
    g_assert_cmpint (item->image->data[767], ==, index % 256);
  }
}

static void
test_order (void)
{
  enum { N = 300 };
  guint order[N];
  for (guint i = 0; i < N; i++)
    order[i] = i * 101 % 400; /* not all, not in order */
  for (int threads = 1; threads <= 4; threads++)
    for (guint ahead = 1; ahead <= 32; ahead = ahead * 3 + 1) {
      Counting *counting = counting_new (400);
      g_autoptr (TauDataset) dataset = &counting->parent;
      g_autoptr (TauPrefetch) prefetch =
          tau_prefetch_new (dataset, order, N, ahead, threads, NULL, NULL, NULL);
      for (guint i = 0; i < N; i++) {
        g_auto (TauPrefetchItem) item;
        g_assert_true (tau_prefetch_next (prefetch, &item));
        assert_item (&item, order[i]);
      }
      TauPrefetchItem item;
      g_assert_false (tau_prefetch_next (prefetch, &item));
      g_assert_false (tau_prefetch_next (prefetch, &item));
      g_assert_null (item.image);
      g_assert_cmpint (g_atomic_int_get (&counting->loads), ==, N);
      g_assert_cmpint (counting->most, <=, MIN (threads, (int)ahead));
    }
}

/* No more is loaded than there is room for, however long nothing is taken. */
static void
test_bounded (void)
{
  Counting *counting = counting_new (100);
  g_autoptr (TauDataset) dataset = &counting->parent;
  g_autoptr (TauPrefetch) prefetch = tau_prefetch_new (dataset, NULL, 100, 6, 3, NULL, NULL, NULL);
  for (guint taken = 0; taken < 10; taken++) {
    for (guint tries = 0; tries < 5000 && g_atomic_int_get (&counting->loads) < (int)taken + 6;
         tries++)
      g_usleep (1000);
    g_usleep (2000);
    g_assert_cmpint (g_atomic_int_get (&counting->loads), ==, taken + 6);
    g_auto (TauPrefetchItem) item;
    g_assert_true (tau_prefetch_next (prefetch, &item));
    assert_item (&item, taken);
  }
}

static void
test_cancel (void)
{
  Counting *counting = counting_new (100000);
  g_autoptr (TauDataset) dataset = &counting->parent;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  for (int before = 0; before < 2; before++) { /* while it runs, and before it starts */
    g_autoptr (TauPrefetch) prefetch =
        tau_prefetch_new (dataset, NULL, 100000, 8, 2, NULL, NULL, cancellable);
    guint n = 0;
    for (TauPrefetchItem item; tau_prefetch_next (prefetch, &item); tau_prefetch_item_clear (&item))
      if (++n == 20)
        g_cancellable_cancel (cancellable);
    g_assert_cmpuint (n, ==, before == 0 ? 20 : 0);
  }
  g_assert_cmpint (g_atomic_int_get (&counting->loads), <=, 28 + 2);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (20000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static TauImage *
wait_and_fail (TauImage *image, gpointer cancellable)
{
  while (!g_cancellable_is_cancelled (cancellable))
    g_usleep (1000);
  return tau_image_ref (image);
}

/* From another thread, while next() waits for an image that does not come. */
static void
test_cancel_waiting (void)
{
  g_autoptr (TauDataset) dataset = &counting_new (10)->parent;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TauPrefetch) prefetch =
      tau_prefetch_new (dataset, NULL, 10, 2, 2, wait_and_fail, cancellable, cancellable);
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  TauPrefetchItem item;
  g_assert_false (tau_prefetch_next (prefetch, &item));
  g_thread_join (thread);
}

static TauImage *
crop (TauImage *image, gpointer side)
{
  return tau_image_crop (image, 0, 0, *(int *)side, 1);
}

static void
test_prepare (void)
{
  int side = 5;
  g_autoptr (TauDataset) dataset = &counting_new (30)->parent;
  g_autoptr (TauPrefetch) prefetch =
      tau_prefetch_new (dataset, NULL, 30, 100, 4, crop, &side, NULL);
  guint n = 0;
  for (TauPrefetchItem item; tau_prefetch_next (prefetch, &item); tau_prefetch_item_clear (&item)) {
    g_assert_true (item.image == NULL || item.image->width == 5);
    n++;
  }
  g_assert_cmpuint (n, ==, 30);
}

/* Nothing to do, or given up in the middle; a sanitizer finds what is left behind. */
static void
test_ends (void)
{
  Counting *counting = counting_new (50);
  g_autoptr (TauDataset) dataset = &counting->parent;
  g_autoptr (TauPrefetch) none = tau_prefetch_new (dataset, NULL, 0, 4, 2, NULL, NULL, NULL);
  TauPrefetchItem item;
  g_assert_false (tau_prefetch_next (none, &item));
  for (guint taken = 0; taken < 20; taken++) {
    g_autoptr (TauPrefetch) some = tau_prefetch_new (dataset, NULL, 50, 9, 3, NULL, NULL, NULL);
    for (guint i = 0; i < taken; i++) {
      g_assert_true (tau_prefetch_next (some, &item));
      tau_prefetch_item_clear (&item);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prefetch/order", test_order);
  g_test_add_func ("/prefetch/bounded", test_bounded);
  g_test_add_func ("/prefetch/cancel", test_cancel);
  g_test_add_func ("/prefetch/cancel-waiting", test_cancel_waiting);
  g_test_add_func ("/prefetch/prepare", test_prepare);
  g_test_add_func ("/prefetch/ends", test_ends);
  return g_test_run ();
}
