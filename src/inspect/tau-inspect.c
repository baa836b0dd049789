/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-inspect.h"

#include "model/tau-session-cost.h"
#include "ranking/tau-ranking.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

TauInspection *
tau_inspection_ref (TauInspection *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tau_inspection_unref (TauInspection *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  tau_image_unref (self->request.picture);
  tau_image_unref (self->input);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    tau_image_unref (self->variants[i]);
  g_free (self->probabilities);
  g_free (self);
}

gboolean
tau_inspection_is_complete (const TauInspection *self)
{
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    if (!self->known[i])
      return FALSE;
  return TRUE;
}

static double
ms_since (gint64 began)
{
  return (g_get_monotonic_time () - began) / 1e3;
}

static void
make_variants (TauInspection *self, const TauPack *pack)
{
  gint64 began = g_get_monotonic_time ();
  guint8 *out[TAU_N_TRANSFORMS];
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++) {
    self->variants[i] = tau_image_new (pack->target.input_size, pack->target.input_size);
    out[i] = self->variants[i]->data;
  }
  tau_transform_apply_all (self->input->data, pack->target.input_size, pack->margin, out);
  self->ms_transform = ms_since (began);
}

static float *
row (const TauInspection *self, guint transform)
{
  return self->probabilities + (gsize)transform * self->n_classes;
}

