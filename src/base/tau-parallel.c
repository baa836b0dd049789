/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-parallel.h"

typedef struct {
  guint n;
  gint next; /* atomic */
  void (*body) (guint, gpointer);
  gpointer data;
} ParallelFor;

static gpointer
parallel_worker (gpointer data)
{
  ParallelFor *loop = data;
  for (guint i; (i = g_atomic_int_add (&loop->next, 1)) < loop->n;)
    loop->body (i, loop->data);
  return NULL;
}

void
tau_parallel_for (guint n, int n_threads, void (*body) (guint i, gpointer data), gpointer data)
{
  ParallelFor loop = { n, 0, body, data };
  guint helpers = CLAMP (n_threads - 1, 0, (int)n);
  g_autofree GThread **threads = g_new (GThread *, helpers + 1);
  for (guint i = 0; i < helpers; i++)
    threads[i] = g_thread_new ("tau-parallel", parallel_worker, &loop);
  parallel_worker (&loop);
  for (guint i = 0; i < helpers; i++)
    g_thread_join (threads[i]);
}

guint *
tau_count_up (guint n)
{
  guint *numbers = g_new (guint, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    numbers[i] = i;
  return numbers;
}

guint
tau_spread (guint *numbers, guint n, guint count)
{
  if (count == 0 || count >= n)
    return n;
  for (guint i = 0; i < count; i++)
    numbers[i] = numbers[(guint64)i * n / count];
  return count;
}
