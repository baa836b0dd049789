/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-inspect.h"

#include "model/pack-fixture.h"
#include "ranking/tau-ranking.h"
#include "torch/torch-fixture.h"

#include <math.h>

/* A slow target's answers come one after the other, and end as if they had come together. */

#define SIDE 36 /* input size + margin of the pack */
#define T    TAU_N_TRANSFORMS

typedef struct {
  char *folder;
  TauPack *pack;
  TauSession *session;
  TauImage *image;
  GPtrArray *partial; /* of TauInspection */
  GCancellable *cancellable;
  guint stop_after; /* reports; 0: never */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  self->folder = fixture_make_folder ();
  fixture_write_pack (self->folder, 3, 4);
  self->pack = tau_pack_load (self->folder, &error);
  self->session = tau_session_open (self->pack, NULL, 1, NULL, &error);
  g_assert_no_error (error);
  self->image = tau_image_new (SIDE, SIDE);
  for (int i = 0; i < SIDE * SIDE * 3; i++)
    self->image->data[i] = 128 + 100 * sin (0.05 * i) * cos (0.011 * i);
  self->partial = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_inspection_unref);
  self->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->partial);
  tau_session_free (self->session);
  tau_pack_unref (self->pack);
  tau_image_unref (self->image);
  g_object_unref (self->cancellable);
  fixture_remove_folder (self->folder);
  g_free (self->folder);
}

static void
on_report (TauInspection *partial, gpointer data)
{
  Fixture *self = data;
  g_ptr_array_add (self->partial, partial);
  if (self->partial->len == self->stop_after)
    g_cancellable_cancel (self->cancellable);
}

static TauInspection *
inspect (Fixture *self, guint at_once, GError **error)
{
  const TauInspectRequest request = { self->image, { 0 }, -1 };
  self->session->views_at_once = at_once;
  self->session->first_alone = TRUE;
  g_ptr_array_set_size (self->partial, 0);
  return tau_inspect_in_steps (self->session, &request, on_report, self, self->cancellable, error);
}

static guint
count_known (const TauInspection *self)
{
  guint n = 0;
  for (guint i = 0; i < T; i++)
    n += self->known[i];
  return n;
}

static void
assert_close (const TauInspection *a, const TauInspection *b)
{
  for (guint i = 0; i < T; i++) {
    g_assert_cmpfloat_with_epsilon (a->actual[i], b->actual[i], 1e-5);
    g_assert_cmpuint (a->rank[i], ==, b->rank[i]);
    g_assert_cmpint (a->answer[i], ==, b->answer[i]);
  }
  g_assert_cmpint (a->best, ==, b->best);
  g_assert_cmpint (a->label, ==, b->label);
  g_assert_cmpfloat_with_epsilon (a->spearman, b->spearman, 1e-9);
}

static void
test_fast (Fixture *self, gconstpointer data)
{
  g_autoptr (TauInspection) whole = inspect (self, 0, NULL);
  g_assert_true (tau_inspection_is_complete (whole));
  g_assert_cmpuint (self->partial->len, ==, 0);
  g_assert_true (tau_session_measure_views (self->session, 1, NULL, NULL));
}

static void
test_steps (Fixture *self, gconstpointer data)
{
  g_autoptr (TauInspection) whole = inspect (self, 0, NULL);
  g_autoptr (TauInspection) stepwise = inspect (self, 1, NULL);
  g_assert_true (tau_inspection_is_complete (stepwise));
  assert_close (whole, stepwise);
  g_assert_cmpuint (self->partial->len, ==, T - 1);
  for (guint i = 0; i < self->partial->len; i++) {
    const TauInspection *partial = g_ptr_array_index (self->partial, i);
    g_assert_cmpuint (count_known (partial), ==, i + 1);
    g_assert_true (partial->known[TAU_TRANSFORM_IDENTITY]);
    g_assert_false (tau_inspection_is_complete (partial));
    g_assert_cmpint (partial->label, ==, whole->label);
    g_assert_cmpint (partial->chosen, ==, whole->chosen);
    g_assert_true (partial->known[partial->best]);
    g_assert_true (isnan (partial->spearman) && isnan (partial->regret));
    if (i > 0) /* the chosen one comes right after identity, if it is not that */
      g_assert_true (partial->known[partial->chosen]);
    for (guint t = 0; t < T; t++)
      if (partial->known[t])
        g_assert_cmpfloat_with_epsilon (partial->actual[t], whole->actual[t], 1e-5);
      else
        g_assert_true (isnan (partial->actual[t]) && partial->answer[t] == -1);
  }
}

static void
test_several_at_once (Fixture *self, gconstpointer data)
{
  g_autoptr (TauInspection) whole = inspect (self, 0, NULL);
  g_autoptr (TauInspection) stepwise = inspect (self, 2, NULL);
  assert_close (whole, stepwise);
  g_assert_cmpuint (self->partial->len, ==, 3); /* after 1, 3 and 7 of 12 */
  g_assert_cmpuint (count_known (g_ptr_array_index (self->partial, 0)), ==, 1);
  g_assert_cmpuint (count_known (g_ptr_array_index (self->partial, 1)), ==, 3);
  g_assert_cmpuint (count_known (g_ptr_array_index (self->partial, 2)), ==, 7);
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  self->stop_after = 3;
  g_assert_null (inspect (self, 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (self->partial->len, ==, 3); /* no view more */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)
  ADD ("/inspect-steps/fast", test_fast);
  ADD ("/inspect-steps/steps", test_steps);
  ADD ("/inspect-steps/several-at-once", test_several_at_once);
  ADD ("/inspect-steps/cancelled", test_cancelled);
  return g_test_run ();
}