/* The target's output for n of the views. */
static float *
ask_target (TauInspection *self, TauSession *session, const guint *views, guint n,
            GCancellable *cancellable, GError **error)
{
  const TauPack *pack = session->pack;
  const gsize pixels = (gsize)pack->target.input_size * pack->target.input_size;
  float *planes = session->torch->buffer_new (n * 3 * pixels, error);
  if (planes == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    tau_pixels_to_planes (self->variants[views[i]]->data, pixels, pack->target.mean,
                          pack->target.std, planes + i * 3 * pixels);
  g_autofree float *answers = g_new (float, (gsize)n * session->n_classes);
  const gboolean done =
      session->torch->model_run (session->target, planes, n, answers, cancellable, error);
  session->torch->buffer_free (planes);
  return done ? g_steal_pointer (&answers) : NULL;
}

/* To three decimals: alone and in a batch, a model's answers differ in the sixth, and a result from
 * the store is the same as a new one. */
static double
get_energy (const float *answer, guint n_classes)
{
  return round (1000 * tau_energy (answer, n_classes)) / 1000;
}

/* The target's probabilities for n of the views. */
static gboolean
run_views (TauInspection *self, TauSession *session, const guint *views, guint n,
           GCancellable *cancellable, GError **error)
{
  const guint n_classes = session->n_classes;
  g_autofree float *answers = ask_target (self, session, views, n, cancellable, error);
  for (guint i = 0; answers != NULL && i < n; i++) {
    const float *answer = answers + i * n_classes;
    if (session->pack->probabilities)
      memcpy (row (self, views[i]), answer, n_classes * sizeof (float));
    else
      tau_softmax (answer, n_classes, row (self, views[i]));
    if (views[i] == TAU_TRANSFORM_IDENTITY && session->pack->has_least_energy)
      self->energy = get_energy (answer, n_classes);
    self->known[views[i]] = TRUE;
  }
  return answers != NULL;
}

/* Stored answers are probabilities, from which the energy cannot be told: one view more. */
static gboolean
find_energy (TauInspection *self, TauSession *session, GCancellable *cancellable, GError **error)
{
  const guint identity = TAU_TRANSFORM_IDENTITY;
  if (!session->pack->has_least_energy || isfinite (self->energy) || self->request.label >= 0)
    return TRUE;
  g_autofree float *answer = ask_target (self, session, &identity, 1, cancellable, error);
  if (answer != NULL)
    self->energy = get_energy (answer, session->n_classes);
  return answer != NULL;
}

/* The predictor sees the untransformed (corrupted) image at its own size: what `identity` shows, as
 * in the reference. */
static gboolean
run_predictor (TauInspection *self, TauSession *session, float values[TAU_N_TRANSFORMS],
               GCancellable *cancellable, GError **error)
{
  const TauPackModel *model = &session->pack->predictor;
  gint64 began = g_get_monotonic_time ();
  TauImage *seen = self->variants[TAU_TRANSFORM_IDENTITY];
  gsize pixels = (gsize)model->input_size * model->input_size;
  g_autoptr (TauImage) resized =
      seen->width == model->input_size
          ? tau_image_ref (seen)
          : tau_image_resize_bicubic (seen, model->input_size, model->input_size);
  float *planes = session->torch->buffer_new (3 * pixels, error);
  if (planes == NULL)
    return FALSE;
  tau_pixels_to_planes (resized->data, pixels, model->mean, model->std, planes);
  const gboolean done =
      session->torch->model_run (session->predictor, planes, 1, values, cancellable, error);
  session->torch->buffer_free (planes);
  if (!done)
    return FALSE;
  self->ms_predictor = ms_since (began);
  return TRUE;
}

/* Without a predictor there is nothing to rank by but the actual losses. */
static void
rank_unpredicted (TauInspection *self)
{
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    self->predicted[i] = self->predicted_relative[i] = NAN;
  tau_argsort (self->actual, TAU_N_TRANSFORMS, self->order);
  self->chosen = -1;
  self->regret = self->spearman = NAN;
}

static void
rank_predicted (TauInspection *self, const float values[TAU_N_TRANSFORMS])
{
  tau_widen (values, TAU_N_TRANSFORMS, self->predicted);
  tau_relative_losses (self->predicted, TAU_N_TRANSFORMS, self->predicted_relative);
  tau_argsort (self->predicted, TAU_N_TRANSFORMS, self->order);
  self->chosen = self->order[0];
  self->regret = tau_regret (self->actual, TAU_N_TRANSFORMS, self->chosen);
  self->spearman = tau_spearman (self->predicted, self->actual, TAU_N_TRANSFORMS);
}

/* Everything that follows from predictions (NULL: there is no predictor), probabilities and the
 * label. */
static void
rank (TauInspection *self, const float *values)
{
  guint n = self->n_classes;
  const int label = self->request.label;
  self->label_given = label >= 0 && !self->request.label_assumed;
  self->label = label >= 0 ? label : (int)tau_argmax (row (self, TAU_TRANSFORM_IDENTITY), n);

  for (guint i = 0; i < TAU_N_TRANSFORMS; i++) {
    self->answer[i] = self->known[i] ? (int)tau_argmax (row (self, i), n) : -1;
    self->confidence[i] = self->known[i] ? row (self, i)[self->answer[i]] : NAN;
    self->correct[i] = self->answer[i] == self->label;
    /* What is not known comes last in every order. */
    self->actual[i] =
        self->known[i] ? tau_cross_entropy_probabilities (row (self, i), n, self->label) : INFINITY;
  }
  tau_relative_losses (self->actual, TAU_N_TRANSFORMS, self->actual_relative);
  self->best = tau_argmin (self->actual, TAU_N_TRANSFORMS);
  if (values != NULL)
    rank_predicted (self, values);
  else
    rank_unpredicted (self);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    self->rank[self->order[i]] = i + 1;
  if (tau_inspection_is_complete (self))
    return;
  self->regret = self->spearman = NAN;
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    if (!self->known[i])
      self->actual[i] = self->actual_relative[i] = NAN;
}

/* -- asking the target --------------------------------------------------------------------------
 */

/* Who wants to know of each step; or nobody. */
typedef struct {
  TauInspectReport report; /* or NULL */
  gpointer data;
} Steps;

/* What is known by now, as an inspection of its own. */
static TauInspection *
copy_partial (const TauInspection *self, const float *values)
{
  TauInspection *copy = g_memdup2 (self, sizeof *self);
  copy->ref_count = 1;
  tau_image_ref (copy->request.picture);
  tau_image_ref (copy->input);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    tau_image_ref (copy->variants[i]);
  copy->probabilities =
      g_memdup2 (self->probabilities, (gsize)TAU_N_TRANSFORMS * self->n_classes * sizeof (float));
  rank (copy, values);
  return copy;
}

/* Identity, which everything is compared with, and then what a user looks at first. */
static void
order_views (const float *values, guint order[TAU_N_TRANSFORMS])
{
  double predicted[TAU_N_TRANSFORMS];
  guint n = 0, sorted[TAU_N_TRANSFORMS];
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    predicted[i] = values != NULL ? values[i] : i;
  tau_argsort (predicted, TAU_N_TRANSFORMS, sorted);
  order[n++] = TAU_TRANSFORM_IDENTITY;
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    if (sorted[i] != TAU_TRANSFORM_IDENTITY)
      order[n++] = sorted[i];
}

/* How many views are computed next, when some are done. What a user looks at first comes soon; the
 * rest in few steps, which takes less time in all. *at_once: as many as the next step may have. */
static guint
count_next (const TauSession *session, guint done, guint *at_once)
{
  const guint left = TAU_N_TRANSFORMS - done, most = *at_once;
  if (done == 0 && session->first_alone)
    return 1;
  if (most == 1) /* there is no memory for several */
    return 1;
  *at_once = 2 * most;
  /* The last ones go together: alone, one takes as long as the two that could be with it. */
  return left <= most + 1 ? left : most;
}

/* The target's probabilities for all views. */
static gboolean
run_target (TauInspection *self, TauSession *session, const Steps *steps, const float *values,
            GCancellable *cancellable, GError **error)
{
  guint order[TAU_N_TRANSFORMS], done = 0, at_once = session->views_at_once;
  const gint64 began = g_get_monotonic_time ();
  const gboolean stepwise = steps->report != NULL && session->views_at_once > 0;
  if (stepwise)
    order_views (values, order);
  else
    for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
      order[i] = i;
  while (done < TAU_N_TRANSFORMS) {
    const guint n = stepwise ? count_next (session, done, &at_once) : TAU_N_TRANSFORMS;
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !run_views (self, session, order + done, n, cancellable, error))
      return FALSE;
    done += n;
    if (done < TAU_N_TRANSFORMS)
      steps->report (copy_partial (self, values), steps->data);
  }
  self->ms_target = ms_since (began);
  return TRUE;
}

