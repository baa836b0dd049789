/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-pool.h"
#include "evaluate/tau-evaluate-tally.h"
#include "evaluate/rows/tau-image-rows-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define REPORT_US  (200 * 1000)
#define PARTIAL_US (3 * G_USEC_PER_SEC)
#define RATE_US    (10 * G_USEC_PER_SEC) /* period over which the speed is measured */
#define KEEP_US    (10 * G_USEC_PER_SEC) /* between two partial results kept in the store */

typedef struct {
  const TauPlan *plan;
  TauStore *store;
  gint64 job;   /* its record in the store; 0: none */
  guint n_kept; /* images of the result in the record; G_MAXUINT: it is complete */
  TauPool *pool;
  TauTally *tally;
  GCancellable *stop; /* the caller's, and any error */
  TauEvaluateFunc func;
  gpointer data;
  TauEvaluateStatus status;
  /* Times of the start, the last status, and the last partial result: taken and kept. */
  gint64 began, reported, given, kept;
  TauEvaluation *partial; /* of the finished blocks, not yet reported; or NULL */
  TauEvaluation *latest;  /* the last partial result; or NULL */
  gint64 rate_from[2];    /* two points in time, RATE_US apart, */
  guint64 rate_done[2];   /* and what had been computed by then */
  guint64 computed;       /* (image, cell) pairs */
  GHashTable *searched;   /* of char*: digests of the images of --validation */
} Run;

/* The position of one pass over blocks under cells. */
typedef struct {
  GPtrArray *blocks;
  GArray *cells;
  gboolean for_policy;
  guint next_load, next_block, next_cell; /* next to load; next to become a unit */
  guint n_done;                           /* blocks */
  guint cell_done;                        /* units of the next block already added up */
  GHashTable *loaded;                     /* of TauBlock */
  GQueue units;                           /* of TauUnit, under way, in order */
} Pass;

static void
update_rate (Run *self, gint64 now)
{
  if (self->rate_from[0] == 0 && self->computed > 0)
    self->rate_from[0] = self->rate_from[1] = self->began;
  if (self->rate_from[0] == 0)
    return;
  if (now - self->rate_from[1] > RATE_US) {
    self->rate_from[0] = self->rate_from[1];
    self->rate_done[0] = self->rate_done[1];
    self->rate_from[1] = now;
    self->rate_done[1] = self->computed;
  }
  const double seconds = (now - self->rate_from[0]) / 1e6;
  if (seconds > 0)
    self->status.images_per_second = (self->computed - self->rate_done[0]) / seconds;
  self->status.seconds_left =
      (self->status.total - self->status.done) / self->status.images_per_second;
}

static void
report (Run *self)
{
  const gint64 now = g_get_monotonic_time ();
  if (self->func == NULL || (self->partial == NULL && now - self->reported < REPORT_US))
    return;
  update_rate (self, now);
  self->status.fraction =
      self->status.total > 0 ? (double)self->status.done / self->status.total : 0;
  self->status.partial = self->partial;
  self->func (&self->status, self->data);
  self->status.partial = NULL;
  g_clear_pointer (&self->partial, tau_evaluation_unref);
  self->reported = now;
}

/* The last partial result as a summary, if the record has none of as many images; else NULL. */
static char *
summarize_latest (Run *self)
{
  if (self->job == 0 || self->latest == NULL || self->latest->n_images <= self->n_kept)
    return NULL;
  self->n_kept = self->latest->n_images;
  return tau_evaluation_to_summary (self->latest);
}

/* So that a run that is killed can be opened with what it had. */
static void
keep_latest (Run *self)
{
  const gint64 now = g_get_monotonic_time ();
  g_autofree char *summary =
      self->kept == 0 || now - self->kept > KEEP_US ? summarize_latest (self) : NULL;
  if (summary == NULL)
    return;
  /* Without it nothing is lost: the answers are stored. */
  tau_store_update_job (self->store, self->job, TAU_JOB_RUNNING, summary, NULL, NULL);
  self->kept = now;
}

