/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A corrupted picture is the same bytes wherever it is made: by an evaluation, on one thread and on
 * several at once, by what the window and `inspect` ask, and by the command line. */
#include "evaluate/tau-evaluate-private.h"
#include "inspect/tau-inspect.h"
#include "evaluate/evaluate-fixture.h"

#define SEVERITY  3
#define SEED      7
#define N_THREADS 4

/* The first block's pictures under each corruption, as an evaluation has them. */
typedef struct {
  const TauPlan *plan;
  TauImage *pictures[TAU_N_CORRUPTIONS][TAU_BLOCK];
} Work;

/* The second block: the first is short. */
static TauBlock *
test_block (const TauPlan *plan)
{
  g_assert_cmpuint (plan->blocks->len, >=, 2);
  return g_ptr_array_index (plan->blocks, 1);
}

static TauCorruptionSpec
corruption_spec (int index)
{
  return (
      TauCorruptionSpec){ .type = tau_corruption_get (index), .severity = SEVERITY, .seed = SEED };
}

static gpointer
corrupt_all (gpointer data)
{
  Work *self = data;
  for (int c = 0; c < TAU_N_CORRUPTIONS; c++) {
    const TauCorruptionSpec cell = corruption_spec (c);
    g_autoptr (TauUnit) unit = tau_unit_new (self->plan, test_block (self->plan), &cell, FALSE);
    g_assert_true (tau_unit_corrupt (unit, self->pictures[c], NULL));
  }
  return NULL;
}

static void
work_clear (Work *self)
{
  for (int c = 0; c < TAU_N_CORRUPTIONS; c++)
    for (int p = 0; p < TAU_BLOCK; p++)
      tau_image_unref (self->pictures[c][p]);
}

static void
assert_same (TauImage *a, TauImage *b)
{
  g_assert_cmpint (a->width, ==, b->width);
  g_assert_cmpint (a->height, ==, b->height);
  g_assert_cmpmem (a->data, tau_image_n_bytes (a), b->data, tau_image_n_bytes (b));
}

static TauPlan *
plan_new (Fixture *f, const TauEvaluateSpec *spec)
{
  g_autoptr (GError) error = NULL;
  TauPlan *plan = tau_plan_new (f->session, spec, &error);
  g_assert_no_error (error);
  tau_block_load (test_block (plan), f->pack->target.input_size + f->pack->margin, NULL);
  return plan;
}

static void
test_threads (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "all");
  g_autoptr (TauPlan) plan = plan_new (f, spec);
  Work alone = { .plan = plan }, together[N_THREADS];
  GThread *threads[N_THREADS];
  corrupt_all (&alone);
  for (int i = 0; i < N_THREADS; i++) {
    together[i] = (Work){ .plan = plan };
    threads[i] = g_thread_new ("corrupt", corrupt_all, &together[i]);
  }
  for (int i = 0; i < N_THREADS; i++) {
    g_thread_join (threads[i]);
    for (int c = 0; c < TAU_N_CORRUPTIONS; c++)
      for (guint p = 0; p < test_block (plan)->n; p++)
        assert_same (alone.pictures[c][p], together[i].pictures[c][p]);
    work_clear (&together[i]);
  }
  work_clear (&alone);
}

/* What the window shows, and what `inspect` does. */
static TauImage *
inspect (Fixture *f, TauImage *picture, int corruption)
{
  g_autoptr (GError) error = NULL;
  const TauInspectRequest request = {
    .picture = picture,
    .corruption = corruption_spec (corruption),
    .label = -1,
  };
  g_autoptr (TauInspection) inspection = tau_inspect (f->session, &request, NULL, &error);
  g_assert_no_error (error);
  return tau_image_ref (inspection->input);
}

/* From a file to a file, as users do. */
static TauImage *
call_program (Fixture *f, const char *in, int corruption)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = g_build_filename (f->folder, "out.png", NULL);
  g_autofree char *severity = g_strdup_printf ("%d", SEVERITY);
  g_autofree char *seed = g_strdup_printf ("%d", SEED);
  const char *argv[] = { g_getenv ("TAUSCOPE_CLI"),
                         "corrupt",
                         "--type",
                         tau_corruption_get (corruption)->name,
                         "--severity",
                         severity,
                         "--seed",
                         seed,
                         in,
                         out,
                         NULL };
  int status = -1;
  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  TauImage *image = tau_image_load (out, &error);
  g_assert_no_error (error);
  return image;
}

static void
test_programs (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (f->folder, "in.png", NULL);
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "all");
  g_autoptr (TauPlan) plan = plan_new (f, spec);
  const TauBlock *block = test_block (plan);
  Work work = { .plan = plan };
  corrupt_all (&work);
  for (int c = 0; c < TAU_N_CORRUPTIONS; c++) {
    TauImage *plain = block->pictures[c]; /* another one each time */
    tau_image_save_png (plain, path, &error);
    g_assert_no_error (error);
    g_autoptr (TauImage) inspected = inspect (f, plain, c);
    g_autoptr (TauImage) printed = call_program (f, path, c);
    assert_same (work.pictures[c][c], inspected);
    assert_same (work.pictures[c][c], printed);
    g_assert_cmpint (memcmp (plain->data, inspected->data, tau_image_n_bytes (plain)), !=, 0);
  }
  work_clear (&work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/same-pixels/threads", test_threads);
  fixture_test ("/same-pixels/programs", test_programs);
  return g_test_run ();
}