/* Fills probabilities and, with a predictor, predictions from the store if it has them, else from
 * the networks. If the
 * store fails, the answer is computed without the cache. */
static gboolean
ask (TauInspection *self, TauSession *session, const Steps *steps, float values[TAU_N_TRANSFORMS],
     GCancellable *cancellable, GError **error)
{
  TauPack *pack = session->pack;
  TauStoreModel target = { pack->target.sha256, session->target_setup };
  TauStoreModel predictor = { pack->predictor.sha256, session->predictor_setup };
  g_autofree char *sha256 =
      session->store != NULL ? tau_image_sha256 (self->request.picture) : NULL;
  const TauStoreKey key = { sha256, tau_corruption_spec_get_key (&self->request.corruption) };
  gboolean has_target = FALSE, has_prediction = FALSE;

  if (session->store != NULL) {
    has_target = tau_store_find_target (session->store, &key, &target, session->n_classes,
                                        self->probabilities, &self->ms_target, NULL);
    has_prediction =
        session->predictor != NULL && tau_store_find_prediction (session->store, &key, &predictor,
                                                                 values, &self->ms_predictor, NULL);
  }
  self->cached = has_target && (has_prediction || session->predictor == NULL);
  if (session->predictor != NULL && !has_prediction &&
      !run_predictor (self, session, values, cancellable, error))
    return FALSE;
  if (!has_target && !run_target (self, session, steps, session->predictor != NULL ? values : NULL,
                                  cancellable, error))
    return FALSE;
  if (!find_energy (self, session, cancellable, error))
    return FALSE;
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    self->known[i] = TRUE;

  if (session->store != NULL && !has_target)
    tau_store_add_target (session->store, &key, &target, session->n_classes, self->probabilities,
                          self->ms_target, NULL);
  if (session->store != NULL && session->predictor != NULL && !has_prediction)
    tau_store_add_prediction (session->store, &key, &predictor, values, self->ms_predictor, NULL);
  return TRUE;
}

static TauMethodAnswer
method (const TauInspection *self, const char *id, const guint *transforms, guint k, double cost)
{
  g_autofree float *mean = g_new (float, self->n_classes);
  tau_ensemble_mean (self->probabilities, self->n_classes, transforms, k, mean);
  int answer = tau_argmax (mean, self->n_classes);
  return (TauMethodAnswer){
    .id = id,
    .answer = answer,
    .confidence = mean[answer],
    .correct = answer == self->label,
    .loss = tau_cross_entropy_probabilities (mean, self->n_classes, self->label),
    .relative_cost = cost,
  };
}