/* Call at the end of a block, when all cells have the same images. */
static void
take_partial (Run *self)
{
  if (self->tally->n_images == 0 || g_get_monotonic_time () - self->given < PARTIAL_US)
    return;
  g_clear_pointer (&self->partial, tau_evaluation_unref);
  g_clear_pointer (&self->latest, tau_evaluation_unref);
  self->latest = tau_tally_snapshot (self->tally, FALSE);
  self->latest->complete = FALSE; /* it has no intervals yet */
  self->partial = tau_evaluation_ref (self->latest);
  self->given = g_get_monotonic_time ();
  keep_latest (self);
}

static void
start_loads (Run *self, Pass *pass)
{
  /* Two, so that one is ready when the other is done; more if a block has few units. */
  const guint ahead = pass->cells->len > 4 ? 2 : 2 + self->plan->spec->n_threads;
  while (pass->next_load < pass->blocks->len && pass->next_load < pass->n_done + ahead)
    tau_pool_push (self->pool, g_ptr_array_index (pass->blocks, pass->next_load++), NULL);
}

/* Policies must not be searched on what is reported. The pixels tell, whatever the files' names and
 * formats; without --validation the images are chosen apart from the start. */
static gboolean
check_apart (Run *self, const TauBlock *block, gboolean for_policy, GError **error)
{
  for (guint p = 0; p < block->n && self->plan->spec->validation != NULL; p++) {
    if (!(block->wanted & block->readable & (G_GUINT64_CONSTANT (1) << p)))
      continue;
    if (for_policy) {
      g_hash_table_add (self->searched, g_strdup (block->digests[p]));
    } else if (g_hash_table_contains (self->searched, block->digests[p])) {
      g_autofree char *name = tau_dataset_describe (block->dataset, block->indices[p]);
      g_autofree char *shown = g_filename_display_name (name);
      g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_VALIDATION,
                   _ ("The images of --validation and --dataset overlap: “%s” is in both, and gps "
                      "or fixed would be searched on what is reported; name other images, or leave "
                      "these out of --methods"),
                   shown);
      return FALSE;
    }
  }
  return TRUE;
}

/* Makes units of the loaded blocks. Those that the store has are done at once. */
static gboolean
start_units (Run *self, Pass *pass, GError **error)
{
  const guint most = 2 * self->plan->spec->n_threads + 2;
  while (pass->next_block < pass->blocks->len && pass->units.length < most) {
    TauBlock *block = g_ptr_array_index (pass->blocks, pass->next_block);
    if (!g_hash_table_contains (pass->loaded, block))
      break;
    if (!tau_dataset_check (block->dataset, error) ||
        (pass->next_cell == 0 && !check_apart (self, block, pass->for_policy, error)))
      return FALSE;
    TauUnit *unit = tau_unit_new (self->plan, block,
                                  &g_array_index (pass->cells, TauCorruptionSpec, pass->next_cell),
                                  pass->for_policy);
    g_queue_push_tail (&pass->units, unit);
    if (self->store != NULL && !tau_unit_read (unit, self->store, error))
      return FALSE;
    unit->done = tau_unit_is_full (unit);
    if (!unit->done)
      tau_pool_push (self->pool, block, unit);
    if (++pass->next_cell == pass->cells->len) {
      pass->next_cell = 0;
      pass->next_block++;
    }
  }
  return TRUE;
}

static gboolean
keep (Run *self, const TauUnit *unit, GError **error)
{
  return self->store == NULL || tau_unit_write (unit, self->store, self->job, error);
}

static void
add_up (Run *self, Pass *pass, TauUnit *unit)
{
  const gboolean whole = self->plan->spec->n_shards == 1;
  if (pass->for_policy)
    tau_tally_add_validation (self->tally, unit);
  else if (whole)
    tau_tally_add (self->tally, unit, pass->cell_done);
  tau_tally_add_times (self->tally, unit);
  self->status.done += tau_count_bits (unit->block->wanted);
  if (tau_unit_n_new (unit) > 0)
    self->computed += tau_count_bits (unit->wanted);
  if (++pass->cell_done < pass->cells->len)
    return;
  pass->cell_done = 0;
  pass->n_done++;
  if (!pass->for_policy) {
    tau_tally_end_block (self->tally, unit->block);
    take_partial (self);
  }
  g_hash_table_remove (pass->loaded, unit->block);
  tau_block_unload (unit->block);
}

/* Adds up the finished units at the head of the queue. */
static gboolean
end_units (Run *self, Pass *pass, GError **error)
{
  for (TauUnit *unit; (unit = g_queue_peek_head (&pass->units)) != NULL && unit->done;) {
    if (unit->error != NULL) {
      g_propagate_error (error, g_steal_pointer (&unit->error));
      return FALSE;
    }
    if (!tau_dataset_check (unit->block->dataset, error) || !keep (self, unit, error))
      return FALSE;
    add_up (self, pass, unit);
    tau_unit_free (g_queue_pop_head (&pass->units));
  }
  return TRUE;
}

static void
take (Pass *pass, const TauPoolTask *task)
{
  if (task->unit != NULL)
    task->unit->done = TRUE;
  else
    g_hash_table_add (pass->loaded, task->block);
}

static gboolean
step (Run *self, Pass *pass, GError **error)
{
  TauPoolTask task;
  if (g_cancellable_set_error_if_cancelled (self->stop, error))
    return FALSE;
  start_loads (self, pass);
  if (!start_units (self, pass, error) || !end_units (self, pass, error))
    return FALSE;
  report (self);
  const TauUnit *head = g_queue_peek_head (&pass->units);
  if (pass->n_done == pass->blocks->len || (head != NULL && head->done) ||
      tau_pool_n_open (self->pool) == 0)
    return TRUE;
  if (tau_pool_next (self->pool, REPORT_US, &task))
    do
      take (pass, &task);
    while (tau_pool_next (self->pool, 0, &task));
  return TRUE;
}

/* After an early end: waits for the threads and stores what they finished. */
static void
wind_up (Run *self, Pass *pass, gboolean good)
{
  TauPoolTask task;
  g_cancellable_cancel (self->stop);
  while (tau_pool_n_open (self->pool) > 0)
    if (tau_pool_next (self->pool, REPORT_US, &task))
      take (pass, &task);
  for (TauUnit *unit; (unit = g_queue_pop_head (&pass->units)) != NULL; tau_unit_free (unit))
    if (good && unit->done && unit->error == NULL)
      keep (self, unit, NULL);
  for (guint i = 0; i < pass->blocks->len; i++)
    tau_block_unload (g_ptr_array_index (pass->blocks, i));
}

static gboolean
run_pass (Run *self, GPtrArray *blocks, GArray *cells, gboolean for_policy, GError **error)
{
  Pass pass = { .blocks = blocks, .cells = cells, .for_policy = for_policy };
  g_autoptr (GHashTable) loaded = g_hash_table_new (NULL, NULL);
  g_autoptr (GError) failure = NULL;
  gboolean good = TRUE;
  pass.loaded = loaded;
  g_queue_init (&pass.units);
  while (good && cells->len > 0 && pass.n_done < blocks->len)
    good = step (self, &pass, &failure);
  if (good)
    return TRUE;
  /* After the store has failed, it is not used again. */
  wind_up (self, &pass, failure->domain != TAU_STORE_ERROR);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
run_passes (Run *self, GError **error)
{
  const TauPlan *plan = self->plan;
  self->status.phase = _ ("Searching the policies");
  if (!run_pass (self, plan->validation, plan->validation_cells, TRUE, error))
    return FALSE;
  if (plan->validation_cells->len > 0 && plan->spec->n_shards == 1) {
    if (self->tally->n_validation == 0) {
      g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_VALIDATION,
                   _ ("No image to search gps or fixed on can be read (%s); name others with "
                      "--validation, or leave these out of --methods"),
                   plan->validation_name);
      return FALSE;
    }
    tau_tally_find_policies (self->tally);
  }
  self->status.phase = _ ("Evaluating");
  if (!run_pass (self, plan->blocks, plan->cells, FALSE, error))
    return FALSE;
  /* A slice may happen to hold none of the good images. */
  if (plan->spec->n_shards > 1 || self->tally->n_images > 0)
    return TRUE;
  g_autofree char *name = g_filename_display_name (plan->spec->dataset);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY,
               _ ("No image of “%s” can be read"), name);
  return FALSE;
}