static void
fill_methods (TauInspection *self, TauSession *session)
{
  const double target = tau_session_target_cost (session);
  const double predictor = tau_session_predictor_cost (session);
  const guint center = 0, oracle = self->best;
  const char *ids[] = { "ours:1", "ours:2", "ours:4" };
  guint m = 0;

  self->methods[m++] = method (self, "center", &center, 1, 1);
  for (guint i = 0, k = 1; i < 3 && self->chosen >= 0; i++, k *= 2)
    self->methods[m++] =
        method (self, ids[i], self->order, k, tau_relative_cost (target, predictor, k));
  self->methods[m++] = method (self, "all", NULL, TAU_N_TRANSFORMS, TAU_N_TRANSFORMS);
  self->methods[m++] = method (self, "oracle", &oracle, 1, TAU_N_TRANSFORMS);
  self->n_methods = m;
}

static gboolean
check_request (const TauInspectRequest *request, TauSession *session, GError **error)
{
  int side = session->pack->target.input_size + session->pack->margin;
  if (request->picture->width != side || request->picture->height != side) {
    g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_MISMATCH,
                 _ ("The image is %d × %d pixels; the target of this pack takes %d × %d"),
                 request->picture->width, request->picture->height, side, side);
    return FALSE;
  }
  /* A label chosen for one pack may arrive after another pack has been opened. */
  if (request->label >= (int)session->n_classes) {
    g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_MISMATCH,
                 _ ("The label is class number %d; this pack has %u classes"), request->label,
                 session->n_classes);
    return FALSE;
  }
  g_return_val_if_fail (
      request->corruption.severity >= 0 && request->corruption.severity <= TAU_N_SEVERITIES, FALSE);
  return TRUE;
}

TauInspection *
tau_inspect (TauSession *session, const TauInspectRequest *request, GCancellable *cancellable,
             GError **error)
{
  return tau_inspect_in_steps (session, request, NULL, NULL, cancellable, error);
}

TauInspection *
tau_inspect_in_steps (TauSession *session, const TauInspectRequest *request,
                      TauInspectReport report, gpointer data, GCancellable *cancellable,
                      GError **error)
{
  const Steps steps = { report, data };
  gint64 began = g_get_monotonic_time ();
  float values[TAU_N_TRANSFORMS];
  if (!check_request (request, session, error))
    return NULL;

  g_autoptr (TauInspection) self = g_new0 (TauInspection, 1);
  self->ref_count = 1;
  self->energy = NAN;
  self->request = *request;
  tau_image_ref (request->picture);
  TauCorruptionSpec *corruption = &self->request.corruption;
  if (tau_corruption_spec_is_none (corruption)) {
    corruption->type = NULL;
    corruption->severity = 0;
  }
  corruption->preset =
      tau_preset_resolve (corruption->preset, request->picture->width, request->picture->height);
  self->n_classes = session->n_classes;
  self->probabilities = g_new (float, (gsize)TAU_N_TRANSFORMS * session->n_classes);

  self->input = tau_corruption_spec_apply (corruption, request->picture);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  make_variants (self, session->pack);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !ask (self, session, &steps, values, cancellable, error))
    return NULL;
  rank (self, session->predictor != NULL ? values : NULL);
  fill_methods (self, session);
  self->ms_total = ms_since (began);
  return g_steal_pointer (&self);
}

static TauFigureAnswer
figure_answer (const TauInspection *self, TauPack *pack, int transform)
{
  return (TauFigureAnswer){
    .class_name = tau_pack_class_title (pack, self->answer[transform]),
    .confidence = self->confidence[transform],
    .correct = self->correct[transform],
  };
}

void
tau_inspection_to_plot (const TauInspection *self, TauPlotScatter *plot)
{
  tau_plot_scatter_init (plot);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    tau_plot_scatter_add (plot, self->predicted[i], self->actual[i], self->correct[i],
                          _ (tau_transform_get (i)->title));
  plot->chosen = self->chosen;
  plot->best = self->best;
  plot->correlation = self->spearman;
  plot->label_given = self->label_given;
  tau_plot_scatter_set_loss_scale (plot, plot->loss_scale);
  if (self->chosen < 0)
    tau_plot_scatter_rank (plot);
}

void
tau_inspection_to_figure (const TauInspection *self, TauPack *pack, TauFigureSpec *spec)
{
  *spec = (TauFigureSpec){
    .input = self->variants[TAU_TRANSFORM_IDENTITY],
    .transformed = self->variants[self->order[0]],
    .input_answer = figure_answer (self, pack, TAU_TRANSFORM_IDENTITY),
    .transformed_answer = figure_answer (self, pack, self->order[0]),
    .label = tau_pack_class_title (pack, self->label),
    .label_given = self->label_given,
    .corruption = self->request.corruption,
  };
  tau_inspection_to_plot (self, &spec->plot);
}