static void
on_cancelled_cb (GCancellable *cancellable, gpointer stop)
{
  g_cancellable_cancel (stop);
}

/* The record of an evaluation with the same description, or a new one; 0 without a store. */
static gint64
find_job (TauStore *store, const char *spec)
{
  if (store == NULL)
    return 0;
  const gint64 id = tau_store_find_job (store, TAU_JOB_EVALUATION, spec, NULL);
  return id != 0 ? id : tau_store_add_job (store, TAU_JOB_EVALUATION, spec, NULL);
}

/* The number of images of the result that the record has. */
static guint
count_kept (TauStore *store, gint64 id)
{
  g_autoptr (TauStoreJob) job = id != 0 ? tau_store_get_job (store, id, NULL) : NULL;
  g_autoptr (TauEvaluation) result =
      job != NULL && job->summary != NULL ? tau_evaluation_parse (job->summary, NULL) : NULL;
  return result == NULL ? 0 : result->complete ? G_MAXUINT : result->n_images;
}

static void
end_job (Run *self, const TauEvaluation *result, const GError *failure)
{
  TauJobState state = TAU_JOB_DONE;
  if (self->job == 0)
    return;
  if (failure != NULL && self->n_kept == G_MAXUINT)
    state = TAU_JOB_DONE; /* as it was: the record's result is complete */
  else if (failure != NULL)
    state = g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? TAU_JOB_STOPPED
                                                                        : TAU_JOB_FAILED;
  g_autofree char *summary =
      result != NULL ? tau_evaluation_to_summary (result) : summarize_latest (self);
  tau_store_update_job (self->store, self->job, state, summary, NULL, NULL);
}

static TauEvaluation *
finish (Run *self)
{
  TauEvaluation *result = tau_tally_snapshot (self->tally, self->plan->spec->n_shards == 1);
  result->seconds = (g_get_monotonic_time () - self->began) / 1e6;
  if (self->computed > 0)
    result->images_per_second = self->computed / result->seconds;
  return result;
}

TauEvaluation *
tau_evaluate (TauSession *session, const TauEvaluateSpec *spec, TauEvaluateFunc func, gpointer data,
              GCancellable *cancellable, GError **error)
{
  g_autoptr (TauPlan) plan = tau_plan_new (session, spec, error);
  if (plan == NULL)
    return NULL;
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  g_autoptr (TauTally) tally = tau_tally_new (plan);
  g_autoptr (GHashTable) searched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (TauPool) pool = tau_pool_new (session, spec->n_threads, stop);
  g_autoptr (GError) failure = NULL;
  g_autoptr (TauEvaluation) result = NULL;
  Run run = {
    .plan = plan,
    .store = session->store,
    .pool = pool,
    .tally = tally,
    .stop = stop,
    .searched = searched,
    .func = func,
    .data = data,
    .began = g_get_monotonic_time (),
    .status = { .total = tau_blocks_count (plan->validation) * plan->validation_cells->len +
                         tau_blocks_count (plan->blocks) * plan->cells->len,
                .images_per_second = NAN,
                .seconds_left = NAN },
  };
  g_autofree char *description = tau_evaluate_spec_to_json (spec, session->pack);
  run.job = find_job (session->store, description);
  run.n_kept = count_kept (session->store, run.job);
  if (run.job != 0)
    tau_store_update_job (session->store, run.job, TAU_JOB_RUNNING, NULL, NULL, NULL);

  gulong id = cancellable != NULL
                  ? g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled_cb), stop, NULL)
                  : 0;
  if (run_passes (&run, &failure))
    result = finish (&run);
  g_clear_pointer (&run.partial, tau_evaluation_unref);
  g_cancellable_disconnect (cancellable, id);
  session->torch->set_threads (spec->n_threads); /* the pool's threads used one each */
  end_job (&run, result, failure);
  if (result != NULL && spec->rows != NULL && run.job != 0 &&
      !tau_image_rows_store (spec->rows, session->store, run.job, &failure))
    g_clear_pointer (&result, tau_evaluation_unref);
  g_clear_pointer (&run.latest, tau_evaluation_unref);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return g_steal_pointer (&result);
}
